//===- WinogradTransforms.cpp - Matrices, filters, and what they cost -----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Winograd.h"
#include "mlir/IR/Threading.h"
#include "llvm/ADT/Sequence.h"
#include <cmath>

using namespace mlir;
using nnef::Elements;
using nnef::Matrix;
using nnef::WinogradMatrices;

/// The coefficients of the product of all (x - root), that of x^0 first.
static SmallVector<double> multiplyOut(ArrayRef<double> roots) {
  SmallVector<double> result{1};
  for (double root : roots) {
    result.insert(result.begin(), 0);
    for (size_t i = 0; i + 1 < result.size(); ++i)
      result[i] -= root * result[i + 1];
  }
  return result;
}

/// A convolution is a product of polynomials, which is computed from its values
/// at some points, and its highest coefficient. With these points, rounding
/// errors are as small as it gets: the larger numbers are of products, the
/// smaller the sums that they cancel out in. 1 and 2 would be three times
/// worse.
static SmallVector<double> getPoints(int64_t tile) {
  if (tile == 2)
    return {0, 1, -1};
  const double root = std::sqrt(2.0);
  return {0, root / 2, -root / 2, root, -root};
}

WinogradMatrices nnef::getWinogradMatrices(int64_t tile) {
  constexpr int64_t taps = 3;
  SmallVector<double> points = getPoints(tile);
  int64_t size = points.size() + 1;
  WinogradMatrices result;
  result.input.assign(size, SmallVector<double>(size, 0));
  result.filter.assign(size, SmallVector<double>(taps, 0));
  result.output.assign(tile, SmallVector<double>(size, 0));
  for (auto [i, point] : llvm::enumerate(points)) {
    SmallVector<double> others = points;
    others.erase(others.begin() + i);
    double scale = 1;
    for (double other : others)
      scale *= point - other;
    llvm::copy(multiplyOut(others), result.input[i].begin());
    for (int64_t k = 0; k < taps; ++k)
      result.filter[i][k] = std::pow(point, k) / scale;
    for (int64_t k = 0; k < tile; ++k)
      result.output[k][i] = std::pow(point, k);
  }
  llvm::copy(multiplyOut(points), result.input.back().begin());
  result.filter.back().back() = 1;
  result.output.back().back() = 1;
  return result;
}

Elements nnef::transformFilter(const Elements &filter, const WinogradPlan &plan,
                               MLIRContext *context) {
  ArrayRef<int64_t> shape = filter.getType().getShape();
  int64_t outputBlocks = shape[0], inputBlocks = shape[1];
  int64_t inputBlock = shape[4], outputBlock = shape[5];
  Matrix matrix = getWinogradMatrices(plan.tile).filter;
  int64_t size = matrix.size(), numPlaces = size * size;
  // One matrix for both dimensions.
  Matrix both(numPlaces, SmallVector<double>(9));
  for (int64_t place = 0; place < numPlaces; ++place)
    for (int64_t tap = 0; tap < 9; ++tap)
      both[place][tap] =
          matrix[place / size][tap / 3] * matrix[place % size][tap % 3];

  SmallVector<int64_t> extents{outputBlocks, numPlaces,
                               inputBlocks * inputBlock, outputBlock};
  if (plan.placesFirst)
    std::swap(extents[0], extents[1]);
  Elements result = Elements::allocate(
      RankedTensorType::get(extents, filter.getType().getElementType()));
  SmallVector<float, 0> splat;
  if (filter.isSplat())
    splat = getFloats(filter);
  const float *input =
      filter.isSplat()
          ? splat.data()
          : reinterpret_cast<const float *>(filter.getBytes().data());
  auto *output = reinterpret_cast<float *>(result.getMutableBytes().data());
  int64_t blockSize = inputBlock * outputBlock;
  int64_t numBlocks = outputBlocks * inputBlocks;
  parallelFor(context, 0, numBlocks, [&](size_t block) {
    SmallVector<double> sums(outputBlock);
    int64_t outer = block / inputBlocks, inner = block % inputBlocks;
    for (int64_t place = 0; place < numPlaces; ++place) {
      int64_t index = plan.placesFirst ? place * outputBlocks + outer
                                       : outer * numPlaces + place;
      float *to = output + (index * inputBlocks + inner) * blockSize;
      for (int64_t channel = 0; channel < inputBlock; ++channel) {
        llvm::fill(sums, 0);
        for (int64_t tap = 0; tap < 9; ++tap) {
          const float *from =
              input + (block * 9 + tap) * blockSize + channel * outputBlock;
          for (int64_t i = 0; i < outputBlock; ++i)
            sums[i] += both[place][tap] * from[i];
        }
        llvm::copy(sums, to + channel * outputBlock);
      }
    }
  });
  return result;
}

//===----------------------------------------------------------------------===//
// When it pays
//===----------------------------------------------------------------------===//

/// The transformed inputs of one part should stay in a core's own cache, and
/// leave room there for other things.
static constexpr int64_t maxInputBytes = 3 << 18;

/// The largest transformed filter that is read again for each part of the
/// result, as it stays in a core's own cache too.
static constexpr int64_t maxFilterBytes = 5 << 18;

/// With that many parts there is something to do for all threads.
static constexpr int64_t minSharedParts = 4;

/// What it takes to have a number of a filter come from memory, in products:
/// weights are read once per run, so most of them are in no cache.
static constexpr double costOfWeight = 24;

/// What it takes to transform an input and an output, in products.
static constexpr double costOfTransform = 3;

static double estimateDirect(const nnef::ConvolutionShape &shape) {
  double weights = 9.0 * shape.getInputChannels() * shape.getOutputChannels();
  return weights * (shape.images * shape.height * shape.width + costOfWeight);
}

static double estimate(const nnef::ConvolutionShape &shape,
                       const nnef::WinogradPlan &plan) {
  double tiles = double(shape.images) *
                 llvm::divideCeil(shape.height, plan.tile) *
                 llvm::divideCeil(shape.width, plan.tile);
  double channels = shape.getInputChannels(),
         results = shape.getOutputChannels();
  return plan.getNumPlaces() * (channels * results * (tiles + costOfWeight) +
                                tiles * (channels + results) * costOfTransform);
}

/// Chooses how much of the result to compute at once.
template <typename T> static bool env(const char *name, T &value) {
  const char *text = getenv(name);
  if (text)
    value = atoi(text);
  return text;
}
static void chooseParts(nnef::WinogradPlan &plan,
                        const nnef::ConvolutionShape &shape) {
  int64_t allRows = llvm::divideCeil(shape.height, plan.tile);
  int64_t columns = llvm::divideCeil(shape.width, plan.tile);
  int64_t places = plan.getNumPlaces();
  int64_t rowBytes = places * columns * shape.getInputChannels() * 4;
  int64_t filterBytes =
      places * shape.getInputChannels() * shape.getOutputChannels() * 4;
  int64_t rows = std::max<int64_t>(1, maxInputBytes / rowBytes);
  plan.images = 1;
  plan.placesFirst = false;
  if (env("WR", plan.rows) && env("WP", plan.placesFirst) &&
      env("WS", plan.sharesParts))
    return;
  plan.sharesParts =
      filterBytes <= maxFilterBytes && shape.images * allRows >= minSharedParts;
  if (plan.sharesParts) {
    rows = std::min(rows, shape.images * allRows / minSharedParts);
    // What is transformed twice must be for one thread.
    plan.rows = 1;
    for (int64_t i = 1; i <= std::min(rows, allRows); ++i)
      if (allRows % i == 0)
        plan.rows = i;
    return;
  }
  // The filter comes from memory for each part: a few large ones.
  rows = std::max(rows, int64_t(4) * maxInputBytes / rowBytes);
  if (rows < allRows) {
    plan.rows = llvm::divideCeil(allRows, llvm::divideCeil(allRows, rows));
    return;
  }
  plan.rows = allRows;
  plan.placesFirst = allRows * rowBytes > 1 << 20;
  for (int64_t i = 1; i <= std::min(rows / allRows, shape.images); ++i)
    if (shape.images % i == 0)
      plan.images = i;
}

std::optional<nnef::WinogradPlan>
nnef::planWinograd(const ConvolutionShape &shape) {
  std::optional<WinogradPlan> best;
  double least = estimateDirect(shape);
  for (int64_t tile : {2, 4}) {
    if (shape.height < tile || shape.width < tile)
      continue;
    WinogradPlan plan;
    plan.tile = tile;
    chooseParts(plan, shape);
    double cost = estimate(shape, plan);
    int64_t wt = 0;
    if (env("WT", wt)) {
      if (tile == wt)
        return plan;
      continue;
    }
    if (cost < least) {
      least = cost;
      best = plan;
    }
  }
  return best;
}
