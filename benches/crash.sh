#!/usr/bin/env bash
# Kills an import at random moments, over and over; after each kill the ledger is verified, and the import is run again until
# it is done. Then the answers are those of an import that nobody disturbed.
# Usage: benches/crash.sh [KILLS]     (default: 1000; SEED=n repeats a run; about three kills a second on an idle machine;
# COUNTERFOIL names a program that is built already)
set -euo pipefail
cd "$(dirname "$0")/.."
wanted_kills=${1:-1000}
RANDOM=${SEED:-$$}
[ -n "${COUNTERFOIL:-}" ] || cargo build --release --quiet
bin=${COUNTERFOIL:-$PWD/target/release/counterfoil}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Sixty publications of five publishers, over and over the same activities.
publications=60
for number in $(seq "$publications"); do
  publisher=$((number % 5))
  day=$(printf '2025-%02d-%02d' $((number / 28 + 1)) $((number % 28 + 1)))
  mkdir -p "$scratch/in/$publisher"
  {
    echo "<iati-activities version=\"2.03\" generated-datetime=\"${day}T00:00:00\">"
    for activity in 1 2 3 4 5 6; do
      echo "<iati-activity default-currency=\"EUR\"><iati-identifier>XM-EX-$publisher-$activity</iati-identifier>" \
        "<reporting-org ref=\"XM-EX-$publisher\" type=\"10\"><narrative>Office $publisher</narrative></reporting-org>" \
        "<title><narrative>Bridge $activity</narrative></title>" \
        "<transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-0$activity\"/>" \
        "<value value-date=\"2024-01-01\">$((number * activity % 11)).05</value><receiver-org ref=\"XM-EX-9\"/></transaction>" \
        "</iati-activity>"
    done
    echo '</iati-activities>'
  } >"$scratch/in/$publisher/file-$number.xml"
done

import() { "$bin" import "$scratch/in" --ledger "$1" >/dev/null; }

answers() {
  for question in transactions activities "totals --by reporter,year" "transactions --known-at 20" \
    "transactions --as-of 2025-01-20"; do
    # shellcheck disable=SC2086
    "$bin" ask $question --ledger "$1" --format csv 2>/dev/null
  done
}

# What is kept, after a check that must find nothing wrong.
kept() {
  [ -e "$1/record.sqlite" ] || { echo 0; return; }
  if ! "$bin" ledger verify --ledger "$1" >"$scratch/said" 2>&1; then
    grep -q 'there is no ledger in' "$scratch/said" && { echo 0; return; }
    cat "$scratch/said" >&2
    echo "not sound: see above" >&2
    exit 1
  fi
  tail -n 1 "$scratch/said" | cut -d ' ' -f 1
}

start=$(date +%s%N)
import "$scratch/whole"
whole=$((($(date +%s%N) - start) / 1000))
answers "$scratch/whole" >"$scratch/wanted"

kills=0 ledgers=0 again=0
while [ "$kills" -lt "$wanted_kills" ]; do
  ledger=$scratch/ledger
  rm -rf "$ledger"
  before=0
  while :; do
    "$bin" import "$scratch/in" --ledger "$ledger" >/dev/null 2>&1 &
    child=$!
    sleep "$(awk -v r="$RANDOM" -v w="$whole" 'BEGIN { printf "%.4f", r / 32768 * w * 0.4 / 1e6 }')"
    kill -9 "$child" 2>/dev/null || true
    if wait "$child" 2>/dev/null; then done=1; else done=0; fi
    now=$(kept "$ledger")
    [ "$now" -ge "$before" ] || { echo "$before publications were kept, now $now" >&2; exit 1; }
    before=$now
    [ "$done" = 1 ] && break
    kills=$((kills + 1))
    [ "$kills" -ge "$wanted_kills" ] && break
  done
  import "$ledger"
  again=$((again + 1))
  [ "$(kept "$ledger")" = "$publications" ] || { echo "not all are kept" >&2; exit 1; }
  answers "$ledger" >"$scratch/got"
  cmp "$scratch/wanted" "$scratch/got" || { echo "other answers than undisturbed" >&2; exit 1; }
  ledgers=$((ledgers + 1))
done 2> >(grep -v Killed >&2)
echo "$kills kills in $ledgers ledgers: after each all was sound, nothing that was kept was lost, and the answers are the same"
