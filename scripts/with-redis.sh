#!/usr/bin/env bash
# Runs a command beside a private Redis (or Valkey) server that exists only as long as the command does.
#
#   scripts/with-redis.sh cargo test -p hexmart-throttle-adapter --locked
#
# Where the server comes from, first that works: a server the caller names in HEXMART_TEST_REDIS_URL; a redis-server or
# valkey-server on this machine; a container, if a Docker engine answers; `apt-get install redis-server`, if we are root
# on Debian or Ubuntu. The command finds in its environment:
#
#   HEXMART_TEST_REDIS_URL  redis://127.0.0.1:PORT/, a server that keeps nothing on disk
#   HEXMART_TEST_REDIS_BIN  the server program, for tests that start, kill and restart a server of their own
#
# The last stays unset when the server is a container or was given by its URL. Set beforehand, it chooses the program to
# use. Also read: HEXMART_TEST_INSTALL=no, which forbids apt-get.
set -euo pipefail

readonly image=redis:7
readonly patience=30 # seconds until a started server must answer; a busy machine needs some of them

work_dir=''    # the private server's folder and log
server_pid=''  # the private server
container=''   # or the container
command_pid='' # what we were asked to run

say() { printf 'with-redis: %s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# --- finding programs -------------------------------------------------------------------------------------------------

# Prints the first executable called one of "$@", on PATH or where packages and tarballs put servers.
find_program() {
    local name dir path
    for name in "$@"; do
        if path=$(command -v "$name") && [[ -x "$path" ]]; then
            printf '%s\n' "$path"
            return 0
        fi
        for dir in /usr/sbin /usr/local/sbin /usr/local/bin /opt/homebrew/bin /snap/bin; do
            if [[ -f "$dir/$name" && -x "$dir/$name" ]]; then
                printf '%s\n' "$dir/$name"
                return 0
            fi
        done
    done
    return 1
}

# Sets the variable the tests read, or fails when this machine has no usable server.
find_server() {
    local bin=${HEXMART_TEST_REDIS_BIN:-}
    [[ -n "$bin" ]] || bin=$(find_program redis-server valkey-server) || return 1
    export HEXMART_TEST_REDIS_BIN=$bin
}

docker_answers() { command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

may_install() { [[ ${HEXMART_TEST_INSTALL:-yes} != no && $EUID -eq 0 ]] && command -v apt-get >/dev/null 2>&1; }

# Installs the package but keeps its service from ever running: the tests have no business with port 6379.
install_server() {
    local policy=/usr/sbin/policy-rc.d log=$work_dir/apt.log ours=no status=0
    say 'no Redis here; installing redis-server with apt-get'
    if [[ ! -e "$policy" ]]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    {
        DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update || true # old lists may do
        DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends redis-server
    } >"$log" 2>&1 || status=$?
    [[ "$ours" == no ]] || rm -f "$policy"
    if [[ -d /run/systemd/system ]]; then
        systemctl disable --quiet redis-server.service >>"$log" 2>&1 || true
    fi
    if ((status != 0)); then
        tail -n 5 "$log" >&2
        return 1
    fi
}

# --- a private server -------------------------------------------------------------------------------------------------

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
    # Job control gives the server a process group of its own: Ctrl-C ends the tests first, then we end the server.
    set -m
    "$HEXMART_TEST_REDIS_BIN" --port "$1" --bind 127.0.0.1 --save '' --appendonly no --dir "$work_dir" --daemonize no \
        </dev/null >"$work_dir/server.log" 2>&1 &
    server_pid=$!
    set +m
}

# The log says so once the server takes connections; an answer on the port alone could be somebody else's.
wait_until_ready() {
    local port=$1 end=$((SECONDS + patience))
    while ((SECONDS < end)); do
        kill -0 "$server_pid" 2>/dev/null || return 1
        if grep -qi 'ready to accept connections' "$work_dir/server.log" && port_answers "$port"; then
            return 0
        fi
        sleep 0.1
    done
    return 1
}

start_private_server() {
    local port
    for _ in 1 2 3; do # somebody may take the port between our look and the server's bind
        port=$(free_port) || die 'no free port between 20000 and 32000 on 127.0.0.1'
        launch "$port"
        if wait_until_ready "$port"; then
            export HEXMART_TEST_REDIS_URL="redis://127.0.0.1:$port/"
            say "$("$HEXMART_TEST_REDIS_BIN" --version | sed 's/.* v=\([^ ]*\).*/\1/') at $HEXMART_TEST_REDIS_URL"
            return 0
        fi
        stop "$server_pid"
        server_pid=''
        grep -qi 'address already in use' "$work_dir/server.log" || break
    done
    tail -n 20 "$work_dir/server.log" >&2
    die "$HEXMART_TEST_REDIS_BIN did not start; the end of its log is above"
}

# --- a container ------------------------------------------------------------------------------------------------------

start_container() {
    local address end
    say "no Redis here; starting a $image container"
    container=$(docker run --detach --rm --publish 127.0.0.1::6379 "$image" redis-server --save '' --appendonly no) ||
        die "docker could not start $image"
    end=$((SECONDS + patience))
    until docker exec "$container" redis-cli ping 2>/dev/null | grep -q PONG; do
        if ((SECONDS >= end)); then
            docker logs --tail 20 "$container" >&2 || true
            die "the $image container did not answer within $patience s; the end of its log is above"
        fi
        sleep 0.5
    done
    address=$(docker port "$container" 6379/tcp | head -n 1)
    export HEXMART_TEST_REDIS_URL="redis://$address/"
    say "$image at $HEXMART_TEST_REDIS_URL"
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
    (($# > 0)) || die 'usage: scripts/with-redis.sh COMMAND [ARGUMENT...]'
    if [[ -n ${HEXMART_TEST_REDIS_URL:-} ]]; then
        exec "$@"
    fi
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work_dir=$(mktemp -d "${TMPDIR:-/tmp}/hexmart-redis.XXXXXX")
    if find_server; then
        start_private_server
    elif docker_answers; then
        start_container
    elif may_install && install_server && find_server; then
        start_private_server
    else
        die 'no Redis to test with: no redis-server or valkey-server found, no Docker engine answers, and apt-get as' \
            'root is not possible; install redis-server or set HEXMART_TEST_REDIS_URL ("make test-embedded" needs nothing)'
    fi
    run_command "$@"
}

main "$@"
