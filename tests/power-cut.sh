#!/usr/bin/env bash
# Records what a run writes and syncs, builds IMAGES (60 unless said otherwise) of what a power cut could have left of it -
# writes that were not synced dropped, torn, reordered - and recovers each, which has to hold what the process had told by
# then. Last line: `power-cut: 60 images, 0 failures`. Needs a C compiler and a system that knows LD_PRELOAD.
#
# With LAX=--lax the recorded run syncs less than it should: then there have to be failures.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -shared -fPIC -O1 -o "$folder/recorder.so" tests/proofs/recorder.c -ldl -lpthread
cargo build --quiet --package proofs
proofs=${CARGO_TARGET_DIR:-target}/debug/proofs
mkdir "$folder/run"
# Twice, so that there is a start over what the first has left.
for executions in 20 40; do
    RECORD_LOG="$folder/log" LD_PRELOAD="$folder/recorder.so" "$proofs" worker ${LAX:-} "$folder/run" "$executions"
done
"$proofs" power-cut "$folder/log" "${1:-60}" ${2:+--seed "$2"}
