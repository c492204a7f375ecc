func.func @net(%x: tensor<1xf32> {nnef.name = "x"})
    -> (tensor<1xf32> {nnef.name = "y"}) {
  %w = nnef.variable "w" = dense<1.0> : tensor<1xbf16>
  %y = nnef.copy %x : tensor<1xf32>
  return %y : tensor<1xf32>
}
