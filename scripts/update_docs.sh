#!/usr/bin/env bash
# Writes the pages of docs/ that are generated from the code. Needs no build, but
# for docs/tosa.md, which is left alone where there is none.
#
#   scripts/update_docs.sh           rewrites the pages
#   scripts/update_docs.sh --check   only says which pages are stale; fails if any is

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

check=false
case ${1-} in
--check) check=true ;;
'') ;;
*) die "unknown option '$1'; usage: scripts/update_docs.sh [--check]" ;;
esac

llvm=$(llvm-config-22 --prefix) || die "llvm-config-22 is missing; run scripts/setup-debian.sh"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cd "$root"

# page NAME SOURCE OPTION...: generates docs/NAME from a TableGen file.
page() {
  "$llvm/bin/mlir-tblgen" "${@:3}" -I include -I "$llvm/include" "$2" -o "$fresh/$1"
}

page Dialect.md include/NNEF/Dialect/NNEF/IR/NNEFOps.td -gen-dialect-doc -dialect=nnef
# The passes of all rooms on one page.
passes=("Dialect/NNEF/Transforms" Conversion Capabilities Pipelines)
for room in "${passes[@]}"; do
  page Passes.md "include/NNEF/$room/Passes.td" -gen-pass-doc
  # Each has the same first line, which says that the page is generated.
  if [[ -e $fresh/all ]]; then sed -i 1d "$fresh/Passes.md"; fi
  cat "$fresh/Passes.md" >>"$fresh/all"
done
mv "$fresh/all" "$fresh/Passes.md"
if [[ -x build/bin/nnef-tosa-support ]]; then
  build/bin/nnef-tosa-support >"$fresh/tosa.md"
elif ! $check; then
  echo "docs/tosa.md is not written: build first, with scripts/build.sh" >&2
fi

# What is supported, and how engines compare: from what was measured last.
records=$(mktemp)
trap 'rm -rf "$fresh" "$records"' EXIT
"$llvm/bin/llvm-tblgen" --dump-json -I include -I "$llvm/include" \
  include/NNEF/Dialect/NNEF/IR/NNEFOps.td -o "$records"
conformance/report.py --records "$records" --output "$fresh"

status=0
for file in "$fresh"/*; do
  name=docs/${file##*/}
  if ! $check; then
    mkdir -p docs
    cp "$file" "$name"
  elif ! cmp -s "$file" "$name"; then
    echo "$name is stale; run scripts/update_docs.sh" >&2
    status=1
  fi
done

# These pages are made from the comments in test/Acceptance, and from recorded
# results.
for script in scripts/{compare_with_khronos,check_torchvision_models,check_tflite_models}.py \
  benchmarks/compare_engines.py; do
  if $check; then
    "$script" --check-docs || status=1
  else
    "$script" --update-docs
  fi
done
exit $status
