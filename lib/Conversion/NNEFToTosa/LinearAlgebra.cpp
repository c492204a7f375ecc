//===- LinearAlgebra.cpp - Linear algebra to TOSA -------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

using namespace mlir;
using namespace nnef;

/// The zero points of the operands of a product.
using ZeroPoints = std::pair<int64_t, int64_t>;

/// The product of matrices (n, m, k) and (n, k, l).
static Value createProduct(TosaLowering &b, Value x, Value y,
                           ZeroPoints zeros) {
  ArrayRef<int64_t> left = TosaLowering::getShape(x),
                    right = TosaLowering::getShape(y);
  Type elementType = TosaLowering::isReal(x) ? TosaLowering::getElementType(x)
                                             : b.getAccumulator(x);
  auto type = RankedTensorType::get({left[0], left[1], right[2]}, elementType);
  Value zeroX = b.zeroPoint(x, zeros.first);
  Value zeroY = TosaLowering::isReal(x) ? zeroX : b.zeroPoint(y, zeros.second);
  return b.create<tosa::MatMulOp>(type, x, y, zeroX, zeroY);
}

/// Swaps the last two dimensions.
static Value transposeMatrices(TosaLowering &b, Value x) {
  SmallVector<int64_t> permutation =
      llvm::to_vector(llvm::seq<int64_t>(0, TosaLowering::getRank(x)));
  std::swap(permutation.end()[-1], permutation.end()[-2]);
  return b.transpose(x, permutation);
}

static int64_t getVolume(ArrayRef<int64_t> shape) {
  int64_t volume = 1;
  for (int64_t extent : shape)
    volume *= extent;
  return volume;
}

/// The product of matrices whose further dimensions broadcast to those of
/// `result`.
static Value createProducts(TosaLowering &b, Value x, Value y,
                            ArrayRef<int64_t> result, ZeroPoints zeros = {}) {
  int64_t rows = result.end()[-2], columns = result.back(),
          depth = TosaLowering::getShape(x).back();
  ArrayRef<int64_t> batch = result.drop_back(2);
  int64_t count = getVolume(batch);
  if (getVolume(TosaLowering::getShape(y).drop_back(2)) == 1 &&
      TosaLowering::getShape(x).drop_back(2) == batch) {
    // One matrix for all: their rows make one matrix as well.
    x = b.reshape(x, {1, count * rows, depth});
    y = b.reshape(y, {1, depth, columns});
    return b.reshape(createProduct(b, x, y, zeros), result);
  }
  auto toBatch = [&](Value matrices) {
    ArrayRef<int64_t> shape = TosaLowering::getShape(matrices);
    SmallVector<int64_t> repeats;
    for (auto [extent, wanted] : llvm::zip(shape, batch))
      repeats.push_back(wanted / extent);
    repeats.append(2, 1);
    int64_t height = shape.end()[-2], width = shape.back();
    return b.reshape(b.tile(matrices, repeats), {count, height, width});
  };
  x = toBatch(x);
  y = toBatch(y);
  return b.reshape(createProduct(b, x, y, zeros), result);
}

static Value createMatmul(TosaLowering &b, MatmulOp op, ZeroPoints zeros = {}) {
  Value x = op.getA(), y = op.getB();
  if (op.getTransposeA())
    x = transposeMatrices(b, x);
  if (op.getTransposeB())
    y = transposeMatrices(b, y);
  return createProducts(b, x, y, op.getType().getShape(), zeros);
}

static Value lowerMatmul(TosaLowering &b, MatmulOp op) {
  return createMatmul(b, op);
}

/// Usually a convolution of images of one element: its filter has the same
/// layout, and it adds a bias for each column.
static Value createLinear(TosaLowering &b, LinearOp op, Value bias,
                          ZeroPoints zeros = {}) {
  ArrayRef<int64_t> shape = op.getType().getShape(),
                    biasShape = TosaLowering::getShape(bias);
  int64_t biases = getVolume(biasShape);
  bool isByColumn = biasShape.size() == 2 && biasShape[0] == 1;
  if (shape.size() != 2 || (biases != 1 && !isByColumn)) {
    Value product = createProducts(
        b, op.getInput(), transposeMatrices(b, op.getFilter()), shape, zeros);
    auto x = b.align({product, bias});
    return b.add(x[0], x[1]);
  }
  int64_t batch = shape[0], outputs = shape[1],
          inputs = op.getInput().getType().getDimSize(1);
  Value input = b.reshape(op.getInput(), {batch, 1, 1, inputs});
  Value filter = b.reshape(op.getFilter(), {outputs, 1, 1, inputs});
  bias = b.reshape(bias, biases);
  bool isReal = TosaLowering::isReal(input);
  Value zeroInput = b.zeroPoint(input, zeros.first);
  Value zeroFilter = isReal ? zeroInput : b.zeroPoint(filter, zeros.second);
  Type accumulator = b.getAccumulator(input);
  auto type = RankedTensorType::get({batch, 1, 1, outputs},
                                    isReal ? TosaLowering::getElementType(input)
                                           : accumulator);
  Value result = b.create<tosa::Conv2DOp>(
      type, input, filter, bias, zeroInput, zeroFilter,
      ArrayRef<int64_t>{0, 0, 0, 0}, ArrayRef<int64_t>{1, 1},
      ArrayRef<int64_t>{1, 1}, accumulator);
  return b.reshape(result, shape);
}

static Value lowerLinear(TosaLowering &b, LinearOp op) {
  return createLinear(b, op, op.getBias());
}

//===----------------------------------------------------------------------===//
// On codes
//===----------------------------------------------------------------------===//

static Value lowerMatmulOfCodes(CodesLowering &b, MatmulOp op) {
  Codes x = b.getOperandCodes(0), y = b.getOperandCodes(1),
        to = *CodesLowering::getCodes(op.getC());
  Value sums = createMatmul(
      b, op, {CodesLowering::getZeroByte(x), CodesLowering::getZeroByte(y)});
  return b.getResult(sums, FixedPointMultiplier::get(getMatmulScale(x, y, to)),
                     to);
}

/// The factors from sums of products to steps of the result.
static SmallVector<double>
getFactors(const Codes &input, const FilterScales &filter, const Codes &to) {
  return llvm::map_to_vector(filter.scales, [&](float scale) {
    return getLinearScale(input, scale, to);
  });
}

/// These products are rounded once.
static Value lowerLinearOfCodes(CodesLowering &b, LinearOp op) {
  Codes input = b.getOperandCodes(0),
        to = *CodesLowering::getCodes(op.getOutput());
  FilterScales filter = *FilterScales::get(b.getOperandType(1));
  Value bias = op.getBias();
  if (TosaLowering::isReal(bias))
    bias = b.getBias(bias);
  Value sums = createLinear(b, op, bias,
                            {CodesLowering::getZeroByte(input),
                             CodesLowering::getZeroByte(filter.codes)});
  return b.getResultRoundedOnce(sums, getFactors(input, filter, to), to);
}

static bool hasNoExactFactor(LinearOp op, const TosaTarget &) {
  auto factors = getFactors(
      *CodesLowering::getCodes(op.getInput()),
      *FilterScales::get(TosaLowering::getElementType(op.getFilter())),
      *CodesLowering::getCodes(op.getOutput()));
  return !llvm::all_of(factors, [](double factor) {
    return RescaleFactor::getForOneRounding(factor).has_value();
  });
}

void nnef::addLinearAlgebraRules(TosaRules &rules) {
  rules.beginFamily("Linear algebra");
  rules.add<MatmulOp>("`matmul`; where batches broadcast `tile`", lowerMatmul);
  rules.add<LinearOp>("`conv2d` with a filter of 1 x 1; of batches, or with a "
                      "bias for each row, `matmul` and `add`",
                      lowerLinear);
}

void nnef::addCodesLinearAlgebraRules(TosaRules &rules) {
  rules
      .addCodes<MatmulOp>("`matmul` and `rescale`, with double rounding",
                          lowerMatmulOfCodes)
      .onBytes();
  addProductLimits(
      rules.addCodes<LinearOp>("as on numbers, with `rescale` that rounds once",
                               lowerLinearOfCodes),
      /*channels=*/0)
      .stays("no factor of 31 bits rounds all sums as double precision does",
             hasNoExactFactor);
}
