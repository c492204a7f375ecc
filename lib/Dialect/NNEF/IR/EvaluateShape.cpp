//===- EvaluateShape.cpp - Shape operations on known values ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EvaluateImpl.h"
#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cstring>

using namespace mlir;
using namespace nnef;

static Elements permute(TransposeOp op, const Elements &input) {
  SmallVector<int64_t> permutation(op.getAxes());
  // Dimensions that are not listed stay.
  for (int64_t dim = permutation.size(); dim < input.getType().getRank(); ++dim)
    permutation.push_back(dim);
  return transpose(input, permutation);
}

static Elements slice(SliceOp op, const Elements &input) {
  SmallVector<int64_t> strides = getStrides(input.getType().getShape());
  int64_t offset = 0;
  for (auto [i, axis] : llvm::enumerate(op.getAxes())) {
    offset += getSliceRange(op, i).begin * strides[axis];
    strides[axis] *= op.getStride().empty() ? 1 : op.getStride()[i];
  }
  return copyPart(input, op.getType(), offset, op.getType().getShape(),
                  strides);
}

static Elements tile(TileOp op, const Elements &input) {
  // A dimension of copies in front of each one.
  SmallVector<int64_t> extents, strides;
  ArrayRef<int64_t> shape = input.getType().getShape();
  for (auto [repeat, extent, stride] :
       llvm::zip(op.getRepeats(), shape, getStrides(shape))) {
    extents.append({repeat, extent});
    strides.append({0, stride});
  }
  return copyPart(input, op.getType(), 0, extents, strides);
}

/// Cuts `input` along `axis` into the results of `op`, which have the dimension
/// or, if it `isRemoved`, not.
static void cut(Operation *op, const Elements &input, int64_t axis,
                bool isRemoved, SmallVectorImpl<Elements> &results) {
  SmallVector<int64_t> extents(input.getType().getShape());
  SmallVector<int64_t> strides = getStrides(extents);
  int64_t offset = 0;
  for (Type result : op->getResultTypes()) {
    auto type = cast<RankedTensorType>(result);
    extents[axis] = isRemoved ? 1 : type.getDimSize(axis);
    results.push_back(
        copyPart(input, type, offset * strides[axis], extents, strides));
    offset += extents[axis];
  }
}

/// Puts tensors one behind the other, each as rows of `getRowLength(tensor)`
/// elements, row by row.
static Elements join(RankedTensorType type, ArrayRef<Elements> operands,
                     llvm::function_ref<int64_t(const Elements &)> getLength) {
  const Elements &first = operands.front();
  bool areEqual = llvm::all_of(operands, [&](const Elements &operand) {
    return operand.isSplat() && operand.getBytes() == first.getBytes();
  });
  if (areEqual)
    return Elements::getSplat(type, first.getBytes());
  Elements result = Elements::allocate(type);
  unsigned width = result.getElementBytes();
  int64_t total = 0;
  for (const Elements &operand : operands)
    total += getLength(operand);
  char *output = result.getMutableBytes().data();
  for (const Elements &operand : operands) {
    int64_t length = getLength(operand);
    int64_t rows =
        length ? operand.getType().getNumElements() / length : int64_t(0);
    bool isSplat = operand.isSplat();
    copyElements(
        operand.getBytes().data(), output, width,
        {{rows, isSplat ? 0 : length, total}, {length, isSplat ? 0 : 1, 1}});
    output += length * width;
  }
  return result;
}

/// The number of elements behind one place of the dimensions before `axis`.
static int64_t getRowLength(const Elements &elements, int64_t axis) {
  int64_t length = 1;
  for (int64_t extent : elements.getType().getShape().drop_front(axis))
    length *= extent;
  return length;
}

static std::optional<Elements> gather(GatherOp op, const Elements &input,
                                      const Elements &indices) {
  if (input.isSplat())
    return Elements::getSplat(op.getType(), input.getBytes());
  int64_t axis = op.getAxis(), extent = input.getType().getDimSize(axis);
  if (extent == 0)
    return std::nullopt;
  Elements result = Elements::allocate(op.getType());
  int64_t count = indices.getType().getNumElements();
  int64_t length = getRowLength(input, axis);
  int64_t rows = length ? input.getType().getNumElements() / length : 0;
  // The elements behind one place of the dimension itself.
  int64_t inner = length / extent;
  unsigned width = input.getElementBytes();
  char *output = result.getMutableBytes().data();
  for (int64_t i = 0; i < count; ++i) {
    // The nearest one that there is.
    int64_t index = std::clamp<int64_t>(readInteger(indices, i), 0, extent - 1);
    copyElements(input.getBytes().data() + index * inner * width,
                 output + i * inner * width, width,
                 {{rows, length, count * inner}, {inner, 1, 1}});
  }
  return result;
}

/// Surrounds the input by a number, or cuts from it.
static std::optional<Elements> pad(PadOp op, const Elements &input) {
  PaddingAttr padding = op.getPadding();
  bool grows = llvm::any_of(padding.getValues(),
                            [](int64_t amount) { return amount > 0; });
  if (grows && op.getBorder() != BorderMode::Constant)
    return std::nullopt;
  RankedTensorType type = op.getType();
  unsigned width = input.getElementBytes();
  Elements result = Elements::allocate(type);
  MutableArrayRef<char> bytes = result.getMutableBytes();
  APFloat value = op.getValue();
  bool losesInfo;
  value.convert(cast<FloatType>(type.getElementType()).getFloatSemantics(),
                APFloat::rmNearestTiesToEven, &losesInfo);
  char element[8];
  writeFloat(value, MutableArrayRef(element, width));
  copyElements(element, bytes.data(), width, {{type.getNumElements(), 0, 1}});

  // The part that is in both.
  int64_t from = 0, to = 0;
  SmallVector<CopyDim> dims;
  ArrayRef<int64_t> shape = input.getType().getShape();
  SmallVector<int64_t> inputStrides = getStrides(shape),
                       outputStrides = getStrides(type.getShape());
  for (auto [i, extent] : llvm::enumerate(shape)) {
    int64_t before = padding.getBefore(i), after = padding.getAfter(i);
    int64_t cropped =
        extent + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0);
    // Nothing is left between two cuts.
    if (cropped <= 0)
      return result;
    from += std::max<int64_t>(-before, 0) * inputStrides[i];
    to += std::max<int64_t>(before, 0) * outputStrides[i];
    dims.push_back(
        {cropped, input.isSplat() ? 0 : inputStrides[i], outputStrides[i]});
  }
  copyElements(input.getBytes().data() + (input.isSplat() ? 0 : from * width),
               bytes.data() + to * width, width, dims);
  return result;
}

bool nnef::evaluateShape(Operation *op, ArrayRef<Elements> operands,
                         SmallVectorImpl<Elements> &results) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto add = [&](const Elements &elements) {
    results.push_back(elements);
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<CopyOp, CopyNOp>([&](auto op) {
        results.append(op->getNumResults(), operands[0]);
        return true;
      })
      .Case<ReshapeOp, SqueezeOp, UnsqueezeOp>(
          [&](auto) { return add(operands[0].withType(type)); })
      .Case([&](TransposeOp op) {
        return add(permute(op, operands[0]).withType(type));
      })
      .Case([&](SliceOp op) { return add(slice(op, operands[0])); })
      .Case([&](TileOp op) { return add(tile(op, operands[0])); })
      .Case([&](GatherOp op) {
        auto picked = gather(op, operands[0], operands[1]);
        return picked && add(*picked);
      })
      .Case([&](PadOp op) {
        std::optional<Elements> padded = pad(op, operands[0]);
        return padded && add(*padded);
      })
      .Case([&](ConcatOp op) {
        return add(join(type, operands, [&](const Elements &operand) {
          return getRowLength(operand, op.getAxis());
        }));
      })
      .Case([&](StackOp op) {
        return add(join(type, operands, [&](const Elements &operand) {
          return getRowLength(operand, op.getAxis());
        }));
      })
      .Case([&](SplitOp op) {
        cut(op, operands[0], op.getAxis(), /*isRemoved=*/false, results);
        return true;
      })
      .Case([&](UnstackOp op) {
        cut(op, operands[0], op.getAxis(), /*isRemoved=*/true, results);
        return true;
      })
      .Default(false);
}
