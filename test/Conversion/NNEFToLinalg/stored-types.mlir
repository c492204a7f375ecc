// RUN: nnef-opt %s --nnef-to-linalg | FileCheck %s

// Integers of files become those that memory has, with the same values.
// CHECK: ml_program.global private @w(dense<[15, 1]> : tensor<2xi8>) : tensor<2xi8>
ml_program.global private @w(dense<[15, 1]> : tensor<2xui4>) : tensor<2xui4>

// CHECK-LABEL: func.func @casts
// CHECK-SAME: (%[[A:.+]]: tensor<?xi16> {nnef.name = "a"})
func.func @casts(%a: tensor<?xui12> {nnef.name = "a"}) -> (tensor<?xi32>, tensor<2xf32>, tensor<2xi32>, tensor<2xi1>) {
  // CHECK: linalg.generic {{.+}} ins(%[[A]] : tensor<?xi16>)
  // CHECK: arith.extui %{{.+}} : i16 to i32
  %0 = nnef.cast %a : (tensor<?xui12>) -> tensor<?xi32>
  // CHECK: %[[W:.+]] = ml_program.global_load_const @w : tensor<2xi8>
  // CHECK: linalg.generic {{.+}} ins(%[[W]] : tensor<2xi8>)
  // CHECK: arith.uitofp %{{.+}} : i8 to f32
  %w = ml_program.global_load_const @w : tensor<2xui4>
  %1 = nnef.cast %w : (tensor<2xui4>) -> tensor<2xf32>
  // CHECK: %[[V:.+]] = arith.constant dense<[-3, 3]> : tensor<2xi8>
  // CHECK: arith.extsi %{{.+}} : i8 to i32
  %v = nnef.variable "v" = dense<[-3, 3]> : tensor<2xi3>
  %2 = nnef.cast %v : (tensor<2xi3>) -> tensor<2xi32>
  // CHECK: %[[U:.+]] = arith.constant dense_resource<u> : tensor<2xi32>
  // CHECK: arith.cmpi ne
  %u = nnef.variable "u" = dense_resource<u> : tensor<2xui24>
  %3 = nnef.cast %u : (tensor<2xui24>) -> tensor<2xi1>
  return %0, %1, %2, %3 : tensor<?xi32>, tensor<2xf32>, tensor<2xi32>, tensor<2xi1>
}

// In double precision, so that no digit of a code is lost.
// CHECK-LABEL: func.func @dequantize
// CHECK-SAME: (%[[C:.+]]: tensor<2x3xi8>)
func.func @dequantize(%codes: tensor<2x3xui8>) -> tensor<2x3xf32> {
  // CHECK-DAG: %[[ZERO:.+]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf64>
  // CHECK-DAG: %[[SCALE:.+]] = arith.constant dense<5.000000e-01> : tensor<f64>
  // CHECK: linalg.generic {{.+}} ins(%[[C]], %[[ZERO]], %[[SCALE]] : tensor<2x3xi8>, tensor<2xf64>, tensor<f64>)
  // CHECK: ^bb0(%[[Q:.+]]: i8, %[[Z:.+]]: f64, %[[S:.+]]: f64, %{{.+}}: f32):
  // CHECK: %[[X:.+]] = arith.uitofp %[[Q]] : i8 to f64
  // CHECK: %[[D:.+]] = arith.subf %[[X]], %[[Z]]
  // CHECK: %[[Y:.+]] = arith.mulf %[[D]], %[[S]]
  // CHECK: arith.truncf %[[Y]] : f64 to f32
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<0.5> : tensor<f64>, zero_point = dense<[1, 2]> : tensor<2xi64>, signed = false, symmetric = false}>} : (tensor<2x3xui8>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

{-#
  dialect_resources: {
    builtin: {
      u: "0x040000000100000000000000"
    }
  }
#-}
