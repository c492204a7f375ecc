// RUN: nnef-opt %s --linalg-generalize-named-ops --nnef-call-cuda-libraries='cublaslt=true cudnn=true' | FileCheck %s
// RUN: nnef-opt %s --linalg-generalize-named-ops --nnef-call-cuda-libraries=cublaslt=true | FileCheck %s --check-prefix=CUBLASLT

// Rows side by side: the transposed product of the transposed matrices.
// CHECK-LABEL: func @matmul(
// CHECK-SAME: %[[A:.*]]: memref<8x16xf32>, %[[B:.*]]: memref<16x4xf32>, %[[C:.*]]: memref<8x4xf32>)
func.func @matmul(%a: memref<8x16xf32>, %b: memref<16x4xf32>, %c: memref<8x4xf32>) {
  // CHECK-NEXT: call @cublaslt_product(%[[B]], %[[A]], %[[C]]) {nnef.library_call = {
  // CHECK-SAME: accumulates = array<i64: 1>
  // CHECK-SAME: lhs = array<i64: 4, 0, 0>
  // CHECK-SAME: offsets = array<i64: 0, 0, 0>
  // CHECK-SAME: product = array<i64: 4, 8, 16, 1>
  // CHECK-SAME: result = array<i64: 4, 0, 0>
  // CHECK-SAME: rhs = array<i64: 16, 0, 0>
  linalg.matmul ins(%a, %b : memref<8x16xf32>, memref<16x4xf32>) outs(%c : memref<8x4xf32>)
  // CHECK-NEXT: return
  return
}

// Both factors transposed, products of a batch, and zeros in the beginning.
#lhs = affine_map<(b, m, n, k) -> (b, k, m)>
#rhs = affine_map<(b, m, n, k) -> (b, n, k)>
#result = affine_map<(b, m, n, k) -> (b, m, n)>
// CHECK-LABEL: func @transposed(
func.func @transposed(%a: memref<3x16x8xf32>, %b: memref<3x4x16xf32>) -> memref<3x8x4xf32> {
  %zero = arith.constant 0.0 : f32
  // CHECK: %[[C:.*]] = memref.alloc
  // CHECK-NEXT: call @cublaslt_product{{.*}}(%arg1, %arg0, %[[C]]) {nnef.library_call = {
  // CHECK-SAME: accumulates = array<i64: 0>
  // CHECK-SAME: lhs = array<i64: 16, 64, 1>
  // CHECK-SAME: product = array<i64: 4, 8, 16, 3>
  // CHECK-SAME: result = array<i64: 4, 32, 0>
  // CHECK-SAME: rhs = array<i64: 8, 128, 1>
  %c = memref.alloc() : memref<3x8x4xf32>
  linalg.fill ins(%zero : f32) outs(%c : memref<3x8x4xf32>)
  linalg.generic {indexing_maps = [#lhs, #rhs, #result], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<3x16x8xf32>, memref<3x4x16xf32>) outs(%c : memref<3x8x4xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %y, %x : f32
    %1 = arith.addf %0, %sum : f32
    linalg.yield %1 : f32
  }
  // CHECK-NEXT: return
  return %c : memref<3x8x4xf32>
}

// Zeros that something else needs, or not zeros.
// CHECK-LABEL: func @first_values(
func.func @first_values(%a: memref<8x16xf32>, %b: memref<16x4xf32>, %d: memref<8x4xf32>) -> (memref<8x4xf32>, memref<8x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %c = memref.alloc() : memref<8x4xf32>
  %e = memref.alloc() : memref<8x4xf32>
  // CHECK: linalg.generic
  // CHECK: memref.copy
  // CHECK: call @cublaslt_product{{.*}}accumulates = array<i64: 1>
  linalg.fill ins(%zero : f32) outs(%c : memref<8x4xf32>)
  memref.copy %c, %d : memref<8x4xf32> to memref<8x4xf32>
  linalg.matmul ins(%a, %b : memref<8x16xf32>, memref<16x4xf32>) outs(%c : memref<8x4xf32>)
  // CHECK: linalg.generic
  // CHECK: call @cublaslt_product{{.*}}accumulates = array<i64: 1>
  linalg.fill ins(%one : f32) outs(%e : memref<8x4xf32>)
  linalg.matmul ins(%a, %b : memref<8x16xf32>, memref<16x4xf32>) outs(%e : memref<8x4xf32>)
  return %c, %e : memref<8x4xf32>, memref<8x4xf32>
}

// A part of a matrix.
// CHECK-LABEL: func @part(
// CHECK-SAME: %[[A:.*]]: memref<10x20xf32>,
func.func @part(%a: memref<10x20xf32>, %b: memref<16x4xf32>, %c: memref<8x4xf32>) {
  // CHECK: call @cublaslt_product{{.*}}(%arg1, %[[A]], %arg2) {nnef.library_call = {
  // CHECK-SAME: offsets = array<i64: 0, 22, 0>
  // CHECK-SAME: rhs = array<i64: 20, 0, 0>
  %part = memref.subview %a[1, 2] [8, 16] [1, 1] : memref<10x20xf32> to memref<8x16xf32, strided<[20, 1], offset: 22>>
  linalg.matmul ins(%part, %b : memref<8x16xf32, strided<[20, 1], offset: 22>>, memref<16x4xf32>) outs(%c : memref<8x4xf32>)
  return
}

// A convolution that looks at single places: a product for each image.
// CHECK-LABEL: func @point(
func.func @point(%x: memref<2x16x5x7xf32>, %w: memref<8x16x1x1xf32>, %y: memref<2x8x5x7xf32>) {
  // CHECK: call @cublaslt_product{{.*}}(%arg0, %arg1, %arg2) {nnef.library_call = {
  // CHECK-SAME: lhs = array<i64: 35, 560, 0>
  // CHECK-SAME: product = array<i64: 35, 8, 16, 2>
  // CHECK-SAME: result = array<i64: 35, 280, 0>
  // CHECK-SAME: rhs = array<i64: 16, 0, 0>
  linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%x, %w : memref<2x16x5x7xf32>, memref<8x16x1x1xf32>) outs(%y : memref<2x8x5x7xf32>)
  return
}

// CHECK-LABEL: func @convolution(
// CUBLASLT-LABEL: func @convolution(
func.func @convolution(%x: memref<1x4x9x11xf32>, %w: memref<6x4x3x2xf32>, %y: memref<1x6x4x8xf32>) {
  // CHECK: call @cudnn_convolution{{.*}}(%arg0, %arg1, %arg2) {nnef.library_call = {
  // CHECK-SAME: accumulates = array<i64: 1>
  // CHECK-SAME: dilations = array<i64: 1, 3>
  // CHECK-SAME: filter_shape = array<i64: 6, 4, 3, 2>
  // CHECK-SAME: groups = array<i64: 1>
  // CHECK-SAME: input_shape = array<i64: 1, 4, 9, 11>
  // CHECK-SAME: input_strides = array<i64: 396, 99, 11, 1>
  // CHECK-SAME: output_shape = array<i64: 1, 6, 4, 8>
  // CHECK-SAME: output_strides = array<i64: 192, 32, 8, 1>
  // CHECK-SAME: steps = array<i64: 2, 1>
  // CUBLASLT: linalg.generic
  linalg.conv_2d_nchw_fchw {dilations = dense<[1, 3]> : tensor<2xi64>, strides = dense<[2, 1]> : tensor<2xi64>}
      ins(%x, %w : memref<1x4x9x11xf32>, memref<6x4x3x2xf32>) outs(%y : memref<1x6x4x8xf32>)
  return
}

// What libraries do no better, or not at all.
// CHECK-LABEL: func @left(
func.func @left(%a: memref<8x16xf32>, %v: memref<16xf32>, %r: memref<8xf32>,
                %x: memref<1x4x9x11xf32>, %w: memref<4x3x3xf32>, %y: memref<1x4x7x9xf32>,
                %d: memref<8x16xf64>, %e: memref<16x4xf64>, %f: memref<8x4xf64>,
                %g: memref<8x0xf32>, %h: memref<0x4xf32>, %i: memref<8x4xf32>) {
  // CHECK-NOT: call
  // A vector.
  linalg.matvec ins(%a, %v : memref<8x16xf32>, memref<16xf32>) outs(%r : memref<8xf32>)
  // Channels that are not added up.
  linalg.depthwise_conv_2d_nchw_chw {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%x, %w : memref<1x4x9x11xf32>, memref<4x3x3xf32>) outs(%y : memref<1x4x7x9xf32>)
  // Other numbers.
  linalg.matmul ins(%d, %e : memref<8x16xf64>, memref<16x4xf64>) outs(%f : memref<8x4xf64>)
  // Nothing to do.
  linalg.matmul ins(%g, %h : memref<8x0xf32>, memref<0x4xf32>) outs(%i : memref<8x4xf32>)
  return
}

// CHECK-LABEL: func @largest_products(
func.func @largest_products(%a: memref<8x16xf32>, %b: memref<16x4xf32>, %c: memref<8x4xf32>) {
  // CHECK-NOT: call
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                                   affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<8x16xf32>, memref<16x4xf32>) outs(%c : memref<8x4xf32>) {
  ^bb0(%x: f32, %y: f32, %max: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.maximumf %0, %max : f32
    linalg.yield %1 : f32
  }
  return
}
