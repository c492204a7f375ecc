//===- BlockedProducts.h - Products that a block computes -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_GPU_BLOCKEDPRODUCTS_H
#define NNEF_LIB_PIPELINES_GPU_BLOCKEDPRODUCTS_H

#include "KernelGroups.h"
#include "NNEF/Pipelines/TensorCores.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace nnef {

/// Makes the kernel of a group that has a product, before the builder's place.
///
/// A block has a tile of the rows and of the columns. It goes over the terms of
/// their sums in steps: its threads load what all of them need for a few terms
/// into workgroup memory, and wait for each other; then each adds up the
/// products at its own places, in registers. With tensor cores, each subgroup
/// adds up fragments of 16 by 16 places.
mlir::gpu::LaunchOp launchProduct(mlir::OpBuilder &b, mlir::Location loc,
                                  const KernelGroup &group,
                                  TensorCores tensorCores);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_GPU_BLOCKEDPRODUCTS_H
