// A network as NNEF text: names, order, literals in place, defaults spelled out.
// RUN: nnef-translate --export-nnef %s | FileCheck %s

// CHECK:      version 1.0;
// CHECK:      graph net(x) -> (y, z)
// CHECK-NEXT: {
// CHECK-NEXT:     x = external<scalar>(shape = [1, 3, 8, 8]);
// CHECK-NEXT:     filter = variable<scalar>(shape = [4, 3, 3, 3], label = 'a/b');
// CHECK-NEXT:     features = conv(x, filter, 0.5, border = 'reflect-even', padding = [(1, 1), (0, 2)], stride = [], dilation = [], groups = 1);
// CHECK-NEXT:     [left, right] = split(features, axis = 1, ratios = [1, 3]);
// CHECK-NEXT:     mean, variance = moments(left, axes = [2, 3]);
// CHECK-NEXT:     sum = add_n([mean, variance]);
// CHECK-NEXT:     index = argmax_reduce(right, axes = [1]);
// CHECK-NEXT:     y = cast<scalar>(index);
// CHECK-NEXT:     table = constant<scalar>(shape = [2], value = [0.1, 1e-05]);
// CHECK-NEXT:     stacked = stack([table, table], axis = 0);
// CHECK-NEXT:     t_graph = relu(stacked);
// CHECK-NEXT:     z = copy(x);
// CHECK-NEXT: }
func.func @net(%x: tensor<1x3x8x8xf32> {nnef.name = "x"})
    -> (tensor<1x1x8x8xf32> {nnef.name = "y"}, tensor<1x3x8x8xf32> {nnef.name = "z"}) {
  %filter = nnef.variable "a/b" : tensor<4x3x3x3xf32> loc("filter")
  %half = nnef.constant dense<0.5> : tensor<f32>
  %features = nnef.conv %x, %filter, %half border = "reflect-even" padding = [(1, 1), (0, 2)] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32> loc("features")
  %parts:2 = nnef.split %features axis = 1 ratios = [1, 3] : (tensor<1x4x8x8xf32>) -> (tensor<1x1x8x8xf32>, tensor<1x3x8x8xf32>) loc(fused["left", "right"])
  %mean, %variance = nnef.moments %parts#0 axes = [2, 3] : (tensor<1x1x8x8xf32>) -> (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>) loc(fused["mean", "variance"])
  %sum = nnef.add_n %mean, %variance : (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32> loc("sum")
  %index = nnef.argmax_reduce %parts#1 axes = [1] : (tensor<1x3x8x8xf32>) -> tensor<1x1x8x8xi32> loc("index")
  %y = nnef.cast %index : (tensor<1x1x8x8xi32>) -> tensor<1x1x8x8xf32> loc("other")
  %table = nnef.constant dense<[0.1, 0.00001]> : tensor<2xf32> loc("table")
  %stacked = nnef.stack %table, %table axis = 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2x2xf32> loc("stacked")
  // A name that is a word of the language is changed.
  %relu = nnef.relu %stacked : tensor<2x2xf32> loc("graph")
  return %y, %x : tensor<1x1x8x8xf32>, tensor<1x3x8x8xf32>
}
