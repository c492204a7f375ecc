// From tiles to vectors: the steps that nnef-schedule-kernels takes after it
// has tiled a kernel. Within its parallel loop all operations of Linalg are on
// tiles of known extents by then.
module attributes {transform.with_named_sequence} {

// A tile has an extent of one in the dimensions of the outer loops.
transform.named_sequence @simplify_tiles(
    %kernel: !transform.any_op {transform.readonly},
    %tiles: !transform.any_op {transform.readonly}) {
  transform.apply_patterns to %kernel {
    transform.apply_patterns.tensor.fold_tensor_empty
    transform.apply_patterns.tensor.merge_consecutive_insert_extract_slice
    transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices
    transform.apply_patterns.canonicalization
  } : !transform.any_op
  transform.apply_cse to %kernel : !transform.any_op
  transform.yield
}

transform.named_sequence @vectorize(
    %kernel: !transform.any_op {transform.readonly},
    %tiles: !transform.any_op {transform.consumed}) {
  transform.structured.vectorize %tiles : !transform.any_op
  transform.apply_patterns to %kernel {
    transform.apply_patterns.vector.cast_away_vector_leading_one_dim
    transform.apply_patterns.tensor.fold_tensor_subset_ops_into_vector_transfers
    transform.apply_patterns.canonicalization
  } : !transform.any_op
  // The sums of a tile stay in registers.
  %reductions = transform.structured.match ops{["scf.for"]} in %kernel
      : (!transform.any_op) -> !transform.any_op
  transform.loop.hoist_loop_invariant_subsets %reductions : !transform.any_op
  transform.apply_patterns to %kernel {
    transform.apply_patterns.canonicalization
  } : !transform.any_op
  transform.apply_cse to %kernel : !transform.any_op
  transform.apply_patterns to %kernel {
    transform.apply_patterns.vector.lower_contraction lowering_strategy = "outerproduct"
    transform.apply_patterns.vector.transfer_permutation_patterns
    transform.apply_patterns.vector.lower_multi_reduction lowering_strategy = "innerparallel"
  } : !transform.any_op
  transform.apply_patterns to %kernel {
    transform.apply_patterns.vector.lower_outerproduct
    transform.apply_patterns.vector.lower_transpose
    transform.apply_patterns.canonicalization
  } : !transform.any_op
  transform.yield
}

}
