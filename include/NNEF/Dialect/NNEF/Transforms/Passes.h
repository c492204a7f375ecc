//===- Passes.h - Passes over the NNEF dialect ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_H
#define NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"
#include "mlir/Pass/Pass.h"

namespace nnef {

/// What the inputs and outputs of a network are whose tensors have quantized
/// types.
enum class QuantizedBoundary {
  /// Numbers.
  Real,
  /// Integers, the codes of numbers.
  Codes,
};

#define GEN_PASS_DECL
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_H
