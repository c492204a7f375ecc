//===- Tables.h - Operations on 8-bit codes as tables -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An operation on single elements of at most 8 bits is a table of 256 codes,
// whatever its computation.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_INTEGERARITHMETIC_TABLES_H
#define NNEF_CONVERSION_INTEGERARITHMETIC_TABLES_H

#include "NNEF/Conversion/IntegerArithmetic/Parameters.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace nnef {

/// The byte of the result for each byte of the operand. Bytes of signed codes
/// are read as unsigned numbers: 0 to 127, then -128 to -1.
using CodeTable = std::array<uint8_t, 256>;

/// The table of a function from codes to codes, whose results are brought into
/// the range of `to`.
CodeTable makeTable(const Codes &from, const Codes &to,
                    llvm::function_ref<int64_t(int32_t)> function);

/// The table of a function of reals that is computed in double precision, to
/// the nearest code. What is not a number has the code of zero.
CodeTable makeRealTable(const Codes &from, const Codes &to,
                        llvm::function_ref<double(double)> function);

/// The table from codes to those of another quantization: `nnef.copy`.
CodeTable makeRescaleTable(const Codes &from, const Codes &to);

/// The same where tensors are put together. There, unsigned codes are brought
/// to the other scale in single precision.
CodeTable makeConcatTable(const Codes &from, const Codes &to);

/// The table of an operation of NNEF with one operand that is quantized, by its
/// name. Its parameters are its attributes that are reals, in the order of the
/// fragment; of `clamp` the two bounds. Empty if it is no such operation.
std::optional<CodeTable> makeUnaryTable(llvm::StringRef name,
                                        llvm::ArrayRef<double> parameters,
                                        const Codes &from, const Codes &to);

/// The table of an operation of NNEF with two operands, of which one is the
/// number `scalar`: the second one, or the first one if `isReversed`. Empty if
/// it is no such operation.
std::optional<CodeTable> makeBinaryTable(llvm::StringRef name, double scalar,
                                         bool isReversed, const Codes &from,
                                         const Codes &to);

} // namespace nnef

#endif // NNEF_CONVERSION_INTEGERARITHMETIC_TABLES_H
