//===- Passes.td - Conversion passes -----------------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_PASSES_TD
#define NNEF_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// NNEFToLinalg
//===----------------------------------------------------------------------===//

def ConvertNNEFToLinalg : Pass<"nnef-to-linalg", "::mlir::ModuleOp"> {
  let summary = "Lower NNEF operations to Linalg on tensors";
  let description = [{
    Replaces the operations of the `nnef` dialect by operations of `linalg`,
    `tensor`, `arith` and `math`: named ones where Linalg has them, in the
    layout of the standard (batch, channels, then space). A call of a custom
    fragment becomes a `func.call` of its body.

    Operations on quantized tensors become integer computations with codes, which
    stay in memory as they are stored, in 8 bits. `docs/quantization.md` says what
    exactly is computed: bit by bit what TensorFlow Lite's reference kernels do.

    If the module has operations that it cannot lower, the pass fails with an
    error for each, which says why, and leaves the module as it was.

  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

//===----------------------------------------------------------------------===//
// NNEFToTosa
//===----------------------------------------------------------------------===//

def ConvertNNEFToTosa : Pass<"nnef-to-tosa", "::mlir::ModuleOp"> {
  let summary = "Lower NNEF operations to TOSA";
  let description = [{
    Replaces operations of the `nnef` dialect by operations of TOSA 1.0, as far
    as the profiles and the level have them. The result passes `tosa-validate`,
    also after `tosa-attach-target` with the same profiles and level. A call of
    a custom fragment becomes a `func.call` of its body.

    What TOSA cannot express stays as it is, for `nnef-to-linalg`. The page
    `docs/tosa.md` says of each operation what it becomes, and when and why it
    stays.

    Operations on quantized tensors, as `nnef-quantize-types` makes them, become
    operations on integers, of the profile `pro_int` with the extension
    `doubleround`. A function that takes or gives unsigned bytes has `i8` for
    `ui8` afterwards: TOSA says of operations, not of types, that bytes are
    unsigned.

    Convolutions, pools and resizes have the layout NHWC in TOSA. The pass
    transposes around them and then moves transpositions through what lies
    between, so that most of them cancel. They do not pass the call of a custom
    fragment: `nnef-decompose` can expand it before. Constants are transposed by
    the pass; large ones stay resources.
  }];
  let options = [
    ListOption<"profiles", "profiles", "std::string",
               "The profiles of TOSA that may be used: pro_int, pro_fp (default: "
               "both)">,
    Option<"level", "level", "::mlir::tosa::Level",
           /*default=*/"::mlir::tosa::Level::eightK",
           "The level of TOSA, which limits ranks and sizes", [{
             ::llvm::cl::values(
                 clEnumValN(::mlir::tosa::Level::eightK, "8k",
                            "Tensors of up to 6 dimensions, for frames of 8K"),
                 clEnumValN(::mlir::tosa::Level::none, "none",
                            "All that the operations allow"))
           }]>,
    Option<"reportLeft", "report-left", "bool", /*default=*/"false",
           "Remark of each operation that stays why it does">,
    Option<"requireAll", "require-all", "bool", /*default=*/"false",
           "Fail, before anything is changed, if operations would stay">
  ];
  let dependentDialects = [
    "::mlir::func::FuncDialect", "::mlir::tosa::TosaDialect"
  ];
}

#endif // NNEF_CONVERSION_PASSES_TD
