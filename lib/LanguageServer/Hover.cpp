//===- Hover.cpp - What there is to say about a name ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Features.h"
#include "Occurrence.h"
#include "Signatures.h"

using namespace nnef;
using llvm::StringRef;
namespace lsp = llvm::lsp;

// Nobody reads the thousand values of a constant beside the cursor.
static constexpr size_t kMaxStatement = 400;

static std::string makeCode(const llvm::Twine &code) {
  return ("```nnef\n" + code + "\n```\n").str();
}

/// The text of a statement, perhaps without its end.
static std::string getStatement(const syntax::Assignment &statement) {
  const char *begin = statement.range.Start.getPointer();
  StringRef text(begin, statement.range.End.getPointer() - begin);
  if (text.size() <= kMaxStatement)
    return text.str();
  // A character may have been cut in two.
  return llvm::json::fixUTF8(text.take_front(kMaxStatement)) + " ...";
}

static std::string describeOperation(const SourceDocument &document,
                                     const syntax::Fragment &fragment) {
  return makeCode(formatHeader(fragment)) +
         getDocumentation(document, fragment);
}

static std::string describeValue(const SourceDocument &document,
                                 const Occurrence &value) {
  StringRef name = value.name.text;
  std::string text;
  for (const syntax::ComprehensionExpr *comprehension : value.comprehensions)
    for (const syntax::LoopIterator &iterator : comprehension->iterators)
      for (const syntax::IdentifierExpr *target :
           getDefinedNames(iterator.target))
        if (target->name == name)
          return makeCode(name + " # a variable of the loop");
  if (!value.scope) {
    if (const auto *tensors = document.lookupTensors(name))
      text += makeCode(name + ": " + tensors->type) + "shape " +
              tensors->shapes + "\n\n";
  } else if (auto *parameter = findParameter(*value.scope, name)) {
    text += makeCode(formatParameter(*parameter));
  } else {
    for (const syntax::Result &result : value.scope->results)
      if (result.name.text == name)
        text += makeCode(name + ": " + syntax::toString(*result.type));
  }
  if (const auto *statement = findDefiningStatement(document, value))
    text += makeCode(getStatement(*statement));
  return text;
}

static std::string describe(const SourceDocument &document,
                            const Occurrence &occurrence) {
  switch (occurrence.kind) {
  case Occurrence::Kind::Operation:
    return occurrence.operation
               ? describeOperation(document, *occurrence.operation)
               : "";
  case Occurrence::Kind::Parameter:
    if (occurrence.operation)
      if (auto *parameter =
              findParameter(*occurrence.operation, occurrence.name.text))
        return makeCode(formatParameter(*parameter)) + "parameter of `" +
               occurrence.operation->name.text.str() + "`";
    return "";
  case Occurrence::Kind::Value:
    return describeValue(document, occurrence);
  }
  llvm_unreachable("all kinds are covered");
}

std::optional<lsp::Hover> nnef::getHover(const SourceDocument &document,
                                         llvm::SMLoc loc) {
  std::optional<Occurrence> occurrence = findOccurrence(document, loc);
  if (!occurrence)
    return std::nullopt;
  lsp::Hover hover(document.getRange(occurrence->name.range));
  hover.contents.value = StringRef(describe(document, *occurrence)).trim();
  if (hover.contents.value.empty())
    return std::nullopt;
  return hover;
}

std::vector<lsp::Location> nnef::getDefinition(const SourceDocument &document,
                                               llvm::SMLoc loc) {
  std::optional<Occurrence> occurrence = findOccurrence(document, loc);
  if (!occurrence)
    return {};
  llvm::SMRange range = findDefinition(document, *occurrence);
  std::optional<lsp::Location> location;
  if (range.isValid())
    location = document.getLocation(range);
  if (!location)
    return {};
  return {*location};
}
