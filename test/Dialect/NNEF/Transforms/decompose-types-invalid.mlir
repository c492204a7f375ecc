// RUN: nnef-opt --nnef-decompose --verify-diagnostics %s

// An operation may say less about its shape than its operands do. Its body says
// all, and there is no cast that could take its place.
func.func @net(%x: tensor<2x3xf32>, %a: tensor<f32>) -> tensor<?x3xf32> {
  // expected-error @+1 {{'nnef.clamp' op has type 'tensor<?x3xf32>', but its body gives 'tensor<2x3xf32>'}}
  %y = nnef.clamp %x, %a, %a : (tensor<2x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
