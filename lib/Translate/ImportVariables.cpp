//===- ImportVariables.cpp - Variables and their stored values ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Importer.h"
#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Stored values
//===----------------------------------------------------------------------===//

/// The element type of values as `file` stores them, if a variable of type
/// `declared` can have them.
static Type getStoredType(const TensorFile &file, syntax::Primitive declared,
                          MLIRContext *context) {
  unsigned bits = file.getBitsPerItem();
  bool isNumber = declared == syntax::Primitive::Scalar ||
                  declared == syntax::Primitive::Integer;
  switch (file.getItemType()) {
  case ItemType::Float:
    if (declared != syntax::Primitive::Scalar)
      return {};
    return bits == 16   ? Type(Float16Type::get(context))
           : bits == 32 ? Type(Float32Type::get(context))
                        : Type(Float64Type::get(context));
  case ItemType::UInt:
  case ItemType::QUInt:
    return isNumber ? IntegerType::get(context, bits, IntegerType::Unsigned)
                    : Type();
  case ItemType::Int:
  case ItemType::QInt:
    // A signless integer of one bit is a truth value.
    return isNumber ? IntegerType::get(context, bits,
                                       bits == 1 ? IntegerType::Signed
                                                 : IntegerType::Signless)
                    : Type();
  case ItemType::Bool:
    return declared == syntax::Primitive::Logical ? IntegerType::get(context, 1)
                                                  : Type();
  }
  llvm_unreachable("all item types are covered");
}

/// The items of a file as a resource of the context.
static DenseResourceElementsAttr
getResource(const TensorFile &file, StringRef label, RankedTensorType type) {
  unsigned storageBits = getStorageBits(file.getBitsPerItem());
  if (file.getItemType() == ItemType::Bool ||
      file.getBitsPerItem() != storageBits) {
    // In MLIR an item takes whole bytes.
    AsmResourceBlob blob = HeapAsmResourceBlob::allocate(
        file.getNumItems() * (storageBits / 8), kResourceAlignment);
    unpackItems(file.getData(), file.getItemType(), file.getBitsPerItem(),
                file.getNumItems(), blob.getMutableData());
    return createResource(type, label, std::move(blob));
  }
  // The resource is the mapped file itself, which it keeps alive.
  ArrayRef<char> data = file.getData();
  auto address = reinterpret_cast<uintptr_t>(data.data());
  size_t alignment = std::min<size_t>(kResourceAlignment,
                                      size_t(1) << llvm::countr_zero(address));
  AsmResourceBlob blob(
      data, alignment, [owner = file.getOwner()](void *, size_t, size_t) {},
      /*dataIsMutable=*/false);
  return createResource(type, label, std::move(blob));
}

/// The first stored integer that does not fit into the `bits` bits of a signed
/// one, as text. Looks at the items only if there can be such.
static std::optional<std::string> findMisfit(const TensorFile &file,
                                             unsigned bits) {
  bool isUnsigned = file.getItemType() == ItemType::UInt ||
                    file.getItemType() == ItemType::QUInt;
  unsigned width = file.getBitsPerItem();
  if (width + isUnsigned <= bits)
    return std::nullopt;
  unsigned bytes = getStorageBits(width) / 8;
  SmallVector<char, 0> items(file.getNumItems() * bytes);
  unpackItems(file.getData(), file.getItemType(), width, file.getNumItems(),
              items);
  for (size_t i = 0; i < items.size(); i += bytes) {
    uint64_t item = 0;
    for (unsigned byte = 0; byte < bytes; ++byte)
      item |= uint64_t(uint8_t(items[i + byte]))
              << 8 * (llvm::sys::IsLittleEndianHost ? byte : bytes - 1 - byte);
    if (isUnsigned && item >> (bits - 1))
      return std::to_string(item);
    int64_t number = llvm::SignExtend64(item, width);
    if (!isUnsigned && !llvm::isIntN(bits, number))
      return std::to_string(number);
  }
  return std::nullopt;
}

/// What the header of an old file says about its items.
static QuantizationAttr getHeaderQuantization(const HeaderQuantization &range,
                                              unsigned bits,
                                              MLIRContext *context) {
  Builder builder(context);
  auto getTensor = [&](double value) {
    auto type = RankedTensorType::get({}, builder.getF64Type());
    return DenseElementsAttr::get(type, value);
  };
  NamedAttrList parameters;
  parameters.set("bits", builder.getI64IntegerAttr(bits));
  parameters.set("max", getTensor(range.max));
  if (!range.isLogarithmic)
    parameters.set("min", getTensor(range.min));
  return QuantizationAttr::get(
      context, range.isLogarithmic ? "logarithmic_quantize" : "linear_quantize",
      parameters.getDictionary(context));
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

static void appendShape(InFlightDiagnostic &error, ArrayRef<int64_t> shape) {
  error << "[";
  llvm::interleaveComma(shape, error);
  error << "]";
}

LogicalResult Importer::loadVariable(Variable &variable, const Binding &binding,
                                     Location loc) {
  StringRef label = variable.label;
  llvm::SMRange labelRange = binding.getRange("label");
  if (!model) {
    if (label.empty())
      return emitError(labelRange) << "label must not be empty";
    variable.type = RankedTensorType::get(variable.shape,
                                          getElementType(variable.declared));
    return success();
  }

  llvm::Expected<TensorFile> file = model->openTensor(label);
  if (!file)
    return emitError(labelRange) << "cannot read variable '" << label
                                 << "': " << llvm::toString(file.takeError());
  for (const std::string &warning : file->getWarnings())
    mlir::emitWarning(loc) << "variable '" << label << "': " << warning;
  if (file->getShape() != ArrayRef(variable.shape)) {
    InFlightDiagnostic error = emitError(binding.getRange("shape"));
    error << "variable '" << label << "' is declared with shape ";
    appendShape(error, variable.shape);
    error << ", but its file has shape ";
    appendShape(error, file->getShape());
    return error;
  }
  Type storedType = getStoredType(*file, variable.declared, context);
  if (!storedType)
    return emitError(labelRange)
           << "variable '" << label << "' of type "
           << syntax::stringify(variable.declared)
           << " cannot have values stored as " << file->getBitsPerItem()
           << "-bit " << stringify(file->getItemType());
  if (variable.declared == syntax::Primitive::Integer) {
    unsigned bits = getElementType(variable.declared).getIntOrFloatBitWidth();
    if (std::optional<std::string> misfit = findMisfit(*file, bits))
      return emitError(labelRange)
             << "variable '" << label << "' has the value " << *misfit
             << ", which does not fit into an integer of " << bits << " bits";
  }
  if (const auto &range = file->getHeaderQuantization()) {
    if (range->isLogarithmic && range->min < 0)
      return emitError(labelRange)
             << "variable '" << label << "' has logarithmic codes with a sign, "
             << "which are not supported; store its values as float";
    variable.quantization =
        getHeaderQuantization(*range, file->getBitsPerItem(), context);
  }
  variable.type = RankedTensorType::get(file->getShape(), storedType);
  // Arguments get their values when the network runs.
  if (options.variables != VariableForm::Arguments)
    variable.value = getResource(*file, label, variable.type);
  return success();
}

/// The name of the tensor that a location is about; none for a part of a larger
/// expression.
static StringRef getOwnName(Location loc, ArrayRef<StringRef> definedNames) {
  SmallVector<StringRef, 1> names = getTensorNames(loc);
  return names.size() == 1 && definedNames == ArrayRef(names) ? names.front()
                                                              : "";
}

Importer::Variable *Importer::declareVariable(const Binding &binding,
                                              Location loc) {
  std::optional<SmallVector<int64_t>> shape = getShape(binding);
  if (!shape)
    return nullptr;
  const std::string &label = binding["label"].get<std::string>();
  syntax::Primitive declared = *binding.genericType;
  // One label is one variable, however often it is named.
  auto [entry, isNew] = variables.try_emplace(StringRef(label).lower());
  Variable &variable = entry->second;
  if (isNew) {
    variable.label = label;
    variable.declared = declared;
    variable.shape = *shape;
    if (failed(loadVariable(variable, binding, loc)))
      return nullptr;
    StringRef name = getOwnName(loc, definedNames);
    variable.name = name.empty() ? label : name.str();
    if (options.variables == VariableForm::Arguments) {
      variable.argument = builder.getBlock()->addArgument(variable.type, loc);
      arguments.push_back(&variable);
    }
    if (options.variables == VariableForm::Globals)
      variable.global = createGlobal(variable, loc);
    return &variable;
  }
  if (variable.shape != *shape) {
    InFlightDiagnostic error = emitError(binding.getRange("shape"));
    error << "variable '" << label << "' is declared with shape ";
    appendShape(error, *shape);
    error << ", but before with shape ";
    appendShape(error, variable.shape);
    return nullptr;
  }
  if (variable.declared != declared) {
    emitError(binding.range)
        << "variable '" << label << "' is declared with type "
        << syntax::stringify(declared) << ", but before with type "
        << syntax::stringify(variable.declared);
    return nullptr;
  }
  // What is wrong with its file was reported before.
  return variable.type ? &variable : nullptr;
}

ml_program::GlobalOp Importer::createGlobal(const Variable &variable,
                                            Location loc) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(builder.getBlock()->getParentOp());
  Attribute value = variable.value;
  if (!value)
    value = ml_program::ExternAttr::get(context, variable.type);
  auto global = ml_program::GlobalOp::create(
      builder, loc, variable.label, variable.type, /*is_mutable=*/false, value,
      builder.getStringAttr("private"));
  global->setAttr(kLabelAttr, builder.getStringAttr(variable.label));
  symbols.insert(global);
  return global;
}

Term Importer::buildVariable(const Binding &binding, Location loc) {
  Variable *variable = declareVariable(binding, loc);
  if (!variable)
    return {};
  Value stored;
  switch (options.variables) {
  case VariableForm::Constants:
  // Whether there is an update is not known yet.
  case VariableForm::Automatic:
    stored = VariableOp::create(builder, loc, variable->type,
                                binding["label"].get<std::string>(),
                                variable->value);
    break;
  case VariableForm::Arguments:
    stored = variable->argument;
    break;
  case VariableForm::Globals:
    stored = ml_program::GlobalLoadConstOp::create(
        builder, loc, variable->type,
        SymbolRefAttr::get(variable->global.getSymNameAttr()));
    break;
  }

  Value declared = convertStored(stored, *variable, binding, loc);
  if (!declared)
    return {};
  if (declared != stored && options.variables == VariableForm::Arguments)
    declared.getDefiningOp()->setAttr(kLabelAttr,
                                      binding["label"].getAttribute(context));
  variableOf[declared] = variable;
  return declared;
}

Value Importer::convertStored(Value stored, const Variable &variable,
                              const Binding &binding, Location loc) {
  auto type =
      RankedTensorType::get(variable.shape, getElementType(variable.declared));
  // A second name for an argument.
  if (variable.type == type)
    return variableOf.contains(stored)
               ? Value(CopyOp::create(builder, loc, stored))
               : stored;
  Type elementType = variable.type.getElementType();
  if (variable.declared != syntax::Primitive::Scalar ||
      isa<FloatType>(elementType))
    return CastOp::create(builder, loc, type, stored);

  StringRef name = getOwnName(loc, definedNames);
  QuantizationAttr quantization = getQuantization(name, type);
  if (!quantization)
    quantization = variable.quantization;
  if (!quantization) {
    bool isUnsigned = elementType.isUnsignedInteger();
    emitError(binding.getRange("label"))
        << "variable '" << variable.label << "' is quantized: its file stores "
        << "integers of " << elementType.getIntOrFloatBitWidth()
        << " bits, and nothing says which numbers they stand for; give it a "
           "name, and write an entry into 'graph.quant', such as \""
        << (name.empty() ? "NAME" : name)
        << "\": zero_point_linear_quantize(zero_point = 0, scale = 1.0, bits = "
        << elementType.getIntOrFloatBitWidth()
        << ", signed = " << (isUnsigned ? "false" : "true")
        << ", symmetric = false);";
    return {};
  }
  auto dequantize =
      DequantizeOp::create(builder, loc, type, stored, quantization);
  if (mlir::failed(verify(dequantize, /*verifyRecursively=*/false)))
    return {};
  return dequantize;
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

LogicalResult Importer::checkUpdate(const Binding &binding) {
  llvm::SMRange range = binding.getRange("variable");
  Variable *variable = variableOf.lookup(binding["variable"].getTensor());
  if (!variable)
    return emitError(range) << "only a variable can be updated";
  if (variable->isUpdated)
    return emitError(range)
           << "variable '" << variable->label << "' is updated twice";
  variable->isUpdated = true;
  bool isGlobal = options.variables == VariableForm::Globals ||
                  options.variables == VariableForm::Automatic;
  if (isGlobal &&
      variable->type.getElementType() != getElementType(variable->declared))
    return emitError(range)
           << "variable '" << variable->label
           << "' cannot be a global that is updated: its file stores "
           << variable->type.getElementType() << ", but its new value has type "
           << getElementType(variable->declared);
  return success();
}

void Importer::storeUpdates(func::FuncOp function, Scope &scope) {
  auto replace = [&](Operation *old, Value value) {
    for (auto &entry : scope.terms)
      if (entry.second == Term(Value(old->getResult(0))))
        entry.second = Term(value);
    old->getResult(0).replaceAllUsesWith(value);
    old->erase();
  };
  OpBuilder::InsertionGuard guard(builder);
  for (auto update : llvm::make_early_inc_range(function.getOps<UpdateOp>())) {
    Variable &variable = *variableOf.lookup(update.getVariable());
    builder.setInsertionPoint(update);
    if (!variable.global)
      variable.global = createGlobal(variable, update.getVariable().getLoc());
    ml_program::GlobalOp global = variable.global;
    global.setIsMutable(true);
    // The result is a tensor of its own, with a name.
    Value value = CopyOp::create(builder, update.getLoc(), update.getValue());
    // In this invocation the variable keeps its old value.
    builder.setInsertionPoint(function.front().getTerminator());
    ml_program::GlobalStoreOp::create(
        builder, update.getLoc(), SymbolRefAttr::get(global.getSymNameAttr()),
        value);
    replace(update, value);
  }
  for (Operation &op : llvm::make_early_inc_range(function.getOps())) {
    ml_program::GlobalOp global;
    if (auto load = dyn_cast<ml_program::GlobalLoadConstOp>(op))
      global = symbols.lookup<ml_program::GlobalOp>(
          load.getGlobal().getLeafReference());
    else if (auto variable = dyn_cast<VariableOp>(op))
      global = variables.find(variable.getLabel().lower())->second.global;
    if (!global || !global.getIsMutable())
      continue;
    builder.setInsertionPoint(&op);
    replace(&op, ml_program::GlobalLoadOp::create(
                     builder, op.getLoc(), op.getResult(0).getType(),
                     SymbolRefAttr::get(global.getSymNameAttr())));
  }
}
