#!/usr/bin/env bash
# Make .venv, install the hashed lock, build the styles and scripts. Does nothing where nothing changed.
#
#   tools/setup.sh run     what serving needs
#   tools/setup.sh test    the tests and checks as well
set -euo pipefail
cd "$(dirname "$0")/.."

kind="${1:-run}"
python=.venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy

say() {
    echo "setup: $*" >&2
}

fail() {
    say "$*"
    exit 1
}

# -- Python ------------------------------------------------------------------------------------------------------

good_python() { # new enough, and able to make an environment
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in python3.12 python3.11 python3.13 python3.14 python3 python; do
        if good_python "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer, with its venv module, was not found. On Debian: apt-get install python3 python3-venv"
}

make_environment() {
    if good_python "$python"; then
        return
    fi
    local found
    found="$(find_python)"
    say "making .venv with $("$found" --version)"
    "$found" -m venv --clear .venv
}

# -- Python packages ---------------------------------------------------------------------------------------------

install_lock() { # a lock's name; uv where it can be had, because it fetches several packages at a time
    if [ ! -x .venv/bin/uv ]; then
        "$python" -m pip install --quiet --require-hashes -r requirements/bootstrap.txt || true
    fi
    if [ -x .venv/bin/uv ] && .venv/bin/uv pip install --quiet --python "$python" --require-hashes -r "requirements/$1.txt"; then
        return
    fi
    "$python" -m pip install --quiet --require-hashes -r "requirements/$1.txt"
}

up_to_date() { # a stamp file, the digest that it should hold
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

install_packages() {
    local run_digest test_digest digest
    run_digest="$("$python" tools/digest.py requirements/run.txt)"
    test_digest="$("$python" tools/digest.py requirements/run.txt requirements/test.txt)"
    if up_to_date .venv/.test-packages "$test_digest"; then
        return
    fi
    digest="$run_digest"
    if [ "$kind" = test ]; then
        digest="$test_digest"
    fi
    if up_to_date ".venv/.$kind-packages" "$digest"; then
        return
    fi
    say "installing the Python packages of requirements/$kind.txt"
    install_lock "$kind"
    echo "$digest" >".venv/.$kind-packages"
}

# -- Styles and scripts ------------------------------------------------------------------------------------------

good_node() {
    node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' >/dev/null 2>&1 && npm --version >/dev/null 2>&1
}

find_node() { # the machine's, else the one that PyPI ships
    if good_node; then
        return
    fi
    if [ ! -x .venv/bin/node ]; then
        say "Node.js 20 or newer was not found; installing the one that PyPI ships"
        install_lock node
    fi
    PATH="$PWD/.venv/bin:$PATH"
    good_node || fail "Node.js does not start, so that the styles cannot be built. Install Node.js 20 or newer."
}

build_assets() {
    local packages sources
    packages="$("$python" tools/digest.py package.json package-lock.json)"
    sources="$("$python" tools/digest.py package.json package-lock.json tools/build-assets.mjs static)"
    if up_to_date static/dist/.sources "$sources"; then
        return
    fi
    find_node
    if ! up_to_date node_modules/.packages "$packages"; then
        say "installing the front-end packages"
        npm ci --silent --no-audit --no-fund
        echo "$packages" >node_modules/.packages
    fi
    say "building the styles and scripts"
    node tools/build-assets.mjs >&2
    echo "$sources" >static/dist/.sources
}

# -- Languages ---------------------------------------------------------------------------------------------------

build_catalogues() {
    local sources
    sources="$("$python" tools/digest.py translations/*/LC_MESSAGES/messages.po)"
    if up_to_date .venv/.catalogues "$sources"; then
        return
    fi
    "$python" -m babel.messages.frontend --quiet compile --directory translations
    echo "$sources" >.venv/.catalogues
}

# -- All of it ---------------------------------------------------------------------------------------------------

case "$kind" in
run | test) ;;
*) fail "say run or test, not $kind" ;;
esac

make_environment
if good_node; then # Both mostly wait for the network: side by side.
    build_assets &
    assets=$!
    install_packages
    wait "$assets"
else
    install_packages
    build_assets
fi
build_catalogues
