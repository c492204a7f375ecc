//===- Quantize.cpp - Weights become integers -----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/Quantize.h"
#include "Roles.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SwapByteOrder.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

/// The product of extents.
static int64_t getVolume(ArrayRef<int64_t> shape) {
  int64_t volume = 1;
  for (int64_t extent : shape)
    volume *= extent;
  return volume;
}

//===----------------------------------------------------------------------===//
// Codes of weights
//===----------------------------------------------------------------------===//

namespace {
/// The codes of a weight: one, or one for each part along a dimension.
struct WeightCodes {
  SmallVector<LinearCode, 1> codes;
  unsigned dim = 0;
};
} // namespace

/// The range of the values of each part along a dimension, or of all.
static SmallVector<Range> getRanges(const Elements &weight,
                                    std::optional<unsigned> dim) {
  ArrayRef<int64_t> shape = weight.getType().getShape();
  int64_t numParts = dim ? shape[*dim] : 1;
  int64_t inner = getVolume(dim ? shape.drop_front(*dim + 1) : shape);
  SmallVector<Range> ranges(numParts);
  for (auto [i, value] : llvm::enumerate(getFloats(weight)))
    ranges[int64_t(i) / inner % numParts].include(value);
  return ranges;
}

/// The scale that a filter must have at least so that a bias of `magnitude`,
/// whose scale is the product with that of the input, is far from overflow.
static double getLeastScale(double magnitude, float inputScale) {
  return magnitude / (double(inputScale) * double(1 << 30));
}

/// Chooses the codes of a filter. `bias` has a value for each output channel,
/// or is empty.
static WeightCodes chooseFilterCodes(const Elements &filter,
                                     std::optional<unsigned> channelDim,
                                     ArrayRef<float> bias, float inputScale,
                                     const QuantizationOptions &options) {
  auto dim = options.isPerChannel ? channelDim : std::nullopt;
  SmallVector<Range> ranges = getRanges(filter, dim);
  SmallVector<double> leastScales(ranges.size(), 0);
  for (auto [channel, value] : llvm::enumerate(bias)) {
    double &least = leastScales[channel % ranges.size()];
    least = std::max(least, getLeastScale(std::abs(value), inputScale));
  }

  bool isUnsigned = !options.isSigned && !options.isPerChannel;
  CodeType type = {8, !isUnsigned, !isUnsigned};
  if (isUnsigned && !options.isSymmetric) {
    Range range = ranges.front();
    range.include(range.min + leastScales.front() * double(type.getHighest()));
    return {{chooseCode(range, type)}};
  }
  double largest = 0;
  for (const Range &range : ranges)
    largest = std::max(largest, range.getMagnitude());
  WeightCodes result;
  result.dim = dim.value_or(0);
  for (auto [range, leastScale] : llvm::zip_equal(ranges, leastScales)) {
    double magnitude = range.getMagnitude();
    // A channel of zeros may have any scale, but that of its bias follows.
    if (magnitude == 0)
      magnitude = largest;
    magnitude = std::max(magnitude, leastScale * 127);
    result.codes.push_back(chooseSymmetricCode(magnitude, type));
  }
  return result;
}

/// The codes of a bias follow from what is multiplied: integers are added to
/// the products of integers.
static WeightCodes getBiasCodes(const LinearCode &input,
                                const WeightCodes &filter, int64_t channels) {
  CodeType type = {32, /*isSigned=*/true, /*isSymmetric=*/false};
  WeightCodes result;
  result.dim = 1;
  size_t count = filter.codes.size();
  for (int64_t i = 0, e = count == 1 ? 1 : channels; i < e; ++i) {
    float scale = input.scale * filter.codes[i % count].scale;
    result.codes.push_back(
        {type, std::max(scale, std::numeric_limits<float>::min()), 0});
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

namespace {
class WeightQuantizer {
public:
  WeightQuantizer(func::FuncOp network, const QuantizationPlan &plan,
                  const QuantizationOptions &options)
      : network(network), plan(plan), options(options) {}

  void quantizeLayer(Operation *op);
  void quantizeConstant(OpOperand &use, const LinearCode &code);

  /// Removes the weights that are replaced, and gives the others labels.
  std::vector<QuantizedWeight> finish();

private:
  /// Makes an operand the integers that stand for `values`, which has the shape
  /// `type`.
  void replace(OpOperand &operand, RankedTensorType type,
               ArrayRef<float> values, const WeightCodes &codes,
               UniformForm form);

  func::FuncOp network;
  const QuantizationPlan &plan;
  const QuantizationOptions &options;
  /// What has become of a weight with some entry, which may have several uses.
  llvm::DenseMap<std::pair<Value, Attribute>, Value> replaced;
  SmallVector<Operation *> oldWeights;
  SmallVector<VariableOp> variables;
  std::vector<QuantizedWeight> weights;
};
} // namespace

/// The integers for values, and how far they are from them.
static ElementsAttr encode(RankedTensorType type, ArrayRef<float> values,
                           const WeightCodes &codes, QuantizedWeight &weight) {
  Elements elements = Elements::allocate(type);
  char *bytes = elements.getMutableBytes().data();
  unsigned width = elements.getElementBytes();
  int64_t inner = getVolume(type.getShape().drop_front(
      std::min<size_t>(codes.dim + 1, type.getRank())));
  int64_t numParts = codes.codes.size();
  for (auto [i, value] : llvm::enumerate(values)) {
    const LinearCode &code = codes.codes[int64_t(i) / inner % numParts];
    int64_t integer = code.encode(value);
    double error = code.decode(integer) - value;
    weight.signal += double(value) * value;
    weight.noise += error * error;
    weight.maxError = std::max(weight.maxError, std::abs(error));
    // The low bytes of a number are the same, whether it has a sign or not.
    for (unsigned byte = 0; byte < width; ++byte)
      bytes[i * width +
            (llvm::sys::IsLittleEndianHost ? byte : width - 1 - byte)] =
          static_cast<char>(integer >> (8 * byte));
  }
  weight.numElements = values.size();
  return elements.getAttribute(weight.name);
}

void WeightQuantizer::replace(OpOperand &operand, RankedTensorType type,
                              ArrayRef<float> values, const WeightCodes &codes,
                              UniformForm form) {
  MLIRContext *context = network.getContext();
  QuantizationAttr entry = makeEntry(context, codes.codes, codes.dim, form);
  auto old = cast<OpResult>(operand.get());
  Value &result = replaced[{old, entry}];
  if (!result) {
    Operation *oldOp = old.getOwner();
    QuantizedWeight weight;
    weight.name = getTensorName(old).str();
    auto variable = dyn_cast<VariableOp>(oldOp);
    weight.label = variable ? variable.getLabel().str() : weight.name;
    weight.codes = codes.codes;
    CodeType codeType = codes.codes.front().type;
    auto storedType = type.clone(IntegerType::get(
        context, codeType.bits,
        codeType.isSigned ? IntegerType::Signless : IntegerType::Unsigned));
    ElementsAttr integers =
        encode(cast<RankedTensorType>(storedType), values, codes, weight);
    OpBuilder builder(context);
    builder.setInsertionPointAfter(oldOp);
    auto stored = VariableOp::create(builder, oldOp->getLoc(), storedType,
                                     weight.label, integers);
    result =
        DequantizeOp::create(builder, oldOp->getLoc(), type, stored, entry);
    oldWeights.push_back(oldOp);
    variables.push_back(stored);
    weights.push_back(std::move(weight));
  }
  operand.set(result);
}

void WeightQuantizer::quantizeLayer(Operation *op) {
  std::optional<LayerWeights> layer = getLayerWeights(op);
  const LinearCode *input = layer ? plan.getCode(layer->input) : nullptr;
  if (!input)
    return;
  Elements filter = *getKnownValues(layer->filter->get());
  if (filter.getType().getNumElements() == 0)
    return;
  int64_t channels = cast<ShapedType>(op->getResult(0).getType()).getDimSize(1);
  SmallVector<float, 0> bias;
  std::optional<Elements> biasElements =
      layer->bias ? getKnownValues(layer->bias->get()) : std::nullopt;
  if (biasElements) {
    bias = getFloats(*biasElements);
    // A single zero says that there is no bias.
    if (biasElements->getType().getRank() == 0 && bias[0] == 0)
      bias.clear();
    else if (bias.size() == 1)
      bias.assign(channels, bias[0]);
  }
  WeightCodes codes =
      chooseFilterCodes(filter, layer->channelDim, bias, input->scale, options);
  replace(*layer->filter, filter.getType(), getFloats(filter), codes,
          options.form);
  if (bias.empty())
    return;
  // What is written as limits loses precision that 32 bits need.
  replace(
      *layer->bias,
      RankedTensorType::get({1, channels}, filter.getType().getElementType()),
      bias, getBiasCodes(*input, codes, channels), UniformForm::ZeroPoint);
}

void WeightQuantizer::quantizeConstant(OpOperand &use, const LinearCode &code) {
  Elements values = *getKnownValues(use.get());
  replace(use, values.getType(), getFloats(values), {{code}}, options.form);
}

std::vector<QuantizedWeight> WeightQuantizer::finish() {
  llvm::SetVector<Operation *> unused(oldWeights.begin(), oldWeights.end());
  for (Operation *op : unused)
    if (op->use_empty())
      op->erase();
  // Labels that differ only in case or a leading slash are of one variable.
  auto normalize = [](StringRef label) { return label.ltrim('/').lower(); };
  llvm::SmallPtrSet<Operation *, 16> isNew(variables.begin(), variables.end());
  llvm::StringSet<> used;
  for (auto variable : network.getOps<VariableOp>())
    if (!isNew.contains(variable))
      used.insert(normalize(variable.getLabel()));
  for (auto [variable, weight] : llvm::zip_equal(variables, weights)) {
    std::string base = weight.label;
    for (unsigned i = 1; !used.insert(normalize(weight.label)).second; ++i)
      weight.label = base + "_" + std::to_string(i);
    variable.setLabel(weight.label);
  }
  return std::move(weights);
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

std::vector<QuantizedWeight>
nnef::quantize(func::FuncOp network, const QuantizationPlan &plan,
               const QuantizationOptions &options) {
  MLIRContext *context = network.getContext();
  for (Value tensor : plan.getTensors()) {
    QuantizationAttr entry = makeEntry(context, *plan.getCode(tensor),
                                       /*dim=*/0, options.form);
    if (auto argument = dyn_cast<BlockArgument>(tensor))
      network.setArgAttr(argument.getArgNumber(), kQuantizationAttr, entry);
    else
      setQuantization(cast<OpResult>(tensor), entry);
  }
  WeightQuantizer quantizer(network, plan, options);
  for (Operation &op : llvm::make_early_inc_range(network.front())) {
    quantizer.quantizeLayer(&op);
    for (OpOperand &operand : op.getOpOperands())
      if (const LinearCode *code =
              isCodedConstant(operand) ? plan.getCode(operand.get()) : nullptr)
        quantizer.quantizeConstant(operand, *code);
  }
  return quantizer.finish();
}
