//===- PipelineParts.h - What pipelines have in common ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_PIPELINEPARTS_H
#define NNEF_LIB_PIPELINES_PIPELINEPARTS_H

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace nnef {

/// Removes what is of no use, and what is there twice.
void addCleanup(mlir::OpPassManager &pm);

/// On tensors: one function, whose elementwise ops are as few as they can be.
void addTensorOptimizations(mlir::OpPassManager &pm);

/// From tensors to buffers, each of which is allocated, and never freed. Public
/// functions have the calling convention of networks.
void addBufferization(mlir::OpPassManager &pm);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_PIPELINEPARTS_H
