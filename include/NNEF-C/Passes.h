//===- Passes.h - The passes, for C -----------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_C_PASSES_H
#define NNEF_C_PASSES_H

#include "mlir-c/Support.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Registers the passes and pipelines of nnef-mlir and of MLIR, by whose names
/// `mlirOpPassManagerAddPipeline` and `mlirParsePassPipeline` find them.
MLIR_CAPI_EXPORTED void nnefRegisterAllPasses(void);

#ifdef __cplusplus
}
#endif

#endif // NNEF_C_PASSES_H
