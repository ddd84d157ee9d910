#!/usr/bin/env bash
# Kills a process with 200 running executions at random moments, ROUNDS times (50 unless said otherwise), and checks that no
# execution is lost and no completed task runs again. Last line: `kill-loop: 50 rounds, 10000 executions, 0 lost, 0 rerun`.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo run --quiet --package proofs -- kill-loop "${1:-50}" ${2:+--seed "$2"}
