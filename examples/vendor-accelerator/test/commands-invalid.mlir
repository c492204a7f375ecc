// What is left of NNEF has no command.
//
// RUN: rm -f %t
// RUN: not %npu-translate --npu-to-commands %s -o %t 2>&1 | FileCheck %s
// RUN: not test -e %t
// RUN: not %npu-translate --npu-to-commands %s 2>/dev/null | count 0

func.func @network(%x: tensor<1x2xf32> {nnef.name = "x"}) -> (tensor<1x2xf32> {nnef.name = "y"}) {
  // CHECK: commands-invalid.mlir:[[#@LINE+1]]:8: error: 'nnef.sin' op is no command of the NPU
  %y = nnef.sin %x : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}
