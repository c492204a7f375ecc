// RUN: nnef-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func @twice
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>, %[[B:.+]]: tensor<4xi1>, %[[I:.+]]: tensor<4xi32>)
func.func @twice(%x: tensor<4xf32>, %b: tensor<4xi1>, %i: tensor<4xi32>)
    -> (tensor<4xf32>, tensor<4xi1>, tensor<4xi32>) {
  // CHECK-NEXT: return %[[X]], %[[B]], %[[I]]
  %0 = nnef.neg %x : tensor<4xf32>
  %1 = nnef.neg %0 : tensor<4xf32>
  %2 = nnef.not %b : tensor<4xi1>
  %3 = nnef.not %2 : tensor<4xi1>
  %4 = nnef.neg %i : tensor<4xi32>
  %5 = nnef.neg %4 : tensor<4xi32>
  return %1, %3, %5 : tensor<4xf32>, tensor<4xi1>, tensor<4xi32>
}

// CHECK-LABEL: func @once_is_enough
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>)
func.func @once_is_enough(%x: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK-NEXT: nnef.abs %[[X]]
  // CHECK-NEXT: nnef.sign %[[X]]
  // CHECK-NEXT: nnef.floor %[[X]]
  // CHECK-NEXT: nnef.ceil %[[X]]
  // CHECK-NEXT: nnef.relu %[[X]]
  // CHECK-NEXT: return
  %0 = nnef.abs %x : tensor<4xf32>
  %1 = nnef.abs %0 : tensor<4xf32>
  %2 = nnef.sign %x : tensor<4xf32>
  %3 = nnef.sign %2 : tensor<4xf32>
  %4 = nnef.floor %x : tensor<4xf32>
  %5 = nnef.floor %4 : tensor<4xf32>
  %6 = nnef.ceil %x : tensor<4xf32>
  %7 = nnef.ceil %6 : tensor<4xf32>
  %8 = nnef.relu %x : tensor<4xf32>
  %9 = nnef.relu %8 : tensor<4xf32>
  return %1, %3, %5, %7, %9 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func @round_twice
func.func @round_twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: %[[Y:.+]] = nnef.round
  // CHECK-NEXT: return %[[Y]]
  %0 = nnef.round %x : tensor<4xf32>
  %1 = nnef.round %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func @neutral_numbers
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>)
func.func @neutral_numbers(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: return %[[X]]
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %negative_zero = nnef.constant dense<-0.0> : tensor<f32>
  %one = nnef.constant dense<1.0> : tensor<f32>
  %ones = nnef.constant dense<1.0> : tensor<4xf32>
  %inf = nnef.constant dense<0x7F800000> : tensor<f32>
  %negative_inf = nnef.constant dense<0xFF800000> : tensor<f32>
  %0 = nnef.add %x, %negative_zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nnef.add %negative_zero, %0 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = nnef.sub %1, %zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %3 = nnef.mul %2, %one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %4 = nnef.mul %ones, %3 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %5 = nnef.div %4, %one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %6 = nnef.pow %5, %one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %7 = nnef.min %inf, %6 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %8 = nnef.max %negative_inf, %7 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %8 : tensor<4xf32>
}

// x + 0.0 is 0.0 where x is -0.0, and so is x - -0.0. With infinity behind it,
// min and max replace what is not a number.
// CHECK-LABEL: func @almost_neutral_numbers
func.func @almost_neutral_numbers(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: nnef.add
  // CHECK-NEXT: nnef.sub
  // CHECK-NEXT: nnef.sub
  // CHECK-NEXT: nnef.div
  // CHECK-NEXT: nnef.pow
  // CHECK-NEXT: nnef.min
  // CHECK-NEXT: nnef.max
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %negative_zero = nnef.constant dense<-0.0> : tensor<f32>
  %one = nnef.constant dense<1.0> : tensor<f32>
  %inf = nnef.constant dense<0x7F800000> : tensor<f32>
  %negative_inf = nnef.constant dense<0xFF800000> : tensor<f32>
  %0 = nnef.add %x, %zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nnef.sub %0, %negative_zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %2 = nnef.sub %zero, %1 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = nnef.div %one, %2 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %4 = nnef.pow %one, %3 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %5 = nnef.min %4, %inf : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %6 = nnef.max %5, %negative_inf : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %6 : tensor<4xf32>
}

// CHECK-LABEL: func @neutral_integers
// CHECK-SAME: (%[[X:.+]]: tensor<4xi32>)
func.func @neutral_integers(%x: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK-NEXT: return %[[X]]
  %zero = nnef.constant dense<0> : tensor<i32>
  %one = nnef.constant dense<1> : tensor<i32>
  %0 = nnef.add %zero, %x : (tensor<i32>, tensor<4xi32>) -> tensor<4xi32>
  %1 = nnef.sub %0, %zero : (tensor<4xi32>, tensor<i32>) -> tensor<4xi32>
  %2 = nnef.mul %1, %one : (tensor<4xi32>, tensor<i32>) -> tensor<4xi32>
  %3 = nnef.div %2, %one : (tensor<4xi32>, tensor<i32>) -> tensor<4xi32>
  %4 = nnef.pow %3, %one : (tensor<4xi32>, tensor<i32>) -> tensor<4xi32>
  return %4 : tensor<4xi32>
}

// CHECK-LABEL: func @truth
// CHECK-SAME: (%[[X:.+]]: tensor<4xi1>)
func.func @truth(%x: tensor<4xi1>) -> tensor<4xi1> {
  // CHECK-NEXT: return %[[X]]
  %true = nnef.constant dense<true> : tensor<i1>
  %false = nnef.constant dense<false> : tensor<i1>
  %0 = nnef.and %x, %true : (tensor<4xi1>, tensor<i1>) -> tensor<4xi1>
  %1 = nnef.or %false, %0 : (tensor<i1>, tensor<4xi1>) -> tensor<4xi1>
  %2 = nnef.and %1, %1 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %3 = nnef.or %2, %2 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %3 : tensor<4xi1>
}

// A number that broadcasts the other operand makes a larger tensor.
// CHECK-LABEL: func @broadcasts
func.func @broadcasts(%x: tensor<2x1xf32>) -> tensor<2x3xf32> {
  // CHECK: nnef.mul
  %ones = nnef.constant dense<1.0> : tensor<2x3xf32>
  %0 = nnef.mul %x, %ones : (tensor<2x1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// Whether something is itself is not always true.
// CHECK-LABEL: func @compare_with_itself
func.func @compare_with_itself(%x: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: nnef.eq
  %0 = nnef.eq %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func @select
// CHECK-SAME: (%[[C:.+]]: tensor<4xi1>, %[[X:.+]]: tensor<4xf32>, %[[Y:.+]]: tensor<4xf32>)
func.func @select(%c: tensor<4xi1>, %x: tensor<4xf32>, %y: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK-NEXT: return %[[X]], %[[Y]], %[[X]]
  %true = nnef.constant dense<true> : tensor<i1>
  %false = nnef.constant dense<false> : tensor<4xi1>
  %0 = nnef.select %true, %x, %y : (tensor<i1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = nnef.select %false, %x, %y : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = nnef.select %c, %x, %x : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// The condition may be the largest operand.
// CHECK-LABEL: func @select_broadcasts
func.func @select_broadcasts(%x: tensor<f32>, %y: tensor<f32>) -> tensor<4xf32> {
  // CHECK: nnef.select
  %true = nnef.constant dense<true> : tensor<4xi1>
  %0 = nnef.select %true, %x, %y : (tensor<4xi1>, tensor<f32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func @sum_of_one
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>)
func.func @sum_of_one(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.add_n %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A maximum with 0 stays one: compounds are not made from their parts.
// CHECK-LABEL: func @maximum
func.func @maximum(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: nnef.max
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.max %x, %zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
