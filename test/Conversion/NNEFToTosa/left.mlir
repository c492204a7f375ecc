// RUN: nnef-opt %s --nnef-to-tosa=report-left=true --verify-diagnostics --split-input-file | FileCheck %s

// Operations that TOSA cannot express stay, with a reason; the others do not.

// CHECK-LABEL: func @mixed
func.func @mixed(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: tosa.exp
  %0 = nnef.exp %x : tensor<2x3xf32>
  // CHECK: nnef.atan
  // expected-remark @+1 {{'nnef.atan' op stays in NNEF: TOSA has no inverse trigonometric functions}}
  %1 = nnef.atan %0 : tensor<2x3xf32>
  // CHECK: tosa.abs
  %2 = nnef.abs %1 : tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// -----

// What holds for all operations.
func.func @common(%a: tensor<?x3xf32>, %b: tensor<0x3xf32>, %c: tensor<1x1x1x1x1x1x2xf32>, %d: tensor<2xf64>, %e: tensor<2xi64>, %f: tensor<536870912x2xf32>) {
  // expected-remark @+1 {{op stays in NNEF: TOSA needs shapes that are known}}
  %0 = nnef.exp %a : tensor<?x3xf32>
  // expected-remark @+1 {{op stays in NNEF: TOSA has no tensors without elements}}
  %1 = nnef.exp %b : tensor<0x3xf32>
  // expected-remark @+1 {{op stays in NNEF: a tensor has more dimensions than the level allows}}
  %2 = nnef.exp %c : tensor<1x1x1x1x1x1x2xf32>
  // expected-remark @+1 {{op stays in NNEF: the profiles of TOSA have no elements of that type}}
  %3 = nnef.exp %d : tensor<2xf64>
  // expected-remark @+1 {{op stays in NNEF: the profiles of TOSA have no elements of that type}}
  %4 = nnef.add %e, %e : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  // expected-remark @+1 {{op stays in NNEF: a tensor is larger than the level allows}}
  %5 = nnef.exp %f : tensor<536870912x2xf32>
  return
}

// -----

func.func @convolutions(%x: tensor<1x66x4x4xf32>, %w: tensor<66x2x3x3xf32>, %y: tensor<1x2x2x2x2x2xf32>, %v: tensor<2x2x1x1x1x1xf32>, %z: tensor<1x2x4x4xf32>, %u: tensor<2x2x3x3xf32>, %p: tensor<1x2x4x4x4xf32>, %q: tensor<2x2x3x3x3xf32>) {
  %b = nnef.constant dense<0.0> : tensor<f32>
  // expected-remark @+1 {{there are more groups than the level allows tensors in a list}}
  %0 = nnef.deconv %x, %w, %b groups = 66 : (tensor<1x66x4x4xf32>, tensor<66x2x3x3xf32>, tensor<f32>) -> tensor<1x132x4x4xf32>
  // expected-remark @+1 {{TOSA convolves in at most three spatial dimensions}}
  %1 = nnef.conv %y, %v, %b : (tensor<1x2x2x2x2x2xf32>, tensor<2x2x1x1x1x1xf32>, tensor<f32>) -> tensor<1x2x2x2x2x2xf32>
  // expected-remark @+1 {{TOSA's transposed convolutions have no dilation}}
  %2 = nnef.deconv %z, %u, %b dilation = [2, 2] : (tensor<1x2x4x4xf32>, tensor<2x2x3x3xf32>, tensor<f32>) -> tensor<1x2x4x4xf32>
  // expected-remark @+1 {{TOSA has transposed convolutions in at most two spatial dimensions}}
  %3 = nnef.deconv %p, %q, %b : (tensor<1x2x4x4x4xf32>, tensor<2x2x3x3x3xf32>, tensor<f32>) -> tensor<1x2x4x4x4xf32>
  // expected-remark @+1 {{the padding crops the output by the whole window or more}}
  %4 = nnef.deconv %z, %u, %b padding = [(3, 0), (0, 0)] : (tensor<1x2x4x4xf32>, tensor<2x2x3x3xf32>, tensor<f32>) -> tensor<1x2x3x6xf32>
  // expected-remark @+1 {{the border reflects beyond the other edge}}
  %5 = nnef.conv %z, %u, %b border = reflect padding = [(4, 0), (0, 0)] : (tensor<1x2x4x4xf32>, tensor<2x2x3x3xf32>, tensor<f32>) -> tensor<1x2x6x2xf32>
  return
}

// -----

func.func @windows(%x: tensor<1x2x8x8xf32>) {
  // expected-remark @+1 {{TOSA's pools have no dilation}}
  %0 = nnef.max_pool %x size = [1, 1, 2, 2] dilation = [1, 1, 2, 2] : (tensor<1x2x8x8xf32>) -> tensor<1x2x8x8xf32>
  // expected-remark @+1 {{with the border `ignore`, a window may lie outside of the input}}
  %1 = nnef.avg_pool %x size = [1, 1, 2, 2] border = ignore padding = [(0, 0), (0, 0), (2, 2), (0, 0)] : (tensor<1x2x8x8xf32>) -> tensor<1x2x11x7xf32>
  // expected-remark @+1 {{TOSA has no positions within windows}}
  %2 = nnef.argmax_pool %x size = [1, 1, 2, 2] : (tensor<1x2x8x8xf32>) -> tensor<1x2x8x8xi32>
  // expected-remark @+1 {{its border repeats elements, or is `ignore` with `normalize`}}
  %3 = nnef.debox %x size = [1, 1, 2, 2] border = replicate : (tensor<1x2x8x8xf32>) -> tensor<1x2x8x8xf32>
  return
}

// -----

func.func @others(%x: tensor<1x2x2x2x2xf32>, %i: tensor<2xi32>, %t: tensor<4xi1>) {
  // expected-remark @+1 {{TOSA resizes at most two spatial dimensions}}
  %0 = nnef.multilinear_upsample %x factor = [2, 2, 2] : (tensor<1x2x2x2x2xf32>) -> tensor<1x2x4x4x4xf32>
  // expected-remark @+1 {{TOSA has no powers of integers}}
  %1 = nnef.pow %i, %i : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  // expected-remark @+1 {{TOSA gathers no truth values}}
  %2 = nnef.gather %t, %i : (tensor<4xi1>, tensor<2xi32>) -> tensor<2xi1>
  // expected-remark @+1 {{the fragment has no body}}
  %3 = nnef.call "unknown"(%i) : (tensor<2xi32>) -> tensor<2xi32>
  // expected-remark @+1 {{the variable was imported without its values}}
  %4 = nnef.variable "w" : tensor<2xf32>
  return
}
