//===- ByteTables.h - Tables of bytes ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a quantized network computes of one code is a table of all 256 of them.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_BYTETABLES_H
#define NNEF_LIB_PIPELINES_BYTETABLES_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nnef {

/// Whether an operation looks bytes up in a table, whatever else it does. Other
/// operations have better forms as vectors, and are not to be in its loops.
bool looksUpBytes(mlir::Operation *op);

/// Whether an operation does nothing but look up the bytes of one tensor.
bool isByteLookup(mlir::linalg::LinalgOp op);

/// Computes a tile of such an operation with the instruction VPERMI2B, which
/// looks bytes up in two registers of 64.
llvm::LogicalResult vectorizeByteLookup(mlir::RewriterBase &rewriter,
                                        mlir::linalg::GenericOp op);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_BYTETABLES_H
