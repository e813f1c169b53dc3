#!/usr/bin/env bash
# Runs a command beside a private MariaDB (or MySQL) server that exists only as long as the command does.
#
#   scripts/with-mariadb.sh cargo test --workspace --locked
#
# Where the server comes from, first that works: a server the caller names in HEXMART_TEST_MYSQL_URL; a mariadbd or
# mysqld on this machine; a container, if a Docker engine answers; `apt-get install mariadb-server`, if we are root on
# Debian or Ubuntu. The command finds in its environment:
#
#   HEXMART_TEST_MYSQL_URL         mysql://root@127.0.0.1:PORT/ without a database: each test creates its own
#   HEXMART_TEST_MYSQLD_BIN        the server program, for tests that start, kill and restart a server of their own
#   HEXMART_TEST_MYSQL_INSTALL_DB  MariaDB's mariadb-install-db; unset for MySQL (there: mysqld --initialize-insecure)
#   HEXMART_TEST_MYSQLD_USER       the value for --user=, set only when we run as root (the server insists on one)
#
# The last three stay unset when the server is a container or was given by its URL. Set beforehand, the second (and
# third) choose the program to use. Also read: HEXMART_TEST_MYSQL_BUFFER_POOL (512M) and HEXMART_TEST_INSTALL=no, which
# forbids apt-get.
set -euo pipefail

readonly image=mariadb:11
readonly patience=90 # seconds until a started server must answer; a busy machine needs some of them

work_dir=''    # the private server's data, log, socket
server_pid=''  # the private server
container=''   # or the container
command_pid='' # what we were asked to run

say() { printf 'with-mariadb: %s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# --- finding programs -------------------------------------------------------------------------------------------------

# Prints the first executable called one of "$@", on PATH or where packages and tarballs put servers: /usr/sbin is not
# on the PATH of ordinary users.
find_program() {
    local name dir path
    for name in "$@"; do
        if path=$(command -v "$name") && [[ -x "$path" ]]; then
            printf '%s\n' "$path"
            return 0
        fi
        for dir in /usr/sbin /usr/libexec /usr/local/sbin /usr/local/bin /usr/local/mysql/bin /usr/local/mariadb/bin \
            /usr/local/opt/mariadb/bin /usr/local/opt/mysql/bin /opt/homebrew/opt/mariadb/bin /opt/homebrew/opt/mysql/bin; do
            if [[ -f "$dir/$name" && -x "$dir/$name" ]]; then
                printf '%s\n' "$dir/$name"
                return 0
            fi
        done
    done
    return 1
}

prefix_of() { (cd "$(dirname "$1")/.." && pwd -P); }

is_mariadb() { "$1" --no-defaults --version 2>/dev/null | grep -q MariaDB; }

# mariadb-install-db lives in the bin (tarballs: scripts) folder beside the server's.
find_install_db() {
    local prefix candidate
    prefix=$(prefix_of "$1")
    for candidate in "$prefix"/bin/mariadb-install-db "$prefix"/scripts/mariadb-install-db "$prefix"/bin/mysql_install_db; do
        if [[ -x "$candidate" ]]; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    find_program mariadb-install-db mysql_install_db
}

# Sets the variables the tests read, or fails when this machine has no usable server.
find_server() {
    local bin=${HEXMART_TEST_MYSQLD_BIN:-}
    [[ -n "$bin" ]] || bin=$(find_program mariadbd mysqld) || return 1
    if is_mariadb "$bin"; then
        HEXMART_TEST_MYSQL_INSTALL_DB=${HEXMART_TEST_MYSQL_INSTALL_DB:-$(find_install_db "$bin")} || return 1
        export HEXMART_TEST_MYSQL_INSTALL_DB
    else
        unset HEXMART_TEST_MYSQL_INSTALL_DB
    fi
    export HEXMART_TEST_MYSQLD_BIN=$bin
}

docker_answers() { command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

may_install() { [[ ${HEXMART_TEST_INSTALL:-yes} != no && $EUID -eq 0 ]] && command -v apt-get >/dev/null 2>&1; }

# Installs the package but keeps its service from ever running: the tests have no business with port 3306.
install_server() {
    local policy=/usr/sbin/policy-rc.d log=$work_dir/apt.log ours=no status=0
    say 'no MariaDB here; installing mariadb-server with apt-get'
    if [[ ! -e "$policy" ]]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    {
        DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update || true # old lists may do
        DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends mariadb-server
    } >"$log" 2>&1 || status=$?
    [[ "$ours" == no ]] || rm -f "$policy"
    if [[ -d /run/systemd/system ]]; then
        systemctl disable --quiet mariadb.service >>"$log" 2>&1 || true
    fi
    if ((status != 0)); then
        tail -n 5 "$log" >&2
        return 1
    fi
}

# --- a private server -------------------------------------------------------------------------------------------------

make_work_dir() {
    local base=${TMPDIR:-/tmp}
    ((${#base} <= 80)) || base=/tmp # the socket's whole path has to fit into 107 bytes
    work_dir=$(mktemp -d "$base/hexmart-db.XXXXXX")
}

# As root the server wants to be told which account to become. Prefer mysql, if it can reach the data folder.
choose_user() {
    ((EUID == 0)) || return 0
    HEXMART_TEST_MYSQLD_USER=root
    if id -u mysql >/dev/null 2>&1; then
        chown mysql "$work_dir"
        if runuser -u mysql -- test -w "$work_dir" 2>/dev/null; then
            HEXMART_TEST_MYSQLD_USER=mysql
        else
            chown root "$work_dir"
        fi
    fi
    export HEXMART_TEST_MYSQLD_USER
}

create_data_dir() {
    local args=(--no-defaults "--datadir=$work_dir/data" "--tmpdir=$work_dir/tmp" --lc-messages=en_US)
    # Its own: a server that starts deletes the temporary tables of all others that it finds.
    mkdir "$work_dir/tmp"
    [[ -z ${HEXMART_TEST_MYSQLD_USER:-} ]] || chown "$HEXMART_TEST_MYSQLD_USER" "$work_dir/tmp"
    [[ -z ${HEXMART_TEST_MYSQLD_USER:-} ]] || args+=("--user=$HEXMART_TEST_MYSQLD_USER")
    if [[ -n ${HEXMART_TEST_MYSQL_INSTALL_DB:-} ]]; then
        local prefix
        prefix=$(prefix_of "$HEXMART_TEST_MYSQL_INSTALL_DB")
        # A packaged script knows its folders, an unpacked tarball must be told.
        [[ "$prefix" == /usr || "$prefix" == / ]] || args+=("--basedir=$prefix")
        "$HEXMART_TEST_MYSQL_INSTALL_DB" "${args[@]}" --auth-root-authentication-method=normal --skip-test-db
    else
        "$HEXMART_TEST_MYSQLD_BIN" "${args[@]}" --initialize-insecure
    fi >"$work_dir/install.log" 2>&1 || {
        tail -n 15 "$work_dir/install.log" >&2
        die "could not create a data folder with ${HEXMART_TEST_MYSQL_INSTALL_DB:-$HEXMART_TEST_MYSQLD_BIN}"
    }
    # Without name resolution 127.0.0.1 is not localhost, the only host MySQL gives its root.
    cat >"$work_dir/init.sql" <<'SQL'
CREATE USER IF NOT EXISTS 'root'@'127.0.0.1' IDENTIFIED BY '';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
SQL
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below 32768, where Linux begins to hand out ports to outgoing connections.
free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 12000))
        if ! port_answers "$port"; then
            printf '%s\n' "$port"
            return 0
        fi
    done
    return 1
}

launch() {
    local port=$1 args=()
    args=(
        --no-defaults
        "--datadir=$work_dir/data"
        "--tmpdir=$work_dir/tmp"
        "--socket=$work_dir/s"
        "--pid-file=$work_dir/pid"
        "--port=$port"
        --bind-address=127.0.0.1
        --skip-name-resolve
        --skip-log-bin
        --lc-messages=en_US
        --character-set-server=utf8mb4
        --max-connections=500
        --innodb-flush-log-at-trx-commit=1
        --innodb-flush-method=O_DIRECT
        "--innodb-buffer-pool-size=${HEXMART_TEST_MYSQL_BUFFER_POOL:-512M}"
        "--init-file=$work_dir/init.sql"
    )
    # MySQL would open a second port nobody asked for, and look for a packaged folder that may not be there.
    [[ -n ${HEXMART_TEST_MYSQL_INSTALL_DB:-} ]] || args+=(--mysqlx=OFF --secure-file-priv=NULL)
    [[ -z ${HEXMART_TEST_MYSQLD_USER:-} ]] || args+=("--user=$HEXMART_TEST_MYSQLD_USER")
    # Job control gives the server a process group of its own: Ctrl-C ends the tests first, then we end the server.
    set -m
    "$HEXMART_TEST_MYSQLD_BIN" "${args[@]}" </dev/null >"$work_dir/server.log" 2>&1 &
    server_pid=$!
    set +m
}

# The log names our port once the server takes connections; an answer on the port alone could be somebody else's.
wait_until_ready() {
    local port=$1 end=$((SECONDS + patience))
    while ((SECONDS < end)); do
        kill -0 "$server_pid" 2>/dev/null || return 1
        if grep -q "Version: .* port: $port " "$work_dir/server.log" && port_answers "$port"; then
            return 0
        fi
        sleep 0.1
    done
    return 1
}

start_private_server() {
    local port
    choose_user
    create_data_dir
    for _ in 1 2 3; do # somebody may take the port between our look and the server's bind
        port=$(free_port) || die 'no free port between 20000 and 32000 on 127.0.0.1'
        launch "$port"
        if wait_until_ready "$port"; then
            export HEXMART_TEST_MYSQL_URL="mysql://root@127.0.0.1:$port/"
            say "$("$HEXMART_TEST_MYSQLD_BIN" --no-defaults --version | sed 's/.* Ver \([^ ]*\).*/\1/') at $HEXMART_TEST_MYSQL_URL"
            return 0
        fi
        stop "$server_pid"
        server_pid=''
        grep -qi 'address already in use' "$work_dir/server.log" || break
    done
    tail -n 20 "$work_dir/server.log" >&2
    die "$HEXMART_TEST_MYSQLD_BIN did not start; the end of its log is above"
}

# --- a container ------------------------------------------------------------------------------------------------------

start_container() {
    local address end
    # The programs on this machine, if any, have nothing to do with the container.
    unset HEXMART_TEST_MYSQLD_BIN HEXMART_TEST_MYSQL_INSTALL_DB HEXMART_TEST_MYSQLD_USER
    say "no MariaDB here; starting a $image container"
    container=$(docker run --detach --rm --publish 127.0.0.1::3306 --env MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 "$image" \
        --skip-name-resolve --skip-log-bin --character-set-server=utf8mb4 --max-connections=500 \
        --innodb-flush-log-at-trx-commit=1 --innodb-flush-method=O_DIRECT \
        "--innodb-buffer-pool-size=${HEXMART_TEST_MYSQL_BUFFER_POOL:-512M}") || die "docker could not start $image"
    end=$((SECONDS + patience))
    # Over TCP, because the image's first, temporary server answers on its socket only.
    until docker exec "$container" mariadb --protocol=tcp -h127.0.0.1 -uroot -e 'SELECT 1' >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            docker logs --tail 20 "$container" >&2 || true
            die "the $image container did not answer within $patience s; the end of its log is above"
        fi
        sleep 0.5
    done
    address=$(docker port "$container" 3306/tcp | head -n 1)
    export HEXMART_TEST_MYSQL_URL="mysql://root@$address/"
    say "$image at $HEXMART_TEST_MYSQL_URL"
}

# --- life and death ---------------------------------------------------------------------------------------------------

# Ends a process (or, as -PID, a process group) politely, and after ten seconds otherwise.
stop() {
    kill -TERM -- "$1" 2>/dev/null || return 0
    for _ in {1..100}; do
        kill -0 -- "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "$1" 2>/dev/null || true
    wait "${1#-}" 2>/dev/null || true
}

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    local status=$?
    trap - EXIT
    trap '' HUP INT TERM # a second Ctrl-C must not leave half of this undone
    [[ -z "$command_pid" ]] || stop "-$command_pid"
    [[ -z "$server_pid" ]] || stop "$server_pid"
    [[ -z "$container" ]] || docker rm --force --volumes "$container" >/dev/null 2>&1 || true
    [[ -z "$work_dir" ]] || rm -rf "$work_dir"
    exit "$status"
}

# In a process group of its own, so that a signal sent to this script alone reaches every process of the command.
run_command() {
    local status=0
    set -m
    "$@" &
    command_pid=$!
    set +m
    wait "$command_pid" || status=$?
    return "$status"
}

main() {
    (($# > 0)) || die 'usage: scripts/with-mariadb.sh COMMAND [ARGUMENT...]'
    if [[ -n ${HEXMART_TEST_MYSQL_URL:-} ]]; then
        exec "$@"
    fi
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    make_work_dir
    if find_server; then
        start_private_server
    elif docker_answers; then
        start_container
    elif may_install && install_server && find_server; then
        start_private_server
    else
        die 'no database to test with: no mariadbd or mysqld found, no Docker engine answers, and apt-get as root is not' \
            'possible; install mariadb-server or set HEXMART_TEST_MYSQL_URL ("make test-embedded" needs nothing)'
    fi
    run_command "$@"
}

main "$@"
