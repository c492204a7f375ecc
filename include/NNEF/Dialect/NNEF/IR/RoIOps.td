//===- RoIOps.td - Regions of interest ---------------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_ROIOPS_TD
#define NNEF_DIALECT_NNEF_IR_ROIOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

class NNEF_RoIOp<string mnemonic, string meaning, string details,
                 string section, dag more = (ins), string moreFormat = "",
                 string moreExample = "", string rule = "shapes.roi(op)">
    : NNEF_InferredOp<mnemonic, rule> {
  let summary = meaning # " of each region of interest";
  let description = "Computes " # meaning # " of each region of interest: a "
      # "box in the spatial dimensions of one item of the batch. "
      # details # "\n\n"
      # "Shapes: input `(B, C, x...)` with M spatial dimensions, `rois` "
      # "`(N, 2M)` with rows `(y0, x0, y1, x1)`, the first corner and the "
      # "second; `batch_index` `(N)` or `(N, 1)`, the item of each region; "
      # "output `(N, C, output_size...)`, with at least 1 in each entry. "
      # "NNEF 1.0.5, section " # section # ".\n\nExample:\n\n```mlir\n"
      # "%output = nnef." # mnemonic
      # " %input, %rois, %batch_index output_size = [7, 7] " # moreExample
      # ": (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> "
      # "tensor<4x8x7x7xf32>\n```\n";
  let arguments = !con((ins NNEF_ScalarTensor:$input, NNEF_ScalarTensor:$rois,
      NNEF_IntegerTensor:$batch_index, NNEF_Integers:$output_size), more);
  let results = (outs NNEF_ScalarTensor:$output);
  let assemblyFormat = "operands " # NNEF_Required<"output_size">.format
      # moreFormat # NNEF_FunctionalType<>.text;
}
// Both round the corners and cut the box into cells that may overlap.
class NNEF_RoIPoolOp<string mnemonic, string meaning>
    : NNEF_RoIOp<mnemonic, meaning,
        "The corners are rounded first. Along a dimension where the box has "
        "extent `r` and the output `p`, cells of `ceil(r / p)` elements start "
        "every `floor(r / p)`, the first one at the corner.", "4.6.1">;
// Both interpolate a finer grid than they give.
class NNEF_RoIAlignOp<string mnemonic, string meaning, string pool>
    : NNEF_RoIOp<mnemonic, meaning,
        "This is a `nnef.roi_resample` to `output_size * sampling_rate` points "
        "with the method `resize_method`, and a `nnef." # pool # "` with the "
        "size and stride `sampling_rate`.", "4.6.2",
        (ins NNEF_Integers:$sampling_rate, NNEF_SymmetricMethod:$resize_method),
        NNEF_Required<"sampling_rate">.format
          # NNEF_ElidedEnum<"resize_method">.format,
        "sampling_rate = [2, 2] ", "shapes.roiAlign(op)">;

def NNEF_AvgRoiPoolOp : NNEF_RoIPoolOp<"avg_roi_pool",
    "the averages over the cells of a grid">;
def NNEF_MaxRoiPoolOp : NNEF_RoIPoolOp<"max_roi_pool",
    "the maxima over the cells of a grid">;
def NNEF_RoiResampleOp : NNEF_RoIOp<"roi_resample",
    "linear interpolations at the points of a grid",
    "The corners are not rounded: the box is mapped to `output_size` points as "
    "it is, and `method` says where they lie, as in "
    "`nnef.multilinear_upsample`.", "4.6.2",
    (ins NNEF_SymmetricMethod:$method), NNEF_ElidedEnum<"method">.format>;
def NNEF_AvgRoiAlignOp : NNEF_RoIAlignOp<"avg_roi_align",
    "the averages of interpolated points in the cells of a grid", "avg_pool">;
def NNEF_MaxRoiAlignOp : NNEF_RoIAlignOp<"max_roi_align",
    "the maxima of interpolated points in the cells of a grid", "max_pool">;

#endif // NNEF_DIALECT_NNEF_IR_ROIOPS_TD
