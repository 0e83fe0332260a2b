#!/usr/bin/env bash
# Every benchmark in one run, as one table: what was measured, with the peer's figure beside it where there is a peer.
# Usage: benches/all.sh [small|full] > table.md     (default: small, some twenty minutes on 2 cores; full has the sizes that
# docs/speed.md tells of and takes hours and 40 GB of disk. One that fails or lacks a tool says so in its row; nothing else
# should run on the machine meanwhile.)
set -euo pipefail
cd "$(dirname "$0")/.."
size=${1:-small}
case $size in
  small) megabytes=50 endless=50 tiny=2000 activities=20000 pairs=100000 edges=100000 kills=30 minutes=2 seeds=2 ;;
  full) megabytes=500 endless=1000 tiny=100000 activities=1000000 pairs=1000000 edges=1000000 kills=1000 minutes=60 seeds=8 ;;
  *) echo "all.sh: small or full, not “$size”" >&2 && exit 2 ;;
esac
cargo build --release --quiet
program=$PWD/target/release/counterfoil
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One file, one demo ledger: what several of them read.
cargo run --release --quiet -p iati --example large -- "$megabytes" >"$scratch/large.xml" 2>"$scratch/said" || true
"$program" demo --no-serve --ledger "$scratch/demo" >/dev/null 2>&1

printf '%s, %s cores, %s\n\n' "$size" "$(nproc)" "$(rustc --version)"
printf '| benchmark | row | figures |\n|---|---|---|\n'

# A script's own tables become rows of the one table: the heads of its columns stand before its figures.
rows() {
  awk -v bench="$1" '
    function clean(text) { gsub(/^ +| +$/, "", text); gsub(/ +/, " ", text); return text }
    /^\|[-| :]+\|$/ { next }
    /^\|/ {
      count = split($0, cell, "|")
      first = clean(cell[2])
      if (!in_table) { in_table = 1; for (i = 3; i < count; i++) head[i] = clean(cell[i]); next }
      line = ""
      for (i = 3; i < count; i++) line = line (line == "" ? "" : ", ") clean(cell[i]) (head[i] == "" ? "" : " (" head[i] ")")
      printf "| %s | %s | %s |\n", bench, first, line
      next
    }
    { in_table = 0 }
    /[^ ]/ { gsub(/\|/, "/"); printf "| %s | %s | |\n", bench, clean($0) }
  '
}

measure() {
  local name=$1
  shift
  if "$@" >"$scratch/out" 2>"$scratch/error"; then
    rows "$name" <"$scratch/out"
  else
    rows "$name" <"$scratch/out"
    printf '| %s | not finished: %s | |\n' "$name" "$(tail -n 1 "$scratch/error" | tr '|' '/')"
  fi
}

example() { cargo run --release --quiet "$@"; }

measure check benches/checking.sh "$megabytes"
measure read benches/reading.sh "$scratch/large.xml"
measure "endless line" benches/endless.sh "$endless"
measure "flows from XML" benches/flatten.sh "$scratch/large.xml"
measure flows example -p flow --example flows -- "$scratch/large.xml"
measure rates example -p flow --example rate_benchmark
measure changes benches/changes.sh "$seeds"
measure matching example -p flow --example reconcile_books -- speed 1000 "$pairs"
measure trace example -p flow --example trace_speed -- "$edges"
measure "tiny publications" benches/many.sh "$tiny"
measure "large ledger" benches/million.sh "$activities" "$scratch/million"
measure readers benches/load.sh "$scratch/demo"
measure "mixed load" benches/mixed.sh "$minutes"
measure kills benches/crash.sh "$kills"
