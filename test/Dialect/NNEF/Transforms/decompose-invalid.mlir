// RUN: not nnef-opt --nnef-decompose='expand=[' %s 2>&1 | FileCheck %s
// CHECK: error: invalid pattern '['
func.func @relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
