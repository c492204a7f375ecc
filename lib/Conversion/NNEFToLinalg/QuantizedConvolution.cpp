//===- QuantizedConvolution.cpp - Convolutions of codes to Linalg --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The input is padded with the code of zero. The products of the distances to
// the codes of zero, and the bias, are added up in 32 bits, which wrap around;
// the sum is multiplied by the factor between the scales.
//
//===----------------------------------------------------------------------===//

#include "Convolution.h"
#include "Quantized.h"

using namespace mlir;
using namespace nnef;

/// Convolves codes that are padded already: input (N, C, x...), filter
/// (F, c, k...), output (N, F, y...).
static Value createConvolution(Lowering &b, Value input, Value filter,
                               Value init, ArrayRef<SlidingDim> dims,
                               OpFoldResult groups, const Codes &inputCodes,
                               const Codes &filterCodes) {
  // The dimensions of groups, filters in a group and channels in a group are
  // there if they are needed.
  auto known = getConstantIntValue(groups);
  bool hasGroups = known != 1;
  bool isDepthwise =
      hasGroups && getShape(filter)[1] == 1 && getShape(filter)[0] == known;
  if (isDepthwise) {
    filter = b.createSqueeze(filter, {1});
  } else if (hasGroups) {
    input = b.createSplitDim(input, 1, groups);
    filter = b.createSplitDim(filter, 0, groups);
    init = b.createSplitDim(init, 1, groups);
  }

  // Loops: n, g, f, y..., c, k...
  unsigned loops = 0;
  auto addLoop = [&] { return b.getAffineDimExpr(loops++); };
  SmallVector<AffineExpr> in, weights, out, places;
  in.push_back(addLoop());
  out.push_back(in.back());
  if (hasGroups) {
    AffineExpr g = addLoop();
    for (auto *exprs : {&in, &weights, &out})
      exprs->push_back(g);
  }
  if (!isDepthwise) {
    AffineExpr f = addLoop();
    weights.push_back(f);
    out.push_back(f);
  }
  for (size_t i = 0; i < dims.size(); ++i)
    places.push_back(addLoop());
  llvm::append_range(out, places);
  unsigned parallel = loops;
  if (!isDepthwise) {
    AffineExpr c = addLoop();
    in.push_back(c);
    weights.push_back(c);
  }
  for (auto [place, dim] : llvm::zip(places, dims)) {
    AffineExpr k = addLoop();
    in.push_back(place * dim.stride + k * dim.dilation);
    weights.push_back(k);
  }
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), parallel, utils::IteratorType::parallel);
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(loops, 0, exprs, b.getContext());
  };
  Value sums =
      b.create<linalg::GenericOp>(
           init.getType(), ValueRange{input, filter}, init,
           ArrayRef<AffineMap>{map(in), map(weights), map(out)}, iterators,
           [&](OpBuilder &builder, Location loc, ValueRange x) {
             Lowering inner(loc, builder);
             Value product = inner.create<arith::MulIOp>(
                 getSteps(inner, x[0], inputCodes),
                 getSteps(inner, x[1], filterCodes));
             Value sum = inner.create<arith::AddIOp>(x[2], product);
             inner.create<linalg::YieldOp>(sum);
           })
          .getResult(0);
  return hasGroups && !isDepthwise ? b.createJoinedDims(sums, {1}) : sums;
}

/// Pads and convolves, from the bias to the codes of the result.
static Value createPaddedConvolution(Lowering &b, Value input, Value filter,
                                     Value bias, const Sizes &sizes,
                                     ArrayRef<SlidingDim> dims,
                                     BorderMode border, OpFoldResult groups,
                                     const Codes &inputCodes,
                                     const FilterCodes &filterCodes,
                                     const Codes &outputCodes) {
  OpFoldResult none = b.getIndexAttr(0);
  SmallVector<Padding> padding(2, {none, none});
  for (const SlidingDim &dim : dims)
    padding.push_back(dim.padding);
  Value zero = createByte(b, inputCodes.zeroPoint);
  Value padded = b.createPad(input, padding, border, zero);
  Value init = createBiasOfCodes(b, bias, sizes);
  Value sums = createConvolution(b, padded, filter, init, dims, groups,
                                 inputCodes, filterCodes.codes);
  SmallVector<double> factors;
  for (float scale : filterCodes.scales)
    factors.push_back(getProductScale(inputCodes, scale,
                                      filterCodes.isPerChannel(), outputCodes));
  return createResult(b, sums, factors, outputCodes);
}

static std::string findConvObstacle(ConvOp op) {
  return findLayerObstacle(op, 0);
}

static Value lowerConv(ConvOp op, ConvOp codes, Lowering &b) {
  Sizes sizes = b.getSizes(codes->getResult(0));
  SmallVector<SlidingDim> dims = getConvolutionWindow(
      codes, b, codes.getFilter(), b.getSizes(codes.getInput()), sizes);
  return createPaddedConvolution(
      b, codes.getInput(), codes.getFilter(), codes.getBias(), sizes, dims,
      op.getBorder(), getGroups(codes, b), *getCodes(op.getInput()),
      *FilterCodes::get(op.getFilter()), *getCodes(op.getOutput()));
}

static std::string findDeconvObstacle(DeconvOp op) {
  // The scales along dimension 1 are those of all channels in a single group.
  std::optional<FilterCodes> filter = FilterCodes::get(op.getFilter());
  if (filter && filter->isPerChannel() && op.getGroups() != 1)
    return "its filter has several scales, and it has several groups";
  return findLayerObstacle(op, 1);
}

static Value lowerDeconv(DeconvOp op, DeconvOp codes, Lowering &b) {
  Codes inputCodes = *getCodes(op.getInput());
  Sizes input = b.getSizes(codes.getInput());
  Sizes output = b.getSizes(codes->getResult(0));
  SmallVector<SlidingDim> dims =
      getConvolutionWindow(codes, b, codes.getFilter(), output, input);
  OpFoldResult groups = getGroups(codes, b);
  // As it is done for reals, with the code of zero for zeros.
  Value zero = createByte(b, inputCodes.zeroPoint);
  Value spread =
      createSpread(b, codes.getInput(), op.getBorder(), dims, output, zero);
  Value mirrored = mirrorFilter(b, codes.getFilter(), groups);
  return createPaddedConvolution(b, spread, mirrored, codes.getBias(), output,
                                 dims, BorderMode::Constant, groups, inputCodes,
                                 *FilterCodes::get(op.getFilter()),
                                 *getCodes(op.getOutput()));
}

void nnef::populateQuantizedConvolutionLowerings(QuantizedTable &table) {
  table.add(lowerConv, findConvObstacle);
  table.add(lowerDeconv, findDeconvObstacle);
}
