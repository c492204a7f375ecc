//===- Quantized.h - What lowerings of quantized values share ---*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Operations on quantized elements become operations on their codes, which are
// in memory as they are stored: in 8 bits, unsigned ones in signless integers
// that are extended with zeros. They are extended where they are used, in the
// bodies of loops, to 32 bits.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOLINALG_QUANTIZED_H
#define NNEF_LIB_CONVERSION_NNEFTOLINALG_QUANTIZED_H

#include "LoweringUtils.h"
#include "NNEF/Conversion/IntegerArithmetic/QuantizedOps.h"
#include "NNEF/Conversion/IntegerArithmetic/Tables.h"
#include "mlir/Transforms/DialectConversion.h"

namespace nnef {

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// What the elements of a tensor mean, if they are codes of at most 8 bits with
/// one scale.
std::optional<Codes> getCodes(mlir::Value tensor);

/// The quantization of a filter: one scale, or one for each channel along
/// `axis`. The latter have no zero points.
struct FilterCodes {
  llvm::SmallVector<float> scales;
  int64_t axis = -1;
  /// The zero point and the form in memory, without a scale.
  Codes codes;

  bool isPerChannel() const { return axis >= 0; }
  static std::optional<FilterCodes> get(mlir::Value filter);
};

/// The number that a tensor without dimensions is, if it is a constant.
std::optional<double> getScalar(mlir::Value value);

/// Why not all of the tensors are quantized, in at most 8 bits and with one
/// scale. Tensors of truth values and integers need not be.
std::string findCodesObstacle(mlir::ValueRange tensors);
/// The same for all operands and results.
std::string findCodesObstacle(mlir::Operation *op);
/// The obstacle of operations that have no other.
template <typename OpT> std::string findCodesObstacleOf(OpT op) {
  return findCodesObstacle(op);
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// A known code as it is in memory.
mlir::Value createByte(Lowering &b, int32_t code);
/// A code as an integer of 32 bits.
mlir::Value extendCode(Lowering &b, mlir::Value code, bool isSigned);
/// The distance of a code to the code of zero.
mlir::Value getSteps(Lowering &b, mlir::Value code, const Codes &codes);
/// The code at a distance to that of zero, or the last one before it, as it is
/// in memory.
mlir::Value getCode(Lowering &b, mlir::Value steps, const Codes &codes);
/// A code, or the last one before it, as it is in memory.
mlir::Value storeCode(Lowering &b, mlir::Value code, const Codes &codes);

/// Of `nnef::multiplyHigh` and `nnef::divideByPowerOfTwo`, those that are not
/// of the lowest number; and `nnef::multiply`.
mlir::Value multiplyHigh(Lowering &b, mlir::Value x, mlir::Value y);
mlir::Value divideByPowerOfTwo(Lowering &b, mlir::Value x, int32_t exponent);
mlir::Value multiply(Lowering &b, mlir::Value x,
                     FixedPointMultiplier multiplier);
/// The same of `x * 2^shift`, which must be less than 2^31.
mlir::Value multiplyShifted(Lowering &b, mlir::Value x, int32_t shift,
                            FixedPointMultiplier multiplier);
/// The same with a multiplier that only the run time knows.
mlir::Value multiply(Lowering &b, mlir::Value x, mlir::Value mantissa,
                     mlir::Value exponent);

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// Looks each code up in a table.
mlir::Value createLookup(Lowering &b, mlir::Value input,
                         const CodeTable &table);
/// The codes of the same numbers in another quantization.
mlir::Value createRescale(Lowering &b, mlir::Value input, const Codes &from,
                          const Codes &to);

/// Multiplies sums of products by the factor to the scale of the result: one
/// factor, or one for each channel, which are dimension 1.
mlir::Value createResult(Lowering &b, mlir::Value sums,
                         llvm::ArrayRef<double> factors, const Codes &to);
/// The same with a product in double precision, which is rounded once.
mlir::Value createResultInDouble(Lowering &b, mlir::Value sums,
                                 llvm::ArrayRef<double> factors,
                                 const Codes &to);

/// What a sum of products begins with: the bias, which has the shape (1, C) or
/// less, or zeros, for each element of a result of extents `sizes`.
mlir::Value createBiasOfCodes(Lowering &b, mlir::Value bias,
                              const Sizes &sizes);
/// Why it cannot be that bias.
std::string findBiasObstacle(mlir::Value bias);

/// Why a filter does not have codes as `FilterCodes` are, or has several scales
/// that are not along dimension `axis`, that of the output's channels.
std::string findFilterObstacle(mlir::Value filter, int64_t axis);
/// What keeps an operation with an input, a filter and a bias from computing
/// with codes.
template <typename OpT>
std::string findLayerObstacle(OpT op, int64_t filterAxis) {
  std::string obstacle = findCodesObstacle({op.getInput(), op.getOutput()});
  if (obstacle.empty())
    obstacle = findFilterObstacle(op.getFilter(), filterAxis);
  return obstacle.empty() ? findBiasObstacle(op.getBias()) : obstacle;
}

//===----------------------------------------------------------------------===//
// Lowerings
//===----------------------------------------------------------------------===//

/// Adds lowerings of operations on quantized elements.
class QuantizedTable {
public:
  QuantizedTable(LoweringTable &table, const mlir::TypeConverter &converter)
      : table(table), converter(converter) {}

  /// `lower` gets the operation as it is, whose types say what the codes mean,
  /// and the same one on codes, which is in no block: a lowering may insert it,
  /// to have it lowered like any other, or take it for its attributes and
  /// operands.
  template <typename OpT, typename ResultT>
  void add(ResultT (*lower)(OpT op, OpT codes, Lowering &),
           FindObstacle<OpT> findObstacle) {
    table.checkQuantized<OpT>(findObstacle);
    table.patterns.add<Pattern<OpT, ResultT>>(
        converter, table.patterns.getContext(), lower, findObstacle);
  }

  LoweringTable &table;
  const mlir::TypeConverter &converter;

private:
  template <typename OpT, typename ResultT>
  struct Pattern : mlir::ConversionPattern {
    using Lower = ResultT (*)(OpT, OpT, Lowering &);

    Pattern(const mlir::TypeConverter &converter, mlir::MLIRContext *context,
            Lower lower, FindObstacle<OpT> findObstacle)
        : mlir::ConversionPattern(converter, OpT::getOperationName(),
                                  /*benefit=*/1, context),
          lower(lower), findObstacle(findObstacle) {}

    llvm::LogicalResult
    matchAndRewrite(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands,
                    mlir::ConversionPatternRewriter &rewriter) const final {
      if (!isQuantized(op) || !findObstacle(llvm::cast<OpT>(op)).empty())
        return llvm::failure();
      mlir::OperationState state(op->getLoc(), OpT::getOperationName(),
                                 operands, {}, op->getAttrs());
      if (failed(getTypeConverter()->convertTypes(op->getResultTypes(),
                                                  state.types)))
        return llvm::failure();
      mlir::Operation *codes = mlir::Operation::create(state);
      Lowering b(op, rewriter);
      rewriter.replaceOp(op,
                         lower(llvm::cast<OpT>(op), llvm::cast<OpT>(codes), b));
      if (!codes->getBlock())
        codes->destroy();
      return llvm::success();
    }

    Lower lower;
    FindObstacle<OpT> findObstacle;
  };
};

/// One function per family adds its lowerings.
void populateQuantizedConvolutionLowerings(QuantizedTable &table);
void populateQuantizedElementwiseLowerings(QuantizedTable &table);
void populateQuantizedLinearAlgebraLowerings(QuantizedTable &table);
void populateQuantizedPoolingLowerings(QuantizedTable &table);
void populateQuantizedReduceLowerings(QuantizedTable &table);
void populateQuantizedSamplingLowerings(QuantizedTable &table);
void populateQuantizedShapeLowerings(QuantizedTable &table);
/// All of them, and those of what casts from and to quantized elements.
/// `converter` must outlive the conversion.
void populateQuantizedLowerings(LoweringTable &table,
                                const mlir::TypeConverter &converter);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_QUANTIZED_H
