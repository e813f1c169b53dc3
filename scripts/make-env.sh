#!/usr/bin/env bash
# Writes .env for docker compose: .env.example with a fresh random secret in place of every "change-me".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ -e .env ]]; then
    echo 'make-env: .env exists and stays as it is' >&2
    exit 0
fi

# 32 bytes as hexadecimal digits: they need no quoting in a URL.
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
trap 'rm -f .env.new' EXIT
while IFS= read -r line; do
    if [[ "$line" == *=change-me ]]; then
        line=${line%change-me}$(secret)
    fi
    printf '%s\n' "$line"
done <.env.example >.env.new
mv .env.new .env
echo 'make-env: wrote .env with new secrets; keep it out of version control' >&2
