#!/usr/bin/env bash
# A ledger of a million activities and ten million transactions: import, disk, memory, questions cold and warm, and the same SQL
# in DuckDB over the exported Parquet, in one run.
# Usage: benches/million.sh [ACTIVITIES [FOLDER]]   (default: 1000000 in a new folder of /tmp; needs GNU time, curl, zstd, and
# some 12 GB of disk at that size: each dataset is made, imported and thrown away. DuckDB is taken from PyPI; where that
# cannot be reached, its part is passed over.)
set -euo pipefail
cd "$(dirname "$0")/.."
activities=${1:-1000000}
scratch=${2:-$(mktemp -d)}
datasets=20
each=$((activities / datasets))
cargo build --release --quiet
cargo build --release --quiet -p iati --example million
bin=target/release/counterfoil million=target/release/examples/million
mkdir -p "$scratch"
ledger=$scratch/ledger
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

# What a command took: CPU seconds, wall seconds, peak megabytes.
spent() {
  command time -f '%U %S %e %M' -o "$scratch/time" "$@" >"$scratch/out" 2>"$scratch/errors" || cat "$scratch/errors" >&2
  tail -n 1 "$scratch/time" | awk '{ printf "%.2f %.2f %.0f\n", $1 + $2, $3, $4 / 1024 }'
}
row() { printf '| %-58s | %10s | %10s | %8s |\n' "$@"; }
rule() { printf '|---|---|---|---|\n'; }
kilobytes() { du -sk "$@" | awk '{ n += $1 } END { print n }'; }

bytes=0 packed=0 transactions=0 cpu=0 wall=0 peak=0
for ((dataset = 0; dataset < datasets; dataset++)); do
  file=$scratch/set$dataset.xml
  "$million" "$dataset" "$each" >"$file"
  bytes=$((bytes + $(stat -c %s "$file")))
  transactions=$((transactions + $(grep -c '<transaction ' "$file")))
  packed=$((packed + $(zstd -q -c "$file" | wc -c)))
  read -r c w m < <(spent "$bin" import "$file" --ledger "$ledger")
  read -r cpu wall peak < <(echo "$cpu $c $wall $w $peak $m" | awk '{ print $1 + $2, $3 + $4, ($5 > $6 ? $5 : $6) }')
  rm "$file"
done
before=$(kilobytes "$ledger")
printf '%s activities in %s datasets, %s transactions, %s MB of XML\n\n' \
  "$activities" "$datasets" "$transactions" "$((bytes / 1000000))"
row "" "CPU s" "wall s" "peak MB"
rule
row "import, $datasets runs" "$cpu" "$wall" "$peak"

# One dataset is published again, one activity in a hundred changed.
"$million" 3 "$each" 10 >"$scratch/set3.xml"
read -r c w m < <(spent "$bin" import "$scratch/set3.xml" --ledger "$ledger")
row "import of one again, 1 % changed" "$c" "$w" "$m"
after=$(kilobytes "$ledger")
rm "$scratch/set3.xml"

ask() {
  local name=$1
  shift
  read -r c w m < <(spent "$bin" ask "$@" --format csv --ledger "$ledger")
  row "$name" "$c" "$w" "$m"
}
ask "cold: totals --by provider,year" totals --by provider,year
ask "cold: totals --by provider,year --as-of half way" totals --by provider,year --as-of 2023-10-15
ask "cold: transactions of one receiver in a year" transactions --receiver XM-EX-100500 --year 2015 --limit 50
read -r c w m < <(spent "$bin" ledger export --output "$scratch/export" --ledger "$ledger")
row "export to Parquet" "$c" "$w" "$m"

printf '\n| rates and sizes | |\n|---|---|\n'
awk -v b="$bytes" -v w="$wall" -v c="$cpu" -v t="$transactions" -v a="$activities" 'BEGIN {
  printf "| import by wall time | %.1f MB/s, %.0f transactions/s |\n", b / 1e6 / w, t / w
  printf "| import by CPU time of two cores, fully used | %.1f MB/s |\n", b / 1e6 / (c / 2)
}'
printf '| record.sqlite | %s MB |\n| index | %s MB |\n| Parquet tables | %s MB |\n| the XML packed with zstd | %s MB |\n' \
  "$(($(kilobytes "$ledger"/record.sqlite*) / 1000))" "$(($(kilobytes "$ledger/index") / 1000))" \
  "$(($(kilobytes "$scratch/export") / 1000))" "$((packed / 1000000))"
awk -v before="$before" -v after="$after" -v n="$datasets" 'BEGIN {
  printf "| a publication with 1 %% changed adds | %.2f %% of what its first one took |\n", (after - before) * 100 / (before / n)
}'

# DuckDB, where it can be had.
python=
if python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install --quiet duckdb 2>"$scratch/errors"; then
  python=$scratch/venv/bin/python
else
  echo "DuckDB cannot be had here; its part is passed over"
fi
port=8$((RANDOM % 900 + 100))
"$bin" serve --ledger "$ledger" --listen "127.0.0.1:$port" >/dev/null 2>&1 &
server=$!
"${python:-python3}" benches/million.py "http://127.0.0.1:$port" "$scratch/export"
awk '/VmHWM|RssAnon/ { printf "serve, %s %.0f MB\n", $1, $2 / 1024 }' "/proc/$server/status"
