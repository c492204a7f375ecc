// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @no_copies(%x: tensor<2xf32>) {
  // expected-error @+2 {{'nnef.copy_n' op times must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  "nnef.copy_n"(%x) <{times = 0}> : (tensor<2xf32>) -> ()
  return
}

// -----

func.func @sum_shapes(%x: tensor<2xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{'nnef.add_n' op cannot broadcast its operands: dimension 0 has extents 2 and 3 (NNEF aligns leading dimensions)}}
  %0 = nnef.add_n %x, %y : (tensor<2xf32>, tensor<3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @no_body(%x: tensor<2xf32>) {
  // expected-error @+1 {{'nnef.call' op body @f is not a function}}
  %0 = nnef.call "f"(%x) body @f : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func private @f(%x: tensor<2xf32>) -> tensor<2xf32>
func.func @operand_type(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nnef.call' op body @f has type '(tensor<2xf32>) -> tensor<2xf32>'}}
  %0 = nnef.call "f"(%x) body @f : (tensor<3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func private @f(%x: tensor<2xf32>) -> tensor<2xf32>
func.func @result_type(%x: tensor<2xf32>) {
  // expected-error @+1 {{'nnef.call' op body @f has type '(tensor<2xf32>) -> tensor<2xf32>'}}
  %0 = nnef.call "f"(%x) body @f : (tensor<2xf32>) -> tensor<3xf32>
  return
}
