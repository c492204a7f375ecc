func.func @net(%x: tensor<3xf32> {nnef.name = "x"})
    -> (tensor<3xf32> {nnef.name = "y"}) {
  %i24 = nnef.variable "i/24" = dense<[-8388608, 8388607, -2]> : tensor<3xi24>
  %i3 = nnef.variable "i/3" = dense<[-4, 3, -1]> : tensor<3xi3>
  %u7 = nnef.variable "i/u7" = dense<[127, 0, 64]> : tensor<3xui7>
  %flag = nnef.variable "flag" = dense<[true, false, true]> : tensor<3xi1>
  %half = nnef.variable "half" = dense<[1.5, -2.0, 0.25]> : tensor<3xf16>
  %i64 = nnef.variable "i/64" = dense<[-2147483648, 2147483647, -1]> : tensor<3xi64>
  %splat = nnef.variable "splat" = dense<-2> : tensor<3xi24>
  %ones = nnef.variable "ones" = dense<0.1> : tensor<3xf64>
  %y = nnef.copy %x : tensor<3xf32>
  return %y : tensor<3xf32>
}
