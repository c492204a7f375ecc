#!/usr/bin/env bash
# Builds the fuzz targets and runs them until the time is up or one finds
# something; fuzz/README.md says what to do then.
#
#   scripts/fuzz.sh [TARGET [SECONDS]]
#
# TARGET is text, import, tensor, archive, quant, caps, editor, or all (the default), which
# runs each for SECONDS (60), one after the other. What a run learns is kept in
# build-fuzz/corpus, for the next.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

target=${1:-all}
seconds=${2:-60}
targets=(text import tensor archive quant caps editor)
[[ $target == all ]] || targets=("$target")

build_dir=$(build_dir_of fuzz)
"$root/scripts/build.sh" fuzz
"$python" "$root/fuzz/make_seeds.py" "$build_dir/seeds"

for target in "${targets[@]}"; do
  program=$build_dir/fuzz/fuzz-$target
  [[ -x $program ]] || die "there is no fuzz target '$target'"
  corpus=$build_dir/corpus/$target findings=$build_dir/findings/$target
  mkdir -p "$corpus" "$findings"
  options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024
    -print_final_stats=1 -artifact_prefix="$findings/")
  case $target in
  text | import | quant | caps | editor) options+=(-dict="$build_dir/seeds/nnef.dict" -max_len=4096) ;;
  tensor) options+=(-max_len=512) ;;
  archive) options+=(-max_len=16384) ;;
  esac
  say "fuzzing $target for $seconds s"
  log=$logs/fuzz-$target.log
  mkdir -p "$logs"
  if ! nice -n 19 "$program" "${options[@]}" "$corpus" "$root/fuzz/seeds/$target" \
    "$build_dir/seeds/$target" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "fuzz-$target found something; it is in $findings, and the whole log is $log"
  fi
  grep -E '^stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)' "$log"
done
