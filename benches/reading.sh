#!/usr/bin/env bash
# Wall time, CPU time and peak memory of `check` and `import`, beside `xmllint` on the same file in the same run.
# Usage: benches/reading.sh FILE.xml [RUNS]     (a plain file; needs GNU time and libxml2-utils)
set -euo pipefail
cd "$(dirname "$0")/.."
file=$1 runs=${2:-3}
cargo build --release --quiet
bin=target/release/counterfoil
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The best of several runs: wall seconds, CPU seconds, peak megabytes.
measure() {
  local name=$1 best=
  shift
  for _ in $(seq "$runs"); do
    rm -rf "$scratch/ledger"
    command time -f '%e %U %S %M' -o "$scratch/time" "$@" >/dev/null 2>&1 || true
    local now
    now=$(tail -n 1 "$scratch/time" | awk '{ printf "%.2f %.2f %.0f", $1, $2 + $3, $4 / 1024 }')
    if [ -z "$best" ] || awk -v a="$now" -v b="$best" 'BEGIN { split(a, x); split(b, y); exit !(x[1] < y[1]) }'; then
      best=$now
    fi
  done
  # shellcheck disable=SC2086
  printf '| %-28s | %8s | %8s | %8s |\n' "$name" $best
}

printf '%s, %s bytes, best of %s\n\n' "$(basename "$file")" "$(stat -c %s "$file")" "$runs"
printf '| %-28s | %8s | %8s | %8s |\n' "" "wall s" "CPU s" "peak MB"
printf '|---|---|---|---|\n'
measure "xmllint --stream --noout" xmllint --stream --noout "$file"
measure "counterfoil check" "$bin" check "$file" --format json
measure "counterfoil import" "$bin" import "$file" --ledger "$scratch/ledger"
