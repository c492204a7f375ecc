//===- Export.cpp - From MLIR to NNEF models --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Export.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/Parser.h"
#include "NNEF/Translate/Expand.h"
#include "Term.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// The words that cannot be names.
static bool isKeyword(StringRef name) {
  static constexpr StringLiteral keywords[] = {
      "version",   "extension", "graph",   "fragment", "tensor",
      "integer",   "scalar",    "logical", "string",   "shape_of",
      "for",       "in",        "yield",   "if",       "else",
      "length_of", "true",      "false",   "range_of"};
  return llvm::is_contained(keywords, name);
}

/// An identifier as close to `name` as the language allows.
static std::string makeIdentifier(StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) || c == '_' ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier[0]) ||
      isKeyword(identifier))
    identifier = "t_" + identifier;
  return identifier;
}

//===----------------------------------------------------------------------===//
// Literals
//===----------------------------------------------------------------------===//

static std::string quote(StringRef text) {
  std::string quoted = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

/// The shortest text that reads as exactly this value.
template <typename T> static std::optional<std::string> toText(T value) {
  if (!std::isfinite(value))
    return std::nullopt;
  std::string text;
  for (int digits = 1; digits <= std::numeric_limits<T>::max_digits10;
       ++digits) {
    text.clear();
    llvm::raw_string_ostream(text)
        << llvm::format("%.*g", digits, static_cast<double>(value));
    if (static_cast<T>(std::strtod(text.c_str(), nullptr)) == value)
      break;
  }
  // Without a point it would read as an integer.
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

/// Whether a constant is written as a literal in the place where it is used.
static bool isLiteral(Operation *op) {
  auto constant = dyn_cast_or_null<ConstantOp>(op);
  return constant && constant.getOutput().getType().getRank() == 0 &&
         constant->hasOneUse() && !isa<func::ReturnOp>(*constant->user_begin());
}

namespace {
class Exporter {
public:
  Exporter(ModuleOp module, const ExportOptions &options)
      : module(module), options(options), stdlib(Stdlib::load(sourceMgr)) {}

  /// Finds the network and the declarations of its fragments.
  LogicalResult prepare();
  LogicalResult writeGraph(llvm::raw_ostream &os);
  LogicalResult writeVariables(StringRef folder);

private:
  LogicalResult readFragments();
  void writeFragments(llvm::raw_ostream &os);
  void nameTensors();
  void setName(Value value, StringRef wish);
  LogicalResult writeStatement(Operation *op, llvm::raw_ostream &os);
  LogicalResult writeInvocation(Operation *op, const syntax::Fragment *fragment,
                                DictionaryAttr attributes,
                                llvm::raw_ostream &os);
  LogicalResult writeConstant(ConstantOp op, llvm::raw_ostream &os);
  void writeTargets(Operation *op, const syntax::Fragment *fragment,
                    llvm::raw_ostream &os);
  LogicalResult writeTensor(Value value, llvm::raw_ostream &os);
  std::optional<std::string> getLiteral(Attribute value);
  /// The text of an attribute of the given type; nothing if there is none.
  std::optional<std::string> getText(Attribute attribute,
                                     const syntax::Type *type);
  const syntax::Fragment *lookup(StringRef name);

  ModuleOp module;
  const ExportOptions &options;
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib;
  /// The declarations of custom fragments.
  std::unique_ptr<syntax::Document> fragments;
  func::FuncOp network;
  DenseMap<Value, std::string> names;
  llvm::StringSet<> usedNames;
};
} // namespace

//===----------------------------------------------------------------------===//
// Preparation
//===----------------------------------------------------------------------===//

LogicalResult Exporter::prepare() {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!function.isPublic() || function.isExternal())
      continue;
    if (network)
      return function.emitError("cannot be exported beside '")
             << network.getSymName() << "': a model has one graph";
    network = function;
  }
  if (!network)
    return module.emitError("has no public function that could be exported");
  if (!network.getBody().hasOneBlock())
    return network.emitError("cannot be exported: it has control flow");
  if (network.getNumArguments() == 0 || network.getNumResults() == 0)
    return network.emitError("cannot be exported: a graph has at least one "
                             "input and one output");
  if (failed(readFragments()))
    return failure();
  nameTensors();
  return success();
}

LogicalResult Exporter::readFragments() {
  auto texts = module->getAttrOfType<ArrayAttr>(kFragmentsAttr);
  if (!texts)
    return success();
  std::string document = "version 1.0;\n";
  for (auto text : texts.getAsRange<StringAttr>())
    document += text.getValue().str() + "\n\n";
  unsigned buffer = sourceMgr.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(document), llvm::SMLoc());
  syntax::ParserOptions parserOptions;
  parserOptions.requireGraph = false;
  fragments = syntax::parseDocument(
      sourceMgr, buffer,
      [&](syntax::Severity, llvm::SMRange, const Twine &message) {
        module.emitError("attribute '") << kFragmentsAttr << "': " << message;
      },
      parserOptions);
  return failure(fragments->hasErrors());
}

void Exporter::writeFragments(llvm::raw_ostream &os) {
  llvm::StringSet<> called;
  network.walk([&](CallOp call) { called.insert(call.getFragment()); });
  SmallVector<const syntax::Fragment *> wanted;
  bool hasBody = false;
  for (const syntax::Fragment *fragment :
       fragments ? fragments->getFragments()
                 : ArrayRef<const syntax::Fragment *>()) {
    // With one of them kept, those that its body invokes have to be there.
    if (!options.keepFragments && !called.contains(fragment->name.text))
      continue;
    wanted.push_back(fragment);
    hasBody |= fragment->hasBody();
  }
  if (wanted.empty())
    return;
  os << "extension KHR_enable_fragment_definitions;\n";
  if (hasBody)
    os << "extension KHR_enable_operator_expressions;\n";
  os << "\n";
  for (const syntax::Fragment *fragment : wanted) {
    const char *begin = fragment->range.Start.getPointer();
    os << StringRef(begin, fragment->range.End.getPointer() - begin) << "\n\n";
  }
}

const syntax::Fragment *Exporter::lookup(StringRef name) {
  const syntax::Fragment *fragment = stdlib.lookup(name);
  return fragment || !fragments ? fragment : fragments->lookupFragment(name);
}

void Exporter::setName(Value value, StringRef wish) {
  std::string base = makeIdentifier(wish), name = base;
  for (unsigned i = 1; !usedNames.insert(name).second; ++i)
    name = base + "_" + std::to_string(i);
  names[value] = name;
}

/// The name of an input or output of the network.
static StringRef getAttachedName(DictionaryAttr attributes, StringRef other) {
  auto name =
      attributes ? attributes.getAs<StringAttr>(kTensorNameAttr) : StringAttr();
  return name ? name.getValue() : other;
}

void Exporter::nameTensors() {
  // Inputs and outputs have the first choice.
  for (BlockArgument argument : network.getArguments())
    setName(argument,
            getAttachedName(network.getArgAttrDict(argument.getArgNumber()),
                            "input"));
  for (auto [i, value] :
       llvm::enumerate(network.front().getTerminator()->getOperands()))
    if (!names.contains(value))
      setName(value, getAttachedName(network.getResultAttrDict(i), "output"));
  for (Operation &op : network.front()) {
    // What is written as a literal needs no name.
    if (isLiteral(&op))
      continue;
    SmallVector<StringRef, 1> wishes = getTensorNames(op.getLoc());
    for (OpResult result : op.getResults()) {
      if (names.contains(result))
        continue;
      StringRef wish = op.getName().stripDialect();
      if (result.getResultNumber() < wishes.size())
        wish = wishes[result.getResultNumber()];
      setName(result, wish);
    }
  }
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

std::optional<std::string> Exporter::getLiteral(Attribute value) {
  if (auto scalar = dyn_cast<FloatAttr>(value))
    return scalar.getType().isF64()
               ? toText(scalar.getValueAsDouble())
               : toText(static_cast<float>(scalar.getValueAsDouble()));
  if (auto logical = dyn_cast<BoolAttr>(value))
    return logical.getValue() ? "true" : "false";
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return std::to_string(integer.getValue().getSExtValue());
  return std::nullopt;
}

std::optional<std::string> Exporter::getText(Attribute attribute,
                                             const syntax::Type *type) {
  if (auto literal = getLiteral(attribute))
    return literal;
  if (auto border = dyn_cast<BorderModeAttr>(attribute))
    return ("'" + stringifyBorderMode(border.getValue()) + "'").str();
  if (auto method = dyn_cast<InterpolationMethodAttr>(attribute))
    return ("'" + stringifyInterpolationMethod(method.getValue()) + "'").str();
  if (auto text = dyn_cast<StringAttr>(attribute))
    return quote(text.getValue());
  std::vector<std::string> items;
  if (auto integers = dyn_cast<DenseI64ArrayAttr>(attribute)) {
    for (int64_t integer : integers.asArrayRef())
      items.push_back(std::to_string(integer));
  } else if (auto padding = dyn_cast<PaddingAttr>(attribute)) {
    for (size_t i = 0; i < padding.size(); ++i)
      items.push_back("(" + std::to_string(padding.getBefore(i)) + ", " +
                      std::to_string(padding.getAfter(i)) + ")");
  } else if (auto sequence = dyn_cast<ArrayAttr>(attribute)) {
    // Arrays and tuples are the same attribute.
    auto *array = dyn_cast<syntax::ArrayType>(type);
    auto *tuple = dyn_cast<syntax::TupleType>(type);
    if (!array && (!tuple || tuple->items.size() != sequence.size()))
      return std::nullopt;
    for (auto [i, item] : llvm::enumerate(sequence)) {
      auto text = getText(item, array ? array->item : tuple->items[i]);
      if (!text)
        return std::nullopt;
      items.push_back(*text);
    }
    if (tuple)
      return "(" + llvm::join(items, ", ") + ")";
  } else {
    return std::nullopt;
  }
  return "[" + llvm::join(items, ", ") + "]";
}

LogicalResult Exporter::writeTensor(Value value, llvm::raw_ostream &os) {
  Operation *op = value.getDefiningOp();
  if (!isLiteral(op)) {
    os << names[value];
    return success();
  }
  auto elements = cast<ConstantOp>(op).getValue();
  auto literal = getLiteral(*elements.value_begin<Attribute>());
  if (!literal)
    return op->emitOpError("has a value that NNEF cannot express");
  os << *literal;
  return success();
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

/// The type of a tensor's elements in the language.
static StringRef getDataType(Value value) {
  return syntax::stringify(
      getPrimitive(cast<ShapedType>(value.getType()).getElementType()));
}

/// A variable that is stored in another type than the network computes in: the
/// cast belongs to it.
static VariableOp getStoredVariable(Operation *op) {
  auto cast = dyn_cast_or_null<CastOp>(op);
  auto variable =
      cast ? cast.getInput().getDefiningOp<VariableOp>() : VariableOp();
  bool sameName = variable && variable->getLoc() == cast->getLoc();
  return sameName && variable->hasOneUse() ? variable : VariableOp();
}

void Exporter::writeTargets(Operation *op, const syntax::Fragment *fragment,
                            llvm::raw_ostream &os) {
  ValueRange results = op->getResults();
  auto write = [&](const syntax::Result &result) {
    bool isArray = isa<syntax::ArrayType>(result.type);
    ValueRange part = isArray ? results : results.take_front(1);
    results = isArray ? ValueRange() : results.drop_front();
    os << (isArray ? "[" : "");
    llvm::interleaveComma(part, os, [&](Value value) { os << names[value]; });
    os << (isArray ? "]" : "");
  };
  llvm::interleaveComma(fragment->results, os, write);
}

LogicalResult Exporter::writeInvocation(Operation *op,
                                        const syntax::Fragment *fragment,
                                        DictionaryAttr attributes,
                                        llvm::raw_ostream &os) {
  writeTargets(op, fragment, os);
  os << " = " << fragment->name.text;
  if (isa<CastOp>(op))
    os << "<" << getDataType(op->getResult(0)) << ">";
  os << "(";
  ValueRange operands = isa<CallOp>(op)
                            ? ValueRange(cast<CallOp>(op).getArguments())
                            : ValueRange(op->getOperands());
  bool failed = false, isFirst = true;
  auto separate = [&] {
    os << (isFirst ? "" : ", ");
    isFirst = false;
  };
  for (const syntax::Parameter &parameter : fragment->parameters) {
    auto *array = dyn_cast<syntax::ArrayType>(parameter.type);
    if (array && isa<syntax::TensorType>(array->item)) {
      separate();
      os << "[";
      llvm::interleaveComma(operands, os, [&](Value value) {
        failed |= mlir::failed(writeTensor(value, os));
      });
      os << "]";
      operands = ValueRange();
      continue;
    }
    if (isa<syntax::TensorType>(parameter.type)) {
      separate();
      failed |= mlir::failed(writeTensor(operands.front(), os));
      operands = operands.drop_front();
      continue;
    }
    StringRef name = parameter.name.text;
    Attribute attribute = attributes.get(name == "signed" ? "is_signed" : name);
    auto text = attribute ? getText(attribute, parameter.type) : std::nullopt;
    if (!text) {
      op->emitOpError("attribute '")
          << name << "' has a value that NNEF cannot express";
      failed = true;
      continue;
    }
    separate();
    os << name << " = " << *text;
  }
  os << ")";
  return failure(failed);
}

LogicalResult Exporter::writeConstant(ConstantOp op, llvm::raw_ostream &os) {
  os << names[op.getOutput()] << " = constant<" << getDataType(op.getOutput())
     << ">(shape = [";
  llvm::interleaveComma(op.getOutput().getType().getShape(), os);
  os << "], value = [";
  bool failed = false;
  auto write = [&](Attribute value) {
    auto literal = getLiteral(value);
    failed |= !literal;
    if (literal)
      os << *literal;
  };
  if (auto splat = dyn_cast<SplatElementsAttr>(op.getValue()))
    write(splat.getSplatValue<Attribute>());
  else if (auto dense = dyn_cast<DenseElementsAttr>(op.getValue()))
    llvm::interleaveComma(dense.getValues<Attribute>(), os, write);
  else
    failed = true;
  os << "])";
  return failed ? op.emitOpError("has a value that NNEF cannot express")
                : success();
}

LogicalResult Exporter::writeStatement(Operation *op, llvm::raw_ostream &os) {
  // A literal stands where it is used, and a stored variable with its cast.
  if (isLiteral(op))
    return success();
  if (isa<VariableOp>(op) && op->hasOneUse() &&
      getStoredVariable(*op->user_begin()))
    return success();
  VariableOp stored = getStoredVariable(op);
  os << "    ";
  LogicalResult result = success();
  if (auto variable = stored ? stored : dyn_cast<VariableOp>(op)) {
    Value tensor = op->getResult(0);
    os << names[tensor] << " = variable<" << getDataType(tensor)
       << ">(shape = [";
    llvm::interleaveComma(variable.getOutput().getType().getShape(), os);
    os << "], label = " << quote(variable.getLabel()) << ")";
  } else if (auto constant = dyn_cast<ConstantOp>(op)) {
    result = writeConstant(constant, os);
  } else if (auto call = dyn_cast<CallOp>(op)) {
    const syntax::Fragment *fragment = lookup(call.getFragment());
    if (!fragment)
      return op->emitOpError("fragment '")
             << call.getFragment() << "' has no declaration in attribute '"
             << kFragmentsAttr << "' of the module";
    result = writeInvocation(op, fragment, call.getParameters(), os);
  } else if (isa_and_nonnull<NNEFDialect>(op->getDialect())) {
    // Defaults belong to the operation as well as what it states.
    op->getName().populateDefaultProperties(op->getPropertiesStorage());
    result = writeInvocation(op, stdlib.lookup(op->getName().stripDialect()),
                             op->getAttrDictionary(), os);
  } else {
    return op->emitError("operation '")
           << op->getName() << "' has no form in NNEF";
  }
  os << ";\n";
  return result;
}

LogicalResult Exporter::writeGraph(llvm::raw_ostream &os) {
  Operation *terminator = network.front().getTerminator();
  os << "version 1.0;\n\n";
  writeFragments(os);

  // Outputs that are no tensors of their own need one.
  SmallVector<std::pair<std::string, Value>> copies;
  SmallVector<std::string> outputs;
  llvm::DenseSet<Value> returned;
  for (auto [i, value] : llvm::enumerate(terminator->getOperands())) {
    bool isOwn = !isa<BlockArgument>(value) && returned.insert(value).second;
    if (isOwn) {
      outputs.push_back(names[value]);
      continue;
    }
    std::string name =
        makeIdentifier(getAttachedName(network.getResultAttrDict(i), "output"));
    if (!usedNames.insert(name).second)
      return network.emitError("cannot be exported: two tensors are named '")
             << name << "'";
    copies.push_back({name, value});
    outputs.push_back(name);
  }

  os << "graph " << makeIdentifier(network.getSymName()) << "(";
  llvm::interleaveComma(network.getArguments(), os,
                        [&](Value value) { os << names[value]; });
  os << ") -> (" << llvm::join(outputs, ", ") << ")\n{\n";
  for (BlockArgument argument : network.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || !type.hasStaticShape())
      return network.emitError("input '")
             << names[argument]
             << "' has a shape that is not known: " << argument.getType();
    os << "    " << names[argument] << " = external<" << getDataType(argument)
       << ">(shape = [";
    llvm::interleaveComma(type.getShape(), os);
    os << "]);\n";
  }
  bool failed = false;
  for (Operation &op : network.front().without_terminator())
    failed |= mlir::failed(writeStatement(&op, os));
  for (auto &[name, value] : copies)
    os << "    " << name << " = copy(" << names[value] << ");\n";
  os << "}\n";
  return failure(failed);
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// The bytes of a variable's values, as a tensor file has them.
static FailureOr<SmallVector<char, 0>>
getStoredData(ElementsAttr value, const TensorFileHeader &header) {
  ArrayRef<char> bytes;
  SmallVector<char> copy;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return failure();
    bytes = blob->getData();
  } else if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    bytes = dense.getRawData();
    // Raw data has the value of a splat once, and truth values in bits.
    if (header.itemType == ItemType::Bool) {
      llvm::append_range(copy, dense.getValues<bool>());
      bytes = copy;
    } else if (dense.isSplat()) {
      for (int64_t i = 0; i < dense.getNumElements(); ++i)
        llvm::append_range(copy, bytes);
      bytes = copy;
    }
  } else {
    return failure();
  }
  unsigned storageBytes = getStorageBits(header.bitsPerItem) / 8;
  if (bytes.size() != *header.getNumItems() * storageBytes)
    return failure();
  return packItems(bytes, header.bitsPerItem, *header.getNumItems());
}

LogicalResult Exporter::writeVariables(StringRef folder) {
  WalkResult result = network.walk([&](VariableOp variable) {
    if (!variable.getValue())
      return WalkResult::advance();
    RankedTensorType type = variable.getOutput().getType();
    Type elementType = type.getElementType();
    ItemType itemType = isa<FloatType>(elementType) ? ItemType::Float
                        : elementType.isInteger(1)  ? ItemType::Bool
                                                    : ItemType::Int;
    TensorFileHeader header(itemType, elementType.getIntOrFloatBitWidth(),
                            type.getShape());
    auto name = getTensorFileName(variable.getLabel());
    if (!name) {
      variable.emitOpError() << llvm::toString(name.takeError());
      return WalkResult::interrupt();
    }
    auto data = getStoredData(*variable.getValue(), header);
    if (failed(data)) {
      variable.emitOpError("has no values that could be stored");
      return WalkResult::interrupt();
    }
    SmallString<128> path(folder);
    llvm::sys::path::append(path, *name);
    std::error_code code =
        llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
    llvm::Error error = code ? llvm::errorCodeToError(code)
                             : writeTensorFile(path, header, *data);
    if (error) {
      variable.emitOpError("cannot be written to '")
          << path << "': " << llvm::toString(std::move(error));
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// Replaces the calls of fragments by their bodies, as far as they have any.
static void inlineFragments(ModuleOp module) {
  IRRewriter rewriter(module.getContext());
  bool changed = true;
  while (changed) {
    SmallVector<CallOp> calls;
    module.walk([&](CallOp call) {
      if (call.getBodyAttr())
        calls.push_back(call);
    });
    changed = !calls.empty();
    for (CallOp call : calls)
      inlineBody(call, rewriter);
  }
}

/// Calls `write` with an exporter of the module.
static LogicalResult
exportWith(ModuleOp module, const ExportOptions &options,
           llvm::function_ref<LogicalResult(Exporter &)> write) {
  OwningOpRef<ModuleOp> copy = module.clone();
  if (!options.keepFragments)
    inlineFragments(*copy);
  Exporter exporter(*copy, options);
  return failure(failed(exporter.prepare()) || failed(write(exporter)));
}

LogicalResult nnef::exportGraph(ModuleOp module, llvm::raw_ostream &os,
                                const ExportOptions &options) {
  // Nothing is written unless all can be.
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (failed(exportWith(module, options, [&](Exporter &exporter) {
        return exporter.writeGraph(stream);
      })))
    return failure();
  os << text;
  return success();
}

/// Writes a model into a new folder.
static LogicalResult writeModel(Exporter &exporter, StringRef folder,
                                Location loc) {
  SmallString<128> path(folder);
  llvm::sys::path::append(path, "graph.nnef");
  std::error_code code;
  llvm::raw_fd_ostream os(path, code);
  if (code)
    return emitError(loc) << "cannot write '" << path
                          << "': " << code.message();
  if (failed(exporter.writeGraph(os)) ||
      failed(exporter.writeVariables(folder)))
    return failure();
  os.close();
  if (os.has_error()) {
    std::string message = os.error().message();
    os.clear_error();
    return emitError(loc) << "cannot write '" << path << "': " << message;
  }
  return success();
}

LogicalResult nnef::exportModel(ModuleOp module, StringRef path,
                                const ExportOptions &options) {
  Location loc = module.getLoc();
  path = path.rtrim('/');
  if (llvm::sys::fs::exists(path) && !llvm::sys::fs::is_directory(path))
    return emitError(loc) << "'" << path << "' is not a folder";
  // A folder beside takes the model while it is incomplete.
  SmallString<128> temporary;
  if (std::error_code code =
          llvm::sys::fs::createUniqueDirectory(path + ".new", temporary))
    return emitError(loc) << "cannot make a folder beside '" << path
                          << "': " << code.message();
  LogicalResult written = exportWith(module, options, [&](Exporter &exporter) {
    return writeModel(exporter, temporary, loc);
  });
  // An old folder steps aside until the new one has its name.
  std::error_code code;
  SmallString<128> old(temporary);
  old += ".old";
  if (succeeded(written)) {
    bool replaces = llvm::sys::fs::exists(path);
    if (replaces)
      code = llvm::sys::fs::rename(path, old);
    if (!code)
      code = llvm::sys::fs::rename(temporary, path);
    if (!code && replaces)
      llvm::sys::fs::remove_directories(old);
  }
  if (failed(written) || code)
    llvm::sys::fs::remove_directories(temporary);
  if (code)
    return emitError(loc) << "cannot write '" << path
                          << "': " << code.message();
  return written;
}
