//===- Import.cpp - From NNEF models to MLIR --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Import.h"

#include "Elaborator.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Syntax/Parser.h"
#include "Suggestions.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace nnef;

namespace {
/// Imports one graph. What makes a graph more than a list of operations is its
/// surroundings: tensors that come from outside and go there, and variables.
class Importer : public Elaborator {
public:
  Importer(ModuleOp module, llvm::SourceMgr &sourceMgr, const Stdlib &stdlib,
           const syntax::Document &document, const Model *model,
           const ImportOptions &options)
      : Elaborator(module, sourceMgr, stdlib, document), module(module),
        model(model), options(options) {}

  LogicalResult import();

private:
  std::optional<Term> buildSpecial(const Binding &binding, Location loc,
                                   Scope &scope) override;
  Term buildExternal(const Binding &binding, Location loc);
  Term buildVariable(const Binding &binding, Location loc);
  /// The shape that an operation declares; nothing if it is not a valid one.
  std::optional<SmallVector<int64_t>> getShape(const Binding &binding);
  /// The stored values of a variable; null after an error.
  ElementsAttr getValue(const TensorFile &file, StringRef label,
                        Type elementType);
  LogicalResult checkExtensions();
  LogicalResult checkFragments();
  /// Replaces the stand-ins for the inputs by the arguments of `function`.
  LogicalResult finish(func::FuncOp function, Scope &scope);

  ModuleOp module;
  const Model *model;
  const ImportOptions &options;
  /// The inputs in the order in which the text introduces them.
  llvm::MapVector<StringRef, BlockArgument> inputs;
  /// The shapes of the variables, by label in lower case.
  llvm::StringMap<SmallVector<int64_t>> labels;
};
} // namespace

//===----------------------------------------------------------------------===//
// Inputs and variables
//===----------------------------------------------------------------------===//

std::optional<SmallVector<int64_t>> Importer::getShape(const Binding &binding) {
  SmallVector<int64_t> shape = getIntegers(binding["shape"]);
  int64_t volume = 1;
  for (int64_t extent : shape) {
    if (extent < 1) {
      emitError(binding.getRange("shape"))
          << "extents must be positive, but one is " << extent;
      return std::nullopt;
    }
    if (llvm::MulOverflow(volume, extent, volume)) {
      emitError(binding.getRange("shape")) << "shape has too many elements";
      return std::nullopt;
    }
  }
  return shape;
}

std::optional<Term> Importer::buildSpecial(const Binding &binding, Location loc,
                                           Scope &scope) {
  if (!scope.allowsState)
    return Elaborator::buildSpecial(binding, loc, scope);
  StringRef name = binding.fragment->name.text;
  if (name == "external")
    return buildExternal(binding, loc);
  if (name == "variable")
    return buildVariable(binding, loc);
  return Elaborator::buildSpecial(binding, loc, scope);
}

Term Importer::buildExternal(const Binding &binding, Location loc) {
  std::optional<SmallVector<int64_t>> shape = getShape(binding);
  if (!shape)
    return {};
  StringRef name = definedNames.size() == 1 ? definedNames.front() : "";
  bool isInput = llvm::any_of(
      document.getGraph()->parameters,
      [&](const syntax::Name &parameter) { return parameter.text == name; });
  if (!isInput) {
    emitError(binding.range)
        << "the result of 'external' must be an input of the graph";
    return {};
  }
  auto chosen = options.inputShapes.find(name);
  if (chosen != options.inputShapes.end()) {
    if (chosen->second.size() != shape->size()) {
      emitError(binding.getRange("shape"))
          << "input '" << name << "' has rank " << shape->size()
          << ", but the shape chosen for it has " << chosen->second.size()
          << " extents";
      return {};
    }
    *shape = chosen->second;
  }
  auto type =
      RankedTensorType::get(*shape, getElementType(*binding.genericType));
  BlockArgument argument = builder.getBlock()->addArgument(type, loc);
  inputs[name] = argument;
  return Value(argument);
}

Term Importer::buildVariable(const Binding &binding, Location loc) {
  std::optional<SmallVector<int64_t>> shape = getShape(binding);
  if (!shape)
    return {};
  const std::string &label = binding["label"].get<std::string>();
  // One label is one variable, however often it is named.
  auto [known, isNew] = labels.try_emplace(StringRef(label).lower(),
                                           shape->begin(), shape->end());
  if (!isNew && known->second != *shape) {
    InFlightDiagnostic error = emitError(binding.getRange("shape"));
    error << "variable '" << label << "' is declared with shape [";
    llvm::interleaveComma(*shape, error);
    error << "], but before with shape [";
    llvm::interleaveComma(known->second, error);
    error << "]";
    return {};
  }
  Type declaredType = getElementType(*binding.genericType);
  auto type = RankedTensorType::get(*shape, declaredType);
  if (!model) {
    if (label.empty()) {
      emitError(binding.getRange("label")) << "label must not be empty";
      return {};
    }
    return Value(VariableOp::create(builder, loc, type, label,
                                    /*value=*/ElementsAttr()));
  }

  llvm::Expected<TensorFile> file = model->openTensor(label);
  if (!file) {
    emitError(binding.getRange("label"))
        << "cannot read variable '" << label
        << "': " << llvm::toString(file.takeError());
    return {};
  }
  for (const std::string &warning : file->getWarnings())
    mlir::emitWarning(loc) << warning;
  if (file->getShape() != ArrayRef(*shape)) {
    InFlightDiagnostic error = emitError(binding.getRange("shape"));
    error << "variable '" << label << "' is declared with shape [";
    llvm::interleaveComma(*shape, error);
    error << "], but its file has shape [";
    llvm::interleaveComma(file->getShape(), error);
    error << "]";
    return {};
  }
  ElementsAttr value = getValue(*file, label, declaredType);
  if (!value) {
    emitError(binding.getRange("label"))
        << "variable '" << label << "' of type "
        << syntax::stringify(*binding.genericType)
        << " cannot have values stored as " << file->getBitsPerItem() << "-bit "
        << stringify(file->getItemType());
    return {};
  }
  Value variable =
      VariableOp::create(builder, loc, value.getType(), label, value);
  // The network computes in the declared type, whatever the file stores.
  if (value.getType() != type)
    variable = CastOp::create(builder, loc, type, variable);
  return variable;
}

/// The element type of stored values, if `declaredType` can have them.
static Type getStoredType(const TensorFile &file, Type declaredType) {
  MLIRContext *context = declaredType.getContext();
  unsigned bits = file.getBitsPerItem();
  switch (file.getItemType()) {
  case ItemType::Float:
    if (!isa<FloatType>(declaredType))
      return {};
    return bits == 16   ? Type(Float16Type::get(context))
           : bits == 32 ? Type(Float32Type::get(context))
                        : Type(Float64Type::get(context));
  case ItemType::Int:
    if (declaredType.isInteger(1) || !declaredType.isInteger() ||
        getStorageBits(bits) != bits)
      return {};
    return IntegerType::get(context, bits);
  case ItemType::Bool:
    return declaredType.isInteger(1) ? declaredType : Type();
  case ItemType::UInt:
  case ItemType::QUInt:
  case ItemType::QInt:
    return {};
  }
  llvm_unreachable("all item types are covered");
}

// Bytecode asks whoever reads it for the alignment of its resources. Tools read
// small files into memory from `malloc`, which aligns to 16 bytes.
static constexpr size_t kAlignment = 16;

ElementsAttr Importer::getValue(const TensorFile &file, StringRef label,
                                Type elementType) {
  Type storedType = getStoredType(file, elementType);
  if (!storedType)
    return {};
  auto type = RankedTensorType::get(file.getShape(), storedType);
  auto &blobs = DenseResourceElementsHandle::getManagerInterface(context);
  if (file.getItemType() == ItemType::Bool) {
    // In MLIR a truth value takes a byte, in the file usually a bit.
    AsmResourceBlob blob =
        HeapAsmResourceBlob::allocate(file.getNumItems(), kAlignment);
    unpackItems(file.getData(), file.getItemType(), file.getBitsPerItem(),
                file.getNumItems(), blob.getMutableData());
    return DenseResourceElementsAttr::get(type,
                                          blobs.insert(label, std::move(blob)));
  }
  // The resource is the mapped file itself, which it keeps alive.
  ArrayRef<char> data = file.getData();
  auto address = reinterpret_cast<uintptr_t>(data.data());
  size_t alignment =
      std::min<size_t>(kAlignment, size_t(1) << llvm::countr_zero(address));
  AsmResourceBlob blob(
      data, alignment, [owner = file.getOwner()](void *, size_t, size_t) {},
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type,
                                        blobs.insert(label, std::move(blob)));
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

/// The extensions of the standard.
static constexpr StringRef kExtensions[] = {"KHR_enable_fragment_definitions",
                                            "KHR_enable_operator_expressions"};

LogicalResult Importer::checkExtensions() {
  bool failed = false;
  for (const syntax::Extension &extension : document.getExtensions()) {
    for (const syntax::Name &name : extension.names) {
      if (llvm::is_contained(kExtensions, name.text))
        continue;
      failed = true;
      InFlightDiagnostic error = emitError(name.range);
      error << "extension '" << name.text << "' is not supported";
      if (name.text.starts_with("tract_")) {
        // What follows are the arguments of the extension.
        error << "; it belongs to the NNEF variant of the tract runtime";
        break;
      }
      error << suggest(name.text, kExtensions);
    }
  }
  return failure(failed);
}

LogicalResult Importer::checkFragments() {
  bool failed = false;
  for (const syntax::Fragment *fragment : document.getFragments()) {
    StringRef name = fragment->name.text;
    if (!stdlib.lookup(name))
      continue;
    emitError(fragment->name.range)
        << "fragment '" << name << "' has the name of a standard operation";
    failed = true;
  }
  return failure(failed);
}

LogicalResult Importer::finish(func::FuncOp function, Scope &scope) {
  const syntax::Graph *graph = document.getGraph();
  bool failed = false;

  // Arguments in the order of the graph's parameters.
  Block &body = function.front();
  SmallVector<Type> inputTypes;
  unsigned introduced = body.getNumArguments();
  for (const syntax::Name &parameter : graph->parameters) {
    auto input = inputs.find(parameter.text);
    if (input == inputs.end()) {
      // After an error in the statement itself there is nothing to add.
      auto term = scope.terms.find(parameter.text);
      if (term == scope.terms.end() || !term->second.isError())
        emitError(parameter.range) << "input '" << parameter.text
                                   << "' is not introduced by 'external'";
      failed = true;
      continue;
    }
    BlockArgument old = input->second;
    BlockArgument argument = body.addArgument(old.getType(), old.getLoc());
    old.replaceAllUsesWith(argument);
    for (auto &entry : scope.terms)
      if (entry.second == Term(Value(old)))
        entry.second = Term(Value(argument));
    inputTypes.push_back(old.getType());
  }
  for (const auto &entry : options.inputShapes)
    if (!inputs.contains(entry.getKey())) {
      emitError(graph->name.range)
          << "the graph has no input '" << entry.getKey() << "'"
          << suggest(entry.getKey(), llvm::make_first_range(inputs));
      failed = true;
    }

  SmallVector<Value> outputs;
  for (const syntax::Name &result : graph->results) {
    auto entry = scope.terms.find(result.text);
    if (entry == scope.terms.end()) {
      emitError(result.range)
          << "output '" << result.text << "' is not assigned"
          << suggest(result.text, scope.terms.keys());
      failed = true;
      continue;
    }
    FailureOr<Term> tensor =
        getTensor(entry->second, result.text, result.range);
    failed |= mlir::failed(tensor);
    if (mlir::succeeded(tensor))
      outputs.push_back(tensor->getTensor());
  }
  if (failed)
    return failure();

  body.eraseArguments(0, introduced);
  func::ReturnOp::create(builder, getLoc(graph->range.End), outputs);
  function.setType(builder.getFunctionType(inputTypes, TypeRange(outputs)));
  for (auto [i, parameter] : llvm::enumerate(graph->parameters))
    function.setArgAttr(i, kTensorNameAttr,
                        builder.getStringAttr(parameter.text));
  for (auto [i, result] : llvm::enumerate(graph->results))
    function.setResultAttr(i, kTensorNameAttr,
                           builder.getStringAttr(result.text));
  return success();
}

LogicalResult Importer::import() {
  const syntax::Graph *graph = document.getGraph();
  LogicalResult extensions = checkExtensions();
  LogicalResult fragments = checkFragments();

  SmallVector<Attribute> texts;
  for (const syntax::Fragment *fragment : document.getFragments()) {
    const char *begin = fragment->range.Start.getPointer();
    const char *end = fragment->range.End.getPointer();
    texts.push_back(builder.getStringAttr(StringRef(begin, end - begin)));
  }
  if (!texts.empty())
    module->setAttr(kFragmentsAttr, builder.getArrayAttr(texts));

  builder.setInsertionPointToStart(module.getBody());
  auto function =
      func::FuncOp::create(builder, getLoc(graph->name.range.Start),
                           graph->name.text, builder.getFunctionType({}, {}));
  symbols.insert(function);
  builder.setInsertionPointToEnd(function.addEntryBlock());

  Scope scope;
  scope.isGraph = scope.allowsState = true;
  LogicalResult statements = elaborate(graph->body, scope);
  // Errors about inputs and outputs are worth reporting even so.
  LogicalResult finished = finish(function, scope);
  return success(succeeded(extensions) && succeeded(fragments) &&
                 succeeded(statements) && succeeded(finished));
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

OwningOpRef<ModuleOp> nnef::importGraph(unsigned bufferId, const Model *model,
                                        MLIRContext *context,
                                        llvm::SourceMgr &sourceMgr,
                                        const ImportOptions &options) {
  context->loadDialect<NNEFDialect, func::FuncDialect>();
  // The text says where an error is; the operation as MLIR has it says nothing
  // to whoever wrote the text.
  llvm::scope_exit restorePrinting(
      [context, prints = context->shouldPrintOpOnDiagnostic()] {
        context->printOpOnDiagnostic(prints);
      });
  context->printOpOnDiagnostic(false);
  StringRef file = sourceMgr.getMemoryBuffer(bufferId)->getBufferIdentifier();
  auto report = [&](syntax::Severity severity, llvm::SMRange range,
                    const Twine &message) {
    auto [line, column] =
        syntax::getLineAndColumn(sourceMgr, bufferId, range.Start);
    Location loc = FileLineColLoc::get(context, file, line, column);
    switch (severity) {
    case syntax::Severity::Error:
      mlir::emitError(loc) << message;
      break;
    case syntax::Severity::Warning:
      mlir::emitWarning(loc) << message;
      break;
    case syntax::Severity::Note:
      mlir::emitRemark(loc) << message;
      break;
    }
  };
  std::unique_ptr<syntax::Document> document =
      syntax::parseDocument(sourceMgr, bufferId, report);
  if (document->hasErrors())
    return nullptr;

  Stdlib stdlib = Stdlib::load(sourceMgr);
  OwningOpRef<ModuleOp> module =
      ModuleOp::create(FileLineColLoc::get(context, file, 1, 1));
  Importer importer(*module, sourceMgr, stdlib, *document, model, options);
  if (failed(importer.import()) || failed(verify(*module)))
    return nullptr;
  return module;
}

OwningOpRef<ModuleOp> nnef::importModel(StringRef path, MLIRContext *context,
                                        llvm::SourceMgr &sourceMgr,
                                        const ImportOptions &options) {
  Location loc = FileLineColLoc::get(context, path, 0, 0);
  llvm::Expected<Model> model = Model::open(path);
  if (!model) {
    mlir::emitError(loc) << llvm::toString(model.takeError());
    return nullptr;
  }
  auto buffer = model->getGraphBuffer();
  if (!buffer) {
    mlir::emitError(loc) << llvm::toString(buffer.takeError());
    return nullptr;
  }
  unsigned bufferId =
      sourceMgr.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  return importGraph(bufferId, options.loadVariables ? &*model : nullptr,
                     context, sourceMgr, options);
}

llvm::Error nnef::parseInputShape(StringRef argument, ImportOptions &options) {
  auto [name, shape] = argument.rsplit('=');
  SmallVector<int64_t> extents;
  SmallVector<StringRef> texts;
  if (!shape.empty())
    shape.split(texts, 'x');
  for (StringRef text : texts) {
    int64_t extent = ShapedType::kDynamic;
    if (text != "?" && (text.getAsInteger(10, extent) || extent < 1))
      return llvm::createStringError("'" + text + "' in '" + argument +
                                     "' is no extent");
    extents.push_back(extent);
  }
  if (name.empty() || !argument.contains('='))
    return llvm::createStringError("expected NAME=4x3x224x224, but got '" +
                                   argument + "'");
  if (!options.inputShapes.try_emplace(name, extents).second)
    return llvm::createStringError("two shapes for input '" + name + "'");
  return llvm::Error::success();
}
