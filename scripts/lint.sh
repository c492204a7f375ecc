#!/usr/bin/env bash
# Checks the sources: clang-format, clang-tidy as .clang-tidy says, shellcheck;
# and that g++ takes the files that are named. For all files, that is a build:
# scripts/build.sh gcc.
#
#   scripts/lint.sh [FILE.cpp...]     without files: everything under lib and tools
#
# clang-tidy needs the generated headers, so it builds first.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

for tool in clang-format-22 clang-tidy-22 run-clang-tidy-22 shellcheck; do
  command -v "$tool" >/dev/null ||
    die "$tool is missing; on Debian: apt-get install clang-format-22 clang-tidy-22 shellcheck"
done

files=()
for file in "$@"; do
  files+=("$(realpath -- "$file")")
done

cd "$root"
"$root/scripts/format.sh" --check
shellcheck -x scripts/*.sh .ci/run
"$root/scripts/build.sh" release
if ((${#files[@]})); then
  "$python" scripts/check_gcc.py "$(build_dir_of release)" "${files[@]}"
fi
((${#files[@]})) || files=("$root/lib/" "$root/tools/")
run-clang-tidy-22 -quiet -warnings-as-errors='*' -p "$(build_dir_of release)" "${files[@]}"
