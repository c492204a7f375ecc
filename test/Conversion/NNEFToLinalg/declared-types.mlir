// RUN: nnef-opt %s --nnef-to-linalg | FileCheck %s
// RUN: nnef-opt %s --nnef-cpu-pipeline | FileCheck %s --check-prefix=LLVM

// The type that an operation declares may know less about the shape than what
// it is lowered to, or more. A cast goes between the two.

// LLVM-NOT: unrealized_conversion_cast

// CHECK-LABEL: func @less_known
// CHECK-SAME: (%[[X:.+]]: tensor<4x3xf32>)
func.func @less_known(%x: tensor<4x3xf32>) -> (tensor<?x3xf32>, tensor<?x?xf32>) {
  // CHECK: %[[SUM:.+]] = linalg.generic {{.*}} outs(%{{.+}} : tensor<4x3xf32>)
  // CHECK: %[[LESS:.+]] = tensor.cast %[[SUM]] : tensor<4x3xf32> to tensor<?x3xf32>
  %0 = nnef.add %x, %x : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
  // What uses it gets the type that was declared.
  // CHECK: linalg.generic {{.*}} ins(%[[LESS]] : tensor<?x3xf32>)
  %1 = nnef.relu %0 : tensor<?x3xf32>
  // CHECK: %[[TRANSPOSED:.+]] = linalg.transpose ins(%[[X]] : tensor<4x3xf32>) outs(%{{.+}} : tensor<3x4xf32>)
  // CHECK: %[[UNKNOWN:.+]] = tensor.cast %[[TRANSPOSED]] : tensor<3x4xf32> to tensor<?x?xf32>
  %2 = nnef.transpose %x axes = [1, 0] : (tensor<4x3xf32>) -> tensor<?x?xf32>
  // CHECK: return %{{.+}}, %[[UNKNOWN]]
  return %1, %2 : tensor<?x3xf32>, tensor<?x?xf32>
}

// CHECK-LABEL: func @better_known
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>)
func.func @better_known(%x: tensor<?xf32>) -> tensor<1x4xf32> {
  // CHECK: %[[EXPANDED:.+]] = tensor.expand_shape
  // CHECK: %[[MORE:.+]] = tensor.cast %[[EXPANDED]] : tensor<1x?xf32> to tensor<1x4xf32>
  // CHECK: return %[[MORE]]
  %0 = nnef.unsqueeze %x axes = [0] : (tensor<?xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}
