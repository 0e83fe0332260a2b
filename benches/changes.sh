#!/usr/bin/env bash
# Precision and recall of the classes of change on an invented book, and, where the folder is there, what is found in
# consecutive publications of real publishers.
# Usage: benches/changes.sh [SEEDS] [ACTIVITIES]     (default: 8 300; real pairs: PAIRS=table.tsv FOLDER=unpacked)
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p flow --examples
target/release/examples/change_benchmark "${1:-8}" "${2:-300}"
if [ -n "${PAIRS:-}" ]; then
  target/release/examples/change_pairs "$PAIRS" "${FOLDER:?the folder with the unpacked files}"
fi
