// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @relu
func.func @relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ^bb0(%[[X:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK: %[[POSITIVE:.+]] = arith.cmpf ogt, %[[X]], %[[ZERO]]
  // CHECK: arith.select %[[POSITIVE]], %[[X]], %[[ZERO]]
  %0 = nnef.relu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func @leaky_relu
func.func @leaky_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ^bb0(%[[X:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[SLOPE:.+]] = arith.constant 2.500000e-01 : f32
  // CHECK: %[[SCALED:.+]] = arith.mulf %[[SLOPE]], %[[X]]
  // CHECK: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK: %[[NEGATIVE:.+]] = arith.cmpf olt, %[[X]], %[[ZERO]]
  // CHECK: arith.select %[[NEGATIVE]], %[[SCALED]], %[[X]]
  %0 = nnef.leaky_relu %x alpha = 0.25 : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// One slope per channel.
// CHECK-LABEL: func @prelu
func.func @prelu(%x: tensor<1x8x4xf32>, %alpha: tensor<1x8xf32>) -> tensor<1x8x4xf32> {
  // CHECK: indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>]
  %0 = nnef.prelu %x, %alpha : (tensor<1x8x4xf32>, tensor<1x8xf32>) -> tensor<1x8x4xf32>
  return %0 : tensor<1x8x4xf32>
}

// CHECK-LABEL: func @elu
func.func @elu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.expm1
  // CHECK: arith.cmpf olt
  %0 = nnef.elu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// The approximation by a sigmoid is what the standard says.
// CHECK-LABEL: func @gelu
func.func @gelu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.constant 1.702
  // CHECK: math.exp
  // CHECK-NOT: math.erf
  %0 = nnef.gelu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// The maximum is subtracted first, so that nothing overflows.
// CHECK-LABEL: func @softmax
// CHECK-SAME: (%[[X:.+]]: tensor<2x8xf32>)
func.func @softmax(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // CHECK: %[[LOWEST:.+]] = arith.constant 0xFF800000 : f32
  // CHECK: linalg.fill ins(%[[LOWEST]] : f32)
  // CHECK: %[[MAX:.+]] = linalg.reduce ins(%[[X]] : tensor<2x8xf32>) outs(%{{.+}} : tensor<2xf32>) dimensions = [1]
  // CHECK: arith.cmpf ogt
  // CHECK: arith.subf
  // CHECK: math.exp
  // CHECK: linalg.reduce { arith.addf } ins(%{{.+}} : tensor<2x8xf32>) outs(%{{.+}} : tensor<2xf32>) dimensions = [1]
  // CHECK: arith.divf
  %0 = nnef.softmax %x : tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}
