#!/usr/bin/env bash
# Holds the dependency tree to deny.toml. Uses the cargo-deny on PATH, else installs its own into .tools (some minutes,
# once). Security advisories are checked where their database can be reached; everything else works without a network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly version=0.20.2
readonly advisory_db=https://github.com/RustSec/advisory-db

find_or_install() {
    if command -v cargo-deny; then
        return 0
    fi
    local own=$PWD/.tools/bin/cargo-deny
    if [[ ! -x "$own" ]]; then
        echo "cargo-deny: not on PATH; installing $version into .tools" >&2
        cargo install --locked --quiet cargo-deny --version "$version" --root .tools >&2
    fi
    printf '%s\n' "$own"
}

advisories_reachable() {
    local limit=()
    if command -v timeout >/dev/null; then
        limit=(timeout 15)
    fi
    GIT_TERMINAL_PROMPT=0 ${limit[@]+"${limit[@]}"} git ls-remote --quiet "$advisory_db" HEAD >/dev/null 2>&1
}

deny=$(find_or_install)
checks=(bans licenses sources)
if advisories_reachable; then
    checks+=(advisories)
else
    echo "cargo-deny: $advisory_db is out of reach; advisories are not checked" >&2
fi
exec "$deny" --all-features --locked check --hide-inclusion-graph "${checks[@]}"
