//===- StoredTypes.h - The types of tensor files in memory ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOLINALG_STOREDTYPES_H
#define NNEF_LIB_CONVERSION_NNEFTOLINALG_STOREDTYPES_H

#include "LoweringUtils.h"
#include "mlir/Transforms/DialectConversion.h"

namespace nnef {

/// The type in memory of elements as a tensor file stores them: a signless
/// integer of 1, 2, 4 or 8 bytes for every other integer but a truth value.
mlir::Type getMemoryType(mlir::Type stored);

/// Gives tensors the elements that memory has.
class StoredTypeConverter : public mlir::TypeConverter {
public:
  StoredTypeConverter();
};

/// Adds lowerings for all that can have other elements, and says to `target`
/// what that is. `converter` must outlive the conversion.
void populateStoredTypeLowerings(LoweringTable &table,
                                 StoredTypeConverter &converter,
                                 mlir::ConversionTarget &target);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_STOREDTYPES_H
