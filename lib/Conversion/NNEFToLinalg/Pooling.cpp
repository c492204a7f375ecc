//===- Pooling.cpp - Windows over all dimensions to Linalg ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Windows.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace nnef;

/// Whether Linalg has a named operation for the window: two spatial dimensions,
/// after batch and channels.
static bool isSpatial(const Window &window) {
  auto isIdentity = [](const SlidingDim &dim) {
    return isOneInteger(dim.size) && dim.stride == 1 &&
           isZeroInteger(dim.padding.before) &&
           isZeroInteger(dim.padding.after);
  };
  return window.dims.size() == 4 && isIdentity(window.dims[0]) &&
         isIdentity(window.dims[1]);
}

/// The sum or the maximum of a window, by a named operation if there is one.
template <typename NamedOp>
static Value createPool(Lowering &b, Value input, const Window &window,
                        Value init,
                        function_ref<Value(Lowering &, Value, Value)> combine) {
  if (isSpatial(window)) {
    ArrayRef<SlidingDim> dims = ArrayRef(window.dims).drop_front(2);
    Value extents =
        b.createEmpty({dims[0].size, dims[1].size}, getElementType(input));
    auto strides = b.getI64VectorAttr({dims[0].stride, dims[1].stride});
    auto dilations = b.getI64VectorAttr({dims[0].dilation, dims[1].dilation});
    return b
        .create<NamedOp>(init.getType(), ValueRange{input, extents},
                         ValueRange{init}, strides, dilations)
        .getResult(0);
  }
  return createWindow(b, input, window, init,
                      [&](Lowering &b, ValueRange, ValueRange x) {
                        return SmallVector<Value>{combine(b, x[1], x[0])};
                      })
      .front();
}

static Value createWindowSum(Lowering &b, Value input, const Window &window,
                             const Sizes &sizes) {
  Value zero = b.constant(getElementType(input), 0);
  Value padded = createPad(b, input, window, zero);
  return createPool<linalg::PoolingNchwSumOp>(
      b, padded, window, b.createFilled(sizes, zero),
      [](Lowering &b, Value sum, Value x) { return b.add(sum, x); });
}

/// Divides the sums of windows by the volume of the window.
static Value divideByVolume(Lowering &b, Value sum, const Window &window) {
  double volume = window.getVolume();
  return b.createElementwise(sum, [&](Lowering &b, ValueRange x) {
    return b.div(x[0], b.constant(x[0].getType(), volume));
  });
}

/// Divides the sums of windows by the number of elements that took part, but at
/// least 1: the average of nothing is 0.
static Value divideByCount(Lowering &b, Value sum, Value count) {
  return b.createElementwise({sum, count}, [&](Lowering &b, ValueRange x) {
    return b.div(x[0], b.max(x[1], b.constant(x[1].getType(), 1)));
  });
}

static Value createOnes(Lowering &b, Value like) {
  return b.createFilled(b.getSizes(like), b.constant(getElementType(like), 1));
}

/// The sum divided by the number of elements that take part in it.
static Value createWindowMean(Lowering &b, Value input, const Window &window,
                              const Sizes &sizes) {
  Value sum = createWindowSum(b, input, window, sizes);
  if (window.border != BorderMode::Ignore)
    return divideByVolume(b, sum, window);
  // How many elements lie in the input is the sum of ones over the window.
  Value ones = createOnes(b, input);
  return divideByCount(b, sum, createWindowSum(b, ones, window, sizes));
}

//===----------------------------------------------------------------------===//
// Boxes and pools
//===----------------------------------------------------------------------===//

static Value lowerMaxPool(MaxPoolOp op, Lowering &b) {
  Window window = getWindow(op, b);
  Type type = getElementType(op.getInput());
  bool ignores = window.border == BorderMode::Ignore;
  Value lowest = b.constant(type, -kInfinity);
  Value padded = createPad(b, op.getInput(), window,
                           ignores ? lowest : b.constant(type, 0));
  Value init = b.createFilled(b.getSizes(op->getResult(0)), lowest);
  return createPool<linalg::PoolingNchwMaxOp>(
      b, padded, window, init,
      [](Lowering &b, Value best, Value x) { return b.max(best, x); });
}

static Value lowerAvgPool(AvgPoolOp op, Lowering &b) {
  Window window = getWindow(op, b);
  return createWindowMean(b, op.getInput(), window,
                          b.getSizes(op->getResult(0)));
}

static Value lowerRmsPool(RmsPoolOp op, Lowering &b) {
  Window window = getWindow(op, b);
  Value squares =
      b.createElementwise(op.getInput(), [](Lowering &b, ValueRange x) {
        return b.mul(x[0], x[0]);
      });
  Value mean =
      createWindowMean(b, squares, window, b.getSizes(op->getResult(0)));
  return b.createElementwise(
      mean, [](Lowering &b, ValueRange x) { return b.sqrt(x[0]); });
}

static Value lowerBox(BoxOp op, Lowering &b) {
  Window window = getWindow(op, b);
  Sizes sizes = b.getSizes(op->getResult(0));
  return op.getNormalize() ? createWindowMean(b, op.getInput(), window, sizes)
                           : createWindowSum(b, op.getInput(), window, sizes);
}

static std::string findDeboxObstacle(DeboxOp op) {
  return findReverseObstacle(op, op.getSize(), getShape(op.getInput()),
                             getShape(op.getOutput()));
}

/// The reverse of a box: spread the input out and sum over windows.
static Value lowerDebox(DeboxOp op, Lowering &b) {
  Sizes sizes = b.getSizes(op->getResult(0));
  auto spreadAndSum = [&](Value input) {
    Window window = getWindow(op, b, sizes, b.getSizes(input));
    Value spread = createSpread(b, input, op.getBorder(), window.dims, sizes,
                                b.constant(getElementType(input), 0));
    window.border = BorderMode::Constant;
    return createWindowSum(b, spread, window, sizes);
  };
  Value sum = spreadAndSum(op.getInput());
  if (!op.getNormalize())
    return sum;
  if (op.getBorder() != BorderMode::Ignore)
    return divideByVolume(b, sum, getWindow(op, b, sizes, sizes));
  return divideByCount(b, sum, spreadAndSum(createOnes(b, op.getInput())));
}

//===----------------------------------------------------------------------===//
// Positions in windows
//===----------------------------------------------------------------------===//

/// The largest element of each window and its position there.
static std::pair<Value, Value> createWindowMaximum(Lowering &b, Value input,
                                                   const Window &window,
                                                   const Sizes &sizes,
                                                   Type indexType) {
  Type type = getElementType(input);
  bool ignores = window.border == BorderMode::Ignore;
  Value lowest = b.constant(type, -kInfinity);
  Value padded =
      createPad(b, input, window, ignores ? lowest : b.constant(type, 0));
  Value first = b.create<arith::ConstantOp>(b.getZeroAttr(indexType));
  SmallVector<Value> results = createWindow(
      b, padded, window,
      {b.createFilled(sizes, lowest), b.createFilled(sizes, first)},
      [&](Lowering &b, ValueRange position, ValueRange x) {
        Value flat = b.index(0);
        for (auto [dim, place] : llvm::zip(window.dims, position)) {
          flat = b.create<arith::MulIOp>(flat, b.toValue(dim.size));
          flat = b.create<arith::AddIOp>(flat, place);
        }
        flat = b.create<arith::IndexCastOp>(indexType, flat);
        Value isBetter = b.compare(arith::CmpFPredicate::OGT, x[0], x[1]);
        return SmallVector<Value>{b.select(isBetter, x[0], x[1]),
                                  b.select(isBetter, flat, x[2])};
      });
  return {results[0], results[1]};
}

static Value lowerArgmaxPool(ArgmaxPoolOp op, Lowering &b) {
  Window window = getWindow(op, b);
  return createWindowMaximum(b, op.getInput(), window,
                             b.getSizes(op->getResult(0)),
                             op.getType().getElementType())
      .second;
}

static SmallVector<Value> lowerMaxPoolWithIndex(MaxPoolWithIndexOp op,
                                                Lowering &b) {
  Window window = getWindow(op, b);
  auto [maximum, index] = createWindowMaximum(
      b, op.getInput(), window, b.getSizes(op->getResult(0)),
      op.getIndex().getType().getElementType());
  return {maximum, index};
}

static Value lowerSample(SampleOp op, Lowering &b) {
  Window window = getWindow(op, b);
  Type type = op.getType().getElementType();
  Value padded = createPad(b, op.getInput(), window, b.constant(type, 0));
  return b.createElementwise(
      op.getIndex(), b.getSizes(op.getIndex()), type,
      [&](Lowering &b, ValueRange x) -> Value {
        // Take the position apart, the innermost dimension first.
        Value rest = b.create<arith::IndexCastOp>(b.getIndexType(), x[0]);
        SmallVector<Value> source(window.dims.size());
        for (size_t i = window.dims.size(); i-- > 0;) {
          const SlidingDim &dim = window.dims[i];
          Value size = b.toValue(dim.size);
          Value position = b.create<arith::RemUIOp>(rest, size);
          rest = b.create<arith::DivUIOp>(rest, size);
          Value place = b.create<linalg::IndexOp>(i);
          place = b.create<arith::MulIOp>(place, b.index(dim.stride));
          position = b.create<arith::MulIOp>(position, b.index(dim.dilation));
          source[i] = b.create<arith::AddIOp>(place, position);
        }
        return b.create<tensor::ExtractOp>(padded, source);
      });
}

/// The reverse of `sample`, as seen from the output: each of its elements adds
/// up what those windows that have it under them chose. They are counted back
/// from the last one, which is in loop 0.
static Value lowerDesample(DesampleOp op, Lowering &b) {
  Value input = op.getInput(), index = op.getIndex();
  Sizes places = b.getSizes(input), sizes = b.getSizes(op->getResult(0));
  Window window = getWindow(op, b, sizes, places);
  Type type = getElementType(input), indexType = getElementType(index);
  unsigned rank = sizes.size();
  // A loop for each element, and one for each dimension in which several
  // windows have it under them.
  SmallVector<AffineExpr> counts;
  Sizes countSizes;
  SmallVector<int64_t> loopOfDim(rank, -1);
  for (auto [i, dim] : llvm::enumerate(window.dims)) {
    int64_t span = *getConstantIntValue(dim.span);
    int64_t count = llvm::divideCeil(span, dim.stride);
    if (count == 1)
      continue;
    loopOfDim[i] = rank + counts.size();
    counts.push_back(b.getAffineDimExpr(loopOfDim[i]));
    countSizes.push_back(b.getIndexAttr(count));
  }
  unsigned loops = rank + counts.size();
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), rank, utils::IteratorType::parallel);
  AffineMap countMap = AffineMap::get(loops, 0, counts, b.getContext());
  SmallVector<AffineExpr> outputs;
  for (unsigned i = 0; i < rank; ++i)
    outputs.push_back(b.getAffineDimExpr(i));
  AffineMap outputMap = AffineMap::get(loops, 0, outputs, b.getContext());
  Value extents = b.createEmpty(countSizes, type);
  Value init = b.createZeros(sizes, type);
  auto body = [&](Lowering &b, Value sum) -> Value {
    Value isChosen = b.create<arith::ConstantOp>(b.getBoolAttr(true));
    auto require = [&](arith::CmpIPredicate predicate, Value x, Value y) {
      Value holds = b.create<arith::CmpIOp>(predicate, x, y);
      isChosen = b.create<arith::AndIOp>(isChosen, holds);
    };
    Value flat = b.index(0);
    SmallVector<Value> source;
    for (auto [i, dim] : llvm::enumerate(window.dims)) {
      Value size = b.toValue(dim.size), stride = b.index(dim.stride),
            dilation = b.index(dim.dilation), zero = b.index(0);
      Value target = b.create<linalg::IndexOp>(i);
      target = b.create<arith::AddIOp>(target, b.toValue(dim.padding.before));
      Value place = b.create<arith::FloorDivSIOp>(target, stride);
      if (loopOfDim[i] >= 0)
        place = b.create<arith::SubIOp>(
            place, b.create<linalg::IndexOp>(loopOfDim[i]).getResult());
      // Where in that window the element lies: in a gap, if there is a rest.
      Value start = b.create<arith::MulIOp>(place, stride);
      Value offset = b.create<arith::SubIOp>(target, start);
      Value position = b.create<arith::DivUIOp>(offset, dilation);
      Value rest = b.create<arith::RemUIOp>(offset, dilation);
      require(arith::CmpIPredicate::eq, rest, zero);
      require(arith::CmpIPredicate::ult, position, size);
      require(arith::CmpIPredicate::sge, place, zero);
      Value end = b.toValue(places[i]);
      require(arith::CmpIPredicate::slt, place, end);
      flat = b.create<arith::MulIOp>(flat, size);
      flat = b.create<arith::AddIOp>(flat, position);
      Value last = b.create<arith::SubIOp>(end, b.index(1));
      place = b.minIndex(b.maxIndex(place, zero), last);
      source.push_back(place);
    }
    Value chosen = b.create<tensor::ExtractOp>(index, source);
    Value wanted = b.create<arith::IndexCastOp>(indexType, flat);
    require(arith::CmpIPredicate::eq, chosen, wanted);
    Value x = b.create<tensor::ExtractOp>(input, source);
    return b.add(sum, b.select(isChosen, x, b.constant(type, 0)));
  };
  return b
      .create<linalg::GenericOp>(
          init.getType(), extents, init,
          ArrayRef<AffineMap>{countMap, outputMap}, iterators,
          [&](OpBuilder &builder, Location loc, ValueRange args) {
            Lowering inner(loc, builder);
            Value sum = body(inner, args[1]);
            inner.create<linalg::YieldOp>(sum);
          })
      .getResult(0);
}

void nnef::populatePoolingLowerings(LoweringTable &table) {
  table.add(lowerMaxPool, findPoolObstacle<MaxPoolOp>);
  table.add(lowerAvgPool, findPoolObstacle<AvgPoolOp>);
  table.add(lowerRmsPool, findPoolObstacle<RmsPoolOp>);
  table.add(lowerBox, findPoolObstacle<BoxOp>);
  table.add(lowerDebox, findDeboxObstacle);
  table.add(lowerArgmaxPool, findPoolObstacle<ArgmaxPoolOp>);
  table.add(lowerMaxPoolWithIndex, findPoolObstacle<MaxPoolWithIndexOp>);
  table.add(lowerSample, findPoolObstacle<SampleOp>);
  table.add(lowerDesample);
}
