// RUN: nnef-opt --nnef-to-tosa %s --canonicalize | FileCheck %s

// Weights are sliced when they are lowered, also down to an element, which MLIR
// cannot fold a slice of a resource to.
// CHECK-LABEL: func.func @groups(
// CHECK-DAG:     %[[FILTER0:.*]] = "tosa.const"() <{values = dense<{{\[+}}1.000000e+00, 2.000000e+00{{\]+}}> : tensor<1x1x1x2xf32>}>
// CHECK-DAG:     %[[FILTER1:.*]] = "tosa.const"() <{values = dense<{{\[+}}3.000000e+00, 4.000000e+00{{\]+}}> : tensor<1x1x1x2xf32>}>
// CHECK-DAG:     %[[BIAS0:.*]] = "tosa.const"() <{values = dense<1.000000e+00> : tensor<1xf32>}>
// CHECK-DAG:     %[[BIAS1:.*]] = "tosa.const"() <{values = dense<2.000000e+00> : tensor<1xf32>}>
// CHECK:         tosa.conv2d %{{.*}}, %[[FILTER0]], %[[BIAS0]],
// CHECK:         tosa.conv2d %{{.*}}, %[[FILTER1]], %[[BIAS1]],
func.func @groups(%x: tensor<1x4x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %filter = nnef.variable "filter" = dense_resource<filter> : tensor<2x2x1x1xf32>
  %bias = nnef.variable "bias" = dense_resource<bias> : tensor<1x2xf32>
  %y = nnef.conv %x, %filter, %bias groups = 2 : (tensor<1x4x3x3xf32>, tensor<2x2x1x1xf32>, tensor<1x2xf32>) -> tensor<1x2x3x3xf32>
  return %y : tensor<1x2x3x3xf32>
}

{-#
  dialect_resources: {
    builtin: {
      bias: "0x040000000000803F00000040",
      filter: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
