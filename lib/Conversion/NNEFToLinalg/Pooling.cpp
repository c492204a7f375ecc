//===- Pooling.cpp - Windows over all dimensions to Linalg ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

#include <limits>

using namespace mlir;
using namespace nnef;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

namespace {
/// A window with what a lowering needs to know about it.
struct Window {
  SmallVector<WindowDim> dims;
  BorderMode border;
  /// The number of elements in the window.
  int64_t volume = 1;
};
} // namespace

/// The window of `op`, with automatic padding resolved. Nothing if that needs
/// an extent that is not known, or the border cannot be done.
template <typename OpT>
static FailureOr<Window> getWindow(OpT op, ArrayRef<int64_t> input,
                                   ArrayRef<int64_t> output) {
  Window window{nnef::getWindow(op.getSize(), op.getPadding(), op.getStride(),
                                op.getDilation()),
                op.getBorder()};
  for (auto [dim, extent, places] : llvm::zip(window.dims, input, output)) {
    if (failed(dim.resolve(extent, places)))
      return failure();
    window.volume *= dim.size;
  }
  if (!canExtend(input, window.dims, op.getBorder()))
    return failure();
  return window;
}

/// Combines the elements under a window at each of its places. The input is
/// padded already. `body` gets the positions within the window, the element,
/// and what each of `inits` has become so far.
static SmallVector<Value>
createWindow(Lowering &b, Value input, const Window &window, ValueRange inits,
             function_ref<SmallVector<Value>(Lowering &, ValueRange position,
                                             ValueRange x)>
                 body) {
  unsigned rank = window.dims.size();
  // A loop for each place of the window, and one for each of its dimensions
  // that has more than one element.
  SmallVector<AffineExpr> in, out, positions;
  SmallVector<int64_t> shape;
  SmallVector<int64_t> loopOfDim(rank, -1);
  for (auto [i, dim] : llvm::enumerate(window.dims)) {
    AffineExpr place = b.getAffineDimExpr(i);
    out.push_back(place);
    in.push_back(place * dim.stride);
    if (dim.size == 1)
      continue;
    loopOfDim[i] = rank + shape.size();
    AffineExpr position = b.getAffineDimExpr(loopOfDim[i]);
    in.back() = in.back() + position * dim.dilation;
    positions.push_back(position);
    shape.push_back(dim.size);
  }
  unsigned loops = rank + shape.size();
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(loops, 0, exprs, b.getContext());
  };
  // The extent of the window's loops comes from a tensor that nobody reads.
  Value extents = b.create<tensor::EmptyOp>(shape, getElementType(input));
  SmallVector<AffineMap> maps{map(in), map(positions)};
  maps.append(inits.size(), map(out));
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), rank, utils::IteratorType::parallel);
  auto generic = b.create<linalg::GenericOp>(
      inits.getTypes(), ValueRange{input, extents}, inits, maps, iterators,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        Lowering inner(loc, builder);
        SmallVector<Value> position;
        for (int64_t loop : loopOfDim)
          position.push_back(
              loop < 0 ? inner.index(0)
                       : inner.create<linalg::IndexOp>(loop).getResult());
        SmallVector<Value> x{args[0]};
        llvm::append_range(x, args.drop_front(2));
        inner.create<linalg::YieldOp>(body(inner, position, x));
      });
  return llvm::to_vector_of<Value>(generic.getResults());
}

/// Whether Linalg has a named operation for the window: two spatial dimensions,
/// after batch and channels.
static bool isSpatial(const Window &window) {
  return window.dims.size() == 4 && window.dims[0].isIdentity() &&
         window.dims[1].isIdentity();
}

/// The sum or the maximum of a window, by a named operation if there is one.
template <typename NamedOp>
static Value createPool(Lowering &b, Value input, const Window &window,
                        Value init,
                        function_ref<Value(Lowering &, Value, Value)> combine) {
  if (isSpatial(window)) {
    ArrayRef<WindowDim> dims = ArrayRef(window.dims).drop_front(2);
    Value extents = b.create<tensor::EmptyOp>(
        ArrayRef<int64_t>{dims[0].size, dims[1].size}, getElementType(input));
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
  Value padded = b.createPad(input, window.dims, window.border, zero);
  return createPool<linalg::PoolingNchwSumOp>(
      b, padded, window, b.createFilled(sizes, zero),
      [](Lowering &b, Value sum, Value x) { return b.add(sum, x); });
}

/// The sum divided by the number of elements that take part in it.
static Value createWindowMean(Lowering &b, Value input, const Window &window,
                              const Sizes &sizes) {
  Type type = getElementType(input);
  Value sum = createWindowSum(b, input, window, sizes);
  if (window.border != BorderMode::Ignore) {
    return b.createElementwise(sum, [&](Lowering &b, ValueRange x) {
      return b.div(x[0], b.constant(type, window.volume));
    });
  }
  // How many elements lie in the input is the sum of ones over the window; at
  // least one, so that a window which lies outside has the average 0.
  Sizes inputSizes = b.getSizes(input);
  Value ones = b.createFilled(inputSizes, b.constant(type, 1));
  Value count = createWindowSum(b, ones, window, sizes);
  return b.createElementwise({sum, count}, [&](Lowering &b, ValueRange x) {
    return b.div(x[0], b.max(x[1], b.constant(type, 1)));
  });
}

static LogicalResult lowerMaxPool(MaxPoolOp op, PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  Type type = getElementType(op.getInput());
  bool ignores = window->border == BorderMode::Ignore;
  Value lowest = b.constant(type, -kInfinity);
  Value padded = b.createPad(op.getInput(), window->dims, window->border,
                             ignores ? lowest : b.constant(type, 0));
  Value init = b.createFilled(b.getSizes(op->getResult(0)), lowest);
  rewriter.replaceOp(
      op, createPool<linalg::PoolingNchwMaxOp>(
              b, padded, *window, init,
              [](Lowering &b, Value best, Value x) { return b.max(best, x); }));
  return success();
}

static LogicalResult lowerAvgPool(AvgPoolOp op, PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  rewriter.replaceOp(op, createWindowMean(b, op.getInput(), *window,
                                          b.getSizes(op->getResult(0))));
  return success();
}

static LogicalResult lowerRmsPool(RmsPoolOp op, PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  Value squares =
      b.createElementwise(op.getInput(), [](Lowering &b, ValueRange x) {
        return b.mul(x[0], x[0]);
      });
  Value mean =
      createWindowMean(b, squares, *window, b.getSizes(op->getResult(0)));
  rewriter.replaceOp(op,
                     b.createElementwise(mean, [](Lowering &b, ValueRange x) {
                       return b.sqrt(x[0]);
                     }));
  return success();
}

static LogicalResult lowerBox(BoxOp op, PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  Sizes sizes = b.getSizes(op->getResult(0));
  rewriter.replaceOp(op,
                     op.getNormalize()
                         ? createWindowMean(b, op.getInput(), *window, sizes)
                         : createWindowSum(b, op.getInput(), *window, sizes));
  return success();
}

/// The largest element of each window and its position there.
static std::pair<Value, Value> createWindowMaximum(Lowering &b, Value input,
                                                   const Window &window,
                                                   const Sizes &sizes,
                                                   Type indexType) {
  Type type = getElementType(input);
  bool ignores = window.border == BorderMode::Ignore;
  Value lowest = b.constant(type, -kInfinity);
  Value padded = b.createPad(input, window.dims, window.border,
                             ignores ? lowest : b.constant(type, 0));
  Value first = b.create<arith::ConstantOp>(b.getZeroAttr(indexType));
  SmallVector<Value> results = createWindow(
      b, padded, window,
      {b.createFilled(sizes, lowest), b.createFilled(sizes, first)},
      [&](Lowering &b, ValueRange position, ValueRange x) {
        Value flat = b.index(0);
        for (auto [dim, place] : llvm::zip(window.dims, position)) {
          flat = b.create<arith::MulIOp>(flat, b.index(dim.size));
          flat = b.create<arith::AddIOp>(flat, place);
        }
        flat = b.create<arith::IndexCastOp>(indexType, flat);
        Value isBetter = b.compare(arith::CmpFPredicate::OGT, x[0], x[1]);
        return SmallVector<Value>{b.select(isBetter, x[0], x[1]),
                                  b.select(isBetter, flat, x[2])};
      });
  return {results[0], results[1]};
}

static LogicalResult lowerArgmaxPool(ArgmaxPoolOp op,
                                     PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  auto [maximum, index] = createWindowMaximum(b, op.getInput(), *window,
                                              b.getSizes(op->getResult(0)),
                                              op.getType().getElementType());
  rewriter.replaceOp(op, index);
  return success();
}

static LogicalResult lowerMaxPoolWithIndex(MaxPoolWithIndexOp op,
                                           PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getOutput().getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  auto [maximum, index] = createWindowMaximum(
      b, op.getInput(), *window, b.getSizes(op->getResult(0)),
      op.getIndex().getType().getElementType());
  rewriter.replaceOp(op, {maximum, index});
  return success();
}

static LogicalResult lowerSample(SampleOp op, PatternRewriter &rewriter) {
  auto window = getWindow(op, op.getInput().getType().getShape(),
                          op.getType().getShape());
  if (failed(window))
    return failure();
  Lowering b(op, rewriter);
  Type type = op.getType().getElementType();
  Value padded = b.createPad(op.getInput(), window->dims, window->border,
                             b.constant(type, 0));
  Value index = op.getIndex();
  rewriter.replaceOp(
      op, b.createElementwise(
              index, b.getSizes(op->getResult(0)), type,
              [&](Lowering &b, ValueRange x) -> Value {
                // Take the position apart, the innermost dimension first.
                Value rest =
                    b.create<arith::IndexCastOp>(b.getIndexType(), x[0]);
                SmallVector<Value> source(window->dims.size());
                for (size_t i = window->dims.size(); i-- > 0;) {
                  const WindowDim &dim = window->dims[i];
                  Value size = b.index(dim.size);
                  Value position = b.create<arith::RemUIOp>(rest, size);
                  rest = b.create<arith::DivUIOp>(rest, size);
                  Value place = b.create<linalg::IndexOp>(i);
                  place = b.create<arith::MulIOp>(place, b.index(dim.stride));
                  position =
                      b.create<arith::MulIOp>(position, b.index(dim.dilation));
                  source[i] = b.create<arith::AddIOp>(place, position);
                }
                return b.create<tensor::ExtractOp>(padded, source);
              }));
  return success();
}

/// The reverse of a box: spread the input out and sum over windows.
static LogicalResult lowerDebox(DeboxOp op, PatternRewriter &rewriter) {
  ArrayRef<int64_t> input = op.getInput().getType().getShape();
  ArrayRef<int64_t> output = op.getType().getShape();
  auto window = getWindow(op, output, input);
  if (failed(window) || op.getBorder() != BorderMode::Constant ||
      ShapedType::isDynamicShape(input) || ShapedType::isDynamicShape(output))
    return failure();
  Lowering b(op, rewriter);
  Value dilated = b.createDilated(op.getInput(), window->dims);
  for (auto [i, dim] : llvm::enumerate(window->dims)) {
    int64_t before = dim.span() - 1 - dim.before;
    dim.after = output[i] - getShape(dilated)[i] - before + dim.span() - 1;
    dim.before = before;
    dim.stride = 1;
  }
  Sizes sizes = b.getSizes(op->getResult(0));
  rewriter.replaceOp(op, op.getNormalize()
                             ? createWindowMean(b, dilated, *window, sizes)
                             : createWindowSum(b, dilated, *window, sizes));
  return success();
}

void nnef::populatePoolingPatterns(RewritePatternSet &patterns) {
  patterns.add(lowerMaxPool);
  patterns.add(lowerAvgPool);
  patterns.add(lowerRmsPool);
  patterns.add(lowerBox);
  patterns.add(lowerDebox);
  patterns.add(lowerArgmaxPool);
  patterns.add(lowerMaxPoolWithIndex);
  patterns.add(lowerSample);
}
