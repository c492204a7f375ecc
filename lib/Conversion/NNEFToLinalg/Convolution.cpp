//===- Convolution.cpp - Convolutions to Linalg --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Building convolutions
//===----------------------------------------------------------------------===//

/// The tensor that a convolution adds its products to: the bias, which has the
/// shape (1, C) or less, repeated over the output.
static Value createBias(Lowering &b, Value bias, const Sizes &sizes) {
  Attribute value;
  if (matchPattern(bias, m_Constant(&value)))
    if (auto elements = dyn_cast<SplatElementsAttr>(value)) {
      auto scalar = cast<TypedAttr>(elements.getSplatValue<Attribute>());
      return b.createFilled(sizes, b.create<arith::ConstantOp>(scalar));
    }
  return b.createElementwise(bias, sizes, getElementType(bias),
                             [](Lowering &, ValueRange x) { return x[0]; });
}

/// Strides or dilations of the spatial dimensions, as Linalg wants them.
static DenseIntElementsAttr getSteps(Lowering &b, ArrayRef<WindowDim> dims,
                                     int64_t WindowDim::*step) {
  SmallVector<int64_t> steps;
  for (const WindowDim &dim : dims)
    steps.push_back(dim.*step);
  return b.getI64VectorAttr(steps);
}

/// Splits dimension `dim` into `outer` parts.
static Value splitDim(Lowering &b, Value input, unsigned dim, int64_t outer) {
  Sizes sizes = b.getSizes(input);
  int64_t extent = *getConstantIntValue(sizes[dim]);
  sizes[dim] = b.getIndexAttr(extent / outer);
  sizes.insert(sizes.begin() + dim, b.getIndexAttr(outer));
  return b.createReshape(input, sizes);
}

/// Convolution with groups in any number of dimensions: input (N, G, c, x...),
/// filter (G, f, c, k...), output (N, G, f, y...).
static Value createGroupedConvolution(Lowering &b, Value input, Value filter,
                                      Value init, ArrayRef<WindowDim> dims) {
  unsigned spatial = dims.size();
  // Loops: n, g, f, y..., c, k...
  unsigned loops = 4 + 2 * spatial;
  auto dim = [&](unsigned i) { return b.getAffineDimExpr(i); };
  AffineExpr n = dim(0), g = dim(1), f = dim(2), c = dim(3 + spatial);
  SmallVector<AffineExpr> in{n, g, c}, weights{g, f, c}, out{n, g, f};
  for (auto [i, window] : llvm::enumerate(dims)) {
    AffineExpr y = dim(3 + i), k = dim(4 + spatial + i);
    in.push_back(y * window.stride + k * window.dilation);
    weights.push_back(k);
    out.push_back(y);
  }
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), 3 + spatial, utils::IteratorType::parallel);
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(loops, 0, exprs, b.getContext());
  };
  return b
      .create<linalg::GenericOp>(
          init.getType(), ValueRange{input, filter}, init,
          ArrayRef<AffineMap>{map(in), map(weights), map(out)}, iterators,
          [](OpBuilder &builder, Location loc, ValueRange args) {
            Lowering inner(loc, builder);
            Value product = inner.mul(args[0], args[1]);
            inner.create<linalg::YieldOp>(inner.add(args[2], product));
          })
      .getResult(0);
}

/// Convolves an input that is padded already.
static Value createConvolution(Lowering &b, Value input, Value filter,
                               Value init, ArrayRef<WindowDim> dims,
                               int64_t groups) {
  ValueRange none;
  DenseIntElementsAttr strides = getSteps(b, dims, &WindowDim::stride);
  DenseIntElementsAttr dilations = getSteps(b, dims, &WindowDim::dilation);
  auto named = [&](auto op, Value filter) {
    using OpT = decltype(op);
    return b
        .create<OpT>(init.getType(), ValueRange{input, filter},
                     ValueRange{init}, strides, dilations)
        .getResult(0);
  };
  if (groups == 1) {
    switch (dims.size()) {
    case 1:
      return named(linalg::Conv1DNcwFcwOp(), filter);
    case 2:
      return named(linalg::Conv2DNchwFchwOp(), filter);
    case 3:
      return named(linalg::Conv3DNcdhwFcdhwOp(), filter);
    default:
      break;
    }
  }
  int64_t channels = getShape(filter)[0];
  if (dims.size() == 2 && getShape(filter)[1] == 1 && channels == groups)
    return named(linalg::DepthwiseConv2DNchwChwOp(),
                 b.createSqueeze(filter, {1}));

  Value inputGroups = splitDim(b, input, 1, groups);
  Value filterGroups = splitDim(b, filter, 0, groups);
  Value initGroups = splitDim(b, init, 1, groups);
  Value grouped =
      createGroupedConvolution(b, inputGroups, filterGroups, initGroups, dims);
  return b.createReshape(grouped, b.getSizes(init));
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

/// The window of a convolution over its spatial dimensions, with automatic
/// padding resolved. `input` slides over the filter to give `output`; for a
/// transposed convolution the two swap. Nothing if an extent that is needed is
/// not known.
template <typename OpT>
static FailureOr<SmallVector<WindowDim>>
getConvolutionWindow(OpT op, ArrayRef<int64_t> filter, ArrayRef<int64_t> input,
                     ArrayRef<int64_t> output) {
  filter = filter.drop_front(2);
  input = input.drop_front(2);
  output = output.drop_front(2);
  if (ShapedType::isDynamicShape(filter))
    return failure();
  SmallVector<WindowDim> dims =
      getWindow(filter, op.getPadding(), op.getStride(), op.getDilation());
  for (auto [dim, extent, places] : llvm::zip(dims, input, output)) {
    if (failed(dim.resolve(extent, places)))
      return failure();
  }
  return dims;
}

/// Batch and channels, which no window pads, and the spatial dimensions.
static SmallVector<WindowDim> withBatchAndChannels(ArrayRef<WindowDim> dims) {
  SmallVector<WindowDim> all(2);
  llvm::append_range(all, dims);
  return all;
}

/// Whether a convolution has all that its lowering needs to know.
static bool canConvolve(Value input, Value filter, ArrayRef<WindowDim> dims,
                        BorderMode border) {
  return !ShapedType::isDynamic(getShape(input)[1]) &&
         !ShapedType::isDynamic(getShape(filter)[0]) &&
         canExtend(getShape(input), withBatchAndChannels(dims), border);
}

/// Pads and convolves.
static FailureOr<Value> lowerConvolution(Lowering &b, Value input, Value filter,
                                         Value bias, const Sizes &sizes,
                                         ArrayRef<WindowDim> dims,
                                         BorderMode border, int64_t groups) {
  if (!canConvolve(input, filter, dims, border))
    return failure();
  if (groups == 0)
    groups = getShape(input)[1];
  SmallVector<WindowDim> padding = withBatchAndChannels(dims);
  Value zero = b.constant(getElementType(input), 0);
  Value padded = b.createPad(input, padding, border, zero);
  return createConvolution(b, padded, filter, createBias(b, bias, sizes), dims,
                           groups);
}

static LogicalResult lowerConv(ConvOp op, PatternRewriter &rewriter) {
  auto dims = getConvolutionWindow(op, op.getFilter().getType().getShape(),
                                   op.getInput().getType().getShape(),
                                   op.getOutput().getType().getShape());
  if (failed(dims))
    return failure();
  Lowering b(op, rewriter);
  FailureOr<Value> output = lowerConvolution(
      b, op.getInput(), op.getFilter(), op.getBias(),
      b.getSizes(op->getResult(0)), *dims, op.getBorder(), op.getGroups());
  if (failed(output))
    return failure();
  rewriter.replaceOp(op, *output);
  return success();
}

static LogicalResult lowerSeparableConv(SeparableConvOp op,
                                        PatternRewriter &rewriter) {
  // Two convolutions, which have to be possible before they are made: one plane
  // by plane, and one across the channels.
  auto dims =
      getConvolutionWindow(op, getShape(op.getPlaneFilter()),
                           getShape(op.getInput()), getShape(op.getOutput()));
  if (failed(dims) ||
      !canConvolve(op.getInput(), op.getPlaneFilter(), *dims, op.getBorder()) ||
      ShapedType::isDynamicShape(getShape(op.getPointFilter())))
    return failure();
  Lowering b(op, rewriter);
  Value zero = b.create<ConstantOp>(DenseElementsAttr::get(
      RankedTensorType::get({}, getElementType(op.getInput())), 0.0f));
  auto planes = b.create<ConvOp>(op.getInput(), op.getPlaneFilter(), zero,
                                 op.getBorderAttr(), op.getPaddingAttr(),
                                 op.getStrideAttr(), op.getDilationAttr(),
                                 b.getI64IntegerAttr(0));
  rewriter.replaceOpWithNewOp<ConvOp>(
      op, op.getType(), planes, op.getPointFilter(), op.getBias(),
      BorderModeAttr(), PaddingAttr(), DenseI64ArrayAttr(), DenseI64ArrayAttr(),
      b.getI64IntegerAttr(op.getGroups()));
  return success();
}

//===----------------------------------------------------------------------===//
// Transposed
//===----------------------------------------------------------------------===//

/// Turns the filter of a transposed convolution, (G * i, o, k...), into that of
/// the convolution that computes the same: (G * o, i, k...), mirrored in space.
static Value mirrorFilter(Lowering &b, Value filter, int64_t groups) {
  Value split = splitDim(b, filter, 0, groups);
  ArrayRef<int64_t> shape = getShape(split);
  unsigned rank = shape.size();
  Sizes sizes = b.getSizes(split);
  std::swap(sizes[1], sizes[2]);
  SmallVector<AffineExpr> source;
  for (unsigned i = 0; i < rank; ++i)
    source.push_back(b.getAffineDimExpr(i));
  std::swap(source[1], source[2]);
  for (unsigned i = 3; i < rank; ++i)
    source[i] = shape[i] - 1 - source[i];
  Value empty = b.createEmpty(sizes, getElementType(filter));
  Value mirrored =
      b.create<linalg::GenericOp>(
           empty.getType(), split, empty,
           ArrayRef<AffineMap>{AffineMap::get(rank, 0, source, b.getContext()),
                               b.getMultiDimIdentityMap(rank)},
           SmallVector<utils::IteratorType>(rank,
                                            utils::IteratorType::parallel),
           [](OpBuilder &builder, Location loc, ValueRange args) {
             linalg::YieldOp::create(builder, loc, args[0]);
           })
          .getResult(0);
  Sizes joined = sizes;
  joined.erase(joined.begin());
  joined[0] = b.getIndexAttr(groups * shape[2]);
  return b.createReshape(mirrored, joined);
}

/// Whether a transposed convolution can be lowered. Only zeros can stand
/// between and around the elements of the input, and all but the batch has to
/// be known.
template <typename OpT> static bool canReverse(OpT op) {
  return op.getBorder() == BorderMode::Constant &&
         !ShapedType::isDynamicShape(getShape(op.getInput()).drop_front()) &&
         !ShapedType::isDynamicShape(getShape(op.getOutput()).drop_front());
}

static LogicalResult lowerDeconv(DeconvOp op, PatternRewriter &rewriter) {
  ArrayRef<int64_t> input = op.getInput().getType().getShape();
  ArrayRef<int64_t> filter = op.getFilter().getType().getShape();
  ArrayRef<int64_t> output = op.getOutput().getType().getShape();
  auto dims = getConvolutionWindow(op, filter, output, input);
  if (failed(dims) || !canReverse(op) || ShapedType::isDynamicShape(filter))
    return failure();
  int64_t groups = op.getGroups();
  if (groups == 0)
    groups = op.getOutputShape().empty() ? input[1] : op.getOutputShape()[1];

  Lowering b(op, rewriter);
  SmallVector<WindowDim> spread = withBatchAndChannels(*dims);
  Value dilated = b.createDilated(op.getInput(), spread);
  // Convolving the spread input with the mirrored filter, in steps of one,
  // collects for each output element what the input elements add to it.
  SmallVector<WindowDim> window = *dims;
  for (auto [i, dim] : llvm::enumerate(window)) {
    int64_t span = dim.span();
    int64_t before = span - 1 - dim.before;
    dim.after = output[i + 2] - getShape(dilated)[i + 2] - before + span - 1;
    dim.before = before;
    dim.stride = 1;
  }
  Value mirrored = mirrorFilter(b, op.getFilter(), groups);
  FailureOr<Value> result = lowerConvolution(
      b, dilated, mirrored, op.getBias(), b.getSizes(op->getResult(0)), window,
      BorderMode::Constant, groups);
  if (failed(result))
    return failure();
  rewriter.replaceOp(op, *result);
  return success();
}

static LogicalResult lowerSeparableDeconv(SeparableDeconvOp op,
                                          PatternRewriter &rewriter) {
  if (!canReverse(op) ||
      ShapedType::isDynamicShape(getShape(op.getPlaneFilter())) ||
      ShapedType::isDynamicShape(getShape(op.getPointFilter())))
    return failure();
  Lowering b(op, rewriter);
  Value zero = b.create<ConstantOp>(DenseElementsAttr::get(
      RankedTensorType::get({}, getElementType(op.getInput())), 0.0f));
  DenseI64ArrayAttr none = b.getDenseI64ArrayAttr({});
  auto mixed = b.create<DeconvOp>(
      op.getInput(), op.getPointFilter(), zero,
      BorderModeAttr::get(b.getContext(), BorderMode::Constant),
      PaddingAttr::get(b.getContext(), {}), none, none, none,
      b.getI64IntegerAttr(op.getGroups()));
  rewriter.replaceOpWithNewOp<DeconvOp>(
      op, op.getType(), mixed, op.getPlaneFilter(), op.getBias(),
      op.getBorderAttr(), op.getPaddingAttr(), op.getStrideAttr(),
      op.getDilationAttr(), op.getOutputShapeAttr(), b.getI64IntegerAttr(0));
  return success();
}

void nnef::populateConvolutionPatterns(RewritePatternSet &patterns) {
  patterns.add(lowerConv);
  patterns.add(lowerDeconv);
  patterns.add(lowerSeparableConv);
  patterns.add(lowerSeparableDeconv);
}
