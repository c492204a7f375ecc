//===- ShapeInferenceWindow.cpp - Shapes of windows and convolutions -----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ShapeInference.h"

using namespace mlir;
using namespace nnef;

/// Whether two extents are known and not the same.
static bool areDifferent(AffineExpr lhs, AffineExpr rhs) {
  return getKnown(lhs) && getKnown(rhs) && lhs != rhs;
}

/// Whether an extent is a multiple of another one, as far as they are known.
static bool canBeMultiple(AffineExpr extent, AffineExpr factor) {
  auto product = getKnown(extent), divisor = getKnown(factor);
  if (!product || !divisor)
    return true;
  return *divisor == 0 ? *product == 0 : *product % *divisor == 0;
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::checkWindow(const WindowAttrs &attrs, size_t rank,
                                          bool ignoreAllowed) {
  auto checkCount = [&](StringRef name, size_t count) -> LogicalResult {
    if (count != rank)
      return fail(name, " has ", count, " entries, but the window has ", rank,
                  " dimensions");
    return success();
  };
  auto checkList = [&](StringRef name,
                       ArrayRef<int64_t> list) -> LogicalResult {
    for (int64_t entry : list)
      if (entry < 1)
        return fail(name, " must be at least 1, but is ", entry);
    if (failed(checkMagnitude(name, list)))
      return failure();
    return list.empty() ? success() : checkCount(name, list.size());
  };
  // A filter brings its size along; everything else states it.
  if (failed(checkList("size", attrs.size)) ||
      failed(checkList("stride", attrs.stride)) ||
      failed(checkList("dilation", attrs.dilation)))
    return failure();
  if (!attrs.padding.isAuto() &&
      (failed(checkCount("padding", attrs.padding.size())) ||
       failed(checkMagnitude("padding", attrs.padding.getValues()))))
    return failure();
  if (!ignoreAllowed && attrs.border == BorderMode::Ignore)
    return fail("does not allow the border 'ignore'");
  return success();
}

LogicalResult ShapeInference::windowExtents(ArrayRef<AffineExpr> input,
                                            ArrayRef<AffineExpr> sizes,
                                            const WindowAttrs &attrs,
                                            Extents &output) {
  for (auto [i, extent, size] : llvm::enumerate(input, sizes)) {
    int64_t stride = attrs.stride.empty() ? 1 : attrs.stride[i];
    if (attrs.padding.isAuto()) {
      output.push_back(extent.ceilDiv(stride));
      continue;
    }
    int64_t dilation = attrs.dilation.empty() ? 1 : attrs.dilation[i];
    AffineExpr span = (size - 1) * dilation + 1;
    int64_t before = attrs.padding.getBefore(i);
    int64_t after = attrs.padding.getAfter(i);
    auto known = getKnown(extent);
    if (known && std::min(before, after) < -*known)
      return fail("padding crops more than the ", *known,
                  " elements of dimension ", output.size());
    AffineExpr padded = extent + before + after;
    auto room = getKnown(padded - span);
    if (room && *room < 0)
      return fail("window covers ", span, " elements of dimension ",
                  output.size(), ", but the padded input has ", padded);
    output.push_back((padded - span).floorDiv(stride) + 1);
  }
  return success();
}

LogicalResult ShapeInference::reverseExtents(ArrayRef<AffineExpr> input,
                                             ArrayRef<AffineExpr> sizes,
                                             const WindowAttrs &attrs,
                                             ArrayRef<int64_t> outputShape,
                                             Extents &output) {
  for (auto [i, extent, size] : llvm::enumerate(input, sizes)) {
    int64_t stride = attrs.stride.empty() ? 1 : attrs.stride[i];
    int64_t dilation = attrs.dilation.empty() ? 1 : attrs.dilation[i];
    AffineExpr span = (size - 1) * dilation + 1;
    AffineExpr result = extent * stride;
    if (!attrs.padding.isAuto())
      result = (extent - 1) * stride + span - attrs.padding.getBefore(i) -
               attrs.padding.getAfter(i);
    if (!outputShape.empty())
      result = constant(outputShape[i]);
    auto known = getKnown(result);
    if (known && *known < 1)
      return fail("dimension ", output.size(),
                  " of the output would have extent ", *known);
    output.push_back(result);
  }
  if (outputShape.empty())
    return success();
  // The window that slides over the chosen output must give the input back.
  // In front of the dimensions of the window there can be batch and channels.
  size_t first = output.size() - input.size();
  auto back = llvm::to_vector<4>(ArrayRef(output).take_front(first));
  if (failed(windowExtents(ArrayRef(output).drop_front(first), sizes, attrs,
                           back)))
    return failure();
  for (auto [i, want] : llvm::enumerate(input))
    if (areDifferent(back[first + i], want))
      return fail("output_shape does not fit: a window over ",
                  output[first + i], " elements in dimension ", first + i,
                  " stops at ", back[first + i], " places, but the input has ",
                  want);
  return success();
}

LogicalResult ShapeInference::windowExtents(const Extents &input,
                                            const WindowAttrs &attrs,
                                            Extents &output) {
  if (attrs.size.size() != input.size())
    return fail("size has ", attrs.size.size(),
                " entries, but the input has rank ", input.size());
  Extents sizes;
  for (int64_t size : attrs.size)
    sizes.push_back(constant(size));
  return windowExtents(input, sizes, attrs, output);
}

LogicalResult ShapeInference::reverseExtents(const Extents &input,
                                             const WindowAttrs &attrs,
                                             ArrayRef<int64_t> outputShape,
                                             Extents &output) {
  if (attrs.size.size() != input.size())
    return fail("size has ", attrs.size.size(),
                " entries, but the input has rank ", input.size());
  if (failed(checkOutputShape(outputShape, input)))
    return failure();
  Extents sizes;
  for (int64_t size : attrs.size)
    sizes.push_back(constant(size));
  return reverseExtents(input, sizes, attrs, outputShape, output);
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::checkBias(Value bias, AffineExpr channels,
                                        size_t rank) {
  Extents extents;
  if (failed(getExtents(bias, extents)))
    return failure();
  bool fits = extents.size() <= rank;
  for (auto [dim, extent] : llvm::enumerate(extents))
    fits &= getKnown(extent).value_or(1) == 1 ||
            (dim == 1 && !areDifferent(extent, channels));
  if (!fits)
    return fail("bias must have shape [1, ", channels, "] or [], but has ",
                bias.getType());
  return success();
}

template <typename Adaptor>
LogicalResult
ShapeInference::checkConvolution(Adaptor op, const WindowAttrs &attrs,
                                 Extents &input, ArrayRef<Filter> filters) {
  if (failed(getExtents(op.getInput(), input)) ||
      failed(checkSameElementType(op.getOperands())))
    return failure();
  if (input.size() < 2)
    return fail("needs an input of rank 2 or more, with batch and channels "
                "first, but it has rank ",
                input.size());
  for (const Filter &filter : filters) {
    if (failed(getExtents(filter.tensor, filter.extents)))
      return failure();
    if (filter.extents.size() != input.size())
      return fail("needs a ", filter.name, " of the input's rank ",
                  input.size(), ", but it has rank ", filter.extents.size());
  }
  if (op.getGroups() < 0)
    return fail("groups must not be negative, but is ", op.getGroups());
  if (failed(checkMagnitude("groups", op.getGroups())))
    return failure();
  return checkWindow(attrs, input.size() - 2, /*ignoreAllowed=*/false);
}

LogicalResult ShapeInference::checkOutputShape(ArrayRef<int64_t> outputShape,
                                               const Extents &input) {
  if (!outputShape.empty() && outputShape.size() != input.size())
    return fail("output_shape has ", outputShape.size(),
                " entries, but the input has rank ", input.size());
  return checkMagnitude("output_shape", outputShape);
}

LogicalResult
ShapeInference::checkBatchAndChannels(ArrayRef<int64_t> outputShape,
                                      const Extents &output) {
  for (auto [i, want] : llvm::enumerate(outputShape.take_front(2)))
    if (areDifferent(output[i], constant(want)))
      return fail("output_shape has extent ", want, " in dimension ", i,
                  ", but it must be ", output[i]);
  return success();
}

LogicalResult ShapeInference::conv(ConvOp::Adaptor op) {
  Extents input, filter, output;
  WindowAttrs attrs(op, {});
  if (failed(checkConvolution(op, attrs, input,
                              {{op.getFilter(), "filter", filter}})))
    return failure();

  AffineExpr groups = constant(op.getGroups()), perGroup = constant(1);
  if (op.getGroups() == 0)
    groups = input[1];
  else
    perGroup = input[1].floorDiv(groups);
  if (!canBeMultiple(input[1], groups))
    return fail("input has ", input[1],
                " channels, which cannot be split into ", groups, " groups");
  if (areDifferent(filter[1], perGroup))
    return fail("filter takes ", filter[1],
                " channels per group, but the input has ", input[1],
                " channels in ", groups, " groups (", perGroup, " per group)");
  if (!canBeMultiple(filter[0], groups))
    return fail("filter gives ", filter[0],
                " channels, which cannot be split into ", groups, " groups");
  if (failed(checkBias(op.getBias(), filter[0], input.size())))
    return failure();

  output = {input[0], filter[0]};
  if (failed(windowExtents(ArrayRef(input).drop_front(2),
                           ArrayRef(filter).drop_front(2), attrs, output)))
    return failure();
  addResult(output, getElementType(op.getInput()));
  return success();
}

template <typename Adaptor>
LogicalResult ShapeInference::deconvResult(Adaptor op, const WindowAttrs &attrs,
                                           const Extents &input,
                                           const Extents &filter,
                                           AffineExpr groups) {
  ArrayRef<int64_t> outputShape = op.getOutputShape();
  Extents output = {input[0], filter[1] * groups};
  if (failed(checkBias(op.getBias(), output[1], input.size())) ||
      failed(checkBatchAndChannels(outputShape, output)) ||
      failed(reverseExtents(
          ArrayRef(input).drop_front(2), ArrayRef(filter).drop_front(2), attrs,
          outputShape.empty() ? outputShape : outputShape.drop_front(2),
          output)))
    return failure();
  addResult(output, getElementType(op.getInput()));
  return success();
}

LogicalResult ShapeInference::deconv(DeconvOp::Adaptor op) {
  Extents input, filter;
  WindowAttrs attrs(op, {});
  if (failed(checkConvolution(op, attrs, input,
                              {{op.getFilter(), "filter", filter}})))
    return failure();

  ArrayRef<int64_t> outputShape = op.getOutputShape();
  if (failed(checkOutputShape(outputShape, input)))
    return failure();
  if (areDifferent(input[1], filter[0]))
    return fail("filter takes ", filter[0], " channels, but the input has ",
                input[1]);
  // One group per channel: of the output if its shape is given, else of the
  // input.
  AffineExpr groups = constant(op.getGroups());
  if (op.getGroups() == 0)
    groups = outputShape.empty() ? input[1] : constant(outputShape[1]);
  if (!canBeMultiple(input[1], groups))
    return fail("input has ", input[1],
                " channels, which cannot be split into ", groups, " groups");
  return deconvResult(op, attrs, input, filter, groups);
}

LogicalResult ShapeInference::checkPointFilter(Value filter,
                                               const Extents &extents) {
  for (AffineExpr extent : ArrayRef(extents).drop_front(2))
    if (getKnown(extent).value_or(1) != 1)
      return fail("point filter must have extent 1 in space, but has ",
                  filter.getType());
  return success();
}

LogicalResult ShapeInference::separableConv(SeparableConvOp::Adaptor op) {
  Extents input, plane, point, output;
  WindowAttrs attrs(op, {});
  if (failed(checkConvolution(op, attrs, input,
                              {{op.getPlaneFilter(), "plane filter", plane},
                               {op.getPointFilter(), "point filter", point}})))
    return failure();
  if (getKnown(plane[1]).value_or(1) != 1 || !canBeMultiple(plane[0], input[1]))
    return fail("plane filter must have shape [m * ", input[1],
                ", 1, ...], but has ", op.getPlaneFilter().getType());
  AffineExpr groups = op.getGroups() == 0 ? plane[0] : constant(op.getGroups());
  if (getKnown(groups) && areDifferent(point[1] * groups, plane[0]))
    return fail("point filter takes ", point[1], " channels per group in ",
                groups, " groups, but the plane filter gives ", plane[0]);
  if (!canBeMultiple(point[0], groups))
    return fail("point filter gives ", point[0],
                " channels, which cannot be split into ", groups, " groups");
  if (failed(checkPointFilter(op.getPointFilter(), point)) ||
      failed(checkBias(op.getBias(), point[0], input.size())))
    return failure();
  output = {input[0], point[0]};
  if (failed(windowExtents(ArrayRef(input).drop_front(2),
                           ArrayRef(plane).drop_front(2), attrs, output)))
    return failure();
  addResult(output, getElementType(op.getInput()));
  return success();
}

LogicalResult ShapeInference::separableDeconv(SeparableDeconvOp::Adaptor op) {
  Extents input, plane, point;
  WindowAttrs attrs(op, {});
  if (failed(checkConvolution(op, attrs, input,
                              {{op.getPlaneFilter(), "plane filter", plane},
                               {op.getPointFilter(), "point filter", point}})))
    return failure();
  ArrayRef<int64_t> outputShape = op.getOutputShape();
  if (failed(checkOutputShape(outputShape, input)))
    return failure();
  if (areDifferent(input[1], point[0]))
    return fail("point filter takes ", point[0],
                " channels, but the input has ", input[1]);
  AffineExpr pointGroups =
      op.getGroups() == 0 ? input[1] : constant(op.getGroups());
  if (!canBeMultiple(input[1], pointGroups))
    return fail("input has ", input[1],
                " channels, which cannot be split into ", pointGroups,
                " groups");
  AffineExpr planes = point[1] * pointGroups;
  if (areDifferent(planes, plane[0]))
    return fail("point filter gives ", planes,
                " channels, but the plane filter takes ", plane[0]);
  if (failed(checkPointFilter(op.getPointFilter(), point)))
    return failure();
  // One group per channel: of the output if its shape is given, else one for
  // each plane.
  AffineExpr groups = outputShape.empty() ? plane[0] : constant(outputShape[1]);
  if (!canBeMultiple(plane[0], groups))
    return fail("plane filter takes ", plane[0],
                " channels, which cannot be split into ", groups, " groups");
  return deconvResult(op, attrs, input, plane, groups);
}

//===----------------------------------------------------------------------===//
// Sampling
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::sample(SampleOp::Adaptor op) {
  Extents input, index, output;
  WindowAttrs attrs(op, op.getSize());
  if (failed(getExtents(op.getInput(), input)) ||
      failed(getExtents(op.getIndex(), index)) ||
      failed(checkWindow(attrs, input.size(), /*ignoreAllowed=*/false)) ||
      failed(windowExtents(input, attrs, output)))
    return failure();
  bool fits = index.size() == output.size();
  for (auto [have, want] : llvm::zip(index, output))
    fits &= !areDifferent(have, want);
  if (!fits)
    return fail("index must have the shape of the output, but has ",
                op.getIndex().getType());
  addResult(output, getElementType(op.getInput()));
  return success();
}

LogicalResult ShapeInference::desample(DesampleOp::Adaptor op) {
  Extents input, index, output;
  WindowAttrs attrs(op, op.getSize());
  if (failed(getExtents(op.getInput(), input)) ||
      failed(getExtents(op.getIndex(), index)) ||
      failed(checkWindow(attrs, input.size(), /*ignoreAllowed=*/false)))
    return failure();
  if (attrs.border != BorderMode::Constant)
    return fail("allows only the border 'constant'");
  bool fits = index.size() == input.size();
  for (auto [have, want] : llvm::zip(index, input))
    fits &= !areDifferent(have, want);
  if (!fits)
    return fail("index must have the shape of the input, but has ",
                op.getIndex().getType());
  if (failed(reverseExtents(input, attrs, op.getOutputShape(), output)))
    return failure();
  addResult(output, getElementType(op.getInput()));
  return success();
}

LogicalResult ShapeInference::checkFactor(ArrayRef<int64_t> factor,
                                          const Extents &input) {
  if (factor.size() + 2 != input.size())
    return fail(
        "factor has ", factor.size(),
        " entries, one for each spatial dimension, but the input has rank ",
        input.size());
  for (int64_t entry : factor)
    if (entry < 1)
      return fail("factor must be at least 1, but is ", entry);
  return checkMagnitude("factor", factor);
}

LogicalResult ShapeInference::upsample(Value input, ArrayRef<int64_t> factor) {
  Extents extents;
  if (failed(getExtents(input, extents)) ||
      failed(checkFactor(factor, extents)))
    return failure();
  for (auto [i, entry] : llvm::enumerate(factor))
    extents[i + 2] = extents[i + 2] * entry;
  addResult(extents, getElementType(input));
  return success();
}

LogicalResult
ShapeInference::multilinearUpsample(MultilinearUpsampleOp::Adaptor op) {
  if (op.getBorder() == BorderMode::Ignore)
    return fail("does not allow the border 'ignore'");
  return upsample(op.getInput(), op.getFactor());
}

LogicalResult ShapeInference::downsample(Value input,
                                         ArrayRef<int64_t> factor) {
  Extents extents;
  if (failed(getExtents(input, extents)) ||
      failed(checkFactor(factor, extents)))
    return failure();
  for (auto [i, entry] : llvm::enumerate(factor)) {
    auto known = getKnown(extents[i + 2]);
    if (known && *known % entry != 0)
      return fail("factor ", entry, " does not divide extent ", *known,
                  " of dimension ", i + 2);
    extents[i + 2] = extents[i + 2].floorDiv(entry);
  }
  addResult(extents, getElementType(input));
  return success();
}

LogicalResult ShapeInference::checkSamplingRate(ArrayRef<int64_t> rate,
                                                ArrayRef<int64_t> outputSize) {
  if (rate.size() != outputSize.size())
    return fail("sampling_rate has ", rate.size(),
                " entries, but output_size has ", outputSize.size());
  for (int64_t entry : rate)
    if (entry < 1)
      return fail("sampling_rate must be at least 1, but is ", entry);
  return checkMagnitude("sampling_rate", rate);
}

LogicalResult ShapeInference::roi(Value input, Value rois, Value batchIndex,
                                  ArrayRef<int64_t> outputSize) {
  Extents extents, boxes, batch;
  if (failed(getExtents(input, extents)) || failed(getExtents(rois, boxes)) ||
      failed(getExtents(batchIndex, batch)))
    return failure();
  if (outputSize.size() + 2 != extents.size())
    return fail(
        "output_size has ", outputSize.size(),
        " entries, one for each spatial dimension, but the input has rank ",
        extents.size());
  if (boxes.size() != 2 ||
      areDifferent(boxes[1], constant(2 * outputSize.size())))
    return fail("rois must have shape [N, ", 2 * outputSize.size(),
                "], but has ", rois.getType());
  if (batch.empty() || batch.size() > 2 || areDifferent(batch[0], boxes[0]) ||
      (batch.size() == 2 && getKnown(batch[1]).value_or(1) != 1))
    return fail("batch_index must have shape [", boxes[0], "] or [", boxes[0],
                ", 1], but has ", batchIndex.getType());
  Extents output = {boxes[0], extents[1]};
  for (int64_t size : outputSize) {
    if (size < 1)
      return fail("output_size must be at least 1, but is ", size);
    output.push_back(constant(size));
  }
  addResult(output, getElementType(input));
  return success();
}
