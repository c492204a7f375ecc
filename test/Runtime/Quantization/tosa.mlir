// What MLIR makes of codes in TOSA, and what Linalg computes without.
// RUN: rm -rf %t && mkdir -p %t
// RUN: %python -c "import numpy as np; np.save('%t/x.npy', np.arange(-12, 12, dtype=np.float32).reshape(1, 2, 3, 4) / 2)"
// RUN: nnef-run %s --input=x=%t/x.npy --lowering=tosa | FileCheck %s
// RUN: nnef-run %s --input=x=%t/x.npy | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:3>
!p = !quant.uniform<u8:f32, 0.5:128>
!w = !quant.uniform<i8:f32, 0.5>
!y = !quant.uniform<i8:f32, 0.5>

func.func @codes(%x: tensor<1x2x3x4xf32> {nnef.name = "x"}) -> (tensor<1x2x1x1xf32> {nnef.name = "mean"}, tensor<1x2x2x2xf32> {nnef.name = "average"}, tensor<1x2x2x2xf32> {nnef.name = "unsigned"}, tensor<1x2xf32> {nnef.name = "products"}, tensor<1x1x6x2xf32> {nnef.name = "between"}) {
  // The steps are -12 to -1 and 0 to 11.
  %codes = nnef.quantize %x : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4x!q>

  // -78 / 12 and 66 / 12 steps: -6.5 and 5.5, halves away from zero.
  // CHECK: mean: float32[1, 2, 1, 1]
  // CHECK: values -3.5, 3{{$}}
  %mean = nnef.mean_reduce %codes axes = [2, 3] : (tensor<1x2x3x4x!q>) -> tensor<1x2x1x1x!q>
  %0 = nnef.dequantize %mean : (tensor<1x2x1x1x!q>) -> tensor<1x2x1x1xf32>

  // Of codes, -36 / 6, -18 / 4, -12 / 6, -2 / 4 and 36 / 6, 30 / 4, 60 / 6,
  // 46 / 4: -6, -5, -2, -1 and 6, 8, 10, 12.
  // CHECK: average: float32[1, 2, 2, 2]
  // CHECK: values -4.5, -4, -2.5, -2, 1.5, 2.5, 3.5, 4.5{{$}}
  %average = nnef.avg_pool %codes size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (tensor<1x2x3x4x!q>) -> tensor<1x2x2x2x!q>
  %1 = nnef.dequantize %average : (tensor<1x2x2x2x!q>) -> tensor<1x2x2x2xf32>

  // Of codes that are all positive, -7.5 steps are -7, and -3.5 are -3.
  // CHECK: unsigned: float32[1, 2, 2, 2]
  // CHECK: values -4.5, -3.5, -2.5, -1.5, 1.5, 2.5, 3.5, 4.5{{$}}
  %unsigned = nnef.copy %codes : (tensor<1x2x3x4x!q>) -> tensor<1x2x3x4x!p>
  %pool = nnef.avg_pool %unsigned size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (tensor<1x2x3x4x!p>) -> tensor<1x2x2x2x!p>
  %2 = nnef.dequantize %pool : (tensor<1x2x2x2x!p>) -> tensor<1x2x2x2xf32>

  // -7 / 2 and (-7 + 2 * 6) / 2 steps.
  // CHECK: products: float32[1, 2]
  // CHECK: values -2, 1.5{{$}}
  %row = nnef.squeeze %mean axes = [2, 3] : (tensor<1x2x1x1x!q>) -> tensor<1x2x!q>
  %stored = nnef.constant dense<[[1, 0], [1, 2]]> : tensor<2x2xi8>
  %filter = nnef.storage_cast %stored : (tensor<2x2xi8>) -> tensor<2x2x!w>
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %products = nnef.linear %row, %filter, %zero : (tensor<1x2x!q>, tensor<2x2x!w>, tensor<f32>) -> tensor<1x2x!y>
  %3 = nnef.dequantize %products : (tensor<1x2x!y>) -> tensor<1x2xf32>

  // The first position is in front of the first element, a quarter of a step
  // away.
  // CHECK: between: float32[1, 1, 6, 2]
  // CHECK: values -6, -6, -5.5, -5.5, -4.5, -4.5, -3.5, -3.5{{$}}
  %column = nnef.slice %codes axes = [1, 3] begin = [0, 0] end = [1, 1] : (tensor<1x2x3x4x!q>) -> tensor<1x1x3x1x!q>
  %between = nnef.multilinear_upsample %column factor = [2, 2] border = replicate : (tensor<1x1x3x1x!q>) -> tensor<1x1x6x2x!q>
  %4 = nnef.dequantize %between : (tensor<1x1x6x2x!q>) -> tensor<1x1x6x2xf32>
  return %0, %1, %2, %3, %4 : tensor<1x2x1x1xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2xf32>, tensor<1x1x6x2xf32>
}
