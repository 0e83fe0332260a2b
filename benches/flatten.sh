#!/usr/bin/env bash
# From XML to rows of flows: CPU seconds and peak memory of ours, of iatiflattener, and of a bare walk with iatikit, over the
# same file in the same run.
# Usage: benches/flatten.sh FILE.xml     (needs GNU time and python3; the two programs are taken from PyPI, and where that
# cannot be reached, their part is passed over)
set -euo pipefail
file=$(realpath "$1")
cd "$(dirname "$0")/.."
cargo build --release --quiet -p flow --example flows
flows=target/release/examples/flows
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A rate a week, invented, of whatever currency the file names.
python3 - "$file" >"$scratch/rates.csv" <<'PYTHON'
import datetime, re, sys
found = set()
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        found.update(re.findall('currency="([A-Z]{3})"', line))
print("Date,Rate,Currency")
for currency in sorted((found | {"EUR"}) - {"USD"}):
    day = datetime.date(2000, 1, 7)
    for week in range(1400):
        print("%s,%.4f,%s" % (day, 0.5 + len(currency) * 0.1 + week % 50 / 100, currency))
        day += datetime.timedelta(days=7)
PYTHON

row() { printf '| %-44s | %8s | %8s | %8s |\n' "$@"; }
measure() {
  local name=$1
  shift
  command time -f '%U %S %e %M' -o "$scratch/time" "$@" >"$scratch/out" 2>"$scratch/errors" || cat "$scratch/errors" >&2
  # shellcheck disable=SC2046
  row "$name" $(tail -n 1 "$scratch/time" | awk '{ printf "%.2f %.2f %.0f", $1 + $2, $3, $4 / 1024 }')
  tail -n 1 "$scratch/errors" "$scratch/out" 2>/dev/null | grep -E 'rows|flows|transactions' | sed 's/^/    /' || true
}

printf '%s, %s bytes; %s\n\n' "$(basename "$file")" "$(stat -c %s "$file")" "$(uptime | sed 's/.*load/load/')"
row "" "CPU s" "wall s" "peak MB"
printf '|---|---|---|---|\n'
measure "counterfoil: XML to flows, in dollars" "$flows" "$file" "$scratch/rates.csv"
if python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install --quiet iatiflattener iatikit 2>"$scratch/errors"; then
  measure "iatikit: a walk over all transactions" "$scratch/venv/bin/python" benches/flatten.py iatikit "$file" "$scratch"
  measure "iatiflattener: XML to its rows" "$scratch/venv/bin/python" benches/flatten.py iatiflattener "$file" "$scratch"
else
  echo "iatiflattener and iatikit cannot be had here; their part is passed over"
fi
