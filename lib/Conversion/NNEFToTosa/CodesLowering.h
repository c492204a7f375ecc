//===- CodesLowering.h - Codes of quantized tensors in TOSA --- -*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// TOSA computes with signed bytes. Unsigned codes of 8 bits are 128 less there,
// and so are their zero points: what they stand for is the same.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOTOSA_CODESLOWERING_H
#define NNEF_LIB_CONVERSION_NNEFTOTOSA_CODESLOWERING_H

#include "NNEF/Conversion/IntegerArithmetic/QuantizedOps.h"
#include "NNEF/Conversion/IntegerArithmetic/Tables.h"
#include "TosaLowering.h"

namespace nnef {

/// The quantization of a filter: one scale, or one for each place along `axis`.
struct FilterScales {
  llvm::SmallVector<float> scales;
  std::optional<unsigned> axis;
  /// The zero point that all have, and the form in memory; without a scale.
  Codes codes;

  /// None if these are no codes of at most 8 bits, or if zero points differ.
  static std::optional<FilterScales> get(mlir::Type elementType);
};

/// A factor as `tosa.rescale` has it: `mantissa / 2^shift`.
struct RescaleFactor {
  int32_t mantissa = 0;
  int32_t shift = 31;

  /// The same number.
  static RescaleFactor get(FixedPointMultiplier multiplier);
  /// The factor with which `rescale`, which rounds halves up and has 31 bits
  /// for the mantissa, gives what a product in double precision gives that is
  /// rounded with halves away from zero: for each integer whose product is from
  /// -255 to 255. None if there is none, as for a few factors below 2^-13.
  static std::optional<RescaleFactor> getForOneRounding(double factor);
};

/// Builds what replaces an operation on codes. Operands are bytes already; what
/// they mean is what the types of the operands were.
class CodesLowering : public TosaLowering {
public:
  CodesLowering(mlir::Operation *op, const TosaTarget &target,
                llvm::ArrayRef<mlir::Type> operandTypes)
      : TosaLowering(op, target), operandTypes(operandTypes),
        resultTypes(op->getResultTypes()) {}

  /// Whether operands or results have codes, or had them before they were
  /// lowered.
  bool isOnCodes() const;

  //===--- What codes mean ------------------------------------------------===//

  /// None if these are not codes of at most 8 bits with one scale.
  static std::optional<Codes> getCodes(mlir::Type elementType);
  static std::optional<Codes> getCodes(mlir::Value result) {
    return getCodes(getElementType(result));
  }
  mlir::Type getOperandType(unsigned index) const {
    return operandTypes[index];
  }
  Codes getOperandCodes(unsigned index) const {
    return *getCodes(operandTypes[index]);
  }

  /// Whether the bytes of codes are 128 less.
  static bool isShifted(const Codes &codes) { return codes.highest > 127; }
  static int32_t getByte(const Codes &codes, int32_t code) {
    return isShifted(codes) ? code - 128 : code;
  }
  static int32_t getZeroByte(const Codes &codes) {
    return getByte(codes, codes.zeroPoint);
  }

  //===--- Bytes and sums -------------------------------------------------===//

  /// Bytes as integers of 32 bits, less a zero point.
  mlir::Value widen(mlir::Value bytes, int32_t zero = 0);
  /// The distances to the code of zero, in 32 bits.
  mlir::Value getSteps(mlir::Value bytes, const Codes &codes) {
    return widen(bytes, getZeroByte(codes));
  }
  /// The codes at distances of 32 bits to the code of zero, or the last ones
  /// before them.
  mlir::Value getBytes(mlir::Value steps, const Codes &codes);
  /// Integers of 32 bits as bytes, or the last ones before them, after `zero`
  /// is added.
  mlir::Value narrow(mlir::Value x, int32_t zero);
  /// `x` times a multiplier, in 32 bits.
  mlir::Value multiply(mlir::Value x, FixedPointMultiplier multiplier);
  /// The distances to the code of zero, shifted to the left, times a
  /// multiplier.
  mlir::Value multiplyShifted(mlir::Value bytes, const Codes &codes,
                              int32_t shift, FixedPointMultiplier multiplier);
  /// The codes of sums, which are distances to the code of zero after they are
  /// multiplied: by one factor, or by one for each place along the last
  /// dimension.
  mlir::Value getResult(mlir::Value sums,
                        llvm::ArrayRef<FixedPointMultiplier> factors,
                        const Codes &to);
  /// The same with products in double precision that are rounded once, if
  /// `rescale` has such factors.
  mlir::Value getResultRoundedOnce(mlir::Value sums,
                                   llvm::ArrayRef<double> factors,
                                   const Codes &to);

  //===--- Codes ----------------------------------------------------------===//

  /// Bytes within the range that codes have.
  mlir::Value limit(mlir::Value bytes, int32_t lowest, int32_t highest);
  /// The codes of the same numbers in another quantization, by a factor.
  mlir::Value rescaleCodes(mlir::Value bytes, FixedPointMultiplier multiplier,
                           const Codes &from, const Codes &to);
  mlir::Value requantize(mlir::Value bytes, const Codes &from, const Codes &to);
  mlir::Value lookup(mlir::Value bytes, const CodeTable &table,
                     const Codes &from, const Codes &to);
  /// What a table gives: by `rescale` if that gives the same.
  mlir::Value requantizeByTable(mlir::Value bytes, const CodeTable &table,
                                const Codes &from, const Codes &to);

  /// The bias of a product, of rank 1 and 32 bits; a real number stands for
  /// none.
  mlir::Value getBias(mlir::Value bias);

  /// The bytes of stored integers, whatever their type says of their sign.
  mlir::Value castStored(mlir::Value x, mlir::Type elementType);
  /// Stored integers as codes, and codes as stored integers. What is known is
  /// changed when it is built.
  mlir::Value loadCodes(mlir::Value stored, const Codes &codes);
  mlir::Value storeCodes(mlir::Value bytes, const Codes &codes);

private:
  enum class Signs { Signed, FromUnsigned, ToUnsigned };
  mlir::Value rescale(mlir::Value x, mlir::Type to, int32_t inputZero,
                      int32_t outputZero, llvm::ArrayRef<RescaleFactor> factors,
                      mlir::tosa::RoundingMode rounding,
                      Signs signs = Signs::Signed);

  llvm::ArrayRef<mlir::Type> operandTypes;
  mlir::TypeRange resultTypes;
};

/// Whether any operand or result of an operation has codes.
bool hasCodes(mlir::Operation *op);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOTOSA_CODESLOWERING_H
