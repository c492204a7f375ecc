//===- Folds.cpp - Operations that need not be there ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An operation folds to one of its operands where it does nothing, or to a
// constant. One interface of the dialect does it for all operations, so that
// what must not be folded is said once.
//
//===----------------------------------------------------------------------===//

#include "Folds.h"
#include "NNEF/Dialect/NNEF/IR/Evaluate.h"
#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/FoldInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;

bool nnef::isData(Operation *op) {
  while (isa_and_nonnull<CastOp, DequantizeOp>(op))
    op = op->getOperand(0).getDefiningOp();
  return isa_and_nonnull<ConstantOp, VariableOp, StorageCastOp>(op);
}

bool nnef::hasQuantizedTypes(Operation *op) {
  return llvm::any_of(
      llvm::concat<const Type>(op->getOperandTypes(), op->getResultTypes()),
      [](Type type) {
        return isa<quant::QuantizedType>(getElementTypeOrSelf(type));
      });
}

bool nnef::isMarked(Operation *op) {
  return op->hasAttr(kQuantizationAttr) || op->hasAttr(kLabelAttr) ||
         hasQuantizedTypes(op);
}

bool nnef::determinesShape(RankedTensorType type) {
  return type.getNumDynamicDims() <= 1 &&
         !llvm::is_contained(type.getShape(), 0);
}

Operation *nnef::getReshape(Value value) {
  Operation *op = value.getDefiningOp();
  bool isReshape = isa_and_nonnull<ReshapeOp, SqueezeOp, UnsqueezeOp>(op);
  return isReshape && !isMarked(op) ? op : nullptr;
}

static bool areAll(ArrayRef<int64_t> entries, int64_t value) {
  return llvm::all_of(entries, [&](int64_t entry) { return entry == value; });
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

/// Whether operation `op` on a tensor and the number `value`, which is on the
/// left or on the right, gives the tensor exactly.
static bool isNeutral(Operation *op, const APFloat &value, bool isLeft) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      // With a positive zero, -0.0 would become 0.0.
      .Case([&](AddOp) { return value.isNegZero(); })
      .Case([&](SubOp) { return !isLeft && value.isPosZero(); })
      .Case([&](MulOp) { return value.isExactlyValue(1); })
      .Case<DivOp, PowOp>(
          [&](auto) { return !isLeft && value.isExactlyValue(1); })
      // On the right, it would replace what is not a number.
      .Case([&](MinOp) { return isLeft && value.isPosInfinity(); })
      .Case([&](MaxOp) { return isLeft && value.isNegInfinity(); })
      .Default(false);
}

static bool isNeutral(Operation *op, const APInt &value, bool isLeft) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<AddOp, OrOp>([&](auto) { return value.isZero(); })
      .Case([&](SubOp) { return !isLeft && value.isZero(); })
      .Case<MulOp, AndOp>([&](auto) { return value.isOne(); })
      .Case<DivOp, PowOp>([&](auto) { return !isLeft && value.isOne(); })
      .Default(false);
}

/// The operand that a binary operation does not change.
static Value foldBinary(Operation *op, ArrayRef<Attribute> constants) {
  Value x = op->getOperand(0), y = op->getOperand(1);
  if (x == y && isa<AndOp, OrOp, MinOp, MaxOp>(op))
    return x;
  for (bool isLeft : {true, false}) {
    auto splat = dyn_cast_or_null<SplatElementsAttr>(constants[isLeft ? 0 : 1]);
    if (!splat)
      continue;
    bool neutral = isa<FloatType>(splat.getElementType())
                       ? isNeutral(op, splat.getSplatValue<APFloat>(), isLeft)
                       : isNeutral(op, splat.getSplatValue<APInt>(), isLeft);
    if (neutral)
      return isLeft ? y : x;
  }
  return {};
}

/// The operand of an operation that undoes itself.
template <typename OpT> static Value foldInvolution(OpT op) {
  OpT inner = getUnmarked<OpT>(op.getX());
  return inner ? inner.getX() : Value();
}

/// The operand of an operation that has nothing left to do the second time.
template <typename OpT> static Value foldIdempotent(OpT op) {
  return getUnmarked<OpT>(op.getX()) ? op.getX() : Value();
}

static Value foldSelect(SelectOp op, ArrayRef<Attribute> constants) {
  if (op.getTrueValue() == op.getFalseValue())
    return op.getTrueValue();
  auto condition = dyn_cast_or_null<SplatElementsAttr>(constants[0]);
  if (!condition)
    return {};
  return condition.getSplatValue<bool>() ? op.getTrueValue()
                                         : op.getFalseValue();
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// What a reshape is made from, if it has the same type.
static Value foldReshape(Operation *op) {
  Value input = op->getOperand(0);
  Type type = op->getResult(0).getType();
  if (!determinesShape(cast<RankedTensorType>(type))) {
    // Extents may differ where the types do not, unless all are kept.
    auto reshape = dyn_cast<ReshapeOp>(op);
    return !reshape || areAll(reshape.getShape(), 0) ? input : Value();
  }
  if (input.getType() == type)
    return input;
  Operation *inner = getReshape(input);
  return inner ? inner->getOperand(0) : Value();
}

static Value foldTranspose(TransposeOp op) {
  auto isIdentity = [](ArrayRef<int64_t> axes) {
    return llvm::equal(axes, llvm::seq<int64_t>(axes.size()));
  };
  if (isIdentity(op.getAxes()))
    return op.getInput();
  auto inner = getUnmarked<TransposeOp>(op.getInput());
  bool isInverse = inner && inner.getAxes().size() == op.getAxes().size() &&
                   llvm::all_of(llvm::enumerate(op.getAxes()), [&](auto axis) {
                     return inner.getAxes()[axis.value()] ==
                            static_cast<int64_t>(axis.index());
                   });
  return isInverse ? inner.getInput() : Value();
}

/// The input of a slice that takes all of it, in order.
static Value foldSlice(SliceOp op) {
  ArrayRef<int64_t> stride = op.getStride();
  auto takesAll = [&](size_t i) {
    if (op.getInput().getType().getDimSize(op.getAxes()[i]) == 1)
      return true;
    if (!stride.empty() && stride[i] != 1)
      return false;
    // Where the extent is known, so is that of the result.
    return !op.getInput().getType().isDynamicDim(op.getAxes()[i]) ||
           (op.getBegin()[i] == 0 && op.getEnd()[i] == 0 && areAll(stride, 1));
  };
  bool isWhole = llvm::all_of(llvm::seq<size_t>(op.getAxes().size()), takesAll);
  return isWhole ? op.getInput() : Value();
}

//===----------------------------------------------------------------------===//
// Windows and reductions
//===----------------------------------------------------------------------===//

/// The input of a window of one element that stops everywhere.
template <typename OpT> static Value foldWindow(OpT op) {
  bool isIdentity =
      llvm::all_of(getWindow(op.getSize(), op.getPadding(), op.getStride(),
                             op.getDilation()),
                   [](const WindowDim &dim) { return dim.isIdentity(); });
  return isIdentity ? op.getInput() : Value();
}

/// The input of a reduction of single elements, each of which is its own sum,
/// average and maximum.
template <typename OpT> static Value foldReduce(OpT op) {
  bool isSingle = llvm::all_of(op.getAxes(), [&](int64_t axis) {
    return op.getInput().getType().getDimSize(axis) == 1;
  });
  return isSingle ? op.getInput() : Value();
}

/// The input of a sampling with factor 1.
template <typename OpT> static Value foldSampling(OpT op) {
  return areAll(op.getFactor(), 1) ? op.getInput() : Value();
}

//===----------------------------------------------------------------------===//
// All operations
//===----------------------------------------------------------------------===//

/// The value that an operation of one result does not change; null if there is
/// none. It may have another type than the result.
static Value foldToValue(Operation *op, ArrayRef<Attribute> constants) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<CopyOp>([](auto op) { return op.getX(); })
      .Case<NegOp, NotOp>([](auto op) { return foldInvolution(op); })
      .Case<AbsOp, SignOp, FloorOp, CeilOp, RoundOp, ReluOp>(
          [](auto op) { return foldIdempotent(op); })
      .Case<AddOp, SubOp, MulOp, DivOp, PowOp, AndOp, OrOp, MinOp, MaxOp>(
          [&](auto op) { return foldBinary(op, constants); })
      .Case([&](SelectOp op) { return foldSelect(op, constants); })
      .Case([](AddNOp op) {
        return op.getX().size() == 1 ? op.getX().front() : Value();
      })
      .Case([](CastOp op) { return op.getInput(); })
      .Case<ReshapeOp, SqueezeOp, UnsqueezeOp>(
          [](auto op) { return foldReshape(op); })
      .Case([](TransposeOp op) { return foldTranspose(op); })
      .Case([](SliceOp op) { return foldSlice(op); })
      .Case([](ConcatOp op) {
        return op.getValues().size() == 1 ? op.getValues().front() : Value();
      })
      .Case<SplitOp>([](auto op) { return op.getValue(); })
      .Case([](PadOp op) {
        return areAll(op.getPadding().getValues(), 0) ? op.getInput() : Value();
      })
      .Case([](TileOp op) {
        return areAll(op.getRepeats(), 1) ? op.getInput() : Value();
      })
      .Case<BoxOp, DeboxOp, MaxPoolOp, AvgPoolOp>(
          [](auto op) { return foldWindow(op); })
      .Case<SumReduceOp, MeanReduceOp, MaxReduceOp, MinReduceOp, AnyReduceOp,
            AllReduceOp>([](auto op) { return foldReduce(op); })
      .Case<NearestUpsampleOp, NearestDownsampleOp, AreaDownsampleOp>(
          [](auto op) { return foldSampling(op); })
      .Default(Value());
}

/// The values of an operation whose operands are all known.
static LogicalResult foldToConstants(Operation *op,
                                     ArrayRef<Attribute> constants,
                                     SmallVectorImpl<OpFoldResult> &results) {
  if (!llvm::all_of(constants, llvm::IsaAndPresentPred<ElementsAttr>))
    return failure();
  SmallVector<Elements> operands, values;
  for (Attribute constant : constants) {
    auto elements = Elements::get(cast<ElementsAttr>(constant));
    if (!elements)
      return failure();
    operands.push_back(std::move(*elements));
  }
  if (failed(evaluate(op, operands, kMaxDenseBytes, values)))
    return failure();
  for (auto [result, value] : llvm::zip(op->getResults(), values))
    results.push_back(value.getAttribute(getTensorName(result)));
  return success();
}

namespace {
struct NNEFFoldInterface : DialectFoldInterface {
  using DialectFoldInterface::DialectFoldInterface;

  LogicalResult fold(Operation *op, ArrayRef<Attribute> constants,
                     SmallVectorImpl<OpFoldResult> &results) const final {
    if (isMarked(op))
      return failure();
    if (auto copies = dyn_cast<CopyNOp>(op)) {
      if (!llvm::all_equal(llvm::concat<const Type>(op->getOperandTypes(),
                                                    op->getResultTypes())))
        return failure();
      results.append(op->getNumResults(), copies.getX());
      return success();
    }
    // An operation must be replaced by a value of the very type that it has,
    // which may know less than what was inferred.
    if (op->getNumResults() == 1)
      if (Value value = foldToValue(op, constants);
          value && value.getType() == op->getResult(0).getType()) {
        results.push_back(value);
        return success();
      }
    return foldToConstants(op, constants, results);
  }
};
} // namespace

void NNEFDialect::addFoldInterface() { addInterfaces<NNEFFoldInterface>(); }
