#!/usr/bin/env bash
# 100 executions of 20 tasks each, which do nothing with a state of 500 bytes, on a SqliteStore and on the Rust crate dbos with a
# PostgreSQL of its own, both with their defaults, on one disk, in turns. ROUNDS is how often (9 unless said otherwise). Last line:
# `dbos: ours N executions/s, dbos M executions/s, ratio R`, or that it was skipped where there is no PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in initdb pg_ctl; do
    if ! command -v "$program" >/dev/null; then
        echo "dbos: skipped: no PostgreSQL ($program is not in the path)"
        exit 0
    fi
done
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --quiet --release --manifest-path tests/beside-dbos/Cargo.toml

folder=$(mktemp -d -p "$CARGO_TARGET_DIR")
# PostgreSQL does not run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    chmod 755 "$folder"
    as=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi
mkdir "$folder/postgres" "$folder/ours"
[ ${#as[@]} = 0 ] || chown nobody "$folder/postgres"
cd "$folder"
trap '"${as[@]}" pg_ctl -D "$folder/postgres/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
"${as[@]}" initdb -D "$folder/postgres/data" -U bench --auth=trust >/dev/null
# A socket in the folder, whose path has to be short, and no port.
socket=$(mktemp -d)
[ ${#as[@]} = 0 ] || chown nobody "$socket"
"${as[@]}" pg_ctl -D "$folder/postgres/data" -l "$folder/postgres/log" -w \
    -o "-c listen_addresses='' -c unix_socket_directories='$socket'" start >/dev/null
"$CARGO_TARGET_DIR/release/beside-dbos" "$folder/ours" "postgres://bench@localhost/postgres?host=$socket" "${1:-9}"
