//===- Import.cpp - From NNEF models to MLIR --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Import.h"

#include "Importer.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Syntax/Checker.h"
#include "NNEF/Syntax/Parser.h"
#include "NNEF/Syntax/Suggestions.h"
#include "NNEF/Translate/SourceLocations.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Inputs
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
  if (name == "update" && failed(checkUpdate(binding)))
    return Term();
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

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

LogicalResult Importer::finish(func::FuncOp function, Scope &scope) {
  const syntax::Graph *graph = document.getGraph();
  bool failed = false;

  // Arguments in the order of the graph's parameters, and then the variables.
  Block &body = function.front();
  SmallVector<Type> inputTypes;
  unsigned introduced = body.getNumArguments();
  llvm::DenseMap<Value, Value> replaced;
  auto append = [&](BlockArgument old) {
    BlockArgument argument = body.addArgument(old.getType(), old.getLoc());
    old.replaceAllUsesWith(argument);
    replaced[old] = argument;
    inputTypes.push_back(old.getType());
  };
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
    append(input->second);
  }
  for (Variable *variable : arguments)
    append(variable->argument);
  for (auto &entry : scope.terms)
    if (entry.second.isTensor())
      if (Value argument = replaced.lookup(entry.second.getTensor()))
        entry.second = Term(argument);
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
  auto getAttrs = [&](StringRef name, StringRef label = {}) {
    NamedAttrList attrs;
    attrs.set(kTensorNameAttr, builder.getStringAttr(name));
    if (!label.empty())
      attrs.set(kLabelAttr, builder.getStringAttr(label));
    return attrs.getDictionary(builder.getContext());
  };
  // All at once: each change makes a list of all that lasts for ever.
  SmallVector<DictionaryAttr> argAttrs, resultAttrs;
  for (const syntax::Name &parameter : graph->parameters)
    argAttrs.push_back(getAttrs(parameter.text));
  for (Variable *variable : arguments)
    argAttrs.push_back(getAttrs(variable->name, variable->label));
  for (const syntax::Name &result : graph->results)
    resultAttrs.push_back(getAttrs(result.text));
  function.setAllArgAttrs(argAttrs);
  function.setAllResultAttrs(resultAttrs);
  if (options.variables == VariableForm::Globals ||
      options.variables == VariableForm::Automatic)
    storeUpdates(function, scope);
  return success();
}

LogicalResult Importer::import(const syntax::Document *quantizationFile,
                               TensorTypes *types) {
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    explain(diagnostic);
    // Somebody else shows it.
    return failure();
  });
  const syntax::Graph *graph = document.getGraph();
  LogicalResult quantized = success();
  if (quantizationFile)
    quantized = readQuantization(*quantizationFile);

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
  // While the tensors in arrays are there: inputs become others.
  if (types) {
    for (const auto &entry : scope.terms) {
      SmallVector<Value> tensors;
      entry.second.collectTensors(tensors);
      llvm::append_range((*types)[entry.getKey()],
                         ValueRange(tensors).getTypes());
    }
  }
  // Errors about inputs and outputs are worth reporting even so.
  LogicalResult finished = finish(function, scope);
  LogicalResult attached = attachQuantization(function, scope);
  return success(succeeded(quantized) && succeeded(statements) &&
                 succeeded(finished) && succeeded(attached));
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// Parses the quantization file of a model. `document` stays null if there is
/// none.
static LogicalResult
readQuantizationFile(const Model *model, MLIRContext *context,
                     llvm::SourceMgr &sourceMgr, SourceReporter &report,
                     std::unique_ptr<syntax::Document> &document) {
  if (!model)
    return success();
  auto buffer = model->getQuantizationBuffer();
  if (!buffer)
    return mlir::emitError(UnknownLoc::get(context))
           << llvm::toString(buffer.takeError());
  if (!*buffer)
    return success();
  unsigned bufferId =
      sourceMgr.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  document = syntax::parseQuantizationFile(sourceMgr, bufferId, report);
  return failure(document->hasErrors());
}

/// Imports what was checked.
static OwningOpRef<ModuleOp>
importChecked(const syntax::Document &document,
              const syntax::Document *quantizationFile, const Stdlib &stdlib,
              const Model *model, MLIRContext *context,
              llvm::SourceMgr &sourceMgr, const ImportOptions &options,
              TensorTypes *types) {
  context->loadDialect<NNEFDialect, func::FuncDialect,
                       ml_program::MLProgramDialect>();
  // The text says where an error is; the operation as MLIR has it says nothing
  // to whoever wrote the text.
  llvm::scope_exit restorePrinting(
      [context, prints = context->shouldPrintOpOnDiagnostic()] {
        context->printOpOnDiagnostic(prints);
      });
  context->printOpOnDiagnostic(false);
  StringRef file =
      sourceMgr.getMemoryBuffer(document.getBufferId())->getBufferIdentifier();
  OwningOpRef<ModuleOp> module =
      ModuleOp::create(FileLineColLoc::get(context, file, 1, 1));
  Importer importer(*module, sourceMgr, stdlib, document, model, options);
  if (failed(importer.import(quantizationFile, types)) ||
      failed(verify(*module)))
    return nullptr;
  return module;
}

OwningOpRef<ModuleOp>
nnef::importDocument(const syntax::Document &document, const Stdlib &stdlib,
                     MLIRContext *context, llvm::SourceMgr &sourceMgr,
                     const ImportOptions &options, TensorTypes *types) {
  return importChecked(document, /*quantizationFile=*/nullptr, stdlib,
                       /*model=*/nullptr, context, sourceMgr, options, types);
}

OwningOpRef<ModuleOp> nnef::importGraph(unsigned bufferId, const Model *model,
                                        MLIRContext *context,
                                        llvm::SourceMgr &sourceMgr,
                                        const ImportOptions &options) {
  std::unique_ptr<syntax::Document> document, quantizationFile;
  {
    SourceReporter report(context, sourceMgr);
    document = syntax::parseDocument(sourceMgr, bufferId, report);
    if (failed(readQuantizationFile(model, context, sourceMgr, report,
                                    quantizationFile)) ||
        document->hasErrors())
      return nullptr;
  }
  Stdlib stdlib = Stdlib::load(sourceMgr);
  {
    SourceReporter report(context, sourceMgr);
    syntax::CheckOptions checkOptions;
    checkOptions.strict = options.strict;
    if (!syntax::checkDocument(*document, stdlib.getDocument(), report,
                               checkOptions))
      return nullptr;
  }
  return importChecked(*document, quantizationFile.get(), stdlib, model,
                       context, sourceMgr, options, /*types=*/nullptr);
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
  return importGraph(bufferId, &*model, context, sourceMgr, options);
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
