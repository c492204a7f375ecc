// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @ranks(%a: tensor<2x3x4xf32>, %b: tensor<4x5xf32>) {
  // expected-error @+2 {{'nnef.matmul' op needs operands of the same rank, at least 2, but they have shapes [2, 3, 4] and [4, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %b : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<2x3x5xf32>
  return
}

// -----

func.func @vectors(%a: tensor<?xf32>) {
  // expected-error @+2 {{'nnef.matmul' op needs operands of the same rank, at least 2, but they have shapes [?] and [?]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  return
}

// -----

func.func @inner(%a: tensor<3x4xf32>, %b: tensor<5x4xf32>) {
  // expected-error @+2 {{'nnef.matmul' op cannot multiply: A has 4 columns and B has 5 rows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %b : (tensor<3x4xf32>, tensor<5x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

// The columns and rows are those after transposing.
func.func @inner_transposed(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>) {
  // expected-error @+2 {{'nnef.matmul' op cannot multiply: A has 3 columns and B has 5 rows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %b transposeA = true transposeB = true : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @batch(%a: tensor<2x3x4xf32>, %b: tensor<3x4x5xf32>) {
  // expected-error @+2 {{'nnef.matmul' op cannot broadcast shapes [2, 3, 4] and [3, 4, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %b : (tensor<2x3x4xf32>, tensor<3x4x5xf32>) -> tensor<2x3x5xf32>
  return
}

// -----

func.func @element_types(%a: tensor<3x4xf32>, %b: tensor<4x5xf16>) {
  // expected-error @+2 {{'nnef.matmul' op has operands of different element types: 'f32' and 'f16'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %b : (tensor<3x4xf32>, tensor<4x5xf16>) -> tensor<3x5xf32>
  return
}

// -----

func.func @linear_rank(%input: tensor<1x8x4xf32>, %filter: tensor<10x32xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.linear' op needs operands of the same rank, at least 2, but they have shapes [1, 8, 4] and [10, 32]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.linear %input, %filter, %bias : (tensor<1x8x4xf32>, tensor<10x32xf32>, tensor<f32>) -> tensor<1x10xf32>
  return
}

// -----

// The filter has a row for each output.
func.func @linear_channels(%input: tensor<1x8xf32>, %filter: tensor<8x10xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.linear' op input has 8 channels, but the filter takes 10}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.linear %input, %filter, %bias : (tensor<1x8xf32>, tensor<8x10xf32>, tensor<f32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @linear_bias(%input: tensor<1x8xf32>, %filter: tensor<10x8xf32>, %bias: tensor<10xf32>) {
  // expected-error @+2 {{'nnef.linear' op cannot broadcast shape [10] to [1, 10] (NNEF aligns leading dimensions)}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.linear %input, %filter, %bias : (tensor<1x8xf32>, tensor<10x8xf32>, tensor<10xf32>) -> tensor<1x10xf32>
  return
}
