//===- TosaRules.cpp - How operations are expressed in TOSA ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include "NNEF/Conversion/NNEFToTosa/NNEFToTosa.h"
#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

TosaRules::TosaRules() {
  addVariableRules(*this);
  addElementwiseRules(*this);
  addActivationRules(*this);
  addConvolutionRules(*this);
  addPoolingRules(*this);
  addSamplingRules(*this);
  addReduceRules(*this);
  addShapeRules(*this);
  addLinearAlgebraRules(*this);
  addNormalizationRules(*this);

  addCodesShapeRules(*this);
  addCodesElementwiseRules(*this);
  addCodesReduceRules(*this);
  addCodesPoolingRules(*this);
  addCodesSamplingRules(*this);
  addCodesConvolutionRules(*this);
  addCodesLinearAlgebraRules(*this);
}

TosaRule &TosaRules::addRule(StringRef operation) {
  std::vector<TosaRule> &rules = families.back().rules;
  bool isNew =
      places.try_emplace(operation, families.size() - 1, rules.size()).second;
  assert(isNew && "two rules for one operation");
  (void)isNew;
  TosaRule &rule = rules.emplace_back();
  rule.name = operation.split('.').second;
  return rule;
}

TosaRule &TosaRules::addCodesRule(StringRef operation) {
  bool isNew = codesPlaces.try_emplace(operation, codesRules.size()).second;
  assert(isNew && "two rules for one operation on codes");
  (void)isNew;
  TosaRule &rule = codesRules.emplace_back();
  rule.name = operation.split('.').second;
  return rule;
}

void TosaRules::addMoveOfCodes(StringRef operation) {
  const TosaRule &numbers = *findRule(operation);
  TosaRule &rule = addCodesRule(operation);
  rule.expression = numbers.expression;
  rule.limits = numbers.limits;
  rule.lower = [move = numbers.lower](CodesLowering &b, Operation *op) {
    SmallVector<Value> results = move(b, op);
    std::optional<Codes> from = CodesLowering::getCodes(b.getOperandType(0));
    for (auto [old, result] : llvm::zip_equal(op->getResults(), results))
      // Codes along an axis keep their meaning.
      if (auto to = CodesLowering::getCodes(old); from && to)
        result = b.requantize(result, *from, *to);
    return results;
  };
}

const TosaRule *TosaRules::findRule(StringRef operation) const {
  auto found = places.find(operation);
  if (found == places.end())
    return nullptr;
  auto [family, place] = found->second;
  return &families[family].rules[place];
}

const TosaRule *TosaRules::getRule(Operation *op, bool isOnCodes) const {
  StringRef name = op->getName().getStringRef();
  if (!isOnCodes)
    return findRule(name);
  auto found = codesPlaces.find(name);
  return found == codesPlaces.end() ? nullptr : &codesRules[found->second];
}

SmallVector<Value> TosaRules::lower(CodesLowering &b, Operation *op) const {
  return getRule(op, b.isOnCodes())->lower(b, op);
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Whether any tensor that `op` takes or gives is like that.
static bool anyTensor(Operation *op,
                      function_ref<bool(RankedTensorType)> predicate) {
  auto isLikeThat = [&](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && predicate(tensor);
  };
  return llvm::any_of(op->getOperandTypes(), isLikeThat) ||
         llvm::any_of(op->getResultTypes(), isLikeThat);
}

static bool anyElementType(Operation *op, function_ref<bool(Type)> predicate) {
  return anyTensor(op, [&](RankedTensorType type) {
    return predicate(type.getElementType());
  });
}

static bool hasUnknownShape(Operation *op, const TosaTarget &) {
  auto isUnknown = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return !tensor || !tensor.hasStaticShape();
  };
  return llvm::any_of(op->getOperandTypes(), isUnknown) ||
         llvm::any_of(op->getResultTypes(), isUnknown);
}

static bool hasNoElements(Operation *op, const TosaTarget &) {
  return anyTensor(op, [](RankedTensorType type) {
    return llvm::is_contained(type.getShape(), 0);
  });
}

static bool hasTooManyDimensions(Operation *op, const TosaTarget &target) {
  return anyTensor(op, [&](RankedTensorType type) {
    return type.getRank() > target.getLimits().MAX_RANK;
  });
}

static bool isTooLarge(Operation *op, const TosaTarget &target) {
  uint64_t limit = (uint64_t(1) << target.getLimits().MAX_LOG2_SIZE) - 1;
  return anyTensor(op, [&](RankedTensorType type) {
    auto bytes = getSizeInBytes(type);
    return bytes && *bytes > limit;
  });
}

/// Whether a constant or variable is there only for the codes that it stores.
static bool storesCodes(Operation *op) {
  auto isStored = [](Type type) {
    auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
    return integer && (integer.getWidth() <= 8 || integer.getWidth() == 32);
  };
  return isa<VariableOp, ConstantOp>(op) && !op->use_empty() &&
         llvm::all_of(op->getResultTypes(), isStored) &&
         llvm::all_of(op->getUsers(),
                      [](Operation *user) { return isa<StorageCastOp>(user); });
}

static bool hasOtherElements(Operation *op, const TosaTarget &) {
  if (storesCodes(op))
    return false;
  return anyElementType(op, [](Type type) {
    return !type.isF16() && !type.isF32() && !type.isSignlessInteger(32) &&
           !type.isSignlessInteger(1);
  });
}

static bool lacksFloats(Operation *op, const TosaTarget &target) {
  return !target.has(tosa::Profile::pro_fp) &&
         anyElementType(op, [](Type type) { return isa<FloatType>(type); });
}

static bool lacksIntegers(Operation *op, const TosaTarget &target) {
  return !target.has(tosa::Profile::pro_int) &&
         anyElementType(op, [](Type type) { return type.isInteger(32); });
}

ArrayRef<TosaLimit> nnef::getCommonTosaLimits() {
  static const TosaLimit limits[] = {
      {"TOSA needs shapes that are known", hasUnknownShape},
      {"TOSA has no tensors without elements", hasNoElements},
      {"a tensor has more dimensions than the level allows",
       hasTooManyDimensions},
      {"a tensor is larger than the level allows", isTooLarge},
      {"the profiles of TOSA have no elements of that type", hasOtherElements},
      {"only the profile pro_fp computes with floating point", lacksFloats},
  };
  return limits;
}

bool nnef::isNumberForCodes(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return isa<FloatType>(type.getElementType()) && type.hasStaticShape() &&
         type.getNumElements() == 1 && matchPattern(value, m_Constant());
}

static bool hasOtherCodes(Operation *op, const TosaTarget &) {
  return anyElementType(op, [](Type type) {
    auto codes = dyn_cast<quant::QuantizedType>(type);
    return codes && codes.getStorageTypeIntegralWidth() > 8 &&
           codes.getStorageTypeIntegralWidth() != 32;
  });
}

/// Whether an operation on codes can take a number in the place of codes.
static bool mayBeNumber(OpOperand &operand) {
  Operation *op = operand.getOwner();
  if (isa<ConvOp, DeconvOp, LinearOp>(op))
    return operand.getOperandNumber() == 2;
  if (isa<ClampOp, PreluOp>(op))
    return operand.getOperandNumber() > 0;
  return isa<AddOp, SubOp, MulOp, DivOp, PowOp, MinOp, MaxOp>(op);
}

/// Whether an operation takes or gives real numbers that it has to compute
/// with.
static bool mixesReals(Operation *op, const TosaTarget &) {
  if (isa<QuantizeOp, DequantizeOp>(op))
    return false;
  auto isReal = [](Value value) {
    return isa<FloatType>(getElementTypeOrSelf(value.getType()));
  };
  return llvm::any_of(op->getResults(), isReal) ||
         llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
           return isReal(operand.get()) &&
                  !(mayBeNumber(operand) && isNumberForCodes(operand.get()));
         });
}

bool nnef::haveOneScale(ValueRange tensors) {
  return llvm::all_of(tensors, [](Value tensor) {
    return !isa<quant::QuantizedType>(TosaLowering::getElementType(tensor)) ||
           CodesLowering::getCodes(tensor);
  });
}

bool nnef::isFilter(Value tensor, unsigned channels) {
  auto filter = FilterScales::get(TosaLowering::getElementType(tensor));
  return filter && (!filter->axis || *filter->axis == channels);
}

bool nnef::isBias(Value tensor) {
  if (isNumberForCodes(tensor))
    return matchPattern(tensor, m_AnyZeroFloat());
  auto codes =
      dyn_cast<quant::QuantizedType>(TosaLowering::getElementType(tensor));
  return codes && codes.getStorageTypeIntegralWidth() == 32;
}

ArrayRef<TosaLimit> nnef::getCommonCodesLimits() {
  static const TosaLimit limits[] = {
      {"TOSA needs shapes that are known", hasUnknownShape},
      {"TOSA has no tensors without elements", hasNoElements},
      {"a tensor has more dimensions than the level allows",
       hasTooManyDimensions},
      {"a tensor is larger than the level allows", isTooLarge},
      {"codes have neither 32 nor up to 8 bits", hasOtherCodes},
      {"operands or results are real numbers that are not known", mixesReals},
      {"only the profile pro_int computes with codes",
       [](Operation *, const TosaTarget &target) {
         return !target.has(tosa::Profile::pro_int);
       }},
  };
  return limits;
}

std::optional<StringRef>
TosaRules::getReasonToStay(Operation *op, const TosaTarget &target) const {
  bool isOnCodes = hasCodes(op);
  const TosaRule *rule = getRule(op, isOnCodes);
  if (!rule)
    return isOnCodes ? StringRef("it does not compute with codes in TOSA")
                     : StringRef("the standard does not define the operation");
  // What never can be lowered needs no other reason.
  if (rule->lower) {
    for (const TosaLimit &limit :
         isOnCodes ? getCommonCodesLimits() : getCommonTosaLimits())
      if (limit.applies(op, target))
        return limit.reason;
    if (!isOnCodes && !rule->integersInAnyProfile && lacksIntegers(op, target))
      return integersNeedProfile;
    if (isOnCodes && rule->onlyBytes &&
        !(haveOneScale(op->getOperands()) && haveOneScale(op->getResults())))
      return bytesNeedOneScale;
  }
  for (const TosaLimit &limit : rule->limits)
    if (limit.applies(op, target))
      return limit.reason;
  return std::nullopt;
}

std::function<std::string(Operation *)>
nnef::makeTosaObstacles(ArrayRef<tosa::Profile> profiles) {
  TosaTarget target;
  llvm::append_range(target.profiles, profiles);
  auto rules = std::make_shared<TosaRules>();
  return [target, rules](Operation *op) {
    return rules->getReasonToStay(op, target).value_or("").str();
  };
}

//===----------------------------------------------------------------------===//
// Documentation
//===----------------------------------------------------------------------===//

/// The table of rules, without a title.
static void writeRules(llvm::raw_ostream &os, ArrayRef<TosaRule> rules) {
  os << "| operation | expressed as | reasons to stay in NNEF |\n"
        "| --- | --- | --- |\n";
  for (const TosaRule &rule : rules) {
    os << "| `" << rule.name << "`"
       << (rule.integersInAnyProfile || rule.onlyBytes ? "*" : "") << " | "
       << rule.expression << " | ";
    llvm::interleave(
        rule.limits, os,
        [&](const TosaLimit &limit) {
          os << (rule.lower ? "" : "always: ") << limit.reason;
        },
        "; ");
    os << " |\n";
  }
}

void nnef::writeTosaSupport(llvm::raw_ostream &os) {
  os << R"(<!-- Autogenerated by nnef-tosa-support; don't manually edit -->

# NNEF in TOSA

What the pass `nnef-to-tosa` makes of each operation. Operations that stay in
NNEF are lowered by `nnef-to-linalg` afterwards: a network may be mixed. With
`report-left=true` the pass says of each operation why it stays; with
`require-all=true` it is an error that any does.

TOSA has the layout NHWC. Transpositions around what depends on the layout are
moved and cancelled, and weights are transposed when the network is compiled.
The names below are operations of TOSA 1.0, without their prefix. Where
`transpose`, `reshape`, `slice` and `concat` only arrange the operands they are
not listed.

Reasons for any operation to stay:

)";
  for (const TosaLimit &limit : getCommonTosaLimits())
    os << "- " << limit.reason << ";\n";
  os << "- " << integersNeedProfile
     << " (*: all profiles do).\n\n"
        "The level 8k has tensors of up to 6 dimensions and 2 GiB, and windows "
        "and strides of up to 8192.\n";
  TosaRules rules;
  for (const TosaFamily &family : rules.getFamilies()) {
    os << "\n## " << family.title << "\n\n";
    writeRules(os, family.rules);
  }
  os << R"(
## Quantized tensors

Operations on tensors with codes, as the pass `nnef-quantize-types` makes them;
[Quantization](quantization.md#through-tosa) says how this comes out bit for
bit. TOSA has signed bytes: unsigned codes are 128 less inside of the network.
Where networks take and give unsigned codes, a `rescale` of their sign changes
them, and the function has `i8` for `ui8`. Results with double rounding need the
extension `doubleround`.

Reasons for any operation to stay:

)";
  for (const TosaLimit &limit : getCommonCodesLimits())
    os << "- " << limit.reason << ";\n";
  os << "- " << bytesNeedOneScale << " (of operations with *).\n\n";
  writeRules(os, rules.getCodesRules());
}
