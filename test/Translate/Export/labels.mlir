// Variables whose files would take each other's place are reported.
// RUN: rm -rf %t && mkdir %t
// RUN: not nnef-translate --export-nnef %s -o %t/model 2>&1 | FileCheck %s
// RUN: not nnef-translate --export-nnef %s -o %t/model.tar 2>&1 | FileCheck %s
// RUN: ls %t | count 0

// CHECK: [[#@LINE+4]]:{{[0-9]+}}: error: 'nnef.variable' op cannot be written: label '/W' is that of another variable with other values; upper and lower case and a leading '/' make no difference
func.func @net(%x: tensor<2xf32> {nnef.name = "x"})
    -> (tensor<2xf32> {nnef.name = "y"}) {
  %a = nnef.variable "w" = dense<1.0> : tensor<2xf32>
  %b = nnef.variable "/W" = dense<2.0> : tensor<2xf32>
  %c = nnef.add %a, %b : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %y = nnef.add %x, %c : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
