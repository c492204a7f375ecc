//===- DotProducts.h - Sums of products of bytes ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_DOTPRODUCTS_H
#define NNEF_LIB_PIPELINES_DOTPRODUCTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nnef {

/// How many products of bytes an instruction adds up.
constexpr int64_t dotProductSize = 4;

/// An operand of a product: `q - zeroPoint` in 32 bits, for an element `q`
/// of 8.
struct ByteFactor {
  bool isSigned = false;
  int64_t zeroPoint = 0;
  /// Whether the highest bit of the element in memory is the other way round.
  bool isFlipped = false;
};

/// An operation that adds up products of two operands of bytes.
struct ByteProducts {
  mlir::linalg::GenericOp op;
  ByteFactor input, weights;

  static std::optional<ByteProducts> get(mlir::Operation *op);
};

/// Whether the last loop of an operation adds up four products of unsigned
/// bytes with signed ones, which lie side by side in both operands; see
/// `nnef-dot-products`.
bool isDotProduct(mlir::Operation *op);

/// Computes a tile of such products, of which only that loop is left of those
/// that add up, with the instruction VPDPBUSD and vectors of up to
/// `vectorBits`.
llvm::LogicalResult vectorizeDotProduct(mlir::RewriterBase &rewriter,
                                        mlir::linalg::GenericOp op,
                                        int64_t vectorBits);

/// Tells passes that these instructions do not touch memory.
void registerDotProductEffects(mlir::DialectRegistry &registry);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_DOTPRODUCTS_H
