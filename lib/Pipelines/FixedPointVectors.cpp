//===- FixedPointVectors.cpp - Fixed-point products as vectors ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FixedPointVectors.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

/// The number that all elements of a constant are.
static std::optional<int64_t> getSplat(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return constant.getSExtValue();
  return std::nullopt;
}

namespace {
/// An operand of a product in 64 bits, which has 32.
struct Operand {
  Value narrow;
  /// The number, if it is one for all elements.
  std::optional<int64_t> number;

  static std::optional<Operand> get(Value wide) {
    if (auto extension = wide.getDefiningOp<arith::ExtSIOp>())
      if (getElementTypeOrSelf(extension.getIn().getType()).isInteger(32))
        return Operand{extension.getIn(), std::nullopt};
    std::optional<int64_t> number = getSplat(wide);
    if (number && llvm::isInt<32>(*number))
      return Operand{Value(), number};
    return std::nullopt;
  }
};

/// `trunc((ext(x) * ext(y) + addend) >> shift)`.
struct SplitFixedPointProduct : OpRewritePattern<arith::TruncIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncIOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || type.isScalable() || type.getRank() == 0 ||
        !type.getElementType().isInteger(32) || type.getShape().back() % 2)
      return failure();
    auto shifted = op.getIn().getDefiningOp<arith::ShRSIOp>();
    if (!shifted || !getElementTypeOrSelf(shifted.getType()).isInteger(64))
      return failure();
    auto sum = shifted.getLhs().getDefiningOp<arith::AddIOp>();
    auto product =
        sum ? sum.getLhs().getDefiningOp<arith::MulIOp>() : arith::MulIOp();
    std::optional<int64_t> shift = getSplat(shifted.getRhs());
    std::optional<int64_t> addend = sum ? getSplat(sum.getRhs()) : std::nullopt;
    if (!product || !shift || !addend || *shift < 1 || *shift > 32)
      return failure();
    std::optional<Operand> x = Operand::get(product.getLhs());
    std::optional<Operand> y = Operand::get(product.getRhs());
    if (!x || !y || (x->number && y->number))
      return failure();

    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    SmallVector<int64_t> shape(type.getShape());
    shape.back() /= 2;
    auto pairs = VectorType::get(shape, b.getI64Type());
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(
          b, DenseElementsAttr::get(pairs, b.getI64IntegerAttr(value)));
    };
    Value half = constant(32);
    // Even elements are the lower halves of pairs.
    auto split = [&](const Operand &operand) -> std::pair<Value, Value> {
      if (operand.number)
        return {constant(*operand.number), constant(*operand.number)};
      Value both = vector::BitCastOp::create(b, pairs, operand.narrow);
      Value upper = arith::ShLIOp::create(b, both, half);
      return {arith::ShRSIOp::create(b, upper, half),
              arith::ShRSIOp::create(b, both, half)};
    };
    auto [evenX, oddX] = split(*x);
    auto [evenY, oddY] = split(*y);
    auto multiply = [&](Value x, Value y) -> Value {
      Value wide = arith::MulIOp::create(b, x, y);
      return arith::AddIOp::create(b, wide, constant(*addend));
    };
    Value even =
        arith::ShRUIOp::create(b, multiply(evenX, evenY), constant(*shift));
    Value odd = multiply(oddX, oddY);
    if (*shift < 32)
      odd = arith::ShLIOp::create(b, odd, constant(32 - *shift));
    constexpr int64_t lower = 0xffffffff;
    even = arith::AndIOp::create(b, even, constant(lower));
    odd = arith::AndIOp::create(b, odd, constant(~lower));
    rewriter.replaceOpWithNewOp<vector::BitCastOp>(
        op, type, arith::OrIOp::create(b, even, odd));
    return success();
  }
};
} // namespace

void nnef::populateFixedPointPatterns(RewritePatternSet &patterns) {
  patterns.add<SplitFixedPointProduct>(patterns.getContext());
  vector::populateVectorBitCastLoweringPatterns(patterns);
}
