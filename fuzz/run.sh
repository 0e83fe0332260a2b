#!/usr/bin/env bash
# Runs the targets one after the other: fuzz/run.sh [TIMES], 1 unless told otherwise. With 1 they come to
# 50 million executions. What was found lies in fuzz/artifacts, what each run came to in fuzz/runs/*.log.
set -u
cd "$(dirname "$0")/.."
times=${1:-1}
export RUSTC_BOOTSTRAP=1 RUSTC_WRAPPER=$PWD/fuzz/rustc.sh
run() { # target, executions, longest input, dictionary, megabytes
  mkdir -p "fuzz/runs/$1"
  local dictionary=()
  [ "$4" = - ] || dictionary=("-dict=fuzz/$4")
  cargo fuzz run -s none --features whole "$1" "fuzz/runs/$1" "fuzz/corpus/$1" -- "${dictionary[@]}" \
    "-max_len=$3" "-rss_limit_mb=$5" -timeout=10 "-runs=$(($2 * times))" \
    -reduce_inputs=0 -print_final_stats=1 >"fuzz/runs/$1.log" 2>&1
  echo "$1: $(grep -E 'number_of_executed_units|average_exec|peak_rss|SUMMARY' "fuzz/runs/$1.log" | tr -s '\n ' ' ')"
}
run cells 15000000 32 sheet.dict 512
run query 12000000 256 query.dict 512
run rates 8000000 128 rates.dict 512
run ledger 7000000 512 iati.dict 512
run programme 4000000 512 programme.dict 512
run read 2000000 1024 iati.dict 512
run check 2000000 2048 iati.dict 512
run sheet 1000000 512 sheet.dict 512
run workbook 500000 2048 iati.dict 1536
run answer 20000 256 query.dict 1024
