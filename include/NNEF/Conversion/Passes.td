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

#endif // NNEF_CONVERSION_PASSES_TD
