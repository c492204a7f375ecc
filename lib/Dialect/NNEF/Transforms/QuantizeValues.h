//===- QuantizeValues.h - Codes of numbers that are known -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_TRANSFORMS_QUANTIZEVALUES_H
#define NNEF_LIB_DIALECT_NNEF_TRANSFORMS_QUANTIZEVALUES_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// The codes of type `type` for the numbers of a tensor, stored as integers of
/// type `stored`: rounded to the nearest code, halves away from zero, and
/// limited to the codes that there are. Null if the numbers are not in memory,
/// or not of f32 or f64. A resource gets a name close to `name`.
mlir::ElementsAttr quantizeValues(mlir::ElementsAttr numbers,
                                  mlir::quant::QuantizedType type,
                                  mlir::Type stored, llvm::StringRef name);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_TRANSFORMS_QUANTIZEVALUES_H
