#!/usr/bin/env bash
# Peak memory of `check` on one line without an end: 1 GB of text in one activity, and 1 GB of small activities.
# Usage: benches/endless.sh [MEGABYTES]
set -euo pipefail
cd "$(dirname "$0")/.."
size=${1:-1000}
cargo build --release --quiet
text() {
  printf '<iati-activities version="2.03"><iati-activity><title>'
  head -c "$((size * 1000000))" /dev/zero | tr '\0' 'x'
  printf '</title></iati-activity></iati-activities>'
}
many() {
  printf '<iati-activities version="2.03">'
  { yes '<iati-activity><iati-identifier>XI-A-1</iati-identifier></iati-activity>' | tr -d '\n' | head -c "$((size * 1000000 / 73 * 73))" ; } || true
  printf '</iati-activities>'
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for kind in text many; do
  "$kind" > "$scratch/$kind.xml"
  command time -f "$kind: %e s wall, %U s CPU, %M kB at most" target/release/counterfoil check "$scratch/$kind.xml" --limit 1 | tail -n 1 || true
done
