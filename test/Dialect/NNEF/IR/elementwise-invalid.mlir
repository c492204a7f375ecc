// RUN: nnef-opt %s --split-input-file --verify-diagnostics

// NNEF aligns leading dimensions: what other frameworks accept is an error.
func.func @trailing_dimensions(%x: tensor<2x3x4xf32>, %y: tensor<3x4xf32>) {
  // expected-error @+1 {{'nnef.add' op cannot broadcast its operands: dimension 0 has extents 2 and 3 (NNEF aligns leading dimensions)}}
  %0 = nnef.add %x, %y : (tensor<2x3x4xf32>, tensor<3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @later_dimension(%x: tensor<?x3x4xf32>, %y: tensor<2x3x5xf32>) {
  // expected-error @+1 {{'nnef.lt' op cannot broadcast its operands: dimension 2 has extents 4 and 5 (NNEF aligns leading dimensions)}}
  %0 = nnef.lt %x, %y : (tensor<?x3x4xf32>, tensor<2x3x5xf32>) -> tensor<2x3x4xi1>
  return
}

// -----

func.func @third_operand(%x: tensor<2x3xf32>, %a: tensor<2xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{'nnef.clamp' op cannot broadcast its operands: dimension 0 has extents 2 and 3 (NNEF aligns leading dimensions)}}
  %0 = nnef.clamp %x, %a, %b : (tensor<2x3xf32>, tensor<2xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @condition(%c: tensor<4xi1>, %x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nnef.select' op cannot broadcast its operands: dimension 0 has extents 4 and 2 (NNEF aligns leading dimensions)}}
  %0 = nnef.select %c, %x, %x : (tensor<4xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @mixed_widths(%x: tensor<2xf32>, %y: tensor<2xf16>) {
  // expected-error @+2 {{'nnef.mul' op has operands of different element types: 'f32' and 'f16'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.mul %x, %y : (tensor<2xf32>, tensor<2xf16>) -> tensor<2xf32>
  return
}

// -----

func.func @mixed_widths_compared(%x: tensor<2xf32>, %y: tensor<2xf64>) {
  // expected-error @+2 {{'nnef.eq' op has operands of different element types: 'f32' and 'f64'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.eq %x, %y : (tensor<2xf32>, tensor<2xf64>) -> tensor<2xi1>
  return
}

// -----

func.func @mixed_branches(%c: tensor<2xi1>, %x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+2 {{'nnef.select' op has operands of different element types: 'f32' and 'i32'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.select %c, %x, %y : (tensor<2xi1>, tensor<2xf32>, tensor<2xi32>) -> tensor<2xf32>
  return
}

// -----

// What no operator stands for is for `scalar` alone, as in the standard.
func.func @integers(%x: tensor<2xi32>) {
  // expected-error @+1 {{'nnef.max' op operand #0 must be ranked tensor of floating-point or quantized type values, but got 'tensor<2xi32>'}}
  %0 = nnef.max %x, %x : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  return
}

// -----

func.func @sum_of_truth_values(%x: tensor<2xi1>) {
  // expected-error @+1 {{'nnef.add' op operand #0 must be ranked tensor of floating-point or 8-bit signless integer or 16-bit signless integer or 32-bit signless integer or 64-bit signless integer or quantized type values, but got 'tensor<2xi1>'}}
  %0 = nnef.add %x, %x : (tensor<2xi1>, tensor<2xi1>) -> tensor<2xi1>
  return
}

// -----

func.func @order_of_truth_values(%x: tensor<2xi1>) {
  // expected-error @+1 {{'nnef.lt' op operand #0 must be ranked tensor of floating-point or}}
  %0 = nnef.lt %x, %x : (tensor<2xi1>, tensor<2xi1>) -> tensor<2xi1>
  return
}

// -----

func.func @mixed_integers(%x: tensor<2xi32>, %y: tensor<2xi64>) {
  // expected-error @+2 {{'nnef.add' op has operands of different element types: 'i32' and 'i64'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.add %x, %y : (tensor<2xi32>, tensor<2xi64>) -> tensor<2xi32>
  return
}

// -----

func.func @integer_and_scalar(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+2 {{'nnef.lt' op has operands of different element types: 'f32' and 'i32'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.lt %x, %y : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xi1>
  return
}

// -----

func.func @wider_sum(%x: tensor<2xi32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<2xi32>' are incompatible with return type(s) of operation 'tensor<2xi64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.add %x, %x : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi64>
  return
}

// -----

func.func @wider_choice(%c: tensor<2xi1>, %x: tensor<2xi32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<2xi32>' are incompatible with return type(s) of operation 'tensor<2xi64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.select %c, %x, %x : (tensor<2xi1>, tensor<2xi32>, tensor<2xi32>) -> tensor<2xi64>
  return
}

// -----

func.func @not_of_scalar(%x: tensor<2xf32>) {
  // expected-error @+1 {{'nnef.not' op operand #0 must be ranked tensor of 1-bit signless integer values, but got 'tensor<2xf32>'}}
  %0 = nnef.not %x : tensor<2xf32>
  return
}

// -----

func.func @unranked(%x: tensor<*xf32>) {
  // expected-error @+1 {{'nnef.add' op operand #0 must be ranked tensor of floating-point or 8-bit signless integer or 16-bit signless integer or 32-bit signless integer or 64-bit signless integer or quantized type values, but got 'tensor<*xf32>'}}
  %0 = nnef.add %x, %x : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @unary_changes_shape(%x: tensor<2xf32>) {
  // expected-error @+1 {{'nnef.neg' op all non-scalar operands/results must have the same shape and base type}}
  %0 = "nnef.neg"(%x) : (tensor<2xf32>) -> tensor<3xf32>
  return
}
