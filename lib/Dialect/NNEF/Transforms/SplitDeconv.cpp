//===- SplitDeconv.cpp - Transposed convolutions by phases ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SplitDeconv.h"
#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace mlir;
using namespace nnef;

namespace {
/// How the phases of one dimension are computed.
///
/// Output element `i` is the sum of `input[q - t] * filter[r + stride * t]`
/// over all `t`, where `i + padding = stride * q + r`.
struct Phases {
  int64_t size, stride;
  /// How many elements of the filter belong to a phase.
  int64_t taps;
  /// How many places `q` there are, and the padding of the input for that.
  int64_t places, before, after;
  /// Where the output begins among the elements of all phases.
  int64_t begin;
};
} // namespace

/// The phases of a dimension, unless the output goes beyond all that the input
/// adds something to, or leaves out some of the first places.
static std::optional<Phases> getPhases(const WindowDim &dim, int64_t input,
                                       int64_t output) {
  Phases phases;
  phases.size = dim.size;
  phases.stride = dim.stride;
  phases.taps = llvm::divideCeil(dim.size, dim.stride);
  int64_t first = llvm::divideFloorSigned(dim.before, dim.stride);
  int64_t end = llvm::divideCeilSigned(dim.before + output, dim.stride);
  phases.places = end - first;
  phases.before = phases.taps - 1 - first;
  phases.after = end - input;
  phases.begin = dim.before - first * dim.stride;
  if (dim.dilation != 1 || dim.before < 0 || phases.before < 0 ||
      phases.after < 0)
    return std::nullopt;
  return phases;
}

/// The filter of all phases, with zeros where a phase has fewer elements:
/// from `(C, c, f...)` to `(c * s..., C, taps...)`.
static Elements splitFilter(const Elements &filter, ArrayRef<Phases> dims) {
  ArrayRef<int64_t> shape = filter.getType().getShape();
  int64_t inputs = shape[0], outputs = shape[1];
  // Plain C arrays of counters: one for each phase, and one for each tap.
  SmallVector<int64_t> phaseShape, tapShape;
  for (const Phases &dim : dims) {
    phaseShape.push_back(dim.stride);
    tapShape.push_back(dim.taps);
  }
  int64_t numPhases = ShapedType::getNumElements(phaseShape);
  int64_t numTaps = ShapedType::getNumElements(tapShape);
  SmallVector<int64_t> newShape{outputs * numPhases, inputs};
  llvm::append_range(newShape, tapShape);
  Elements result = Elements::allocate(filter.getType().clone(newShape));
  auto *values = reinterpret_cast<float *>(result.getMutableBytes().data());
  int64_t plane = ShapedType::getNumElements(shape.drop_front(2));

  // Where a tap of a phase is in a plane of the filter; none if it is a zero.
  auto find = [&](int64_t phase, int64_t tap) -> std::optional<int64_t> {
    int64_t place = 0, step = 1;
    for (const Phases &dim : llvm::reverse(dims)) {
      int64_t j =
          phase % dim.stride + dim.stride * (dim.taps - 1 - tap % dim.taps);
      if (j >= dim.size)
        return std::nullopt;
      place += j * step;
      step *= dim.size;
      phase /= dim.stride;
      tap /= dim.taps;
    }
    return place;
  };
  SmallVector<std::optional<int64_t>> places;
  for (int64_t phase = 0; phase < numPhases; ++phase)
    for (int64_t tap = 0; tap < numTaps; ++tap)
      places.push_back(find(phase, tap));

  const char *bytes = filter.getBytes().data();
  for (int64_t output = 0; output < outputs; ++output)
    for (int64_t phase = 0; phase < numPhases; ++phase)
      for (int64_t input = 0; input < inputs; ++input)
        for (int64_t tap = 0; tap < numTaps; ++tap, ++values) {
          *values = 0;
          std::optional<int64_t> place = places[phase * numTaps + tap];
          if (!place)
            continue;
          int64_t index = (input * outputs + output) * plane + *place;
          // Memory of files may not be aligned.
          std::memcpy(values,
                      bytes + (filter.isSplat() ? 0 : index * sizeof(float)),
                      sizeof(float));
        }
  return result;
}

LogicalResult nnef::splitDeconv(DeconvOp op, PatternRewriter &rewriter,
                                const KnownValues &known) {
  RankedTensorType type = op.getType();
  auto inputType = cast<RankedTensorType>(op.getInput().getType());
  if (op.getGroups() != 1 || op.getBorder() != BorderMode::Constant ||
      !type.hasStaticShape() || !inputType.hasStaticShape() ||
      type.getRank() < 3 || type.getNumElements() == 0 ||
      inputType.getNumElements() == 0)
    return failure();
  std::optional<Elements> filter = known.getReal(op.getFilter());
  int64_t channels = type.getDimSize(1);
  std::optional<PerChannel> bias =
      known.getPerChannel(op.getBias(), /*channelDim=*/1, channels);
  if (!filter || !bias)
    return failure();

  SmallVector<Phases> dims;
  int64_t numPhases = 1;
  for (auto [i, dim] : llvm::enumerate(
           getWindow(filter->getType().getShape().drop_front(2),
                     op.getPadding(), op.getStride(), op.getDilation()))) {
    int64_t input = inputType.getDimSize(2 + i),
            output = type.getDimSize(2 + i);
    if (failed(dim.resolve(output, input)))
      return failure();
    std::optional<Phases> phases = getPhases(dim, input, output);
    if (!phases)
      return failure();
    dims.push_back(*phases);
    numPhases *= dim.stride;
  }

  // The convolution, with a channel for each phase.
  Location loc = op.getLoc();
  PerChannel newBias;
  for (double value : *bias)
    newBias.append(numPhases, value);
  auto biasType = type.clone({1, channels * numPhases});
  std::optional<Elements> biasElements = makeElements(biasType, newBias);
  if (!biasElements)
    return failure();
  auto createConstant = [&](Value like, const Elements &elements) -> Value {
    return ConstantOp::create(
        rewriter, like.getLoc(),
        elements.getAttribute(getTensorName(cast<OpResult>(like))));
  };
  SmallVector<int64_t> shape{type.getDimSize(0), channels * numPhases}, padding;
  for (const Phases &dim : dims) {
    shape.push_back(dim.places);
    padding.append({dim.before, dim.after});
  }
  Value result = ConvOp::create(
      rewriter, loc, type.clone(shape), op.getInput(),
      createConstant(op.getFilter(), splitFilter(*filter, dims)),
      createConstant(op.getBias(), *biasElements), BorderMode::Constant,
      PaddingAttr::get(op.getContext(), padding), ArrayRef<int64_t>(),
      ArrayRef<int64_t>(), /*groups=*/1);

  // From (B, c * s..., q...) over (B, c, s..., q...) and (B, c, q0, s0, q1, s1,
  // ...) to (B, c, q * s...).
  int64_t rank = dims.size();
  SmallVector<int64_t> split{type.getDimSize(0), channels}, axes{0, 1}, joined;
  for (const Phases &dim : dims)
    split.push_back(dim.stride);
  for (const Phases &dim : dims)
    split.push_back(dim.places);
  for (int64_t i = 0; i < rank; ++i)
    axes.append({2 + rank + i, 2 + i});
  SmallVector<int64_t> transposed;
  for (int64_t axis : axes)
    transposed.push_back(split[axis]);
  joined = {type.getDimSize(0), channels};
  for (const Phases &dim : dims)
    joined.push_back(dim.places * dim.stride);
  auto reshape = [&](ArrayRef<int64_t> newShape) {
    result = ReshapeOp::create(rewriter, loc, type.clone(newShape), result,
                               rewriter.getDenseI64ArrayAttr(newShape));
  };
  if (numPhases != 1) {
    reshape(split);
    result = TransposeOp::create(rewriter, loc, type.clone(transposed), result,
                                 rewriter.getDenseI64ArrayAttr(axes));
    reshape(joined);
  }
  if (ArrayRef<int64_t>(joined) != type.getShape()) {
    SmallVector<int64_t> sliced, begin, end;
    for (int64_t i = 0; i < rank; ++i) {
      sliced.push_back(2 + i);
      begin.push_back(dims[i].begin);
      end.push_back(dims[i].begin + type.getDimSize(2 + i));
    }
    result = SliceOp::create(
        rewriter, loc, type, result, rewriter.getDenseI64ArrayAttr(sliced),
        rewriter.getDenseI64ArrayAttr(begin),
        rewriter.getDenseI64ArrayAttr(end), rewriter.getDenseI64ArrayAttr({}));
  }
  rewriter.replaceOp(op, result);
  return success();
}
