//===- SamplingOps.td - Up and down-sampling ---------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_SAMPLINGOPS_TD
#define NNEF_DIALECT_NNEF_IR_SAMPLINGOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

// All operations of section 4.3.4 scale the spatial dimensions by `factor`.
class NNEF_SamplingOp<string mnemonic, string meaning, string rule,
                      dag more = (ins), string moreFormat = "",
                      string from = "16x16", string to = "32x32">
    : NNEF_InferredOp<mnemonic, rule> {
  let summary = meaning;
  string details = "";
  let description = "Computes " # meaning # "." # details # "\n\n"
      # "Shapes: `factor` has one entry per spatial dimension, at least 1; batch "
      # "and channels stay. NNEF 1.0.5, section 4.3.4.\n\n"
      # "Example:\n\n```mlir\n%output = nnef." # mnemonic
      # " %input factor = [2, 2] : (tensor<1x8x" # from
      # "xf32>) -> tensor<1x8x" # to # "xf32>\n```\n";
  let arguments = !con((ins NNEF_ScalarTensor:$input, NNEF_Integers:$factor),
                       more);
  let results = (outs NNEF_ScalarTensor:$output);
  let assemblyFormat = "operands " # NNEF_Required<"factor">.format # moreFormat
      # NNEF_FunctionalType<>.text;
}
class NNEF_DownsampleOp<string mnemonic, string meaning>
    : NNEF_SamplingOp<mnemonic, meaning,
        "shapes.downsample(op.getInput(), op.getFactor())", (ins), "",
        "32x32", "16x16"> {
  let details = " The factors divide the extents.";
}

def NNEF_NearestDownsampleOp : NNEF_DownsampleOp<"nearest_downsample",
    "every factor-th element">;
def NNEF_AreaDownsampleOp : NNEF_DownsampleOp<"area_downsample",
    "the average of each block of elements">;
def NNEF_NearestUpsampleOp : NNEF_SamplingOp<"nearest_upsample",
    "a block of copies of each element",
    "shapes.upsample(op.getInput(), op.getFactor())">;
def NNEF_MultilinearUpsampleOp : NNEF_SamplingOp<"multilinear_upsample",
    "a linear interpolation along each spatial dimension",
    "shapes.multilinearUpsample(op)",
    (ins NNEF_SymmetricMethod:$method, NNEF_ReplicateBorder:$border),
    NNEF_ElidedEnum<"method">.format # NNEF_ElidedEnum<"border">.format> {
  let details = " `method` says where the samples lie: `symmetric` (half-pixel "
      "centres), `asymmetric` (first elements coincide) or `aligned` (first "
      "and last elements coincide). The border `ignore` is not allowed.";
}

#endif // NNEF_DIALECT_NNEF_IR_SAMPLINGOPS_TD
