// RUN: nnef-opt %s --nnef-linalg-to-llvm | FileCheck %s

// The weight stays outside, and the caller provides the memory of the result, and
// that of intermediate tensors, of which there are none.

// CHECK: module attributes {nnef.memory = {arena = 0 : i64, live = 0 : i64}, nnef.weights = {weight_w = dense_resource<w> : tensor<2xf32>}}
// CHECK: llvm.mlir.global external constant @weight_w() {{.*}} : !llvm.array<2 x f32>{{$}}
// CHECK: llvm.func @nnef_net(
// CHECK: llvm.func @_mlir_ciface_nnef_net(%{{[^:]*}}: !llvm.ptr, %{{[^:]*}}: !llvm.ptr, %{{[^:]*}}: !llvm.ptr) attributes
func.func @net(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w = arith.constant dense_resource<w> : tensor<2xf32>
  %e = tensor.empty() : tensor<2xf32>
  %y = linalg.add ins(%x, %w : tensor<2xf32>, tensor<2xf32>)
      outs(%e : tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F00000040"
    }
  }
#-}
