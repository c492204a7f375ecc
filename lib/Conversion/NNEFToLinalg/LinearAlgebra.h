//===- LinearAlgebra.h - What matrix products have in common ----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOLINALG_LINEARALGEBRA_H
#define NNEF_LIB_CONVERSION_NNEFTOLINALG_LINEARALGEBRA_H

#include "LoweringUtils.h"

namespace nnef {

/// The extents of the product of the matrices in the last two dimensions.
/// Dimensions before them broadcast.
Sizes getProductSizes(Lowering &b, mlir::Value lhs, mlir::Value rhs,
                      bool transposeLhs, bool transposeRhs);

/// Multiplies matrices and adds to `init`, which has the extents of the
/// product. `addProduct` gets two elements and the sum so far; reals need none.
mlir::Value createProduct(Lowering &b, mlir::Value lhs, mlir::Value rhs,
                          bool transposeLhs, bool transposeRhs,
                          mlir::Value init,
                          Lowering::ScalarBody addProduct = nullptr);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_LINEARALGEBRA_H
