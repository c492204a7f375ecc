//===- CapabilityTable.cpp - What a table says of operations --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/CapabilityTable.h"
#include "Conditions.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/Suggestions.h"
#include "NNEF/Translate/Expand.h"
#include "NNEF/Translate/SourceLocations.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace nnef;
using syntax::CapabilityEntry;

namespace {
/// A type of elements that a table names.
struct TypePattern {
  /// Plain elements, or the integers that codes are stored as.
  Type type;
  bool isQuantized = false;
  /// Whether scales may differ along an axis.
  bool allowsAxis = false;

  bool matches(Type elementType) const;
};

/// The operations of the dialect that the standard has no fragment for. They
/// have one operand and one result, which tables name as if they were unary.
constexpr StringLiteral unaryOperations[] = {"quantize", "dequantize",
                                             "storage_cast"};

class Table : public Capabilities {
public:
  Table(MLIRContext *context, StringRef path)
      : context(context), path(path), stdlib(Stdlib::load(sourceMgr)) {}

  LogicalResult read();

  StringRef getName() const override { return table.target.text; }
  StringRef getRecipes() const override { return recipes; }
  bool computesWithCodes() const override {
    return llvm::any_of(types, [](const auto &entry) {
      return llvm::any_of(entry.second, [](const TypePattern &pattern) {
        return pattern.isQuantized;
      });
    });
  }
  std::optional<Obstacle> findObstacle(Operation *op,
                                       const Network &network) const override;

private:
  using Names = llvm::StringMap<Term>;
  using Entries = llvm::StringMap<SmallVector<const CapabilityEntry *, 1>>;

  bool checkEntry(const CapabilityEntry &entry,
                  syntax::DiagnosticHandler report);
  static bool checkTensors(const syntax::Requirement &requirement,
                           const syntax::Fragment *fragment,
                           StringRef operation,
                           syntax::DiagnosticHandler report);
  bool resolveTypes(ArrayRef<syntax::ElementType> types,
                    SmallVectorImpl<TypePattern> &patterns,
                    syntax::DiagnosticHandler report);
  const syntax::Fragment *lookupStandard(StringRef name) const;
  Location getLoc(llvm::SMRange range) const {
    return getSourceRangeLoc(context, sourceMgr, range);
  }

  std::string findMismatch(const syntax::Requirement &requirement,
                           const Names &names, const Network &network) const;
  std::string findTensorMismatch(const syntax::Requirement &requirement,
                                 StringRef name, Value tensor,
                                 const Network &network) const;
  std::optional<Obstacle> findObstacle(const CapabilityEntry &entry,
                                       const Names &names,
                                       const Network &network) const;
  std::optional<Obstacle>
  findUnknownName(const CapabilityEntry &entry,
                  const syntax::Fragment &fragment) const;

  MLIRContext *context;
  std::string path, recipes;
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib;
  syntax::CapabilityTable table;
  llvm::StringMap<SmallVector<TypePattern>> typeSets;
  /// The types that each requirement asks for, by its place in the text.
  DenseMap<const syntax::ElementType *, SmallVector<TypePattern>> types;
  Entries operations, fragments;
  SmallVector<const CapabilityEntry *> every;
};
} // namespace

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

bool TypePattern::matches(Type elementType) const {
  auto codes = dyn_cast<quant::QuantizedType>(elementType);
  if (!codes || !isQuantized)
    return !codes && !isQuantized && elementType == type;
  if (!isa<quant::UniformQuantizedType>(codes) &&
      !(allowsAxis && isa<quant::UniformQuantizedPerAxisType>(codes)))
    return false;
  return codes.getStorageTypeIntegralWidth() == type.getIntOrFloatBitWidth() &&
         codes.isSigned() == !type.isUnsignedInteger();
}

/// The type of numbers that a name of MLIR's stands for. Null if it is none.
static Type parseNumberType(StringRef name, MLIRContext *context) {
  ScopedDiagnosticHandler silence(context,
                                  [](Diagnostic &) { return success(); });
  Type type = parseType(name, context);
  return isa_and_nonnull<FloatType, IntegerType>(type) ? type : Type();
}

bool Table::resolveTypes(ArrayRef<syntax::ElementType> types,
                         SmallVectorImpl<TypePattern> &patterns,
                         syntax::DiagnosticHandler report) {
  SmallVector<StringRef> known = {"f16",  "bf16",  "f32",       "f64", "i1",
                                  "i8",   "i16",   "i32",       "i64", "ui8",
                                  "ui16", "quant", "quant_axis"};
  for (const auto &set : typeSets)
    known.push_back(set.first());
  for (const syntax::ElementType &type : types) {
    StringRef name = type.name.text;
    bool isQuantized = name == "quant" || name == "quant_axis";
    auto set = typeSets.find(name);
    if (type.storage && !isQuantized) {
      report(syntax::Severity::Error, type.range,
             "only quant<...> and quant_axis<...> have a type in brackets");
      return false;
    }
    if (set != typeSets.end()) {
      llvm::append_range(patterns, set->second);
      continue;
    }
    if (isQuantized && !type.storage) {
      report(syntax::Severity::Error, type.name.range,
             "'" + name + "' needs the type of the codes, such as " + name +
                 "<i8>");
      return false;
    }
    const syntax::Name &number = isQuantized ? *type.storage : type.name;
    Type numberType = parseNumberType(number.text, context);
    if (!numberType || (isQuantized && !isa<IntegerType>(numberType))) {
      report(syntax::Severity::Error, number.range,
             "there is no type of " +
                 Twine(isQuantized ? "codes" : "elements") + " '" +
                 number.text + "'" + suggest(number.text, known));
      return false;
    }
    patterns.push_back({numberType, isQuantized, name == "quant_axis"});
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

const syntax::Fragment *Table::lookupStandard(StringRef name) const {
  return stdlib.lookup(llvm::is_contained(unaryOperations, name) ? "copy"
                                                                 : name);
}

bool Table::checkTensors(const syntax::Requirement &requirement,
                         const syntax::Fragment *fragment, StringRef operation,
                         syntax::DiagnosticHandler report) {
  auto isTensors = [](const syntax::Type *type) {
    if (auto *array = dyn_cast<syntax::ArrayType>(type))
      type = array->item;
    return isa<syntax::TensorType>(type);
  };
  auto isNamed = [&](StringRef name) {
    auto fits = [&](const auto &declared) {
      return declared.name.text == name && isTensors(declared.type);
    };
    return name == kAllTensors ||
           (fragment && (llvm::any_of(fragment->parameters, fits) ||
                         llvm::any_of(fragment->results, fits)));
  };
  for (const syntax::Name &name : requirement.tensors) {
    if (isNamed(name.text))
      continue;
    report(syntax::Severity::Error, name.range,
           "'" + operation + "' has no tensor '" + name.text + "'" +
               (fragment ? suggestName(name.text, *fragment,
                                       /*onlyTensors=*/true)
                         : "; what holds for every operation is about "
                           "'tensors'"));
    return false;
  }
  return true;
}

bool Table::checkEntry(const CapabilityEntry &entry,
                       syntax::DiagnosticHandler report) {
  bool isRight = true;
  for (const syntax::Requirement &requirement : entry.requirements)
    if (!requirement.types.empty())
      isRight &= resolveTypes(requirement.types,
                              types[requirement.types.data()], report);

  auto check = [&](const syntax::Fragment *fragment, StringRef operation) {
    for (const syntax::Requirement &requirement : entry.requirements)
      isRight &= requirement.condition
                     ? checkCondition(requirement.condition, fragment, report)
                     : checkTensors(requirement, fragment, operation, report);
  };
  switch (entry.kind) {
  case CapabilityEntry::Kind::Every: {
    every.push_back(&entry);
    // Nothing but `tensors` is a name in all operations.
    syntax::Fragment none{};
    none.name.text = "every";
    for (const syntax::Requirement &requirement : entry.requirements)
      isRight &= requirement.condition
                     ? checkCondition(requirement.condition, &none, report)
                     : checkTensors(requirement, nullptr, "every", report);
    break;
  }
  case CapabilityEntry::Kind::Operation:
    for (const syntax::Name &name : entry.names) {
      const syntax::Fragment *fragment = lookupStandard(name.text);
      if (fragment && name.text != "external") {
        operations[name.text].push_back(&entry);
        check(fragment, name.text);
        continue;
      }
      SmallVector<StringRef> known(std::begin(unaryOperations),
                                   std::end(unaryOperations));
      for (const syntax::Fragment *other : stdlib.getFragments())
        known.push_back(other->name.text);
      report(syntax::Severity::Error, name.range,
             fragment ? "'external' is an input, not an operation"
                      : "the standard has no operation '" + name.text + "'" +
                            suggest(name.text, known));
      isRight = false;
    }
    break;
  case CapabilityEntry::Kind::Fragment:
    for (const syntax::Name &name : entry.names) {
      fragments[name.text].push_back(&entry);
      if (stdlib.lookup(name.text)) {
        report(syntax::Severity::Error, name.range,
               "'" + name.text +
                   "' is an operation of the standard, not a custom fragment: "
                   "write 'operation'");
        isRight = false;
      }
    }
    // Which parameters there are, only a model knows.
    for (const syntax::Requirement &requirement : entry.requirements)
      if (requirement.condition)
        isRight &= checkCondition(requirement.condition, nullptr, report);
    break;
  }
  return isRight;
}

LogicalResult Table::read() {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return mlir::emitError(FileLineColLoc::get(context, path, 0, 0))
           << "cannot read the capability table: "
           << buffer.getError().message();
  unsigned bufferId =
      sourceMgr.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  SourceReporter report(context, sourceMgr);
  table = syntax::parseCapabilityTable(sourceMgr, bufferId, report);
  if (table.document->hasErrors())
    return failure();

  bool isRight = true;
  for (const syntax::TypeSet &set : table.typeSets) {
    if (typeSets.contains(set.name.text) ||
        parseNumberType(set.name.text, context)) {
      report(syntax::Severity::Error, set.name.range,
             "'" + set.name.text + "' is the name of types already");
      isRight = false;
      continue;
    }
    SmallVector<TypePattern> patterns;
    isRight &= resolveTypes(set.types, patterns, report);
    typeSets[set.name.text] = std::move(patterns);
  }
  for (const CapabilityEntry &entry : table.entries)
    isRight &= checkEntry(entry, report);
  if (!isRight)
    return failure();
  // A path in the table is relative to it.
  if (!table.recipes.text.empty()) {
    SmallString<128> file(table.recipes.text);
    if (!llvm::sys::path::is_absolute(file)) {
      file = llvm::sys::path::parent_path(path);
      llvm::sys::path::append(file, table.recipes.text);
    }
    recipes = std::string(file);
  }
  return success();
}

std::unique_ptr<Capabilities> nnef::readCapabilityTable(StringRef path,
                                                        MLIRContext *context) {
  auto table = std::make_unique<Table>(context, path);
  if (failed(table->read()))
    return nullptr;
  return table;
}

//===----------------------------------------------------------------------===//
// Obstacles
//===----------------------------------------------------------------------===//

/// Adds why a table asks for something.
static std::string addReason(std::string text, StringRef reason) {
  return reason.empty() ? text : text + " (" + reason.str() + ")";
}

std::string Table::findTensorMismatch(const syntax::Requirement &requirement,
                                      StringRef name, Value tensor,
                                      const Network &network) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  Type elementType = getElementTypeOrSelf(tensor.getType());
  if (requirement.isConstant && !network.isConstant(tensor))
    os << "'" << name << "' must be a constant or a variable that stays as it "
       << "is, but depends on the input";
  else if (!requirement.types.empty() &&
           llvm::none_of(types.find(requirement.types.data())->second,
                         [&](const TypePattern &pattern) {
                           return pattern.matches(elementType);
                         }))
    os << "'" << name << "' has elements of type " << elementType << ", not "
       << getText({requirement.types.front().range.Start,
                   requirement.types.back().range.End});
  return text;
}

std::string Table::findMismatch(const syntax::Requirement &requirement,
                                const Names &names,
                                const Network &network) const {
  if (requirement.condition) {
    Term holds = evaluate(requirement.condition, names, network);
    if (holds == Term(true))
      return {};
    std::string text =
        addReason("needs '" + getText(requirement.condition->range) + "'",
                  requirement.reason);
    std::string parts = describeParts(requirement.condition, names, network);
    if (parts.empty())
      return text;
    return text + (holds.isError() ? ", which is not known: " : ", but ") +
           parts;
  }
  for (const syntax::Name &name : requirement.tensors) {
    auto found = names.find(name.text);
    if (found == names.end())
      return "has no tensor '" + name.text.str() + "'";
    SmallVector<Value> tensors;
    found->second.collectTensors(tensors);
    for (Value tensor : tensors) {
      std::string mismatch =
          findTensorMismatch(requirement, name.text, tensor, network);
      if (!mismatch.empty())
        return addReason(std::move(mismatch), requirement.reason);
    }
  }
  return {};
}

std::optional<Obstacle> Table::findObstacle(const CapabilityEntry &entry,
                                            const Names &names,
                                            const Network &network) const {
  for (const syntax::Requirement &requirement : entry.requirements) {
    std::string mismatch = findMismatch(requirement, names, network);
    if (!mismatch.empty())
      return Obstacle{mismatch,
                      {{getLoc(requirement.range), "asked for here"}}};
  }
  return std::nullopt;
}

/// What an entry asks of a custom fragment that does not fit how the model
/// declares it.
std::optional<Obstacle>
Table::findUnknownName(const CapabilityEntry &entry,
                       const syntax::Fragment &fragment) const {
  std::optional<Obstacle> obstacle;
  auto report = [&](syntax::Severity, llvm::SMRange range,
                    const Twine &message) {
    if (!obstacle)
      obstacle = Obstacle{"the table does not fit the fragment of the model",
                          {{getLoc(range), message.str()}}};
  };
  for (const syntax::Requirement &requirement : entry.requirements)
    if (requirement.condition)
      checkCondition(requirement.condition, &fragment, report);
    else
      checkTensors(requirement, &fragment, fragment.name.text, report);
  return obstacle;
}

std::optional<Obstacle> Table::findObstacle(Operation *op,
                                            const Network &network) const {
  StringRef name = getFragmentName(op);
  bool isCall = isa<CallOp>(op);
  const Entries &entries = isCall ? fragments : operations;
  auto found = entries.find(name);
  if (found == entries.end()) {
    // Data is where it is used.
    if (isData(op))
      return std::nullopt;
    return Obstacle{"the table has no entry for it", {}};
  }
  const syntax::Fragment *fragment =
      isCall ? network.lookupFragment(name) : lookupStandard(name);
  // What a custom fragment declares is only known now.
  if (isCall && fragment)
    for (const CapabilityEntry *entry : found->second)
      if (auto obstacle = findUnknownName(*entry, *fragment))
        return obstacle;
  Names names = describeOperation(op, fragment);
  for (const CapabilityEntry *entry : every)
    if (auto obstacle = findObstacle(*entry, names, network))
      return obstacle;

  SmallVector<Obstacle, 1> obstacles;
  for (const CapabilityEntry *entry : found->second) {
    auto obstacle = findObstacle(*entry, names, network);
    if (!obstacle)
      return std::nullopt;
    obstacles.push_back(std::move(*obstacle));
  }
  if (obstacles.size() == 1)
    return obstacles.front();
  Obstacle all{"none of its " + std::to_string(obstacles.size()) +
                   " entries takes it",
               {}};
  for (Obstacle &obstacle : obstacles)
    all.notes.push_back({obstacle.notes.front().first, obstacle.reason});
  return all;
}
