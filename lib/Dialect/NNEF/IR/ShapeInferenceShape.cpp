//===- ShapeInferenceShape.cpp - Shapes of the shape operations ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ShapeInference.h"

using namespace mlir;
using namespace nnef;

LogicalResult ShapeInference::reshape(ReshapeOp::Adaptor op) {
  Extents input;
  if (failed(getExtents(op.getInput(), input)) ||
      failed(checkMagnitude("shape", op.getShape())) ||
      failed(checkMagnitude("axis_count", op.getAxisCount())))
    return failure();
  int64_t rank = input.size(), start = op.getAxisStart(),
          count = op.getAxisCount();
  if (start < 0 || start > rank)
    return fail("axis_start ", start, " is out of range for rank ", rank);
  if (count == -1)
    count = rank - start;
  if (count < 0 || start + count > rank)
    return fail("axis_count ", op.getAxisCount(), " from axis ", start,
                " on is out of range for rank ", rank);

  // The extents that go away, and those that come; equal ones cancel out, so
  // that what is left over can often be known even if some extent is not.
  SmallVector<AffineExpr> before(input.begin() + start,
                                 input.begin() + start + count);
  SmallVector<AffineExpr> after;
  std::optional<size_t> inferred;
  for (auto [i, entry] : llvm::enumerate(op.getShape())) {
    if (entry == -1) {
      if (inferred)
        return fail("shape has more than one -1");
      inferred = i;
      after.push_back({});
    } else if (entry == 0) {
      if (start + static_cast<int64_t>(i) >= rank)
        return fail("shape has a 0 at ", i,
                    ", but the input has no dimension there");
      after.push_back(input[start + i]);
    } else if (entry > 0) {
      after.push_back(constant(entry));
    } else {
      return fail("shape has the invalid entry ", entry);
    }
  }

  SmallVector<AffineExpr> numerator = before;
  int64_t denominator = 1;
  bool known = true;
  for (AffineExpr extent : after) {
    if (!extent)
      continue;
    auto *same = llvm::find(numerator, extent);
    if (same != numerator.end())
      numerator.erase(same);
    else if (auto value = getKnown(extent)) {
      if (llvm::MulOverflow(denominator, *value, denominator))
        return fail("result would have too many elements");
    } else
      known = false;
  }
  AffineExpr total = constant(1);
  for (AffineExpr extent : numerator) {
    // A product of unknown extents is no affine expression.
    known &= getKnown(extent) || getKnown(total);
    if (known)
      total = getKnown(extent) ? total * extent : extent * total;
  }
  if (inferred) {
    auto value = known ? getKnown(total) : std::nullopt;
    if (value && (denominator == 0 || *value % denominator != 0))
      return fail("cannot reshape ", op.getInput().getType(), " to shape [",
                  op.getShape(), "]: ", *value, " elements are no multiple of ",
                  denominator);
    after[*inferred] = known ? total.floorDiv(denominator) : AffineExpr();
  } else if (known && getKnown(total) && *getKnown(total) != denominator) {
    return fail("cannot reshape ", op.getInput().getType(), " to shape [",
                op.getShape(), "]: the number of elements differs");
  }

  Extents output(input.begin(), input.begin() + start);
  output.append(after.begin(), after.end());
  output.append(input.begin() + start + count, input.end());
  addResult(output, getElementType(op.getInput()));
  return success();
}

LogicalResult ShapeInference::squeeze(Value input, ArrayRef<int64_t> axes) {
  Extents extents, output;
  if (failed(getExtents(input, extents)) ||
      failed(checkAxes(axes, extents.size())))
    return failure();
  for (auto [i, extent] : llvm::enumerate(extents)) {
    if (!llvm::is_contained(axes, static_cast<int64_t>(i)))
      output.push_back(extent);
    else if (getKnown(extent).value_or(1) != 1)
      return fail("cannot remove dimension ", i, ", which has extent ", extent);
  }
  addResult(output, getElementType(input));
  return success();
}

LogicalResult ShapeInference::unsqueeze(Value input, ArrayRef<int64_t> axes) {
  Extents extents, output;
  if (failed(getExtents(input, extents)) ||
      failed(checkAxes(axes, extents.size() + axes.size())))
    return failure();
  auto *next = extents.begin();
  for (size_t i = 0, e = extents.size() + axes.size(); i < e; ++i)
    output.push_back(llvm::is_contained(axes, static_cast<int64_t>(i))
                         ? constant(1)
                         : *next++);
  addResult(output, getElementType(input));
  return success();
}

LogicalResult ShapeInference::transpose(Value input, ArrayRef<int64_t> axes) {
  Extents extents;
  if (failed(getExtents(input, extents)))
    return failure();
  if (axes.size() > extents.size())
    return fail("axes has ", axes.size(), " entries, but the input has rank ",
                extents.size());
  if (failed(checkAxes(axes, extents.size())))
    return failure();
  // A permutation of the first dimensions: distinct, and none beyond them.
  for (int64_t axis : axes)
    if (axis >= static_cast<int64_t>(axes.size()))
      return fail("axes must be a permutation of the first ", axes.size(),
                  " dimensions, but axis ", axis, " is not one of them");
  Extents output = extents;
  for (auto [i, axis] : llvm::enumerate(axes))
    output[i] = extents[axis];
  addResult(output, getElementType(input));
  return success();
}

LogicalResult ShapeInference::concat(ValueRange values, int64_t axis) {
  if (values.empty())
    return fail("needs at least one tensor");
  Extents output;
  if (failed(getExtents(values.front(), output)) ||
      failed(checkAxis(axis, output.size())) ||
      failed(checkSameElementType(values)))
    return failure();
  for (Value value : values.drop_front()) {
    Extents extents;
    if (failed(getExtents(value, extents)))
      return failure();
    bool fits = extents.size() == output.size();
    for (auto [i, have, want] :
         llvm::zip(llvm::seq<int64_t>(extents.size()), extents, output))
      fits &= i == axis || have == want || !getKnown(have) || !getKnown(want);
    if (!fits)
      return fail("cannot join ", values.front().getType(), " and ",
                  value.getType(), " along dimension ", axis);
    for (auto [i, have] : llvm::enumerate(extents)) {
      if (static_cast<int64_t>(i) == axis)
        output[i] = output[i] + have;
      else if (getKnown(have))
        output[i] = have;
    }
  }
  addResult(output, getElementType(values.front()));
  return success();
}

LogicalResult ShapeInference::split(Value value, int64_t axis,
                                    ArrayRef<int64_t> ratios) {
  Extents extents;
  if (failed(getExtents(value, extents)) ||
      failed(checkAxis(axis, extents.size())) ||
      failed(checkMagnitude("ratios", ratios)) ||
      failed(checkResultCount(ratios.size())))
    return failure();
  int64_t sum = 0;
  for (int64_t ratio : ratios) {
    if (ratio < 1)
      return fail("ratios must be at least 1, but one is ", ratio);
    sum += ratio;
  }
  if (ratios.empty())
    return fail("needs at least one ratio");
  AffineExpr extent = extents[axis];
  if (getKnown(extent) && *getKnown(extent) % sum != 0)
    return fail("cannot split extent ", extent, " of dimension ", axis,
                " into ratios that add up to ", sum);
  for (int64_t ratio : ratios) {
    extents[axis] = extent.floorDiv(sum) * ratio;
    addResult(extents, getElementType(value));
  }
  return success();
}

LogicalResult ShapeInference::stack(ValueRange values, int64_t axis) {
  if (values.empty())
    return fail("needs at least one tensor");
  Extents output;
  if (failed(getExtents(values.front(), output)) ||
      failed(checkAxis(axis, output.size() + 1)) ||
      failed(checkSameElementType(values)))
    return failure();
  for (Value value : values.drop_front()) {
    Extents extents;
    if (failed(getExtents(value, extents)))
      return failure();
    bool fits = extents.size() == output.size();
    for (auto [have, want] : llvm::zip(extents, output))
      fits &= have == want || !getKnown(have) || !getKnown(want);
    if (!fits)
      return fail("cannot stack ", values.front().getType(), " and ",
                  value.getType());
  }
  output.insert(output.begin() + axis, constant(values.size()));
  addResult(output, getElementType(values.front()));
  return success();
}

LogicalResult ShapeInference::unstack(Value value, int64_t axis) {
  Extents extents;
  if (failed(getExtents(value, extents)) ||
      failed(checkAxis(axis, extents.size())))
    return failure();
  auto count = getKnown(extents[axis]);
  if (!count)
    return fail("needs a known extent of dimension ", axis);
  if (failed(checkResultCount(*count)))
    return failure();
  extents.erase(extents.begin() + axis);
  for (int64_t i = 0; i < *count; ++i)
    addResult(extents, getElementType(value));
  return success();
}

LogicalResult ShapeInference::slice(SliceOp::Adaptor op) {
  Extents output;
  if (failed(getExtents(op.getInput(), output)) ||
      failed(checkAxes(op.getAxes(), output.size())))
    return failure();
  ArrayRef<int64_t> axes = op.getAxes(), stride = op.getStride();
  // Places beyond the edges are moved to them, so they may be anywhere.
  if (failed(checkMagnitude("stride", stride)))
    return failure();
  if (op.getBegin().size() != axes.size() ||
      op.getEnd().size() != axes.size() ||
      (!stride.empty() && stride.size() != axes.size()))
    return fail("needs as many entries in begin, end and stride as in axes, "
                "which has ",
                axes.size());
  for (auto [i, axis] : llvm::enumerate(axes)) {
    int64_t step = stride.empty() ? 1 : stride[i];
    if (step == 0)
      return fail("stride must not be 0");
    auto extent = getKnown(output[axis]);
    if (!extent) {
      output[axis] = {};
      continue;
    }
    SliceRange range =
        getSliceRange(*extent, op.getBegin()[i], op.getEnd()[i], step,
                      /*endZeroIsOpen=*/llvm::all_of(stride, [](int64_t s) {
                        return s == 1;
                      }));
    if (range.size < 0)
      return fail("slice of dimension ", axis, " begins at ", range.begin,
                  ", behind its end ", range.end);
    if (range.size == 0)
      return fail("slice of dimension ", axis, " is empty");
    output[axis] = constant(range.size);
  }
  addResult(output, getElementType(op.getInput()));
  return success();
}

LogicalResult ShapeInference::pad(Value input, PaddingAttr padding) {
  Extents extents;
  if (failed(getExtents(input, extents)) ||
      failed(checkMagnitude("padding", padding.getValues())))
    return failure();
  if (padding.size() != extents.size())
    return fail("padding has ", padding.size(),
                " pairs, but the input has rank ", extents.size());
  for (auto [i, extent] : llvm::enumerate(extents)) {
    auto known = getKnown(extent);
    if (known && std::min(padding.getBefore(i), padding.getAfter(i)) < -*known)
      return fail("padding crops more than the ", *known,
                  " elements of dimension ", i);
    extent = extent + padding.getBefore(i) + padding.getAfter(i);
    if (getKnown(extent).value_or(1) < 1)
      return fail("padding leaves nothing of dimension ", i);
  }
  addResult(extents, getElementType(input));
  return success();
}

LogicalResult ShapeInference::tile(Value input, ArrayRef<int64_t> repeats) {
  Extents extents;
  if (failed(getExtents(input, extents)) ||
      failed(checkMagnitude("repeats", repeats)))
    return failure();
  if (repeats.size() != extents.size())
    return fail("repeats has ", repeats.size(),
                " entries, but the input has rank ", extents.size());
  for (auto [extent, repeat] : llvm::zip(extents, repeats)) {
    if (repeat < 1)
      return fail("repeats must be at least 1, but one is ", repeat);
    extent = extent * repeat;
  }
  addResult(extents, getElementType(input));
  return success();
}

LogicalResult ShapeInference::gather(Value input, Value indices, int64_t axis) {
  Extents extents, picked;
  if (failed(getExtents(input, extents)) ||
      failed(getExtents(indices, picked)) ||
      failed(checkAxis(axis, extents.size())))
    return failure();
  Extents output(extents.begin(), extents.begin() + axis);
  output.append(picked);
  output.append(extents.begin() + axis + 1, extents.end());
  addResult(output, getElementType(input));
  return success();
}
