//===- Symbols.cpp - The parts of a document ------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Features.h"
#include "Signatures.h"

using namespace nnef;
using llvm::SMRange;
namespace lsp = llvm::lsp;

static lsp::DocumentSymbol makeSymbol(const SourceDocument &document,
                                      const syntax::Name &name,
                                      lsp::SymbolKind kind, SMRange range) {
  return {name.text, kind, document.getRange(range),
          document.getRange(name.range)};
}

static lsp::DocumentSymbol describeGraph(const SourceDocument &document,
                                         const syntax::Graph &graph) {
  lsp::DocumentSymbol symbol =
      makeSymbol(document, graph.name, lsp::SymbolKind::Module, graph.range);
  for (const syntax::Assignment &statement : graph.body) {
    for (const syntax::IdentifierExpr *target :
         getDefinedNames(statement.lhs)) {
      syntax::Name name = {target->name, target->range};
      lsp::DocumentSymbol &child = symbol.children.emplace_back(makeSymbol(
          document, name, lsp::SymbolKind::Variable, statement.range));
      if (const auto *tensors = document.lookupTensors(target->name))
        child.detail = tensors->shapes;
    }
  }
  return symbol;
}

std::vector<lsp::DocumentSymbol>
nnef::getSymbols(const SourceDocument &document) {
  std::vector<lsp::DocumentSymbol> symbols;
  for (const syntax::Fragment *fragment : document.getSyntax().getFragments()) {
    lsp::DocumentSymbol &symbol = symbols.emplace_back(makeSymbol(
        document, fragment->name, lsp::SymbolKind::Function, fragment->range));
    symbol.detail = formatHeader(*fragment);
  }
  if (const syntax::Graph *graph = document.getSyntax().getGraph())
    symbols.push_back(describeGraph(document, *graph));
  return symbols;
}

std::vector<lsp::TextEdit> nnef::getFormatting(const SourceDocument &document) {
  std::optional<std::string> formatted = document.format();
  if (!formatted || *formatted == document.getText())
    return {};
  return {{document.getWholeRange(), std::move(*formatted)}};
}
