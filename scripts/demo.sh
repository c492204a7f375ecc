#!/usr/bin/env bash
# Installs what is missing, builds, and shows a trained NNEF network on its way
# to machine code: its text, the MLIR it becomes, the lowered Linalg, and what
# the compiled network answers to images it was never trained on. Then the same
# network with integers of 8 bits.
#
#   scripts/demo.sh
#
# Everything it writes is in build/demo.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

"$root/scripts/setup-debian.sh"
preset=$(default_preset)
"$root/scripts/build.sh" "$preset"

# Relative paths, so that the commands shown below can be typed as they are.
cd "$root"
build_dir=$(build_dir_of "$preset")
bin=${build_dir#"$root"/}/bin
out=${build_dir#"$root"/}/demo
model=models/digits
mkdir -p "$out"
rm -rf "${out:?}"/*

# Prints a command, then runs it.
run() {
  say "\$ $*"
  "$@"
}

# excerpt FILE START LINES: some lines of a file, from the first that matches
# START. A long line is cut, but a source location keeps a line of its own.
excerpt() {
  awk -v start="$2" -v lines="$3" -v width=100 '
    function fit(text) {
      return length(text) > width ? substr(text, 1, width - 3) "..." : text
    }
    !shown && $0 !~ start { next }
    ++shown > lines { exit }
    {
      at = length($0) > width ? match($0, / loc\(.*/) : 0
      if (at) {
        print fit(substr($0, 1, at - 1))
        print fit("        " substr($0, at + 1))
      } else {
        print fit($0)
      }
    }
    END { if (!shown) exit 1 }' "$1" || die "nothing in $1 matches '$2'"
  echo "    ..."
}

echo
say "1. A network in NNEF: $model/model/graph.nnef"
echo
excerpt $model/model/graph.nnef '^graph' 12

echo
say "2. The MLIR it becomes; each operation knows its line of graph.nnef"
echo
run "$bin/nnef-translate" --import-nnef $model/model -o "$out/digits.mlir"
"$bin/nnef-translate" --import-nnef $model/model --mlir-print-debuginfo \
  --mlir-print-local-scope --mlir-use-nameloc-as-prefix \
  --mlir-elide-resource-strings-if-larger=16 -o "$out/digits.located.mlir"
excerpt "$out/digits.located.mlir" 'func' 8

echo
say "3. The same network lowered to Linalg"
echo
run "$bin/nnef-opt" --nnef-to-linalg "$out/digits.mlir" -o "$out/digits.linalg.mlir"
excerpt "$out/digits.linalg.mlir" 'linalg\.conv' 8

echo
say "4. Compiled to machine code and run on the held-back images"
echo
count=$("$python" -c 'import sys, numpy; print(len(numpy.load(sys.argv[1])))' $model/test/labels.npy)
run "$bin/nnef-run" $model/model --input-shape "image=${count}x1x8x8" \
  --input image=$model/test/images.npy --output "probabilities=$out/probabilities.npy"
echo
"$python" scripts/show_digits.py --images $model/test/images.npy --labels $model/test/labels.npy \
  --probabilities "$out/probabilities.npy" --png "$out/digits.png"

echo
say "5. Quantized, by what its tensors are on the first 100 images"
echo
"$python" -c 'import sys, numpy; numpy.save(sys.argv[2], numpy.load(sys.argv[1])[:100])' \
  $model/test/images.npy "$out/samples.npy"
run "$bin/nnef-quantize" $model/model -o "$out/quantized" --samples "$out/samples.npy"
echo
for mode in simulate integer; do
  run "$bin/nnef-run" "$out/quantized" --quantization=$mode --input-shape "image=${count}x1x8x8" \
    --input image=$model/test/images.npy --output "probabilities=$out/$mode.npy"
  "$python" scripts/show_digits.py --images $model/test/images.npy --labels $model/test/labels.npy \
    --probabilities "$out/$mode.npy" --only-accuracy
done
