// What NNEF cannot say is reported where it stands, all of it in one run, and
// nothing is written.
// RUN: rm -rf %t && not nnef-translate --export-nnef %s -o %t 2>&1 | FileCheck %s
// RUN: not ls %t %t.new*

// CHECK: [[#@LINE+5]]:{{[0-9]+}}: error: operation 'arith.constant' has no form in NNEF
// CHECK: [[#@LINE+5]]:{{[0-9]+}}: error: 'nnef.constant' op has a value that NNEF cannot express
// CHECK: [[#@LINE+6]]:{{[0-9]+}}: error: 'nnef.call' op fragment 'f' has no declaration in attribute 'nnef.fragments' of the module
func.func @net(%x: tensor<2xf32> {nnef.name = "x"})
    -> (tensor<2xf32> {nnef.name = "y"}) {
  %c = arith.constant dense<0.0> : tensor<2xf32>
  %sparse = nnef.constant sparse<[[0]], [1.0]> : tensor<2xf32>
  %y = nnef.add %x, %sparse : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %z = nnef.call "f"(%x) : (tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<2xf32>
}
