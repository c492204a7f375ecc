//===- Convolution.cpp - Convolutions to Linalg --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Convolution.h"

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
  return b.createBroadcast(bias, sizes);
}

/// Strides or dilations of the spatial dimensions, as Linalg wants them.
static DenseIntElementsAttr getSteps(Lowering &b, ArrayRef<SlidingDim> dims,
                                     int64_t SlidingDim::*step) {
  SmallVector<int64_t> steps;
  for (const SlidingDim &dim : dims)
    steps.push_back(dim.*step);
  return b.getI64VectorAttr(steps);
}

/// Convolution with groups in any number of dimensions: input (N, G, c, x...),
/// filter (G, f, c, k...), output (N, G, f, y...).
static Value createGroupedConvolution(Lowering &b, Value input, Value filter,
                                      Value init, ArrayRef<SlidingDim> dims) {
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
                               Value init, ArrayRef<SlidingDim> dims,
                               OpFoldResult groups) {
  DenseIntElementsAttr strides = getSteps(b, dims, &SlidingDim::stride);
  DenseIntElementsAttr dilations = getSteps(b, dims, &SlidingDim::dilation);
  auto named = [&](auto op, Value filter) {
    using OpT = decltype(op);
    return b
        .create<OpT>(init.getType(), ValueRange{input, filter},
                     ValueRange{init}, strides, dilations)
        .getResult(0);
  };
  if (isOneInteger(groups)) {
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
  // One filter for each channel.
  auto known = getConstantIntValue(groups);
  bool isDepthwise = getShape(filter)[1] == 1 && getShape(filter)[0] == known;
  if (isDepthwise) {
    switch (dims.size()) {
    case 1:
      return named(linalg::DepthwiseConv1DNcwCwOp(),
                   b.createSqueeze(filter, {1}));
    case 2:
      return named(linalg::DepthwiseConv2DNchwChwOp(),
                   b.createSqueeze(filter, {1}));
    case 3:
      return named(linalg::DepthwiseConv3DNcdhwCdhwOp(),
                   b.createSqueeze(filter, {1}));
    default:
      break;
    }
  }

  Value inputGroups = b.createSplitDim(input, 1, groups);
  Value filterGroups = b.createSplitDim(filter, 0, groups);
  Value initGroups = b.createSplitDim(init, 1, groups);
  Value grouped =
      createGroupedConvolution(b, inputGroups, filterGroups, initGroups, dims);
  return b.createJoinedDims(grouped, {1});
}

/// Pads and convolves.
static Value createPaddedConvolution(Lowering &b, Value input, Value filter,
                                     Value bias, const Sizes &sizes,
                                     ArrayRef<SlidingDim> dims,
                                     BorderMode border, OpFoldResult groups) {
  // No window pads batch and channels.
  OpFoldResult none = b.getIndexAttr(0);
  SmallVector<Padding> padding(2, {none, none});
  for (const SlidingDim &dim : dims)
    padding.push_back(dim.padding);
  Value zero = b.constant(getElementType(input), 0);
  Value padded = b.createPad(input, padding, border, zero);
  return createConvolution(b, padded, filter, createBias(b, bias, sizes), dims,
                           groups);
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

static std::string findConvObstacle(ConvOp op) {
  return findConvolutionObstacle(op, op.getFilter());
}

OpFoldResult nnef::getGroups(ConvOp op, Lowering &b) {
  if (op.getGroups() == 0)
    return b.getSize(op.getInput(), 1);
  return b.getIndexAttr(op.getGroups());
}

static Value lowerConv(ConvOp op, Lowering &b) {
  Sizes sizes = b.getSizes(op->getResult(0));
  SmallVector<SlidingDim> dims = getConvolutionWindow(
      op, b, op.getFilter(), b.getSizes(op.getInput()), sizes);
  OpFoldResult groups = getGroups(op, b);
  return createPaddedConvolution(b, op.getInput(), op.getFilter(), op.getBias(),
                                 sizes, dims, op.getBorder(), groups);
}

/// A literal 0 where a convolution has no bias.
static Value createNoBias(Lowering &b, Type elementType) {
  return b.create<ConstantOp>(
      DenseElementsAttr::get(RankedTensorType::get({}, elementType), 0.0f));
}

static std::string findSeparableConvObstacle(SeparableConvOp op) {
  return findConvolutionObstacle(op, op.getPlaneFilter());
}

static Value lowerSeparableConv(SeparableConvOp op, Lowering &b) {
  // Two convolutions: one plane by plane, and one across the channels.
  Value zero = createNoBias(b, getElementType(op.getInput()));
  auto planes = b.create<ConvOp>(op.getInput(), op.getPlaneFilter(), zero,
                                 op.getBorderAttr(), op.getPaddingAttr(),
                                 op.getStrideAttr(), op.getDilationAttr(),
                                 b.getI64IntegerAttr(0));
  return b.create<ConvOp>(op.getType(), planes, op.getPointFilter(),
                          op.getBias(), BorderModeAttr(), PaddingAttr(),
                          DenseI64ArrayAttr(), DenseI64ArrayAttr(),
                          b.getI64IntegerAttr(op.getGroups()));
}

//===----------------------------------------------------------------------===//
// Transposed
//===----------------------------------------------------------------------===//

Value nnef::mirrorFilter(Lowering &b, Value filter, OpFoldResult groups) {
  Value split = b.createSplitDim(filter, 0, groups);
  Sizes sizes = b.getSizes(split), mirrored = sizes;
  std::swap(mirrored[1], mirrored[2]);
  Value result = b.createGenerated(
      mirrored, getElementType(filter), [&](Lowering &b, ValueRange place) {
        SmallVector<Value> source(place);
        std::swap(source[1], source[2]);
        for (size_t i = 3; i < source.size(); ++i) {
          source[i] = b.create<arith::SubIOp>(b.getLast(sizes[i]), source[i]);
        }
        return b.create<tensor::ExtractOp>(split, source).getResult();
      });
  return b.createJoinedDims(result, {0});
}

static std::string findDeconvObstacle(DeconvOp op) {
  return findReverseObstacle(op, getShape(op.getFilter()).drop_front(2),
                             getShape(op.getInput()), getShape(op.getOutput()));
}

OpFoldResult nnef::getGroups(DeconvOp op, Lowering &b) {
  if (op.getGroups() != 0)
    return b.getIndexAttr(op.getGroups());
  if (!op.getOutputShape().empty())
    return b.getIndexAttr(op.getOutputShape()[1]);
  return b.getSize(op.getInput(), 1);
}

static Value lowerDeconv(DeconvOp op, Lowering &b) {
  Sizes input = b.getSizes(op.getInput());
  Sizes output = b.getSizes(op->getResult(0));
  SmallVector<SlidingDim> dims =
      getConvolutionWindow(op, b, op.getFilter(), output, input);
  OpFoldResult groups = getGroups(op, b);
  // Convolving the spread input with the mirrored filter, in steps of one,
  // collects for each output element what the input elements add to it.
  Value zero = b.constant(getElementType(op.getInput()), 0);
  Value spread =
      createSpread(b, op.getInput(), op.getBorder(), dims, output, zero);
  Value mirrored = mirrorFilter(b, op.getFilter(), groups);
  return createPaddedConvolution(b, spread, mirrored, op.getBias(), output,
                                 dims, BorderMode::Constant, groups);
}

static std::string findSeparableDeconvObstacle(SeparableDeconvOp op) {
  return findReverseObstacle(op, getShape(op.getPlaneFilter()).drop_front(2),
                             getShape(op.getInput()), getShape(op.getOutput()));
}

static Value lowerSeparableDeconv(SeparableDeconvOp op, Lowering &b) {
  Value zero = createNoBias(b, getElementType(op.getInput()));
  DenseI64ArrayAttr none = b.getDenseI64ArrayAttr({});
  auto mixed = b.create<DeconvOp>(
      op.getInput(), op.getPointFilter(), zero,
      BorderModeAttr::get(b.getContext(), BorderMode::Constant),
      PaddingAttr::get(b.getContext(), {}), none, none, none,
      b.getI64IntegerAttr(op.getGroups()));
  return b.create<DeconvOp>(
      op.getType(), mixed, op.getPlaneFilter(), op.getBias(),
      op.getBorderAttr(), op.getPaddingAttr(), op.getStrideAttr(),
      op.getDilationAttr(), op.getOutputShapeAttr(), b.getI64IntegerAttr(0));
}

void nnef::populateConvolutionLowerings(LoweringTable &table) {
  table.add(lowerConv, findConvObstacle);
  table.add(lowerDeconv, findDeconvObstacle);
  table.add(lowerSeparableConv, findSeparableConvObstacle);
  table.add(lowerSeparableDeconv, findSeparableDeconvObstacle);
}
