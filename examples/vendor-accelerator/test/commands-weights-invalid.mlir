// Weights are f32, i8 or i32.
//
// RUN: not %npu-translate --npu-to-commands %s 2>&1 | FileCheck %s

func.func @network(%x: tensor<1x2xf32> {nnef.name = "x"}) -> (tensor<1x2xf32> {nnef.name = "y"}) {
  // CHECK: commands-weights-invalid.mlir:[[#@LINE+1]]:13: error: 'npu.weights' op has values that the NPU cannot load
  %double = npu.weights dense<[1.0, 2.0]> : tensor<2xf64>
  return %x : tensor<1x2xf32>
}
