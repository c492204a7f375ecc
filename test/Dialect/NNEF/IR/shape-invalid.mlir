// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @reshape_count(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op cannot reshape 'tensor<2x3xf32>' to shape [4, 2]: the number of elements differs}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [4, 2] : (tensor<2x3xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @reshape_rest(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op cannot reshape 'tensor<2x3xf32>' to shape [4, -1]: 6 elements are no multiple of 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [4, -1] : (tensor<2x3xf32>) -> tensor<4x?xf32>
  return
}

// -----

func.func @reshape_two_rests(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op shape has more than one -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [-1, -1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @reshape_zero_beyond(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op shape has a 0 at 2, but the input has no dimension there}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [2, 3, 0] : (tensor<2x3xf32>) -> tensor<2x3x1xf32>
  return
}

// -----

func.func @reshape_entry(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op shape has the invalid entry -2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [-2, 3] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @reshape_start(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op axis_start 3 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [] axis_start = 3 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @reshape_axes(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.reshape' op axis_count 2 from axis 1 on is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [3] axis_start = 1 axis_count = 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @squeeze_extent(%x: tensor<1x3xf32>) {
  // expected-error @+2 {{'nnef.squeeze' op cannot remove dimension 1, which has extent 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.squeeze %x axes = [1] : (tensor<1x3xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @squeeze_axis(%x: tensor<1x3xf32>) {
  // expected-error @+2 {{'nnef.squeeze' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.squeeze %x axes = [2] : (tensor<1x3xf32>) -> tensor<3xf32>
  return
}

// -----

// Axes are those of the output.
func.func @unsqueeze_axis(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.unsqueeze' op axis 3 is out of range for rank 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.unsqueeze %x axes = [3] : (tensor<2x3xf32>) -> tensor<2x3x1xf32>
  return
}

// -----

func.func @unsqueeze_twice(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.unsqueeze' op axis 0 is listed twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.unsqueeze %x axes = [0, 0] : (tensor<2x3xf32>) -> tensor<1x1x2x3xf32>
  return
}

// -----

func.func @transpose_count(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.transpose' op axes has 3 entries, but the input has rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.transpose %x axes = [0, 1, 2] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @transpose_gap(%x: tensor<2x3x4xf32>) {
  // expected-error @+2 {{'nnef.transpose' op axes must be a permutation of the first 2 dimensions, but axis 2 is not one of them}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.transpose %x axes = [0, 2] : (tensor<2x3x4xf32>) -> tensor<2x4x3xf32>
  return
}

// -----

func.func @transpose_axis(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.transpose' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.transpose %x axes = [0, 2] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @concat_extent(%x: tensor<2x3xf32>, %y: tensor<3x3xf32>) {
  // expected-error @+2 {{'nnef.concat' op cannot join 'tensor<2x3xf32>' and 'tensor<3x3xf32>' along dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.concat %x, %y axis = 1 : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<2x6xf32>
  return
}

// -----

func.func @concat_rank(%x: tensor<2x3xf32>, %y: tensor<2xf32>) {
  // expected-error @+2 {{'nnef.concat' op cannot join 'tensor<2x3xf32>' and 'tensor<2xf32>' along dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.concat %x, %y axis = 1 : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @concat_axis(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.concat' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.concat %x, %x axis = 2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3x2xf32>
  return
}

// -----

func.func @concat_types(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+2 {{'nnef.concat' op has operands of different element types: 'f32' and 'i32'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.concat %x, %y axis = 0 : (tensor<2xf32>, tensor<2xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @+2 {{'nnef.concat' op needs at least one tensor}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.concat axis = 0 : () -> tensor<0xf32>
  return
}

// -----

func.func @stack_shapes(%x: tensor<2x3xf32>, %y: tensor<2x1xf32>) {
  // expected-error @+2 {{'nnef.stack' op cannot stack 'tensor<2x3xf32>' and 'tensor<2x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.stack %x, %y axis = 0 : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x2x3xf32>
  return
}

// -----

func.func @stack_axis(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.stack' op axis 3 is out of range for rank 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.stack %x, %x axis = 3 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3x1x2xf32>
  return
}

// -----

func.func @stack_nothing() {
  // expected-error @+2 {{'nnef.stack' op needs at least one tensor}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.stack axis = 0 : () -> tensor<0xf32>
  return
}

// -----

func.func @split_extent(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.split' op cannot split extent 8 of dimension 1 into ratios that add up to 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = nnef.split %x axis = 1 ratios = [1, 2] : (tensor<2x8xf32>) -> (tensor<2x3xf32>, tensor<2x5xf32>)
  return
}

// -----

func.func @split_ratio(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.split' op ratios must be at least 1, but one is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = nnef.split %x axis = 1 ratios = [1, 0] : (tensor<2x8xf32>) -> (tensor<2x8xf32>, tensor<2x0xf32>)
  return
}

// -----

func.func @split_nothing(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.split' op needs at least one ratio}}
  // expected-error @+1 {{failed to infer returned types}}
  "nnef.split"(%x) <{axis = 1, ratios = array<i64>}> : (tensor<2x8xf32>) -> ()
  return
}

// -----

func.func @split_results(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.split' op inferred type(s) 'tensor<2x2xf32>', 'tensor<2x6xf32>' are incompatible with return type(s) of operation 'tensor<2x8xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.split %x axis = 1 ratios = [1, 3] : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}

// -----

func.func @unstack_dynamic(%x: tensor<2x?xf32>) {
  // expected-error @+2 {{'nnef.unstack' op needs a known extent of dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.unstack %x axis = 1 : (tensor<2x?xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @unstack_axis(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.unstack' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.unstack %x axis = 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_counts(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.slice' op needs as many entries in begin, end and stride as in axes, which has 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [1] begin = [0, 1] end = [4] : (tensor<2x8xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @slice_step(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.slice' op stride must not be 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [1] begin = [0] end = [4] stride = [0] : (tensor<2x8xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @slice_backwards(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.slice' op slice of dimension 1 begins at 5, behind its end 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [1] begin = [5] end = [2] : (tensor<2x8xf32>) -> tensor<2x3xf32>
  return
}

// -----

// An end of 0 is the end of the dimension only where all steps are 1.
func.func @slice_end_zero(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.slice' op slice of dimension 1 begins at 2, behind its end 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [0, 1] begin = [0, 2] end = [2, 0] stride = [2, 1] : (tensor<2x8xf32>) -> tensor<1x6xf32>
  return
}

// -----

func.func @slice_empty(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.slice' op slice of dimension 1 is empty}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [1] begin = [3] end = [3] : (tensor<2x8xf32>) -> tensor<2x0xf32>
  return
}

// -----

func.func @slice_axis_twice(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.slice' op axis 1 is listed twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [1, 1] begin = [0, 0] end = [4, 4] : (tensor<2x8xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @pad_count(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.pad' op padding has 1 pairs, but the input has rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.pad %x padding = [(1, 1)] : (tensor<2x8xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @pad_nothing_left(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.pad' op padding leaves nothing of dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.pad %x padding = [(-1, -1), (0, 0)] : (tensor<2x8xf32>) -> tensor<0x8xf32>
  return
}

// -----

func.func @pad_crop(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.pad' op padding crops more than the 2 elements of dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.pad %x padding = [(-3, 5), (0, 0)] : (tensor<2x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @padding_is_pairs(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected ','}}
  %0 = nnef.pad %x padding = [(1), (1, 1)] : (tensor<2x8xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @tile_count(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.tile' op repeats has 1 entries, but the input has rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.tile %x repeats = [2] : (tensor<2x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @tile_zero(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.tile' op repeats must be at least 1, but one is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.tile %x repeats = [1, 0] : (tensor<2x8xf32>) -> tensor<2x0xf32>
  return
}

// -----

func.func @gather_axis(%x: tensor<2x8xf32>, %indices: tensor<3xi32>) {
  // expected-error @+2 {{'nnef.gather' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.gather %x, %indices axis = 2 : (tensor<2x8xf32>, tensor<3xi32>) -> tensor<2x8x3xf32>
  return
}

// -----

func.func @gather_indices(%x: tensor<2x8xf32>, %indices: tensor<3xf32>) {
  // expected-error @+1 {{'nnef.gather' op operand #1 must be ranked tensor of 8-bit signless integer or 16-bit signless integer or 32-bit signless integer or 64-bit signless integer values, but got 'tensor<3xf32>'}}
  %0 = nnef.gather %x, %indices : (tensor<2x8xf32>, tensor<3xf32>) -> tensor<3x8xf32>
  return
}

// -----

func.func @cast_shape(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{'nnef.cast' op all non-scalar operands/results must have the same shape and base type}}
  %0 = nnef.cast %x : (tensor<2x8xf32>) -> tensor<2x4xi32>
  return
}
