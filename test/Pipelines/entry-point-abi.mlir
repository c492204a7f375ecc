// RUN: nnef-opt %s --nnef-entry-point-abi | FileCheck %s

// CHECK-LABEL: func.func @nnef_net(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32> {bufferization.writable = false, nnef.name = "x"}
// CHECK-SAME: %[[Y:.*]]: memref<4xf32> {nnef.name = "y"}
// CHECK-SAME: %[[Z:.*]]: memref<?xf32>
// CHECK-SAME: attributes {llvm.emit_c_interface}
func.func @net(%x: tensor<4xf32> {nnef.name = "x"})
    -> (tensor<4xf32> {nnef.name = "y"}, tensor<?xf32>) {
  // CHECK: %[[C:.*]] = tensor.cast
  %c = tensor.cast %x : tensor<4xf32> to tensor<?xf32>
  // CHECK: bufferization.materialize_in_destination %[[X]] in restrict writable %[[Y]]
  // CHECK: bufferization.materialize_in_destination %[[C]] in restrict writable %[[Z]]
  // CHECK: return{{$}}
  return %x, %c : tensor<4xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func private @helper(%{{.*}}: tensor<4xf32>) -> tensor<4xf32>
func.func private @helper(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
