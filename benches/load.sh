#!/usr/bin/env bash
# Fifty readers of a served ledger, with and without an import beside them.
#
#   benches/load.sh LEDGER [FILE…]
#
# The ledger is copied first; FILEs are imported into the copy while readers read. Needs wrk.
# Addresses: 500 activities, 100 organisations, 60 words searched for, sums, lists and home.
set -euo pipefail
cd "$(dirname "$0")/.."
ledger=$1
shift
program=${COUNTERFOIL:-target/release/counterfoil}
port=${PORT:-8391}
seconds=${SECONDS_EACH:-30}
work=$(mktemp -d "${TMPDIR:-/tmp}/counterfoil-load.XXXXXX")
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
cp -r --reflink=auto "$ledger" "$work/ledger"
"$program" serve --public --ledger "$work/ledger" --listen "127.0.0.1:$port" 2>"$work/server.log" &
server=$!
at=http://127.0.0.1:$port
until curl -sf "$at/healthz" >/dev/null; do sleep 0.2; done

python3 - "$at" >"$work/addresses" <<'PY'
import json, sys, urllib.parse, urllib.request
at = sys.argv[1]
def rows(path, column, n):
    answer = json.load(urllib.request.urlopen(at + path))
    values = [row[column] for row in answer["rows"][:n]]
    return [v["code"] if isinstance(v, dict) else v for v in values]
quote = lambda text: urllib.parse.quote(text, safe="")
for id in rows("/activities.json?limit=500", "activity", 500):
    print("/activities/" + quote(id))
for id in rows("/organisations.json?limit=100", "organisation", 100):
    print("/organisations/" + quote(id))
words = "school water health road bridge clinic training teacher food seed energy rural urban women children " \
        "hospital support programme project district".split()
for word in words:
    for more in ("", "&status=2", "&page=2"):
        print("/activities?text=" + word + more)
for by in ("provider", "receiver", "year", "provider,year", "sector", "country", "type"):
    print("/totals?by=" + by)
for path in ("/", "/publications", "/organisations", "/quality", "/methods", "/about", "/?lang=fr", "/?lang=zh", "/organisations?lang=ar"):
    print(path)
PY
sort -u -o "$work/addresses" "$work/addresses"
echo "$(wc -l <"$work/addresses") addresses"
run() { wrk -t2 -c50 -d"${seconds}s" --timeout 30s -s benches/load.lua "$at" -- "$work/addresses" | grep answers; }
# A server that has just begun makes ready what most pages rest on.
for path in "/totals?by=provider,year" /; do curl -s -o /dev/null -w "first $path: %{time_total} s\n" "$at$path"; done
sleep 10
echo "first:  $(run)"
echo "again:  $(run)"
if [ $# -gt 0 ]; then
  (for file in "$@"; do "$program" import "$file" --ledger "$work/ledger" >/dev/null 2>&1; done; echo done >"$work/imported") &
  echo "import: $(run)"
  [ -e "$work/imported" ] && echo "(the import ended before the readers)"
fi
grep VmHWM "/proc/$server/status"
