//===- WinogradPlan.cpp - When fewer products pay -------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Winograd.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

/// A part of a core's own cache that inputs or a filter may take.
static constexpr int64_t maxInputBytes = 1 << 19, maxFilterBytes = 1 << 20;

/// The most memory for transformed inputs.
static constexpr int64_t maxWorkspaceBytes = 1 << 24;

/// With that many parts there is something to do for all threads.
static constexpr int64_t minParts = 4;

/// What it takes to have a number of a filter come from memory, in products:
/// weights are read once per run, so most of them are in no cache.
static constexpr double costOfWeight = 20;

/// What it takes to transform an input and an output, in products.
static constexpr double costOfTransform = 3;

/// Convolutions with fewer products than this are left alone: they take no time
/// to speak of.
static constexpr double minProducts = 1 << 18;

namespace {
/// The extents of what is transformed, for tiles of some size.
struct Extents {
  int64_t places, rows, columns;

  Extents(const nnef::ConvolutionShape &shape, int64_t tile)
      : places((tile + 2) * (tile + 2)),
        rows(llvm::divideCeil(shape.height, tile)),
        columns(llvm::divideCeil(shape.width, tile)) {}

  /// Of the transformed inputs of a row of tiles.
  int64_t getInputBytesOfRow(const nnef::ConvolutionShape &shape) const {
    return places * columns * shape.getInputChannels() * 4;
  }
};
} // namespace

static double estimateDirect(const nnef::ConvolutionShape &shape) {
  double filter = 9.0 * shape.getInputChannels() * shape.getOutputChannels();
  return filter * (shape.images * shape.height * shape.width + costOfWeight);
}

static double estimate(const nnef::ConvolutionShape &shape, int64_t tile) {
  Extents extents(shape, tile);
  double tiles = shape.images * extents.rows * extents.columns;
  double inputs = shape.getInputChannels(), results = shape.getOutputChannels();
  return extents.places * (inputs * results * (tiles + costOfWeight) +
                           tiles * (inputs + results) * costOfTransform);
}

/// A plan in which threads share parts that are as large as a core's cache
/// allows.
static nnef::WinogradPlan planSharedParts(const nnef::ConvolutionShape &shape,
                                          int64_t tile) {
  Extents extents(shape, tile);
  nnef::WinogradPlan plan{tile, 1, 1, true};
  // The parts must not overlap.
  for (int64_t i = 1; i <= extents.rows &&
                      i * extents.getInputBytesOfRow(shape) <= maxInputBytes &&
                      shape.images * extents.rows / i >= minParts;
       ++i)
    if (extents.rows % i == 0)
      plan.rows = i;
  return plan;
}

/// A plan in which threads share what is done for one part, as large as the
/// memory for it allows.
static nnef::WinogradPlan planWholeParts(const nnef::ConvolutionShape &shape,
                                         int64_t tile) {
  Extents extents(shape, tile);
  int64_t rows = extents.rows;
  nnef::WinogradPlan plan{tile, 1, rows, false};
  int64_t most = std::max<int64_t>(1, maxWorkspaceBytes /
                                          extents.getInputBytesOfRow(shape));
  if (most < rows)
    plan.rows = llvm::divideCeil(rows, llvm::divideCeil(rows, most));
  for (int64_t i = 1; i * rows <= most; ++i)
    if (shape.images % i == 0)
      plan.images = i;
  return plan;
}

/// Chooses how much of the result to compute at once. Either inputs stay in a
/// core's cache and the filter comes again for each part, or inputs and sums
/// leave it and the filter comes once.
static nnef::WinogradPlan chooseParts(const nnef::ConvolutionShape &shape,
                                      int64_t tile) {
  Extents extents(shape, tile);
  int64_t inputBytes = extents.getInputBytesOfRow(shape);
  int64_t resultBytes =
      extents.places * extents.columns * shape.getOutputChannels() * 4;
  int64_t filterBytes =
      extents.places * shape.getInputChannels() * shape.getOutputChannels() * 4;
  int64_t allRows = shape.images * extents.rows;

  nnef::WinogradPlan shared = planSharedParts(shape, tile);
  // The filter is asked for early enough that waiting for it is only half as
  // bad.
  int64_t numParts = allRows / shared.rows;
  int64_t sharedBytes =
      filterBytes <= maxFilterBytes ? 0 : numParts * filterBytes / 2;
  int64_t wholeBytes = filterBytes + 2 * allRows * (inputBytes + resultBytes);
  if (inputBytes <= maxInputBytes && numParts >= minParts &&
      sharedBytes < wholeBytes)
    return shared;
  return planWholeParts(shape, tile);
}

/// Whether a convolution has tiles of some size.
static bool hasTiles(const nnef::ConvolutionShape &shape, int64_t tile) {
  return shape.height >= tile && shape.width >= tile;
}

std::optional<nnef::WinogradPlan>
nnef::planWinograd(const ConvolutionShape &shape) {
  std::optional<int64_t> best;
  double least = estimateDirect(shape);
  if (least < minProducts)
    return std::nullopt;
  for (int64_t tile : {2, 4}) {
    if (!hasTiles(shape, tile))
      continue;
    double cost = estimate(shape, tile);
    if (cost < least) {
      least = cost;
      best = tile;
    }
  }
  if (!best)
    return std::nullopt;
  return chooseParts(shape, *best);
}

std::vector<nnef::WinogradPlan>
nnef::listWinogradPlans(const ConvolutionShape &shape) {
  std::vector<WinogradPlan> plans;
  for (int64_t tile : {2, 4}) {
    if (!hasTiles(shape, tile))
      continue;
    WinogradPlan shared = planSharedParts(shape, tile);
    plans.push_back(shared);
    for (int64_t factor : {2, 4})
      if (shared.rows % factor == 0)
        plans.push_back({tile, 1, shared.rows / factor, true});
    plans.push_back(planWholeParts(shape, tile));
  }
  return plans;
}

//===----------------------------------------------------------------------===//
// Plans as attributes
//===----------------------------------------------------------------------===//

DictionaryAttr nnef::getAttribute(const WinogradPlan &plan,
                                  MLIRContext *context) {
  Builder builder(context);
  auto number = [&](StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  };
  return builder.getDictionaryAttr(
      {number("winograd", plan.tile), number("images", plan.images),
       number("rows", plan.rows),
       builder.getNamedAttr("shares_parts",
                            builder.getBoolAttr(plan.sharesParts))});
}

std::optional<nnef::WinogradPlan>
nnef::readWinogradPlan(const ConvolutionShape &shape,
                       DictionaryAttr attribute) {
  auto tile = attribute.getAs<IntegerAttr>("winograd");
  auto images = attribute.getAs<IntegerAttr>("images");
  auto rows = attribute.getAs<IntegerAttr>("rows");
  auto sharesParts = attribute.getAs<BoolAttr>("shares_parts");
  if (!tile || !images || !rows || !sharesParts)
    return std::nullopt;
  WinogradPlan plan{tile.getInt(), images.getInt(), rows.getInt(),
                    sharesParts.getValue()};
  if ((plan.tile != 2 && plan.tile != 4) || !hasTiles(shape, plan.tile) ||
      plan.images < 1 || shape.images % plan.images != 0 || plan.rows < 1)
    return std::nullopt;
  int64_t allRows = Extents(shape, plan.tile).rows;
  if (plan.rows > allRows ||
      (plan.sharesParts && (allRows % plan.rows != 0 || plan.images != 1)) ||
      (plan.images > 1 && plan.rows != allRows))
    return std::nullopt;
  return plan;
}
