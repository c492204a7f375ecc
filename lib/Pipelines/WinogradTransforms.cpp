//===- WinogradTransforms.cpp - What goes into products and out of them===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Winograd.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Threading.h"
#include <cmath>

using namespace mlir;
using nnef::Elements;

using Matrix = SmallVector<SmallVector<double>>;

//===----------------------------------------------------------------------===//
// Matrices
//===----------------------------------------------------------------------===//

namespace {
/// The transforms along one dimension, each a matrix whose columns are for what
/// is transformed. Rows 1 and 2, 3 and 4 for inputs, and such columns for
/// outputs, belong to points of opposite sign: they differ only in the signs at
/// odd places.
struct Matrices {
  Matrix input, filter, output;
};
} // namespace

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

static Matrices getMatrices(int64_t tile) {
  constexpr int64_t taps = 3;
  SmallVector<double> points = getPoints(tile);
  int64_t size = points.size() + 1;
  Matrices result;
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

//===----------------------------------------------------------------------===//
// Filters
//===----------------------------------------------------------------------===//

Elements nnef::transformFilter(const Elements &filter, const WinogradPlan &plan,
                               MLIRContext *context) {
  ArrayRef<int64_t> shape = filter.getType().getShape();
  int64_t outputBlocks = shape[0], inputBlocks = shape[1];
  int64_t inputBlock = shape[4], outputBlock = shape[5];
  Matrix matrix = getMatrices(plan.tile).filter;
  int64_t size = matrix.size(), numPlaces = size * size;
  // One matrix for both dimensions.
  Matrix both(numPlaces, SmallVector<double>(9));
  for (int64_t place = 0; place < numPlaces; ++place)
    for (int64_t tap = 0; tap < 9; ++tap)
      both[place][tap] =
          matrix[place / size][tap / 3] * matrix[place % size][tap % 3];

  SmallVector<int64_t> extents{outputBlocks, numPlaces,
                               inputBlocks * inputBlock, outputBlock};
  if (!plan.sharesParts)
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
      int64_t index = !plan.sharesParts ? place * outputBlocks + outer
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
// Inputs and outputs
//===----------------------------------------------------------------------===//

Value nnef::multiplyAndAdd(ImplicitLocOpBuilder &b, Value x, Value y,
                           Value sum) {
  auto contract = arith::FastMathFlags::contract;
  Value product = arith::MulFOp::create(b, x, y, contract);
  return sum ? arith::AddFOp::create(b, sum, product, contract) : product;
}

static Value emitSum(ImplicitLocOpBuilder &b,
                     ArrayRef<std::pair<double, Value>> terms) {
  Value sum;
  // First what is not multiplied: then each other term is one instruction.
  for (auto [factor, value] : terms)
    if (factor == 1)
      sum = sum ? arith::AddFOp::create(b, sum, value) : value;
  for (auto [factor, value] : terms) {
    if (factor == 0 || factor == 1)
      continue;
    auto type = cast<VectorType>(value.getType());
    Value constant = arith::ConstantOp::create(
        b, DenseElementsAttr::get(type, float(factor)));
    sum = nnef::multiplyAndAdd(b, value, constant, sum);
  }
  return sum;
}

/// Rows for points of opposite sign have the sums of even places in common, and
/// those of odd places but for their sign.
static SmallVector<Value> transformInputs(ImplicitLocOpBuilder &b,
                                          const Matrix &matrix,
                                          ArrayRef<Value> values) {
  SmallVector<Value> result;
  int64_t size = matrix.size();
  for (int64_t i = 0; i < size; ++i) {
    SmallVector<std::pair<double, Value>> terms[2];
    bool isPair = i % 2 == 1 && i + 1 < size;
    for (auto [j, value] : llvm::enumerate(values))
      terms[isPair ? j % 2 : 0].push_back({matrix[i][j], value});
    Value even = emitSum(b, terms[0]);
    if (!isPair) {
      result.push_back(even);
      continue;
    }
    Value odd = emitSum(b, terms[1]);
    result.push_back(arith::AddFOp::create(b, even, odd));
    result.push_back(arith::SubFOp::create(b, even, odd));
    ++i;
  }
  return result;
}

/// Even powers of points of opposite sign are equal, and odd ones but for their
/// sign.
static SmallVector<Value> transformSums(ImplicitLocOpBuilder &b,
                                        const Matrix &matrix,
                                        ArrayRef<Value> values) {
  SmallVector<Value> sums, differences;
  for (size_t i = 1; i + 1 < values.size(); i += 2) {
    sums.push_back(arith::AddFOp::create(b, values[i], values[i + 1]));
    differences.push_back(arith::SubFOp::create(b, values[i], values[i + 1]));
  }
  SmallVector<Value> result;
  for (auto [i, row] : llvm::enumerate(matrix)) {
    SmallVector<std::pair<double, Value>> terms{{row.front(), values.front()},
                                                {row.back(), values.back()}};
    for (auto [j, value] : llvm::enumerate(i % 2 == 0 ? sums : differences))
      terms.push_back({row[2 * j + 1], value});
    result.push_back(emitSum(b, terms));
  }
  return result;
}

using Transform = function_ref<SmallVector<Value>(ArrayRef<Value>)>;

/// Transforms the columns of a square, and then the rows of what comes out.
static SmallVector<Value> transformSquare(ArrayRef<Value> values, int64_t size,
                                          Transform transform) {
  SmallVector<SmallVector<Value>> columns;
  for (int64_t j = 0; j < size; ++j) {
    SmallVector<Value> column;
    for (int64_t i = 0; i < size; ++i)
      column.push_back(values[i * size + j]);
    columns.push_back(transform(column));
  }
  SmallVector<Value> result;
  for (size_t i = 0; i < columns.front().size(); ++i) {
    SmallVector<Value> row;
    for (ArrayRef<Value> column : columns)
      row.push_back(column[i]);
    llvm::append_range(result, transform(row));
  }
  return result;
}

SmallVector<Value> nnef::emitInputTransform(ImplicitLocOpBuilder &b,
                                            int64_t tile,
                                            ArrayRef<Value> inputs) {
  Matrix matrix = getMatrices(tile).input;
  return transformSquare(inputs, tile + 2, [&](ArrayRef<Value> values) {
    return transformInputs(b, matrix, values);
  });
}

SmallVector<Value> nnef::emitOutputTransform(ImplicitLocOpBuilder &b,
                                             int64_t tile,
                                             ArrayRef<Value> sums) {
  Matrix matrix = getMatrices(tile).output;
  return transformSquare(sums, tile + 2, [&](ArrayRef<Value> values) {
    return transformSums(b, matrix, values);
  });
}
