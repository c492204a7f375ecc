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

/// The product of matrices (n, m, k) and (n, k, l).
static Value createProduct(TosaLowering &b, Value x, Value y) {
  ArrayRef<int64_t> left = TosaLowering::getShape(x),
                    right = TosaLowering::getShape(y);
  RankedTensorType type =
      TosaLowering::getType({left[0], left[1], right[2]}, x);
  Value zero = b.zeroPoint(x);
  return b.create<tosa::MatMulOp>(type, x, y, zero, zero);
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
                            ArrayRef<int64_t> result) {
  int64_t rows = result.end()[-2], columns = result.back(),
          depth = TosaLowering::getShape(x).back();
  ArrayRef<int64_t> batch = result.drop_back(2);
  int64_t count = getVolume(batch);
  if (getVolume(TosaLowering::getShape(y).drop_back(2)) == 1 &&
      TosaLowering::getShape(x).drop_back(2) == batch) {
    // One matrix for all: their rows make one matrix as well.
    x = b.reshape(x, {1, count * rows, depth});
    y = b.reshape(y, {1, depth, columns});
    return b.reshape(createProduct(b, x, y), result);
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
  return b.reshape(createProduct(b, x, y), result);
}

static Value lowerMatmul(TosaLowering &b, MatmulOp op) {
  Value x = op.getA(), y = op.getB();
  if (op.getTransposeA())
    x = transposeMatrices(b, x);
  if (op.getTransposeB())
    y = transposeMatrices(b, y);
  return createProducts(b, x, y, op.getType().getShape());
}

/// Usually a convolution of images of one element: its filter has the same
/// layout, and it adds a bias for each column.
static Value lowerLinear(TosaLowering &b, LinearOp op) {
  ArrayRef<int64_t> shape = op.getType().getShape(),
                    biasShape = op.getBias().getType().getShape();
  int64_t biases = getVolume(biasShape);
  bool isByColumn = biasShape.size() == 2 && biasShape[0] == 1;
  if (shape.size() != 2 || (biases != 1 && !isByColumn)) {
    Value product = createProducts(b, op.getInput(),
                                   transposeMatrices(b, op.getFilter()), shape);
    auto x = b.align({product, op.getBias()});
    return b.add(x[0], x[1]);
  }
  int64_t batch = shape[0], outputs = shape[1],
          inputs = op.getInput().getType().getDimSize(1);
  Value input = b.reshape(op.getInput(), {batch, 1, 1, inputs});
  Value filter = b.reshape(op.getFilter(), {outputs, 1, 1, inputs});
  Value bias = b.reshape(op.getBias(), biases);
  Value zero = b.zeroPoint(input);
  RankedTensorType type = TosaLowering::getType({batch, 1, 1, outputs}, input);
  Value result = b.create<tosa::Conv2DOp>(
      type, input, filter, bias, zero, zero, ArrayRef<int64_t>{0, 0, 0, 0},
      ArrayRef<int64_t>{1, 1}, ArrayRef<int64_t>{1, 1}, b.getF32Type());
  return b.reshape(result, shape);
}

void nnef::addLinearAlgebraRules(TosaRules &rules) {
  rules.beginFamily("Linear algebra");
  rules.add<MatmulOp>("`matmul`; where batches broadcast `tile`", lowerMatmul);
  rules.add<LinearOp>("`conv2d` with a filter of 1 x 1; of batches, or with a "
                      "bias for each row, `matmul` and `add`",
                      lowerLinear);
}
