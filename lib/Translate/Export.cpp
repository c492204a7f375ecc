//===- Export.cpp - From MLIR to NNEF models --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Export.h"

#include "ExportModel.h"
#include "Literals.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Translate/DeclaredFragments.h"
#include "NNEF/Translate/Expand.h"
#include "NNEF/Translate/Term.h"
#include "RestoreVariables.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
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
// Operators and literals
//===----------------------------------------------------------------------===//

/// The operator that an operation is written with. An invocation would do only
/// for scalars, which is what operations with operators are declared for.
static std::optional<StringRef> getOperator(Operation *op) {
  if (op->getNumOperands() == 0 ||
      isa<FloatType>(getElementTypeOrSelf(op->getOperand(0))))
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, std::optional<StringRef>>(op)
      .Case([](AddOp) { return "+"; })
      .Case<NegOp, SubOp>([](auto) { return "-"; })
      .Case([](MulOp) { return "*"; })
      .Case([](DivOp) { return "/"; })
      .Case([](PowOp) { return "^"; })
      .Case([](LtOp) { return "<"; })
      .Case([](GtOp) { return ">"; })
      .Case([](LeOp) { return "<="; })
      .Case([](GeOp) { return ">="; })
      .Case([](EqOp) { return "=="; })
      .Case([](NeOp) { return "!="; })
      .Default(std::nullopt);
}

/// Whether a constant is written as a literal in the place where it is used.
static bool isLiteral(Operation *op) {
  auto constant = dyn_cast_or_null<ConstantOp>(op);
  if (!constant || constant.getOutput().getType().getRank() != 0 ||
      !constant->hasOneUse())
    return false;
  Operation *user = *constant->user_begin();
  // What is quantized has a name.
  if (constant->hasAttr(kQuantizationAttr))
    return false;
  // An operator on literals alone would be computed when it is read.
  bool hasTensor = llvm::any_of(user->getOperands(), [](Value operand) {
    return !operand.getDefiningOp<ConstantOp>();
  });
  return !isa<func::ReturnOp>(user) && (hasTensor || !getOperator(user));
}

/// A variable that is stored in another type than the network computes in: the
/// cast belongs to it, or the decoding.
static VariableOp getStoredVariable(Operation *op) {
  auto variable = isa_and_nonnull<CastOp, DequantizeOp>(op)
                      ? op->getOperand(0).getDefiningOp<VariableOp>()
                      : VariableOp();
  bool sameName = variable && variable->getLoc() == op->getLoc();
  return sameName && variable->hasOneUse() ? variable : VariableOp();
}

/// Whether an operation is not written by itself: a literal stands where it is
/// used, and a stored variable with its cast.
static bool isPartOfUser(Operation *op) {
  return isLiteral(op) || (isa<VariableOp>(op) && op->hasOneUse() &&
                           getStoredVariable(*op->user_begin()));
}

/// Whether the values of a constant go into a file: those that a pass computed,
/// if there are many, and what the language has no literal for.
static bool isStored(ConstantOp op) {
  auto dense = dyn_cast<DenseFPElementsAttr>(op.getValue());
  auto isNaN = [](const APFloat &value) { return value.isNaN(); };
  return isa<DenseResourceElementsAttr>(op.getValue()) ||
         (dense && (dense.isSplat() ? isNaN(dense.getSplatValue<APFloat>())
                                    : llvm::any_of(dense, isNaN)));
}

namespace {
class Exporter {
public:
  Exporter(ModuleOp module, const ExportOptions &options)
      : module(module), options(options), stdlib(Stdlib::load(sourceMgr)) {}

  /// Finds the network and the declarations of its fragments.
  LogicalResult prepare();
  LogicalResult writeGraph(llvm::raw_ostream &os);
  /// Writes the quantization file. Nothing if nothing is quantized.
  LogicalResult writeQuantizationFile(llvm::raw_ostream &os);
  /// The variables of the network, in order.
  SmallVector<StoredVariable> getVariables();

private:
  /// Makes constants that are stored in files variables, without a label yet.
  void storeConstants();
  /// Writes the extensions that the document needs, and the fragments.
  void writeFragments(llvm::raw_ostream &os);
  void nameTensors();
  /// Gives stored constants labels that are close to their names.
  void labelConstants();
  void
  forEachQuantization(llvm::function_ref<void(Value, QuantizationAttr)> visit);
  void setName(Value value, StringRef wish);
  LogicalResult writeStatement(Operation *op, llvm::raw_ostream &os);
  LogicalResult writeInvocation(Operation *op, const syntax::Fragment *fragment,
                                DictionaryAttr attributes,
                                llvm::raw_ostream &os);
  LogicalResult writeOperator(Operation *op, StringRef symbol,
                              llvm::raw_ostream &os);
  LogicalResult writeConstant(ConstantOp op, llvm::raw_ostream &os);
  void writeTargets(Operation *op, const syntax::Fragment *fragment,
                    llvm::raw_ostream &os);
  LogicalResult writeTensor(Value value, llvm::raw_ostream &os);
  const syntax::Fragment *lookup(StringRef name);

  ModuleOp module;
  const ExportOptions &options;
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib;
  /// The declarations of custom fragments.
  std::unique_ptr<syntax::Document> fragments;
  func::FuncOp network;
  /// The constants that have become variables.
  SmallVector<VariableOp> storedConstants;
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
      return function.emitError("function '")
             << function.getSymName() << "' cannot be exported beside '"
             << network.getSymName() << "': a model has one graph";
    network = function;
  }
  if (!network)
    return module.emitError(
        "the module has no public function that could be exported");
  if (!network.getBody().hasOneBlock())
    return network.emitError("function '")
           << network.getSymName()
           << "' cannot be exported: it has control flow";
  if (failed(restoreVariables(network)))
    return failure();
  if (network.getNumArguments() == 0 || network.getNumResults() == 0)
    return network.emitError("function '")
           << network.getSymName()
           << "' cannot be exported: a graph has at least one input and one "
              "output";
  if (failed(readDeclaredFragments(module, sourceMgr, fragments)))
    return failure();
  storeConstants();
  nameTensors();
  labelConstants();
  return success();
}

void Exporter::storeConstants() {
  for (auto op : llvm::make_early_inc_range(network.getOps<ConstantOp>())) {
    if (!isStored(op))
      continue;
    OpBuilder builder(op);
    auto variable =
        VariableOp::create(builder, op.getLoc(), op.getOutput().getType(),
                           builder.getStringAttr(""), op.getValue());
    variable->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    op.replaceAllUsesWith(variable.getOutput());
    op.erase();
    storedConstants.push_back(variable);
  }
}

/// The text of a fragment.
static StringRef getSource(const syntax::Fragment &fragment) {
  const char *begin = fragment.range.Start.getPointer();
  return StringRef(begin, fragment.range.End.getPointer() - begin);
}

/// Adds the fragments of `document` that those in `names` mention, and the ones
/// that those mention. What has the name of a fragment is taken to be one.
static void addMentioned(const syntax::Document &document,
                         llvm::StringSet<> &names) {
  SmallVector<const syntax::Fragment *> open;
  for (const syntax::Fragment *fragment : document.getFragments())
    if (names.contains(fragment->name.text))
      open.push_back(fragment);
  while (!open.empty()) {
    StringRef text = getSource(*open.pop_back_val());
    while (!text.empty()) {
      StringRef word =
          text.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
      text = text.drop_front(std::max<size_t>(word.size(), 1));
      const syntax::Fragment *fragment = document.lookupFragment(word);
      if (fragment && names.insert(word).second)
        open.push_back(fragment);
    }
  }
}

void Exporter::writeFragments(llvm::raw_ostream &os) {
  llvm::StringSet<> called;
  network.walk([&](CallOp call) { called.insert(call.getFragment()); });
  forEachQuantization([&](Value, QuantizationAttr quantization) {
    called.insert(quantization.getAlgorithm());
  });
  if (fragments)
    addMentioned(*fragments, called);
  SmallVector<const syntax::Fragment *> wanted;
  bool hasOperator = llvm::any_of(
      network.front(), [](Operation &op) { return getOperator(&op); });
  for (const syntax::Fragment *fragment :
       fragments ? fragments->getFragments()
                 : ArrayRef<const syntax::Fragment *>()) {
    // With one of them kept, those that its body invokes have to be there.
    if (!options.keepFragments && !called.contains(fragment->name.text))
      continue;
    wanted.push_back(fragment);
    hasOperator |= fragment->hasBody();
  }
  if (!wanted.empty())
    os << "extension KHR_enable_fragment_definitions;\n";
  if (hasOperator)
    os << "extension KHR_enable_operator_expressions;\n";
  if (!wanted.empty() || hasOperator)
    os << "\n";
  for (const syntax::Fragment *fragment : wanted)
    os << getSource(*fragment) << "\n\n";
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
    if (isPartOfUser(&op))
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

void Exporter::labelConstants() {
  // Labels that differ only in case are of one variable.
  llvm::StringSet<> used;
  for (auto variable : network.getOps<VariableOp>())
    used.insert(variable.getLabel().ltrim('/').lower());
  for (VariableOp variable : storedConstants) {
    std::string base = names[variable.getOutput()], label = base;
    for (unsigned i = 1; !used.insert(StringRef(label).lower()).second; ++i)
      label = base + "_" + std::to_string(i);
    variable.setLabel(label);
  }
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

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

LogicalResult Exporter::writeOperator(Operation *op, StringRef symbol,
                                      llvm::raw_ostream &os) {
  os << names[op->getResult(0)] << " = ";
  if (op->getNumOperands() == 1) {
    os << symbol;
    return writeTensor(op->getOperand(0), os);
  }
  std::string lhs, rhs;
  llvm::raw_string_ostream lhsStream(lhs), rhsStream(rhs);
  if (failed(writeTensor(op->getOperand(0), lhsStream)) ||
      failed(writeTensor(op->getOperand(1), rhsStream)))
    return failure();
  // Readers do not agree on how far a sign goes.
  auto enclose = [](StringRef text) {
    return text.starts_with("-") ? ("(" + text + ")").str() : text.str();
  };
  os << enclose(lhs) << " " << symbol << " " << enclose(rhs);
  return success();
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
  if (isPartOfUser(op))
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
  } else if (auto symbol = getOperator(op)) {
    result = writeOperator(op, *symbol, os);
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
      return network.emitError("two tensors would be named '")
             << name << "'; give the output another '" << kTensorNameAttr
             << "'";
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
// Quantization
//===----------------------------------------------------------------------===//

/// Visits the tensors that are quantized, in order.
void Exporter::forEachQuantization(
    llvm::function_ref<void(Value, QuantizationAttr)> visit) {
  for (BlockArgument argument : network.getArguments())
    if (auto quantization = network.getArgAttrOfType<QuantizationAttr>(
            argument.getArgNumber(), kQuantizationAttr))
      visit(argument, quantization);
  for (Operation &op : network.front()) {
    if (auto dequantize = dyn_cast<DequantizeOp>(op))
      visit(dequantize.getOutput(), *dequantize.getQuantization());
    else
      for (OpResult result : op.getResults())
        if (QuantizationAttr quantization = getQuantization(result))
          visit(result, quantization);
  }
}

LogicalResult Exporter::writeQuantizationFile(llvm::raw_ostream &os) {
  bool failed = false;
  forEachQuantization([&](Value tensor, QuantizationAttr quantization) {
    StringRef algorithm = quantization.getAlgorithm();
    auto report = [&] {
      failed = true;
      return mlir::emitError(tensor.getLoc())
             << "the quantization of '" << names[tensor]
             << "' cannot be exported: ";
    };
    const syntax::Fragment *fragment = lookup(algorithm);
    if (!fragment || fragment->parameters.empty()) {
      report() << "there is no operation '" << algorithm << "'";
      return;
    }
    os << "'" << names[tensor] << "': " << algorithm << "(";
    auto write = [&](const syntax::Parameter &parameter) {
      StringRef name = parameter.name.text;
      Attribute value = quantization.getParameters().get(name);
      auto text = value ? getText(value, parameter.type) : std::nullopt;
      if (text)
        os << name << " = " << *text;
      else
        report() << "parameter '" << name
                 << "' has no value that NNEF can express";
    };
    llvm::interleaveComma(ArrayRef(fragment->parameters).drop_front(), os,
                          write);
    os << ");\n";
  });
  return failure(failed);
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

SmallVector<StoredVariable> Exporter::getVariables() {
  SmallVector<StoredVariable> variables;
  network.walk([&](VariableOp variable) {
    // Integers that are cast right away stand for real numbers.
    Operation *user = variable->hasOneUse() ? *variable->user_begin() : nullptr;
    bool isQuantized = getStoredVariable(user) == variable &&
                       isa<FloatType>(getElementTypeOrSelf(user->getResult(0)));
    variables.push_back({variable, isQuantized});
  });
  return variables;
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

/// Checks that the module says by attributes how tensors are quantized.
static LogicalResult verifyNoQuantizedTypes(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) {
    if (!hasQuantizedTypes(op))
      return WalkResult::advance();
    op->emitOpError("has tensors of quantized types, which NNEF does not have; "
                    "export the network before 'nnef-quantize-types'");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// Calls `write` with an exporter of the module.
static LogicalResult
exportWith(ModuleOp module, const ExportOptions &options,
           llvm::function_ref<LogicalResult(Exporter &)> write) {
  if (failed(verifyNoQuantizedTypes(module)))
    return failure();
  OwningOpRef<ModuleOp> copy = module.clone();
  if (!options.keepFragments) {
    if (failed(checkInlining(*copy)))
      return failure();
    inlineFragments(*copy);
  }
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

LogicalResult nnef::exportModel(ModuleOp module, StringRef path,
                                const ExportOptions &options) {
  return exportWith(module, options, [&](Exporter &exporter) {
    std::string graph, quantization;
    llvm::raw_string_ostream graphStream(graph), stream(quantization);
    bool isInvalid = failed(exporter.writeGraph(graphStream));
    isInvalid |= failed(exporter.writeQuantizationFile(stream));
    return failure(isInvalid ||
                   failed(writeModel(path, module.getLoc(), graph, quantization,
                                     exporter.getVariables())));
  });
}
