#!/usr/bin/env bash
# CPU, wall time and peak memory of `check`, beside `xmllint --schema` (which does the schema only) and beside a bare walk of
# the same file with quick-xml.
# Usage: benches/checking.sh [MEGABYTES…]     (default: 50 500; needs GNU time and libxml2-utils, and the standard's XSDs in
# a folder “shared” beside the checkout, or STANDARD=folder with schemas/2.03/)
set -euo pipefail
cd "$(dirname "$0")/.."
standard=${STANDARD:-../shared/standard}
runs=${RUNS:-3}
cargo build --release --quiet
cargo build --release --quiet -p iati --examples
bin=target/release/counterfoil examples=target/release/examples
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The best of several runs by CPU: CPU seconds, wall seconds, peak megabytes.
measure() {
  local name=$1 best=
  shift
  for _ in $(seq "$runs"); do
    command time -f '%e %U %S %M' -o "$scratch/time" "$@" >"$scratch/out" 2>/dev/null || true
    local now
    now=$(tail -n 1 "$scratch/time" | awk '{ printf "%.2f %.2f %.0f", $2 + $3, $1, $4 / 1024 }')
    if [ -z "$best" ] || awk -v a="$now" -v b="$best" 'BEGIN { split(a, x); split(b, y); exit !(x[1] < y[1]) }'; then
      best=$now
    fi
  done
  # shellcheck disable=SC2086
  printf '| %-28s | %6s | %6s | %7s |\n' "$name" $best
}

table() {
  local file=$1
  printf '\n%s, %s bytes, best of %s\n\n' "$2" "$(stat -c %s "$file")" "$runs"
  printf '| %-28s | %6s | %6s | %7s |\n|---|---|---|---|\n' "" "CPU s" "wall s" "peak MB"
  measure "quick-xml, bare walk" "$examples/walk" "$file"
  [ -e "$standard" ] && measure "xmllint --stream --schema" \
    xmllint --noout --stream --schema "$standard/schemas/2.03/iati-activities-schema.xsd" "$file"
  measure "counterfoil check" "$bin" check --now 2026-01-01 "$file"
  measure "counterfoil check, json" "$bin" check --now 2026-01-01 --format json "$file"
}

for megabytes in "${@:-50 500}"; do
  for size in $megabytes; do
    "$examples/large" "$size" >"$scratch/clean.xml"
    table "$scratch/clean.xml" "$size MB, no fault"
    "$examples/large" "$size" 200 >"$scratch/faults.xml"
    table "$scratch/faults.xml" "$size MB, a fault in every fifth transaction"
    rm "$scratch"/*.xml
  done
done
