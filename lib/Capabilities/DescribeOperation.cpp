//===- DescribeOperation.cpp - The names that conditions know -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Conditions.h"

#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Translate/Parameters.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;

static ArrayRef<int64_t> getShape(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  return type ? type.getShape() : ArrayRef<int64_t>();
}

static Term getTensors(ValueRange tensors) {
  return Term::Array{std::vector<Term>(tensors.begin(), tensors.end())};
}

/// Names the results of an operation as its fragment does.
static void bindResults(ValueRange results, const syntax::Fragment &fragment,
                        llvm::StringMap<Term> &names) {
  for (const syntax::Result &result : fragment.results) {
    // All that are left belong to an array, which is the last result.
    if (isa<syntax::ArrayType>(result.type)) {
      names[result.name.text] = getTensors(results);
    } else if (!results.empty()) {
      names[result.name.text] = results.front();
      results = results.drop_front();
    }
  }
}

/// The groups that `groups = 0` stands for: one for each channel.
static int64_t getGroups(Operation *op) {
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case([](DeconvOp op) {
        return op.getOutputShape().empty() ? getShape(op.getInput())[1]
                                           : op.getOutputShape()[1];
      })
      .Case([](SeparableConvOp op) { return getShape(op.getPlaneFilter())[0]; })
      .Default([](Operation *op) { return getShape(op->getOperand(0))[1]; });
}

/// Replaces the shorthands for windows and groups by what they stand for.
static void resolveWindow(Operation *op, llvm::StringMap<Term> &names) {
  DictionaryAttr attributes = op->getAttrDictionary();
  auto padding = attributes.getAs<PaddingAttr>("padding");
  auto stride = attributes.getAs<DenseI64ArrayAttr>("stride");
  auto dilation = attributes.getAs<DenseI64ArrayAttr>("dilation");
  if (!padding || !stride || !dilation)
    return;
  // Windows of convolutions are filters, without the dimensions of channels.
  auto size = attributes.getAs<DenseI64ArrayAttr>("size");
  unsigned numDropped = size ? 0 : 2;
  ArrayRef<int64_t> sizes =
      size ? size.asArrayRef() : getShape(op->getOperand(1)).drop_front(2);
  bool isReverse = isa<DeconvOp, SeparableDeconvOp, DeboxOp, DesampleOp>(op);
  Value from = op->getOperand(0), to = op->getResult(0);
  if (isReverse)
    std::swap(from, to);
  ArrayRef<int64_t> extents = getShape(from).drop_front(numDropped);
  ArrayRef<int64_t> places = getShape(to).drop_front(numDropped);

  std::vector<Term> strides, dilations, paddings;
  for (auto [i, dim] : llvm::enumerate(getWindow(
           sizes, padding, stride.asArrayRef(), dilation.asArrayRef()))) {
    strides.push_back(dim.stride);
    dilations.push_back(dim.dilation);
    bool isKnown = !ShapedType::isDynamic(sizes[i]) || !dim.isAuto;
    if (isKnown && succeeded(dim.resolve(extents[i], places[i])))
      paddings.push_back(Term::Tuple{std::vector<Term>{dim.before, dim.after}});
    else
      paddings.push_back(Term());
  }
  names["stride"] = Term::Array{std::move(strides)};
  names["dilation"] = Term::Array{std::move(dilations)};
  names["padding"] = Term::Array{std::move(paddings)};
  if (names.lookup("groups") == Term(int64_t(0))) {
    int64_t groups = getGroups(op);
    names["groups"] = ShapedType::isDynamic(groups) ? Term() : Term(groups);
  }
}

llvm::StringMap<Term>
nnef::describeOperation(Operation *op, const syntax::Fragment *fragment) {
  llvm::StringMap<Term> names;
  if (fragment && succeeded(bindParameters(op, *fragment, names)))
    bindResults(op->getResults(), *fragment, names);
  else
    names.clear();
  if (!isa<CallOp>(op) && !names.empty())
    resolveWindow(op, names);
  SmallVector<Value> tensors(op->getOperands());
  llvm::append_range(tensors, op->getResults());
  names[kAllTensors] = getTensors(tensors);
  return names;
}
