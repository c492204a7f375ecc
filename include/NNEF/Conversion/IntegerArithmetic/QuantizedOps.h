//===- QuantizedOps.h - Parameters of operations on codes -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What lowerings of quantized operations read from types and operations, for
// the arithmetic, which knows neither.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_INTEGERARITHMETIC_QUANTIZEDOPS_H
#define NNEF_CONVERSION_INTEGERARITHMETIC_QUANTIZEDOPS_H

#include "NNEF/Conversion/IntegerArithmetic/Parameters.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// Codes as they are stored, without scale and zero point.
inline Codes getStoredCodes(mlir::quant::QuantizedType type) {
  return {1, 0, static_cast<int32_t>(type.getStorageTypeMin()),
          static_cast<int32_t>(type.getStorageTypeMax()), type.isSigned()};
}

/// What elements mean, if they are codes of at most 8 bits with one scale.
inline std::optional<Codes> getCodesOfType(mlir::Type elementType) {
  auto type = llvm::dyn_cast<mlir::quant::UniformQuantizedType>(elementType);
  if (!type || type.getStorageTypeIntegralWidth() > 8)
    return std::nullopt;
  Codes codes = getStoredCodes(type);
  codes.scale = static_cast<float>(type.getScale());
  codes.zeroPoint = static_cast<int32_t>(type.getZeroPoint());
  return codes;
}

/// The parameters that the tables of an operation have.
inline llvm::SmallVector<double> getTableParameters(mlir::Operation *) {
  return {};
}
inline llvm::SmallVector<double> getTableParameters(SoftabsOp op) {
  return {op.getEpsilon().convertToDouble()};
}
inline llvm::SmallVector<double> getTableParameters(EluOp op) {
  return {op.getAlpha().convertToDouble()};
}
inline llvm::SmallVector<double> getTableParameters(SeluOp op) {
  return {op.getAlpha().convertToDouble(), op.getLambda().convertToDouble()};
}
inline llvm::SmallVector<double> getTableParameters(LeakyReluOp op) {
  return {op.getAlpha().convertToDouble()};
}

} // namespace nnef

#endif // NNEF_CONVERSION_INTEGERARITHMETIC_QUANTIZEDOPS_H
