func.func @one(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = nnef.relu %x {nnef.quantization = "linear_quantize"} : tensor<2xf32>
  return %0 : tensor<2xf32>
}
// -----
func.func @two(%x: tensor<2x3xf32>) -> tensor<2x1xf32> {
  %0, %1 = nnef.moments %x axes = [1] {nnef.quantization = [unit]} : (tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>)
  return %0 : tensor<2x1xf32>
}
// -----
func.func @argument(%x: tensor<2xf32> {nnef.quantization = unit}) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
