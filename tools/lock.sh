#!/usr/bin/env bash
# Make the hashed locks in requirements/ anew. They name no host, so that any registry or mirror serves them.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # the name of the lock, then what goes in
    local name="$1"
    shift
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        --output-file "requirements/$name.txt" "$@"
}

upgrade=()
if [ "${UPGRADE:-0}" = 1 ]; then
    upgrade=(--upgrade)
fi

compile bootstrap requirements/bootstrap.in "${upgrade[@]}"
compile node requirements/node.in "${upgrade[@]}"
compile test pyproject.toml --extra postgres --extra redis --extra gevent --extra test --extra dev "${upgrade[@]}"
# What serves is exactly what was tested.
compile run pyproject.toml --extra postgres --extra redis --extra gevent --constraint requirements/test.txt "${upgrade[@]}"

if grep -nE '(https?|file)://|@ ' requirements/*.txt; then
    echo "A lock names a host." >&2
    exit 1
fi
