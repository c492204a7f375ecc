// Codes of tensors whose extents only the run time knows.
// RUN: rm -rf %t && mkdir -p %t
// RUN: %python -c "import numpy as np; np.save('%t/x.npy', np.arange(-12, 12, dtype=np.float32).reshape(1, 2, 3, 4) / 2)"
// RUN: nnef-run %s --input=x=%t/x.npy | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
!y = !quant.uniform<i8:f32, 1.0>

func.func @dynamic(%x: tensor<1x2x3x4xf32> {nnef.name = "x"}) -> (tensor<1x2x1x1xf32> {nnef.name = "mean"}, tensor<1x2x2x2xf32> {nnef.name = "average"}, tensor<1x1x2x2xf32> {nnef.name = "sum"}) {
  %dynamic = tensor.cast %x : tensor<1x2x3x4xf32> to tensor<?x2x?x?xf32>
  // The steps are -12 to -1 and 0 to 11.
  %codes = nnef.quantize %dynamic : (tensor<?x2x?x?xf32>) -> tensor<?x2x?x?x!q>

  // -78 / 12 and 66 / 12 steps: -6.5 and 5.5, halves away from zero.
  // CHECK: mean: float32[1, 2, 1, 1]
  // CHECK: values -3.5, 3{{$}}
  %mean = nnef.mean_reduce %codes axes = [2, 3] : (tensor<?x2x?x?x!q>) -> tensor<?x2x1x1x!q>
  %real_mean = nnef.dequantize %mean : (tensor<?x2x1x1x!q>) -> tensor<?x2x1x1xf32>
  %0 = tensor.cast %real_mean : tensor<?x2x1x1xf32> to tensor<1x2x1x1xf32>

  // Of codes, -36 / 6, -18 / 4, -12 / 6, -2 / 4 and 36 / 6, 30 / 4, 60 / 6,
  // 46 / 4: -6, -5, -2, -1 and 6, 8, 10, 12.
  // CHECK: average: float32[1, 2, 2, 2]
  // CHECK: values -4.5, -4, -2.5, -2, 1.5, 2.5, 3.5, 4.5{{$}}
  %average = nnef.avg_pool %codes size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (tensor<?x2x?x?x!q>) -> tensor<?x2x?x?x!q>
  %real_average = nnef.dequantize %average : (tensor<?x2x?x?x!q>) -> tensor<?x2x?x?xf32>
  %1 = tensor.cast %real_average : tensor<?x2x?x?xf32> to tensor<1x2x2x2xf32>

  // The sum of both channels.
  // CHECK: sum: float32[1, 1, 2, 2]
  // CHECK: values -6, -4, 2, 4{{$}}
  %stored = nnef.constant dense<4> : tensor<1x2x1x1xi8>
  %ones = nnef.storage_cast %stored : (tensor<1x2x1x1xi8>) -> tensor<1x2x1x1x!w>
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %sum = nnef.conv %codes, %ones, %zero stride = [2, 2] : (tensor<?x2x?x?x!q>, tensor<1x2x1x1x!w>, tensor<f32>) -> tensor<?x1x?x?x!y>
  %real_sum = nnef.dequantize %sum : (tensor<?x1x?x?x!y>) -> tensor<?x1x?x?xf32>
  %2 = tensor.cast %real_sum : tensor<?x1x?x?xf32> to tensor<1x1x2x2xf32>
  return %0, %1, %2 : tensor<1x2x1x1xf32>, tensor<1x2x2x2xf32>, tensor<1x1x2x2xf32>
}
