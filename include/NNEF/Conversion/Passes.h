//===- Passes.h - Conversion passes -----------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_PASSES_H
#define NNEF_CONVERSION_PASSES_H

#include "NNEF/Conversion/NNEFToLinalg/NNEFToLinalg.h"
#include "NNEF/Conversion/NNEFToTosa/NNEFToTosa.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Pass/Pass.h"

namespace nnef {

#define GEN_PASS_DECL
#include "NNEF/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "NNEF/Conversion/Passes.h.inc"

} // namespace nnef

#endif // NNEF_CONVERSION_PASSES_H
