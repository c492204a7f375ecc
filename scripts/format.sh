#!/usr/bin/env bash
# Formats the C++ files with clang-format 22, as .clang-format says.
#
#   scripts/format.sh           rewrites the files
#   scripts/format.sh --check   only says which lines differ; fails if any do

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

mode=(-i)
case ${1-} in
--check) mode=(--dry-run -Werror) ;;
'') ;;
*) die "unknown option '$1'; usage: scripts/format.sh [--check]" ;;
esac

command -v clang-format-22 >/dev/null ||
  die "clang-format-22 is missing; on Debian: apt-get install clang-format-22"

# New files count as well as tracked ones, but nothing that git ignores.
cd "$root"
mapfile -d '' -t files < <(git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.h' '*.c')
existing=()
for file in "${files[@]}"; do
  if [[ -e $file ]]; then
    existing+=("$file")
  fi
done
((${#existing[@]})) || die "found no C++ files"
clang-format-22 --style=file "${mode[@]}" "${existing[@]}"
