//===- Sampling.cpp - Up and down-sampling to TOSA ------------------------===//
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

//===----------------------------------------------------------------------===//
// Resizing
//===----------------------------------------------------------------------===//

namespace {
/// Where the elements of the output lie in one dimension of the input: element
/// i at (i * divisor + offset) / scale.
struct Positions {
  int64_t scale = 1;
  int64_t divisor = 1;
  int64_t offset = 0;
};
} // namespace

static Positions getPositions(int64_t extent, int64_t factor,
                              InterpolationMethod method) {
  switch (method) {
  case InterpolationMethod::Asymmetric:
    return {factor, 1, 0};
  case InterpolationMethod::Symmetric:
    return {2 * factor, 2, 1 - factor};
  case InterpolationMethod::Aligned:
    break;
  }
  // A single element is copied, wherever the others are said to be.
  if (extent == 1)
    return {factor, 1, 0};
  int64_t scale = extent * factor - 1, divisor = extent - 1;
  int64_t common = std::gcd(scale, divisor);
  return {scale / common, divisor / common, 0};
}

/// TOSA takes the nearest element, and so half a step less gives the one
/// before.
static Positions getBlockPositions(int64_t factor) {
  if (factor == 1)
    return {};
  return {2 * factor, 2, -factor};
}

/// Resizes the spatial dimensions of an image, or of a row of elements.
static Value resize(TosaLowering &b, Value x, ArrayRef<int64_t> outputShape,
                    ArrayRef<Positions> positions, tosa::ResizeMode mode) {
  SmallVector<int64_t> extents(TosaLowering::getShape(x)), output(outputShape);
  SmallVector<Positions> dims(positions);
  if (extents.size() == 3) {
    extents.insert(extents.begin() + 2, 1);
    output.insert(output.begin() + 2, 1);
    dims.insert(dims.begin(), Positions());
    x = b.reshape(x, extents);
  }
  SmallVector<int64_t> scale, offset, border;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    scale.append({dim.scale, dim.divisor});
    offset.push_back(dim.offset);
    // What is left over behind the last element, so that the shapes agree.
    border.push_back((output[i + 2] - 1) * dim.divisor + dim.offset -
                     (extents[i + 2] - 1) * dim.scale);
  }
  x = b.transpose(x, {0, 2, 3, 1});
  // Codes are interpolated as sums of products.
  bool isSum = mode == tosa::ResizeMode::BILINEAR && !TosaLowering::isReal(x);
  auto type = RankedTensorType::get(
      {output[0], output[2], output[3], output[1]},
      isSum ? b.getAccumulator(x) : TosaLowering::getElementType(x));
  Value scales = b.shape(scale), offsets = b.shape(offset),
        borders = b.shape(border);
  x = b.create<tosa::ResizeOp>(type, x, scales, offsets, borders, mode);
  x = b.transpose(x, {0, 3, 1, 2});
  return b.reshape(x, outputShape);
}

/// Whether TOSA, or its level, cannot resize by so much.
static bool exceedsScale(ArrayRef<Positions> positions,
                         const TosaTarget &target) {
  return llvm::any_of(positions, [&](const Positions &dim) {
    return dim.scale > 2048 || dim.divisor >= 16 * dim.scale ||
           dim.scale > target.getLimits().MAX_SCALE * dim.divisor;
  });
}

static bool isRowOrImage(int64_t rank) { return rank == 3 || rank == 4; }

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static Value lowerNearestDownsample(TosaLowering &b, NearestDownsampleOp op) {
  Value x = op.getInput();
  for (auto [i, factor] : llvm::enumerate(op.getFactor())) {
    int64_t places = op.getType().getDimSize(i + 2);
    x = b.slice(x, i + 2, 0, places, factor);
  }
  return x;
}

static Value lowerAreaDownsample(TosaLowering &b, AreaDownsampleOp op) {
  SmallVector<int64_t> blocks(2, 1);
  llvm::append_range(blocks, op.getFactor());
  return createBlockMean(b, op.getInput(), blocks);
}

static SmallVector<Positions> getBlockPositions(NearestUpsampleOp op) {
  SmallVector<Positions> positions;
  for (int64_t factor : op.getFactor())
    positions.push_back(getBlockPositions(factor));
  return positions;
}

static Value lowerNearestUpsample(TosaLowering &b, NearestUpsampleOp op) {
  Value x = op.getInput();
  SmallVector<Positions> positions = getBlockPositions(op);
  if (isRowOrImage(op.getType().getRank()) &&
      !exceedsScale(positions, b.getTarget()))
    return resize(b, x, op.getType().getShape(), positions,
                  tosa::ResizeMode::NEAREST_NEIGHBOR);
  for (auto [i, factor] : llvm::enumerate(op.getFactor()))
    x = b.repeatElements(x, i + 2, factor);
  return x;
}

static SmallVector<Positions> getPositions(MultilinearUpsampleOp op) {
  SmallVector<Positions> positions;
  for (auto [i, factor] : llvm::enumerate(op.getFactor())) {
    int64_t extent = op.getInput().getType().getDimSize(i + 2);
    positions.push_back(getPositions(extent, factor, op.getMethod()));
  }
  return positions;
}

static Value lowerMultilinearUpsample(TosaLowering &b,
                                      MultilinearUpsampleOp op) {
  Value x = op.getInput();
  SmallVector<Positions> positions = getPositions(op);
  if (op.getBorder() != BorderMode::Replicate) {
    // TOSA repeats what is at the edges, so the border gets edges of its own.
    // An aligned interpolation never looks beyond.
    SmallVector<Margin> margins(2);
    for (Positions &dim : positions) {
      bool staysInside = op.getMethod() == InterpolationMethod::Aligned;
      margins.push_back(staysInside ? Margin() : Margin{1, 1});
      if (!staysInside)
        dim.offset += dim.scale;
    }
    x = b.pad(x, margins, op.getBorder(), 0);
  }
  return resize(b, x, op.getType().getShape(), positions,
                tosa::ResizeMode::BILINEAR);
}

void nnef::addSamplingRules(TosaRules &rules) {
  rules.beginFamily("Sampling");
  rules.add<NearestDownsampleOp>("`reshape`, `slice`", lowerNearestDownsample);
  rules.add<AreaDownsampleOp>("`avg_pool2d`", lowerAreaDownsample)
      .stays("the factor is larger than the level allows",
             [](AreaDownsampleOp op, const TosaTarget &target) {
               return llvm::any_of(op.getFactor(), [&](int64_t factor) {
                 return factor > target.getLimits().MAX_KERNEL;
               });
             });
  rules.add<NearestUpsampleOp>(
      "`resize` with the nearest element, in three and more spatial dimensions "
      "or with larger factors than the level allows `tile`",
      lowerNearestUpsample);
  rules
      .add<MultilinearUpsampleOp>("`resize`, bilinear; borders other than "
                                  "`replicate` as for `pad`",
                                  lowerMultilinearUpsample)
      .stays("TOSA resizes at most two spatial dimensions",
             [](MultilinearUpsampleOp op, const TosaTarget &) {
               return !isRowOrImage(op.getType().getRank());
             })
      .stays("the factor is larger than TOSA or the level allow",
             [](MultilinearUpsampleOp op, const TosaTarget &target) {
               return exceedsScale(getPositions(op), target);
             })
      .stays("the border reflects beyond the other edge",
             [](MultilinearUpsampleOp op, const TosaTarget &) {
               SmallVector<Margin> margins(2);
               margins.append(op.getFactor().size(), {1, 1});
               return !canExtendBy(op.getInput().getType().getShape(), margins,
                                   op.getBorder());
             });
}

//===----------------------------------------------------------------------===//
// On codes
//===----------------------------------------------------------------------===//

/// Positions with 10 bits behind the point, between which the steps are
/// rounded.
static Positions getFixedPointPositions(int64_t extent, int64_t factor,
                                        InterpolationMethod method) {
  int64_t places = extent * factor, from = extent, to = places;
  if (method == InterpolationMethod::Aligned && places > 1) {
    --from;
    --to;
  }
  Positions positions{1024, (1024 * from + to / 2) / to, 0};
  if (method == InterpolationMethod::Symmetric)
    positions.offset = positions.divisor / 2 - 512;
  return positions;
}

static SmallVector<Positions> getPositionsOfCodes(MultilinearUpsampleOp op,
                                                  const Codes &codes) {
  if (!codes.isSigned)
    return getPositions(op);
  SmallVector<Positions> positions;
  for (auto [i, factor] : llvm::enumerate(op.getFactor()))
    positions.push_back(getFixedPointPositions(
        op.getInput().getType().getDimSize(i + 2), factor, op.getMethod()));
  return positions;
}

static Value lowerMultilinearUpsampleOfCodes(CodesLowering &b,
                                             MultilinearUpsampleOp op) {
  Codes from = b.getOperandCodes(0),
        to = *CodesLowering::getCodes(op.getOutput());
  SmallVector<Positions> positions = getPositionsOfCodes(op, from);
  Value x = op.getInput();
  // The elements at the edges are repeated by TOSA as well, but MLIR 22 takes
  // positions in front of the first one for positions behind it.
  SmallVector<Margin> margins(2);
  for (Positions &dim : positions) {
    Margin &margin = margins.emplace_back();
    if (dim.offset >= 0)
      continue;
    margin.before = 1;
    dim.offset += dim.scale;
  }
  x = b.pad(x, margins, BorderMode::Replicate, 0);
  Value sums = resize(b, x, op.getType().getShape(), positions,
                      tosa::ResizeMode::BILINEAR);
  int64_t unit = 1;
  for (const Positions &dim : positions)
    unit *= dim.scale;
  // Halves go away from the code 0.
  Codes bytes = from;
  bytes.zeroPoint = 0;
  if (CodesLowering::isShifted(from))
    sums = b.add(sums, 128 * double(unit));
  Value result = b.getResultRoundedOnce(sums, 1 / double(unit), bytes);
  return b.requantize(result, from, to);
}

/// Whether single precision, in which unsigned codes are interpolated, does not
/// have all positions and sums as they are.
static bool isRounded(MultilinearUpsampleOp op, const TosaTarget &) {
  Codes codes = *CodesLowering::getCodes(op.getInput());
  int64_t unit = 1;
  for (const Positions &dim : getPositionsOfCodes(op, codes)) {
    if (!llvm::isPowerOf2_64(dim.scale))
      return !codes.isSigned;
    unit *= dim.scale;
  }
  return !codes.isSigned && unit > 1 << 16;
}

void nnef::addCodesSamplingRules(TosaRules &rules) {
  rules.addMovesOfCodes<NearestDownsampleOp, NearestUpsampleOp>();
  rules
      .addCodes<MultilinearUpsampleOp>(
          "`resize`, bilinear, of signed codes with positions of 10 bits "
          "behind the point, and `rescale`",
          lowerMultilinearUpsampleOfCodes)
      .onBytes()
      .stays("TOSA resizes at most two spatial dimensions",
             [](MultilinearUpsampleOp op, const TosaTarget &) {
               return !isRowOrImage(op.getType().getRank());
             })
      .stays("codes at its border are none of the input's",
             [](MultilinearUpsampleOp op, const TosaTarget &) {
               return op.getBorder() != BorderMode::Replicate &&
                      op.getMethod() != InterpolationMethod::Aligned;
             })
      .stays("unsigned codes have positions that single precision rounds: the "
             "factor is no power of two",
             isRounded)
      .stays("the factor is larger than TOSA or the level allow",
             [](MultilinearUpsampleOp op, const TosaTarget &target) {
               return exceedsScale(
                   getPositionsOfCodes(op,
                                       *CodesLowering::getCodes(op.getInput())),
                   target);
             });
}
