//===- SimulateQuantization.h - Quantization as operations ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_TRANSFORMS_SIMULATEQUANTIZATION_H
#define NNEF_LIB_DIALECT_NNEF_TRANSFORMS_SIMULATEQUANTIZATION_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// Builds the operation that rounds `tensor` as `quantization` says. Null after
/// an error, which is reported at `loc`: the operation is not one of the
/// standard's, or lacks a parameter.
mlir::Value createSimulation(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value tensor, QuantizationAttr quantization);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_TRANSFORMS_SIMULATEQUANTIZATION_H
