// One line for each operation.
//
// RUN: %npu-translate --npu-to-commands %s | FileCheck %s

!codes = !quant.uniform<i8:f32, 0.5:-1>

// CHECK: input 0 f32 1x1x4x4 image
// CHECK-NEXT: input 1 i8 1x2 codes
func.func @network(%image: tensor<1x1x4x4xf32> {nnef.name = "image"}, %codes: tensor<1x2xi8> {nnef.name = "codes"})
    -> (tensor<1x2xf32> {nnef.name = "scores"}, tensor<1x2x!codes> {nnef.name = "positive"}) {
  // CHECK-NEXT: weights 2 f32 2x1x3x3 = 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.100000001 0.100000001
  %filter = npu.weights dense<[[[[0.5, 0.5, 0.5], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]], [[[0.1, 0.1, 0.1], [0.1, 0.1, 0.1], [0.1, 0.1, 0.1]]]]> : tensor<2x1x3x3xf32>
  // CHECK-NEXT: weights 3 f32 1x2 = 0.25 0.25
  %bias = npu.weights dense<0.25> : tensor<1x2xf32>
  // CHECK-NEXT: conv 4 f32 1x2x4x4 = 0 2 3 relu padding 1 1 1 1 stride 1 1
  %conv = npu.conv %image, %filter, %bias stride [1, 1] padding [1, 1, 1, 1] then relu : (tensor<1x1x4x4xf32>, tensor<2x1x3x3xf32>, tensor<1x2xf32>) -> tensor<1x2x4x4xf32>
  // CHECK-NEXT: max_pool 5 f32 1x2x1x1 = 4 padding 0 0 0 0 size 4 4 stride 4 4
  %pool = npu.max_pool %conv size [4, 4] stride [4, 4] padding [0, 0, 0, 0] : (tensor<1x2x4x4xf32>) -> tensor<1x2x1x1xf32>
  // CHECK-NEXT: view 6 f32 1x2 = 5
  %row = npu.view %pool : (tensor<1x2x1x1xf32>) -> tensor<1x2xf32>
  // CHECK-NEXT: softmax 7 f32 1x2 = 6
  %scores = npu.softmax %row : (tensor<1x2xf32>) -> tensor<1x2xf32>
  // CHECK-NEXT: view 8 i8 1x2 = 1 scale 0.5 zero -1
  %view = npu.view %codes : (tensor<1x2xi8>) -> tensor<1x2x!codes>
  // CHECK-NEXT: relu 9 i8 1x2 = 8 scale 0.5 zero -1
  %relu = npu.relu %view : tensor<1x2x!codes>
  // CHECK-NEXT: weights 10 i8 2 = -1 127
  %bytes = npu.weights dense<[-1, 127]> : tensor<2xi8>
  // CHECK-NEXT: weights 11 i32 2 = -70000 1
  %words = npu.weights dense<[-70000, 1]> : tensor<2xi32>
  // CHECK-NEXT: output 7 f32 1x2 scores
  // CHECK-NEXT: output 9 i8 1x2 positive
  return %scores, %relu : tensor<1x2xf32>, tensor<1x2x!codes>
}
