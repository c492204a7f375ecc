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

/// Chooses how much of the result to compute at once. Either inputs stay in a
/// core's cache and the filter comes again for each part, or inputs and sums
/// leave it and the filter comes once.
static nnef::WinogradPlan chooseParts(const nnef::ConvolutionShape &shape,
                                      int64_t tile) {
  Extents extents(shape, tile);
  int64_t inputBytes =
      extents.places * extents.columns * shape.getInputChannels() * 4;
  int64_t resultBytes =
      extents.places * extents.columns * shape.getOutputChannels() * 4;
  int64_t filterBytes =
      extents.places * shape.getInputChannels() * shape.getOutputChannels() * 4;
  int64_t images = shape.images, rows = extents.rows;

  // Threads share these parts, so they must not overlap.
  nnef::WinogradPlan shared{tile, 1, 1, true};
  for (int64_t i = 1; i <= rows && i * inputBytes <= maxInputBytes &&
                      images * rows / i >= minParts;
       ++i)
    if (rows % i == 0)
      shared.rows = i;
  // The filter is asked for early enough that waiting for it is only half as
  // bad.
  int64_t numParts = images * rows / shared.rows;
  int64_t sharedBytes =
      filterBytes <= maxFilterBytes ? 0 : numParts * filterBytes / 2;
  int64_t wholeBytes =
      filterBytes + 2 * images * rows * (inputBytes + resultBytes);
  if (inputBytes <= maxInputBytes && numParts >= minParts &&
      sharedBytes < wholeBytes)
    return shared;

  nnef::WinogradPlan whole{tile, 1, rows, false};
  int64_t most = std::max<int64_t>(1, maxWorkspaceBytes / inputBytes);
  if (most < rows)
    whole.rows = llvm::divideCeil(rows, llvm::divideCeil(rows, most));
  for (int64_t i = 1; i * rows <= most; ++i)
    if (images % i == 0)
      whole.images = i;
  return whole;
}

std::optional<nnef::WinogradPlan>
nnef::planWinograd(const ConvolutionShape &shape) {
  std::optional<int64_t> best;
  double least = estimateDirect(shape);
  if (least < minProducts)
    return std::nullopt;
  for (int64_t tile : {2, 4}) {
    if (shape.height < tile || shape.width < tile)
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
