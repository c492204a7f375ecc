//===- Recipes.cpp - Bodies for operations, from a file -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Recipes.h"

#include "NNEF/Syntax/Checker.h"
#include "NNEF/Syntax/Parser.h"
#include "NNEF/Translate/SourceLocations.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

bool nnef::haveSameSignature(const syntax::Fragment &lhs,
                             const syntax::Fragment &rhs) {
  auto isSameParameter = [](const auto &pair) {
    const auto &[lhs, rhs] = pair;
    return lhs.name.text == rhs.name.text &&
           toString(*lhs.type) == toString(*rhs.type);
  };
  auto isSameResult = [](const auto &pair) {
    const auto &[lhs, rhs] = pair;
    return toString(*lhs.type) == toString(*rhs.type);
  };
  return lhs.isGeneric == rhs.isGeneric &&
         lhs.parameters.size() == rhs.parameters.size() &&
         lhs.results.size() == rhs.results.size() &&
         llvm::all_of(llvm::zip_equal(lhs.parameters, rhs.parameters),
                      isSameParameter) &&
         llvm::all_of(llvm::zip_equal(lhs.results, rhs.results), isSameResult);
}

std::string nnef::formatSignature(const syntax::Fragment &fragment) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto write = [&](const auto &declared) {
    os << declared.name.text << ": " << *declared.type;
  };
  os << fragment.name.text << (fragment.isGeneric ? "<?>(" : "(");
  llvm::interleaveComma(fragment.parameters, os, write);
  os << ") -> (";
  llvm::interleaveComma(fragment.results, os, write);
  os << ")";
  return text;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Compares a fragment with the operation of the standard that it is named
/// after, if there is one.
static LogicalResult checkRecipe(const syntax::Fragment &recipe,
                                 const Stdlib &stdlib, SourceReporter &report) {
  StringRef name = recipe.name.text;
  const syntax::Fragment *standard = stdlib.lookup(name);
  if (!standard)
    return success();
  if (name == "external" || name == "variable" || name == "constant" ||
      name == "update") {
    report(syntax::Severity::Error, recipe.name.range,
           "operation '" + name +
               "' cannot have a recipe, because it does not compute anything");
    return failure();
  }
  if (haveSameSignature(recipe, *standard))
    return success();
  report(syntax::Severity::Error, recipe.name.range,
         "recipe of '" + name + "' does not have the operation's signature");
  report(syntax::Severity::Note, standard->name.range,
         "the standard declares '" + formatSignature(*standard) + "'");
  return failure();
}

std::unique_ptr<syntax::Document> nnef::readRecipes(StringRef path,
                                                    MLIRContext *context,
                                                    llvm::SourceMgr &sourceMgr,
                                                    const Stdlib &stdlib) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer) {
    mlir::emitError(FileLineColLoc::get(context, path, 0, 0))
        << "cannot read the file of recipes: " << buffer.getError().message();
    return nullptr;
  }
  unsigned bufferId =
      sourceMgr.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  SourceReporter report(context, sourceMgr);
  syntax::ParserOptions parserOptions;
  parserOptions.requireGraph = false;
  auto document =
      syntax::parseDocument(sourceMgr, bufferId, report, parserOptions);
  if (document->hasErrors())
    return nullptr;
  if (const syntax::Graph *graph = document->getGraph()) {
    report(syntax::Severity::Error, graph->name.range,
           "a file of recipes consists of fragments, and has no graph");
    return nullptr;
  }
  syntax::CheckOptions checkOptions;
  checkOptions.isRecipeFile = true;
  bool isValid = syntax::checkDocument(*document, stdlib.getDocument(), report,
                                       checkOptions);
  for (const syntax::Fragment *fragment : document->getFragments())
    isValid &= succeeded(checkRecipe(*fragment, stdlib, report));
  return isValid ? std::move(document) : nullptr;
}
