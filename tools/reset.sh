#!/usr/bin/env bash
# Delete the embedded database, after asking. Anything but a typed "yes" keeps it.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${DATABASE_URL:-}" ]; then
    echo "DATABASE_URL is set. This command only knows the embedded database, and touches no other." >&2
    exit 1
fi

database="${INSTANCE_PATH:-instance}/folkmoot.sqlite3"
if [ ! -e "$database" ]; then
    echo "There is no database at $database: nothing to delete."
    exit 0
fi

echo "This deletes every round, account, comment and vote in $database. It cannot be undone."
echo "Stop the server first. Type yes to delete."
answer=""
read -r answer || true
if [ "$answer" != yes ]; then
    echo "Nothing was deleted."
    exit 1
fi
rm -f -- "$database" "$database-wal" "$database-shm"
echo "Deleted. The next make run begins with the demo round."
