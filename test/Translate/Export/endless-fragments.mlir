// Bodies that go on for ever, which an import never makes, cannot be exported.
// RUN: not nnef-translate --export-nnef %s 2>&1 | FileCheck %s
// RUN: not nnef-opt --nnef-decompose %s 2>&1 | FileCheck %s

// CHECK: [[#@LINE+7]]:{{[0-9]+}}: error: 'nnef.call' op fragment 'f' calls itself without end
func.func @net(%x: tensor<2xf32> {nnef.name = "x"})
    -> (tensor<2xf32> {nnef.name = "y"}) {
  %y = nnef.call "f"(%x) body @f : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
func.func private @f(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = nnef.call "f"(%x) body @f : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
