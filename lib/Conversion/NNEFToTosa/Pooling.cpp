//===- Pooling.cpp - Windows over all dimensions to TOSA ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include <numeric>

using namespace mlir;
using namespace nnef;

using Values = SmallVector<Value>;

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

namespace {
enum class PoolKind { Max, Average };

struct Pool {
  PoolKind kind;
  BorderMode border;
  /// What is beyond the edges, with the border `constant`.
  int64_t outside = 0;
  /// The zero point of codes, which are averaged as they are without one.
  int64_t zero = 0;
};
} // namespace

/// A pool over the second and third of four dimensions. Beyond the edges there
/// is nothing.
static Value createPool2D(TosaLowering &b, Value x, const Pool &pool,
                          const WindowDim &first, const WindowDim &second) {
  SmallVector<int64_t> kernel{first.size, second.size},
      stride{first.stride, second.stride},
      pad{first.before, first.after, second.before, second.after};
  SmallVector<int64_t> extents(TosaLowering::getShape(x));
  auto countPlaces = [](int64_t extent, const WindowDim &dim) {
    return (extent + dim.before + dim.after - dim.size) / dim.stride + 1;
  };
  extents[1] = countPlaces(extents[1], first);
  extents[2] = countPlaces(extents[2], second);
  RankedTensorType type = TosaLowering::getType(extents, x);
  if (pool.kind == PoolKind::Max)
    return b.create<tosa::MaxPool2dOp>(type, x, kernel, stride, pad);
  Value zero = b.zeroPoint(x, pool.zero);
  return b.create<tosa::AvgPool2dOp>(type, x, zero, zero, kernel, stride, pad,
                                     b.getAccumulator(x));
}

/// Whether the window leaves a dimension as it is.
static bool isIdle(const WindowDim &dim) {
  return dim.size == 1 && dim.stride == 1 && dim.before == 0 && dim.after == 0;
}

/// Whether the window moves in space alone, of images.
static bool isSpatial(ArrayRef<WindowDim> dims) {
  return dims.size() == 4 && isIdle(dims[0]) && isIdle(dims[1]);
}

/// A pool over any dimensions, two neighbours at a time: the maximum of maxima
/// is the maximum, and so is the average of averages of equal size.
static Value createPoolOfPairs(TosaLowering &b, Value x, const Pool &pool,
                               ArrayRef<WindowDim> dims) {
  for (size_t i = 0; i < dims.size(); ++i) {
    if (isIdle(dims[i]))
      continue;
    SmallVector<int64_t> extents(TosaLowering::getShape(x));
    bool hasNeighbour = i + 1 < dims.size() && !isIdle(dims[i + 1]);
    size_t next = hasNeighbour ? i + 2 : i + 1;
    auto volume = [&](size_t from, size_t to) {
      return std::accumulate(extents.begin() + from, extents.begin() + to,
                             int64_t(1), std::multiplies<int64_t>());
    };
    x = b.reshape(x, {volume(0, i), extents[i], volume(i + 1, next),
                      volume(next, extents.size())});
    x = createPool2D(b, x, pool, dims[i],
                     hasNeighbour ? dims[i + 1] : WindowDim());
    extents[i] = TosaLowering::getShape(x)[1];
    if (hasNeighbour)
      extents[i + 1] = TosaLowering::getShape(x)[2];
    x = b.reshape(x, extents);
    i = next - 1;
  }
  return x;
}

/// A pool over a window whose padding is exact.
static Value createPool(TosaLowering &b, Value x, const Pool &pool,
                        ArrayRef<WindowDim> window) {
  SmallVector<WindowDim> dims(window);
  bool spatial = isSpatial(dims);
  if (spatial) {
    x = b.transpose(x, {0, 2, 3, 1});
    std::rotate(dims.begin() + 1, dims.begin() + 2, dims.end());
  }
  // A pool of TOSA ignores what lies beyond the edges. All else is done before.
  SmallVector<Margin> margins;
  for (WindowDim &dim : dims) {
    Margin &margin = margins.emplace_back();
    margin = {dim.before, dim.after};
    if (pool.border == BorderMode::Ignore)
      margin = {std::min<int64_t>(dim.before, 0),
                std::min<int64_t>(dim.after, 0)};
    dim.before -= margin.before;
    dim.after -= margin.after;
  }
  x = b.pad(x, margins, pool.border, double(pool.outside));
  if (!spatial)
    return createPoolOfPairs(b, x, pool, dims);
  x = createPool2D(b, x, pool, dims[1], dims[2]);
  return b.transpose(x, {0, 3, 1, 2});
}

template <typename OpT>
static SmallVector<WindowDim> getPoolWindow(OpT op, Value input, Value output) {
  return getExactWindow(getWindow(op.getSize(), op.getPadding(), op.getStride(),
                                  op.getDilation()),
                        TosaLowering::getShape(input),
                        TosaLowering::getShape(output));
}

template <typename OpT> static SmallVector<WindowDim> getPoolWindow(OpT op) {
  return getPoolWindow(op, op.getInput(), op.getOutput());
}

static int64_t getVolume(ArrayRef<WindowDim> dims) {
  int64_t volume = 1;
  for (const WindowDim &dim : dims)
    volume *= dim.size;
  return volume;
}

template <typename OpT> static Value createAverage(TosaLowering &b, OpT op) {
  return createPool(b, op.getInput(), {PoolKind::Average, op.getBorder()},
                    getPoolWindow(op));
}

static Value lowerMaxPool(TosaLowering &b, MaxPoolOp op) {
  return createPool(b, op.getInput(), {PoolKind::Max, op.getBorder()},
                    getPoolWindow(op));
}

static Value lowerAvgPool(TosaLowering &b, AvgPoolOp op) {
  return createAverage(b, op);
}

static Value lowerRmsPool(TosaLowering &b, RmsPoolOp op) {
  Value squares = b.mul(op.getInput(), op.getInput());
  return b.sqrt(createPool(b, squares, {PoolKind::Average, op.getBorder()},
                           getPoolWindow(op)));
}

/// The sum of a window is its average times its volume. What is ignored adds
/// nothing to a sum, as zeros do.
static Value lowerBox(TosaLowering &b, BoxOp op) {
  if (op.getNormalize())
    return createAverage(b, op);
  BorderMode border = op.getBorder() == BorderMode::Ignore
                          ? BorderMode::Constant
                          : op.getBorder();
  SmallVector<WindowDim> window = getPoolWindow(op);
  Value average =
      createPool(b, op.getInput(), {PoolKind::Average, border}, window);
  return b.mul(average, double(getVolume(window)));
}

//===----------------------------------------------------------------------===//
// The reverse
//===----------------------------------------------------------------------===//

/// Whether each input element becomes a block of its own.
static bool isRepetition(ArrayRef<WindowDim> dims) {
  return llvm::all_of(dims, [](const WindowDim &dim) {
    return dim.size == dim.stride && dim.before == 0 && dim.after == 0;
  });
}

/// The reverse of a box: spread the input out and sum over windows.
static Value lowerDebox(TosaLowering &b, DeboxOp op) {
  SmallVector<WindowDim> dims =
      getPoolWindow(op, op.getOutput(), op.getInput());
  int64_t volume = getVolume(dims);
  double factor = op.getNormalize() ? 1 : double(volume);
  Value x = op.getInput();
  if (isRepetition(dims)) {
    for (auto [axis, dim] : llvm::enumerate(dims))
      x = b.repeatElements(x, axis, dim.size);
    return op.getNormalize() ? b.mul(x, 1 / double(volume)) : x;
  }
  for (auto [axis, dim] : llvm::enumerate(dims)) {
    x = b.spread(x, axis, dim.stride);
    dim.before = dim.size - 1 - dim.before;
    dim.after = dim.size - 1 - dim.after;
    dim.stride = 1;
  }
  Value average =
      createPool(b, x, {PoolKind::Average, BorderMode::Constant}, dims);
  return factor == 1 ? average : b.mul(average, factor);
}

//===----------------------------------------------------------------------===//
// For other families
//===----------------------------------------------------------------------===//

Value nnef::createLocalMean(TosaLowering &b, Value input,
                            ArrayRef<int64_t> size) {
  ArrayRef<int64_t> shape = TosaLowering::getShape(input);
  auto automatic = PaddingAttr::get(b.getContext(), {});
  SmallVector<WindowDim> window =
      getExactWindow(getWindow(size, automatic, {}, {}), shape, shape);
  return createPool(b, input, {PoolKind::Average, BorderMode::Constant},
                    window);
}

Value nnef::createBlockMean(TosaLowering &b, Value input,
                            ArrayRef<int64_t> size) {
  SmallVector<WindowDim> window(size.size());
  for (auto [dim, extent] : llvm::zip_equal(window, size))
    dim.size = dim.stride = extent;
  return createPool(b, input, {PoolKind::Average, BorderMode::Ignore}, window);
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

static bool hasDilation(ArrayRef<WindowDim> dims) {
  return llvm::any_of(dims, [](const WindowDim &dim) {
    return dim.dilation != 1 && dim.size != 1;
  });
}

/// Whether a window may lie outside of the input, where nothing is.
static bool leavesInput(ArrayRef<WindowDim> dims) {
  return llvm::any_of(dims, [](const WindowDim &dim) {
    return dim.before >= dim.size || dim.after >= dim.size;
  });
}

static bool reflectsTooFar(ArrayRef<WindowDim> dims, ArrayRef<int64_t> shape,
                           BorderMode border) {
  SmallVector<Margin> margins;
  for (const WindowDim &dim : dims)
    margins.push_back({dim.before, dim.after});
  return !canExtendBy(shape, margins, border);
}

/// Says when a pool cannot be lowered. `sums` is whether a border that is
/// ignored can be zeros.
template <typename OpT>
static void addPoolLimits(TosaRules::Adder<OpT> adder,
                          bool (*sums)(OpT) = nullptr) {
  adder
      .stays("TOSA's pools have no dilation",
             [](OpT op, const TosaTarget &) {
               return hasDilation(getPoolWindow(op));
             })
      .stays("with the border `ignore`, a window may lie outside of the input",
             [=](OpT op, const TosaTarget &) {
               return op.getBorder() == BorderMode::Ignore &&
                      !(sums && sums(op)) && leavesInput(getPoolWindow(op));
             })
      .stays("the border reflects beyond the other edge",
             [](OpT op, const TosaTarget &) {
               return reflectsTooFar(getPoolWindow(op),
                                     op.getInput().getType().getShape(),
                                     op.getBorder());
             })
      .stays("the window, the stride or the padding is larger than the level "
             "allows",
             [](OpT op, const TosaTarget &target) {
               return exceedsLevel(getPoolWindow(op), target);
             });
}

void nnef::addPoolingRules(TosaRules &rules) {
  rules.beginFamily("Windows");
  addPoolLimits(rules.add<MaxPoolOp>(
      "`max_pool2d`, for more than two dimensions several; the border "
      "`constant` by `pad`, others by `slice`, `tile` or `reverse`, and "
      "`concat`",
      lowerMaxPool));
  addPoolLimits(rules.add<AvgPoolOp>(
      "`avg_pool2d`, with borders as for `max_pool`", lowerAvgPool));
  addPoolLimits(rules.add<RmsPoolOp>(
      "`mul`, `avg_pool2d`, `rsqrt`, `reciprocal`", lowerRmsPool));
  addPoolLimits<BoxOp>(rules.add<BoxOp>("`avg_pool2d`, without `normalize` "
                                        "times the volume of the window",
                                        lowerBox),
                       [](BoxOp op) { return !op.getNormalize(); });

  auto reverseWindow = [](DeboxOp op) {
    return getPoolWindow(op, op.getOutput(), op.getInput());
  };
  rules
      .add<DeboxOp>("`tile` where each element becomes a block, else zeros "
                    "between the elements by `pad`, and `avg_pool2d`",
                    lowerDebox)
      .stays("TOSA's pools have no dilation",
             [=](DeboxOp op, const TosaTarget &) {
               return hasDilation(reverseWindow(op));
             })
      // What is ignored adds nothing to a sum, as zeros do.
      .stays("its border repeats elements, or is `ignore` with `normalize`",
             [](DeboxOp op, const TosaTarget &) {
               return op.getBorder() != BorderMode::Constant &&
                      (op.getBorder() != BorderMode::Ignore ||
                       op.getNormalize());
             })
      .stays("the window, the stride or the padding is larger than the level "
             "allows",
             [=](DeboxOp op, const TosaTarget &target) {
               return exceedsLevel(reverseWindow(op), target);
             });

  StringRef noPositions = "TOSA has no positions within windows";
  rules.leave<ArgmaxPoolOp>(noPositions);
  rules.leave<MaxPoolWithIndexOp>(noPositions);
  rules.leave<SampleOp>(noPositions);
  rules.leave<DesampleOp>(noPositions);
}

//===----------------------------------------------------------------------===//
// On codes
//===----------------------------------------------------------------------===//

template <typename OpT>
static Value createPoolOfCodes(CodesLowering &b, OpT op, PoolKind kind) {
  Codes from = b.getOperandCodes(0);
  Pool pool{kind, op.getBorder(), CodesLowering::getZeroByte(from)};
  // Halves go away from the code 0, whatever it stands for: `avg_pool2d` rounds
  // them away from the zero point, as its reciprocals are a little too large.
  pool.zero = CodesLowering::getByte(from, 0);
  Value result = createPool(b, op.getInput(), pool, getPoolWindow(op));
  return b.requantize(result, from, *CodesLowering::getCodes(op.getOutput()));
}

static Value lowerMaxPoolOfCodes(CodesLowering &b, MaxPoolOp op) {
  return createPoolOfCodes(b, op, PoolKind::Max);
}

template <typename OpT>
static Value lowerAverageOfCodes(CodesLowering &b, OpT op) {
  return createPoolOfCodes(b, op, PoolKind::Average);
}

static Value lowerAreaDownsampleOfCodes(CodesLowering &b, AreaDownsampleOp op) {
  Codes from = b.getOperandCodes(0);
  SmallVector<WindowDim> window(2);
  for (int64_t factor : op.getFactor()) {
    WindowDim &dim = window.emplace_back();
    dim.size = dim.stride = factor;
  }
  Value result = createPool(b, op.getInput(),
                            {PoolKind::Average, BorderMode::Ignore, 0,
                             CodesLowering::getByte(from, 0)},
                            window);
  return b.requantize(result, from, *CodesLowering::getCodes(op.getOutput()));
}

/// Whether one pool of TOSA is not enough. Averages of averages would be
/// rounded twice.
static bool needsSeveralPools(ArrayRef<WindowDim> dims) {
  if (isSpatial(dims))
    return false;
  int64_t first = -1, last = -1;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    if (isIdle(dim))
      continue;
    first = first < 0 ? i : first;
    last = i;
  }
  return last - first > 1;
}

template <typename OpT>
static TosaRules::Adder<OpT> addAverageOfCodes(TosaRules &rules,
                                               StringRef expression) {
  return rules.addCodes<OpT>(expression, lowerAverageOfCodes<OpT>)
      .onBytes()
      .stays(rules.getLimits<OpT>())
      .stays("the window extends over more than two neighbouring dimensions",
             [](OpT op, const TosaTarget &) {
               return needsSeveralPools(getPoolWindow(op));
             });
}

void nnef::addCodesPoolingRules(TosaRules &rules) {
  rules
      .addCodes<MaxPoolOp>("`max_pool2d`, as on numbers; the border "
                           "`constant` has the code of 0",
                           lowerMaxPoolOfCodes)
      .onBytes()
      .stays(rules.getLimits<MaxPoolOp>());
  addAverageOfCodes<AvgPoolOp>(
      rules, "`avg_pool2d` of codes, whatever their zero point");
  addAverageOfCodes<BoxOp>(rules, "`avg_pool2d`, as `avg_pool`")
      .stays("it adds up codes, for which TOSA has no windows",
             [](BoxOp op, const TosaTarget &) { return !op.getNormalize(); });
  rules
      .addCodes<AreaDownsampleOp>("`avg_pool2d`, as `avg_pool`",
                                  lowerAreaDownsampleOfCodes)
      .onBytes()
      .stays(rules.getLimits<AreaDownsampleOp>())
      .stays("the factor has more than two dimensions",
             [](AreaDownsampleOp op, const TosaTarget &) {
               return op.getFactor().size() > 2;
             });
}
