//===- QuantizeTypes.cpp - From attributes to quantized types -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// First each tensor that has codes gets a type. Then the operations are gone
// through in order, and those that compute with codes are made anew on tensors
// of these types. A tensor with codes has two forms, which are made when
// somebody asks for them: the codes, and the numbers that they stand for.
//
//===----------------------------------------------------------------------===//

#include "IntegerRecipes.h"
#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Translate/Expand.h"
#include "QuantizeValues.h"
#include "SimulateQuantization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

namespace nnef {
#define GEN_PASS_DEF_QUANTIZETYPESPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;
using quant::QuantizedType;

/// The integers that store codes, as tensor files have them.
static Type getStoredType(QuantizedType type) {
  return IntegerType::get(type.getContext(), type.getStorageTypeIntegralWidth(),
                          type.isSigned() ? IntegerType::Signless
                                          : IntegerType::Unsigned);
}

static RankedTensorType withElements(Value tensor, Type elementType) {
  return cast<RankedTensorType>(tensor.getType()).clone(elementType);
}

namespace {
/// Gives the tensors of one function quantized types.
class TypeQuantizer {
public:
  TypeQuantizer(func::FuncOp function, QuantizedBoundary boundary)
      : function(function), boundary(boundary), builder(function.getContext()) {
  }

  LogicalResult run() {
    readEntries();
    propagate();
    if (types.empty() && simulated.empty())
      return success();
    SmallVector<Operation *> ops = getOperations();
    quantizeArguments();
    for (Operation *op : ops) {
      builder.setInsertionPointAfter(op);
      quantize(op);
    }
    finish();
    // What was made anew, and forms that nobody has asked for.
    SmallVector<Operation *> all = getOperations();
    for (Operation *op : llvm::reverse(all))
      if (isOpTriviallyDead(op))
        op->erase();
    return failure(failed);
  }

private:
  /// The operations that there are now, without the terminator.
  SmallVector<Operation *> getOperations() {
    return llvm::to_vector(
        llvm::map_range(function.front().without_terminator(),
                        [](Operation &op) { return &op; }));
  }

  //===--- Which tensor gets which type -----------------------------------===//

  /// Takes note of what the model says of a tensor.
  void readEntry(Value tensor, QuantizationAttr entry) {
    std::string obstacle;
    if (QuantizedType type = getType(tensor, entry, obstacle)) {
      types[tensor] = type;
      return;
    }
    // Its numbers are those that its codes stand for already.
    if (tensor.getDefiningOp<DequantizeOp>())
      return;
    simulated[tensor] = entry;
    emitRemark(tensor.getLoc())
        << "this tensor has numbers, not codes: " << obstacle;
  }

  static QuantizedType getType(Value tensor, QuantizationAttr entry,
                               std::string &obstacle) {
    auto uniform = UniformQuantization::get(entry, &obstacle);
    if (!uniform)
      return {};
    auto type = dyn_cast<RankedTensorType>(tensor.getType());
    auto expressed =
        type ? dyn_cast<FloatType>(type.getElementType()) : FloatType();
    if (!expressed) {
      obstacle = "it is no tensor of real numbers";
      return {};
    }
    if (uniform->axis &&
        (*uniform->axis >= type.getRank() ||
         type.getDimSize(*uniform->axis) != int64_t(uniform->scales.size()))) {
      obstacle = "it does not have as many elements as there are scales";
      return {};
    }
    QuantizedType result = uniform->getType(expressed);
    if (!result)
      obstacle = "a scale or a zero point is out of the range of quantized "
                 "types";
    return result;
  }

  void readEntries() {
    for (BlockArgument argument : function.getArguments())
      if (auto entry = function.getArgAttrOfType<QuantizationAttr>(
              argument.getArgNumber(), kQuantizationAttr)) {
        readEntry(argument, entry);
        function.removeArgAttr(argument.getArgNumber(), kQuantizationAttr);
      }
    for (Operation &op : function.front()) {
      auto dequantize = dyn_cast<DequantizeOp>(op);
      if (dequantize && dequantize.getQuantization())
        readEntry(dequantize.getOutput(), *dequantize.getQuantization());
      for (OpResult result : op.getResults())
        if (QuantizationAttr entry = getQuantization(result))
          readEntry(result, entry);
      op.removeAttr(kQuantizationAttr);
    }
  }

  /// Finds types for tensors that the model says nothing of.
  void propagate() {
    for (Operation &op : function.front()) {
      IntegerRecipe recipe = getIntegerRecipe(&op);
      if (recipe == IntegerRecipe::None)
        continue;
      for (OpResult result : op.getResults()) {
        if (types.contains(result) || simulated.contains(result) ||
            !isa<FloatType>(getElementTypeOrSelf(result)))
          continue;
        if (recipe == IntegerRecipe::Move) {
          // The same numbers as before.
          QuantizedType moved = types.lookup(op.getOperand(0));
          if (moved && appliesTo(recipe, &op, moved, {}))
            types[result] = getMovedType(&op, moved);
        } else if (result.hasOneUse() && isLimit(*result.user_begin()) &&
                   result.use_begin()->getOperandNumber() == 0) {
          // What is beyond the codes of the user is beyond its limits.
          Value limited = result.user_begin()->getResult(0);
          if (QuantizedType type = types.lookup(limited))
            types[result] = type;
        }
      }
    }
  }

  //===--- The forms of a tensor ------------------------------------------===//

  /// Runs `create` behind the definition of `value`.
  Value createBehind(Value value, llvm::function_ref<Value()> create) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointAfterValue(value);
    return create();
  }

  /// The codes of a tensor that has a type.
  Value getCodes(Value tensor) {
    Value &known = codes[tensor];
    if (!known)
      known = createBehind(tensor, [&] {
        return QuantizeOp::create(builder, tensor.getLoc(),
                                  withElements(tensor, types.lookup(tensor)),
                                  tensor);
      });
    return known;
  }

  /// Codes of another type for the same numbers, or nearly so.
  Value convertCodes(Value value, QuantizedType type, Location loc) {
    if (getElementTypeOrSelf(value) == type)
      return value;
    return CopyOp::create(builder, loc, TypeRange(withElements(value, type)),
                          ValueRange(value));
  }

  /// The numbers of a tensor, after they are rounded.
  Value getNumbers(Value tensor) {
    if (!types.contains(tensor) && !simulated.contains(tensor))
      return tensor;
    Value &known = numbers[tensor];
    if (known)
      return known;
    if (QuantizationAttr entry = simulated.lookup(tensor)) {
      known = createBehind(tensor, [&] {
        return createSimulation(builder, tensor.getLoc(), tensor, entry);
      });
      failed |= !known;
      return known ? known : tensor;
    }
    Value coded = getCodes(tensor);
    known = createBehind(coded, [&] {
      return DequantizeOp::create(builder, tensor.getLoc(), tensor.getType(),
                                  coded, QuantizationAttr());
    });
    return known;
  }

  //===--- Operations -----------------------------------------------------===//

  void quantizeArguments() {
    if (boundary != QuantizedBoundary::Codes || !function.isPublic())
      return;
    builder.setInsertionPointToStart(&function.front());
    for (BlockArgument argument : function.getArguments()) {
      QuantizedType type = types.lookup(argument);
      if (!type)
        continue;
      auto real = argument.getType();
      argument.setType(withElements(argument, getStoredType(type)));
      Value cast = StorageCastOp::create(
          builder, argument.getLoc(), withElements(argument, type), argument);
      codes[argument] = cast;
      numbers[argument] = DequantizeOp::create(builder, argument.getLoc(), real,
                                               cast, QuantizationAttr());
    }
  }

  void quantize(Operation *op) {
    if (auto dequantize = dyn_cast<DequantizeOp>(op))
      return quantizeVariable(dequantize);
    if (auto variable = dyn_cast<VariableOp>(op))
      if (QuantizedType type = types.lookup(variable.getOutput()))
        return quantizeVariable(variable, type);
    if (quantizeInPlace(op))
      return;
    for (OpOperand &operand : op->getOpOperands())
      if (Value rounded = getNumbers(operand.get()); rounded != operand.get())
        operand.set(rounded);
  }

  /// Codes of a variable stay as they are.
  void quantizeVariable(DequantizeOp op) {
    QuantizedType type = types.lookup(op.getOutput());
    if (!type ||
        getElementTypeOrSelf(op.getCodes().getType()) != getStoredType(type))
      return;
    codes[op.getOutput()] = StorageCastOp::create(
        builder, op.getLoc(), withElements(op.getOutput(), type),
        op.getCodes());
  }

  /// A variable in the place of one whose numbers are to be codes.
  Value createStored(VariableOp op, QuantizedType type, ElementsAttr stored) {
    return VariableOp::create(builder, op.getLoc(),
                              withElements(op.getOutput(), getStoredType(type)),
                              op.getLabel(), stored);
  }

  /// The numbers of a variable become codes now, if they are known. A variable
  /// without a value, of a network that is nothing but structure, stands for
  /// either.
  void quantizeVariable(VariableOp op, QuantizedType type) {
    ElementsAttr stored;
    if (op.getValue())
      stored = quantizeValues(*op.getValue(), type, getStoredType(type),
                              op.getLabel());
    if (!stored && op.getValue())
      return;
    codes[op.getOutput()] = StorageCastOp::create(
        builder, op.getLoc(), withElements(op.getOutput(), type),
        createStored(op, type, stored));
  }

  /// Makes an operation anew on codes, if it can compute with them.
  bool quantizeInPlace(Operation *op) {
    IntegerRecipe recipe = getIntegerRecipe(op);
    if (recipe == IntegerRecipe::None)
      return false;
    SmallVector<QuantizedType> operandTypes, resultTypes;
    for (Value operand : op->getOperands())
      operandTypes.push_back(types.lookup(operand));
    for (Value result : op->getResults())
      resultTypes.push_back(types.lookup(result));
    if (!appliesTo(recipe, op, operandTypes, resultTypes))
      return false;

    SmallVector<Value> operands;
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = operand.get();
      unsigned index = operand.getOperandNumber();
      bool isBias = recipe == IntegerRecipe::Product && index == 2;
      if (isBias)
        value = getBias(op, value, operandTypes[0], operandTypes[1]);
      else if (operandTypes[index] && !isKnownNumber(operand))
        value = getCodes(value);
      else
        value = getNumbers(value);
      if (!value)
        return false;
      if (recipe == IntegerRecipe::Merge && operandTypes[index])
        value = convertCodes(value, resultTypes.front(), op->getLoc());
      operands.push_back(value);
    }

    Operation *quantized = builder.clone(*op);
    quantized->setOperands(operands);
    for (auto [old, result, type] :
         llvm::zip(op->getResults(), quantized->getResults(), resultTypes)) {
      // What is not a number has no codes.
      if (!isa<FloatType>(getElementTypeOrSelf(old))) {
        old.replaceAllUsesWith(result);
        continue;
      }
      QuantizedType own = type;
      if (recipe == IntegerRecipe::Move)
        own = getMovedType(op, operandTypes.front());
      result.setType(withElements(old, own));
      // Numbers that the model does not round keep the codes they have.
      types[old] = type ? type : own;
      codes[old] = convertCodes(result, types[old], op->getLoc());
    }
    return true;
  }

  /// The bias of a product as codes; a 0 that stands for none stays. Null if
  /// its values are not known.
  Value getBias(Operation *op, Value bias, QuantizedType input,
                QuantizedType filter) {
    ElementsAttr known;
    Operation *source = bias.getDefiningOp();
    bool isZero = matchPattern(bias, m_AnyZeroFloat()) && !types.lookup(bias);
    if (isZero && cast<ShapedType>(bias.getType()).getNumElements() == 1)
      return bias;
    QuantizedType type = getBiasType(op, input, filter);
    if (!type)
      return {};
    RankedTensorType coded = withElements(bias, type);
    // Scales along an axis that the bias does not have, or that is shorter.
    if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type))
      if (coded.getRank() < 2 ||
          coded.getDimSize(1) != int64_t(perAxis.getScales().size()))
        return {};
    if (auto dequantize = dyn_cast_or_null<DequantizeOp>(source)) {
      // Integers of 32 bits are in these units, whatever their own say.
      QuantizedType own = types.lookup(bias);
      if (own && own.isSigned() && own.getStorageTypeIntegralWidth() == 32 &&
          dequantize.getCodes().getType().getElementType().isInteger(32))
        return StorageCastOp::create(builder, bias.getLoc(), coded,
                                     dequantize.getCodes());
      return {};
    }
    auto variable = dyn_cast_or_null<VariableOp>(source);
    if (variable && !variable.getValue())
      return StorageCastOp::create(builder, bias.getLoc(), coded,
                                   createStored(variable, type, {}));
    if (variable)
      known = *variable.getValue();
    else if (!matchPattern(bias, m_Constant(&known)))
      return {};
    if (!known)
      return {};
    ElementsAttr stored = quantizeValues(known, type, getStoredType(type),
                                         getTensorName(cast<OpResult>(bias)));
    if (!stored)
      return {};
    Value constant = ConstantOp::create(builder, bias.getLoc(), stored);
    return StorageCastOp::create(builder, bias.getLoc(), coded, constant);
  }

  /// Returns codes, or numbers.
  void finish() {
    Operation *terminator = function.front().getTerminator();
    builder.setInsertionPoint(terminator);
    for (OpOperand &operand : terminator->getOpOperands()) {
      Value value = operand.get();
      QuantizedType type = types.lookup(value);
      if (type && boundary == QuantizedBoundary::Codes && function.isPublic())
        operand.set(StorageCastOp::create(
            builder, value.getLoc(), withElements(value, getStoredType(type)),
            getCodes(value)));
      else
        operand.set(getNumbers(value));
    }
    function.setType(builder.getFunctionType(
        function.front().getArgumentTypes(), terminator->getOperandTypes()));
  }

  func::FuncOp function;
  QuantizedBoundary boundary;
  OpBuilder builder;
  bool failed = false;
  /// The types of tensors with codes.
  llvm::MapVector<Value, QuantizedType> types;
  /// How tensors are rounded that have no codes of the kind that types have.
  DenseMap<Value, QuantizationAttr> simulated;
  DenseMap<Value, Value> codes, numbers;
};

struct QuantizeTypesPass
    : nnef::impl::QuantizeTypesPassBase<QuantizeTypesPass> {
  using Base::Base;

  void runOnOperation() override {
    if (failed(inlineCalls()))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() &&
          failed(TypeQuantizer(function, boundary).run()))
        signalPassFailure();
  }

private:
  /// Converters write a fragment for what is an operation to them, such as
  /// `relu6`. Its body can compute with codes.
  LogicalResult inlineCalls() {
    if (failed(checkInlining(getOperation())))
      return failure();
    IRRewriter rewriter(&getContext());
    bool hasInlined = true;
    while (std::exchange(hasInlined, false)) {
      SmallVector<CallOp> calls;
      for (auto function : getOperation().getOps<func::FuncOp>())
        if (function.isPublic())
          llvm::append_range(calls, function.getOps<CallOp>());
      for (CallOp call : calls) {
        if (!call.getBodyAttr())
          continue;
        inlineBody(call, rewriter);
        hasInlined = true;
      }
    }
    for (auto function :
         llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (function.isPrivate() &&
          SymbolTable::symbolKnownUseEmpty(function, getOperation()))
        function.erase();
    return success();
  }
};
} // namespace
