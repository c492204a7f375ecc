// RUN: nnef-opt %s --nnef-lower-globals | FileCheck %s

// CHECK: module attributes {nnef.state = {state_rnn_h = {global = "h", value = dense<0.000000e+00> : tensor<4xf32>}}}
// CHECK-NOT: ml_program
// CHECK: memref.global @state_rnn_h : memref<4xf32>
ml_program.global private @w(dense<1.0> : tensor<4xf32>) : tensor<4xf32>
ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32> {nnef.label = "rnn/h"}
// What nobody uses needs no value.
ml_program.global private @unused(#ml_program.extern : tensor<4xf32>) : tensor<4xf32>

// CHECK-LABEL: func.func @net
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>)
func.func @net(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // The old value comes first: later the new one may be in its place.
  // CHECK-NEXT: %[[M:.+]] = memref.get_global @state_rnn_h : memref<4xf32>
  // CHECK-NEXT: %[[T:.+]] = bufferization.to_tensor %[[M]] restrict : memref<4xf32> to tensor<4xf32>
  // CHECK-NEXT: %[[OLD:.+]] = bufferization.alloc_tensor() copy(%[[T]]) : tensor<4xf32>
  // CHECK-NEXT: %[[W:.+]] = arith.constant dense<1.000000e+00> : tensor<4xf32>
  // CHECK-NEXT: %[[SUM:.+]] = arith.addf %[[X]], %[[W]]
  // CHECK-NEXT: %[[NEW:.+]] = arith.addf %[[SUM]], %[[OLD]]
  %w = ml_program.global_load_const @w : tensor<4xf32>
  %sum = arith.addf %x, %w : tensor<4xf32>
  %old = ml_program.global_load @h : tensor<4xf32>
  %new = arith.addf %sum, %old : tensor<4xf32>
  // CHECK-NEXT: %[[N:.+]] = memref.get_global @state_rnn_h : memref<4xf32>
  // CHECK-NEXT: bufferization.materialize_in_destination %[[NEW]] in restrict writable %[[N]]
  ml_program.global_store @h = %new : tensor<4xf32>
  // CHECK-NEXT: return %[[NEW]], %[[OLD]]
  return %new, %old : tensor<4xf32>, tensor<4xf32>
}
