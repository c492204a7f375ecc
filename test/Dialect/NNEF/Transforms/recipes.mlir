// RUN: nnef-opt --nnef-decompose=recipes=%S/Inputs/recipes.nnef %s | FileCheck %s
// RUN: nnef-opt --nnef-decompose='recipes=%S/Inputs/recipes.nnef keep=tanh,scaled' %s | FileCheck %s --check-prefix=KEEP

// A recipe takes the place of the standard's body. What it is made of is
// expanded in turn, by a recipe where there is one.
// CHECK: module attributes {nnef.fragments = ["fragment twice_less_one({{.*}}", "fragment vendor_concat<?>({{.*}};", "fragment scaled({{.*}}", "fragment foreign({{.*}}"]}
// CHECK-LABEL: func.func @gelu(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>
// CHECK-DAG:     %[[HALF:.*]] = nnef.mul %{{.*}}, %[[X]]
// CHECK-DAG:     %[[TWICE:.*]] = nnef.add %[[X]], %[[X]]
// CHECK:         %[[NEG:.*]] = nnef.neg %[[TWICE]]
// CHECK:         %[[SIGMOID:.*]] = nnef.div
// CHECK:         %[[Z:.*]] = nnef.add %[[SIGMOID]], %[[SIGMOID]]
// CHECK:         %[[TANH:.*]] = nnef.sub %[[Z]], %{{.*}}
// CHECK:         %[[SUM:.*]] = nnef.add %{{.*}}, %[[TANH]]
// CHECK:         %[[Y:.*]] = nnef.mul %[[HALF]], %[[SUM]]
// CHECK:         return %[[Y]]
// KEEP-LABEL: func.func @gelu(
// KEEP:         nnef.tanh
// KEEP-NOT:     nnef.neg
// KEEP:         return
func.func @gelu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.gelu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// Recipes have the attributes of the operation, and compute in its type.
// CHECK-LABEL: func.func @softmax(
// CHECK-NEXT:    %[[E:.*]] = nnef.exp %{{.*}} : tensor<2x3x4xf16>
// CHECK-NEXT:    %[[SUM:.*]] = nnef.sum_reduce %[[E]] axes = [0, 2] : (tensor<2x3x4xf16>) -> tensor<1x3x1xf16>
// CHECK-NEXT:    %[[Y:.*]] = nnef.div %[[E]], %[[SUM]]
// CHECK-NEXT:    return %[[Y]]
func.func @softmax(%x: tensor<2x3x4xf16>) -> tensor<2x3x4xf16> {
  %y = nnef.softmax %x axes = [0, 2] : tensor<2x3x4xf16>
  return %y : tensor<2x3x4xf16>
}

// The name of a primitive of the target's: a call that has the type of the
// operation.
// CHECK-LABEL: func.func @concat(
// CHECK-SAME:    %[[A:[^:]*]]: tensor<2xi32>, %[[B:[^:]*]]: tensor<3xi32>
// CHECK-NEXT:    %[[AB:.*]] = nnef.call "vendor_concat"(%[[A]], %[[B]]) parameters {axis = 0 : i64} : (tensor<2xi32>, tensor<3xi32>) -> tensor<5xi32>
// CHECK-NEXT:    return %[[AB]], %[[A]]
func.func @concat(%a: tensor<2xi32>, %b: tensor<3xi32>) -> (tensor<5xi32>, tensor<2xi32>) {
  %ab = nnef.concat %a, %b axis = 0 : (tensor<2xi32>, tensor<3xi32>) -> tensor<5xi32>
  %alone = nnef.concat %a axis = 0 : (tensor<2xi32>) -> tensor<2xi32>
  return %ab, %alone : tensor<5xi32>, tensor<2xi32>
}

// A custom fragment is not what the model says.
// CHECK-LABEL: func.func @custom(
// CHECK-NEXT:    %[[FACTOR:.*]] = nnef.constant dense<3.500000e+00> : tensor<f32>
// CHECK-NEXT:    %[[Y:.*]] = nnef.mul %{{.*}}, %[[FACTOR]]
// CHECK-NEXT:    return %[[Y]]
// CHECK-NOT:   @scaled
// KEEP-LABEL: func.func @custom(
// KEEP-NEXT:    nnef.call "scaled"(%{{.*}}) parameters {{.*}} body @scaled
// KEEP:       func.func private @scaled
func.func @custom(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.call "scaled"(%x) parameters {factor = 1.5, modes = [["fast", 2]]} body @scaled : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @scaled(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.neg %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// Where nobody knew shapes, the recipe does: as the results of functions, and of
// their calls.
// CHECK-LABEL: func.func @without_body(
// CHECK-SAME:    -> (tensor<2x4xf32>, tensor<2x4xi1>)
// CHECK:         return %{{.*}}, %{{.*}} : tensor<2x4xf32>, tensor<2x4xi1>
// KEEP-LABEL: func.func @wrapped(
// KEEP-SAME:    -> tensor<2x4xf32>
func.func @without_body(%x: tensor<2x4xf32>) -> (tensor<*xf32>, tensor<*xi1>) {
  %first, %second = nnef.call "foreign"(%x, %x, %x) : (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>) -> (tensor<*xf32>, tensor<*xi1>)
  return %first, %second : tensor<*xf32>, tensor<*xi1>
}
func.func @wrapped(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  %first = nnef.call "wrapper"(%x) body @wrapper : (tensor<2x4xf32>) -> tensor<*xf32>
  return %first : tensor<*xf32>
}
func.func private @wrapper(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  %first, %second = nnef.call "foreign"(%x) parameters {parts = []} : (tensor<2x4xf32>) -> (tensor<*xf32>, tensor<*xi1>)
  return %first : tensor<*xf32>
}
