#!/usr/bin/env bash
# Mixed load at full speed for SECONDS (600 unless said otherwise) on a SqliteStore: retries, catches, waits, callbacks answered
# and expired, activities, Parallel in Map, children, stops, redrives, retention. Then memory and file have to be flat over the
# later half, and nothing may be left. Last line: `soak: 600 s, N executions, memory 41 MB (+0 %), file 9.1 KB an execution, 0 leaked`.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo run --quiet --package proofs -- soak "${1:-600}"
