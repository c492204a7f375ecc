//===- UniformQuantization.h - Evenly spaced codes --------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_UNIFORMQUANTIZATION_H
#define NNEF_DIALECT_NNEF_IR_UNIFORMQUANTIZATION_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// How the standard writes the parameters of evenly spaced codes.
enum class UniformForm {
  /// `zero_point_linear_quantize`: what code stands for 0, and how far numbers
  /// are apart.
  ZeroPoint,
  /// `min_max_linear_quantize`: the numbers that the first and the last code
  /// stand for.
  MinMax,
};

/// Codes that stand for evenly spaced numbers, among them 0: code `q` for
/// `(q - zero point) * scale`. Codes have up to 32 bits.
struct UniformQuantization {
  unsigned bits = 8;
  bool isSigned = false;
  /// Whether the lowest code of a signed type is not used, so that there are as
  /// many below 0 as above.
  bool isSymmetric = false;
  /// One of each, or one for each place along dimension `axis`.
  llvm::SmallVector<double> scales;
  llvm::SmallVector<int64_t> zeroPoints;
  std::optional<unsigned> axis;

  int64_t getLowestCode() const;
  int64_t getHighestCode() const;

  /// What an entry of a quantization file says. None if it is not of this kind;
  /// then `obstacle` says why, if it is not null.
  ///
  /// A minimum and a maximum say it if there is a code for 0 as closely as
  /// single precision can tell: the minimum is a multiple of the scale but for
  /// two units in the last place of the larger one of the two.
  static std::optional<UniformQuantization>
  get(QuantizationAttr quantization, std::string *obstacle = nullptr);

  /// What a type says. None if it is not `!quant.uniform`.
  static std::optional<UniformQuantization> get(mlir::Type type);

  /// The type of such codes of numbers of type `expressed`. Null if it does not
  /// allow a scale or a zero point.
  mlir::quant::QuantizedType getType(mlir::FloatType expressed) const;

  /// The entry of a quantization file that says this.
  QuantizationAttr getAttribute(mlir::MLIRContext *context,
                                UniformForm form) const;
};

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_IR_UNIFORMQUANTIZATION_H
