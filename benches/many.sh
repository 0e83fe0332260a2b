#!/usr/bin/env bash
# Very many very small publications: time and peak memory of import, of the import again, of a question and of the check.
# Usage: benches/many.sh [PUBLICATIONS]     (default: 100000, of 500 datasets; needs GNU time and some 2 GB of disk)
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-100000}
cargo build --release --quiet
bin=$PWD/target/release/counterfoil
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One file in ten says something new; each folder is a dataset.
awk -v count="$count" -v folder="$scratch/in" 'BEGIN {
  for (n = 0; n < count; n++) {
    p = n % 500; series = int(n / 500)
    dir = folder "/" p
    if (series == 0) system("mkdir -p " dir)
    file = dir "/acts-" sprintf("%04d%02d%02d", 2000 + int(series / 336), int(series / 28) % 12 + 1, series % 28 + 1) ".xml"
    printf "<iati-activities version=\"2.03\"><iati-activity default-currency=\"EUR\"><iati-identifier>XM-EX-%d-1</iati-identifier><reporting-org ref=\"XM-EX-%d\" type=\"10\"><narrative>Office %d</narrative></reporting-org><title><narrative>Bridge</narrative></title><transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-01\"/><value value-date=\"2024-01-01\">%d</value></transaction></iati-activity></iati-activities>\n", p, p, p, int(series / 10) > file
    close(file)
  }
}'

measure() {
  local name=$1
  shift
  command time -f '%e %U %S %M' -o "$scratch/time" "$@" >"$scratch/out" 2>/dev/null
  tail -n 1 "$scratch/time" | awk -v n="$name" '{ printf "| %-28s | %8.2f | %8.2f | %7.0f |\n", n, $2 + $3, $1, $4 / 1024 }'
}

printf '%s publications\n\n| %-28s | %8s | %8s | %7s |\n|---|---|---|---|\n' "$count" "" "CPU s" "wall s" "peak MB"
measure "import" "$bin" import "$scratch/in" --ledger "$scratch/ledger"
measure "import again" "$bin" import "$scratch/in" --ledger "$scratch/ledger"
measure "ask totals" "$bin" ask totals --by provider,year --ledger "$scratch/ledger"
measure "ask totals --as-of" "$bin" ask totals --as-of 2000-06-01 --ledger "$scratch/ledger"
measure "ledger verify" "$bin" ledger verify --ledger "$scratch/ledger"
measure "ledger compact" "$bin" ledger compact --ledger "$scratch/ledger"
du -sm "$scratch/ledger/record.sqlite" "$scratch/ledger/index" | awk '{ print $2 ": " $1 " MB" }' | sed "s|$scratch/||"
