#!/usr/bin/env bash
# Kills the example etl at random moments, starts it again each time, and checks that the sum is the same and that no batch
# that was done was converted again.
#
#     tests/etl-kill.sh [ROWS] [KILLS]
#
# Its last line is `etl-kill: ROWS rows, KILLS kills, sum N, BATCHES batches, RUNS runs, 0 of batches that were done`.
set -euo pipefail
cd "$(dirname "$0")/.."

rows=${1:-1000000}
kills=${2:-10}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --quiet --release --example etl
etl="${CARGO_TARGET_DIR:-target}/release/examples/etl"

# A run that nobody interrupts has the sum, and tells how long one takes.
started=$(date +%s%N)
undisturbed=$("$etl" --rows "$rows" --folder "$folder" | tail -n 1)
milliseconds=$((($(date +%s%N) - started) / 1000000))
sum() {
    sed -E 's/.*, sum ([0-9.]+),.*/\1/' <<<"$1"
}

killed=0
options=(--rows "$rows" --folder "$folder" --ledger "$folder/ledger")
while ((killed < kills)); do
    "$etl" "${options[@]}" >"$folder/output" 2>&1 &
    process=$!
    # The moments are spread over the time that one run takes.
    delay=$((RANDOM * 32768 + RANDOM))
    delay=$((20 + delay % (2 * milliseconds / kills + 1)))
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    if kill -KILL "$process" 2>/dev/null; then
        killed=$((killed + 1))
    fi
    if wait "$process" 2>/dev/null; then
        # It was faster: it begins anew the next time, and what it did is not of that run.
        rm -f "$folder/ledger"
        killed=0
    fi
done
output=$("$etl" "${options[@]}")
interrupted=$(tail -n 1 <<<"$output")

if [[ $(sum "$interrupted") != $(sum "$undisturbed") ]]; then
    echo "the sum of the interrupted run is another one:" >&2
    printf '%s\n%s\n' "$undisturbed" "$interrupted" >&2
    exit 1
fi
read -r batches runs again < <(sed -nE 's/^ledger: [0-9]+ starts, ([0-9]+) batches, ([0-9]+) runs, ([0-9]+) .*/\1 \2 \3/p' <<<"$output")
echo "etl-kill: $rows rows, $kills kills, sum $(sum "$interrupted"), $batches batches, $runs runs, $again of batches that were done"
((again == 0 && batches == (rows + 99) / 100))
