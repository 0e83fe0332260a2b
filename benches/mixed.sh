#!/usr/bin/env bash
# An hour as an office has it: readers of every page in every format, an importer every few seconds, and somebody who decides
# and takes back over the network with a token, all at once. Each minute says what the server holds and what it answered; the
# end says whether anything failed, grew, or was lost.
#
#   benches/mixed.sh [MINUTES] [LEDGER]      (default: 60 minutes; a demo's ledger; RATE=60 requests a second, EVERY=5 seconds)
#
# LEDGER is copied first. What is imported is generated: four givers and four receivers who revise what they say.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-60}
[ -n "${COUNTERFOIL:-}" ] || cargo build --release --quiet
program=${COUNTERFOIL:-$PWD/target/release/counterfoil}
work=$(mktemp -d "${TMPDIR:-/tmp}/counterfoil-mixed.XXXXXX")
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
if [ $# -gt 1 ]; then
  cp -r --reflink=auto "$2" "$work/ledger"
else
  "$program" demo --no-serve --ledger "$work/ledger" >/dev/null 2>&1
fi
port=${PORT:-8392}
"$program" serve --ledger "$work/ledger" --listen "127.0.0.1:$port" --log 2>"$work/server.log" &
server=$!
until curl -sf "http://127.0.0.1:$port/healthz" >/dev/null; do sleep 0.2; done
python3 benches/mixed.py --program "$program" --ledger "$work/ledger" --port "$port" --server "$server" \
  --log "$work/server.log" --minutes "$minutes" --rate "${RATE:-60}" --every "${EVERY:-5}" --seed "${SEED:-1}"
