#!/usr/bin/env bash
# A wrapper of rustc: only what is ours, and what takes apart foreign bytes for us, is
# instrumented. Storage and drawing are built as usual, in a fraction of the time, and a
# run has a fraction of the counters to look at: RUSTC_WRAPPER=fuzz/rustc.sh
rustc=$1
shift
case "$CARGO_PKG_NAME" in
  iati | flow | ledger | counterfoil | counterfoil-fuzz) exec "$rustc" "$@" ;;
  # It reckons with what a workbook says of itself; as shipped, without overflow checks, it fails in an
  # orderly way, and what panics all the same is told as a damaged workbook.
  calamine) exec "$rustc" "$@" -Coverflow-checks=off ;;
  quick-xml | zip | csv-core | csv | toml | toml_parser | postcard | serde_json) exec "$rustc" "$@" ;;
  form_urlencoded | percent-encoding | http | rust_decimal | jiff) exec "$rustc" "$@" ;;
esac
kept=()
for argument in "$@"; do
  case "$argument" in
    -Cpasses=sancov-module | -Cllvm-args=-sanitizer-coverage-*) ;;
    *) kept+=("$argument") ;;
  esac
done
exec "$rustc" "${kept[@]}"
