//===- Completion.cpp - What can be typed at a place ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompletionContext.h"
#include "Features.h"
#include "Occurrence.h"
#include "Signatures.h"
#include "llvm/ADT/StringSet.h"

using namespace nnef;
using llvm::StringRef;
namespace lsp = llvm::lsp;

namespace {
/// Collects what can be typed. The sort text orders groups: names first.
class Completer {
public:
  Completer(const SourceDocument &document, bool snippets)
      : document(document), snippets(snippets) {}

  lsp::CompletionList complete(const CompletionContext &context);

private:
  lsp::CompletionItem &add(const llvm::Twine &label,
                           lsp::CompletionItemKind kind, char group);
  void addKeyword(StringRef keyword) {
    add(keyword, lsp::CompletionItemKind::Keyword, 'd');
  }
  /// Something that starts with a keyword, with places to fill in.
  void addKeyword(StringRef keyword, StringRef snippet);
  void addParameters(const CompletionContext &context);
  void addTargets(const CompletionContext &context);
  void addValues(const CompletionContext &context);
  void addOperations();
  void addOperation(const syntax::Fragment &fragment);

  const SourceDocument &document;
  bool snippets;
  lsp::CompletionList list;
  /// The names that are in the list.
  llvm::StringSet<> seen;
};
} // namespace

lsp::CompletionItem &Completer::add(const llvm::Twine &label,
                                    lsp::CompletionItemKind kind, char group) {
  std::string text = label.str();
  return list.items.emplace_back(text, kind, std::string(1, group) + text);
}

void Completer::addKeyword(StringRef keyword, StringRef snippet) {
  lsp::CompletionItem &item =
      add(keyword, lsp::CompletionItemKind::Keyword, 'd');
  if (!snippets)
    return;
  item.insertText = snippet.str();
  item.insertTextFormat = lsp::InsertTextFormat::Snippet;
}

void Completer::addParameters(const CompletionContext &context) {
  const CompletionContext::Call &call = context.calls.back();
  const syntax::Fragment *fragment = document.lookupFragment(call.operation);
  if (!fragment)
    return;
  for (const syntax::Parameter &parameter : fragment->parameters) {
    if (llvm::is_contained(call.arguments, parameter.name.text))
      continue;
    lsp::CompletionItem &item = add(parameter.name.text + " = ",
                                    lsp::CompletionItemKind::Property, 'a');
    item.detail = formatParameter(parameter);
    item.filterText = parameter.name.text.str();
  }
}

void Completer::addValues(const CompletionContext &context) {
  auto addName = [&](StringRef name) {
    if (!seen.insert(name).second)
      return;
    lsp::CompletionItem &item =
        add(name, lsp::CompletionItemKind::Variable, 'b');
    if (context.isInGraph)
      if (const auto *tensors = document.lookupTensors(name))
        item.detail = tensors->type + " " + tensors->shapes;
  };
  llvm::for_each(context.loopVariables, addName);
  llvm::for_each(context.assigned, addName);
  // Those of a graph are tensors only once they are assigned.
  if (!context.isInGraph)
    llvm::for_each(context.parameters, addName);
}

/// The names that the header promises and nothing has defined yet.
void Completer::addTargets(const CompletionContext &context) {
  auto addName = [&](StringRef name) {
    if (!llvm::is_contained(context.assigned, name))
      add(name, lsp::CompletionItemKind::Variable, 'b');
  };
  if (context.isInGraph)
    llvm::for_each(context.parameters, addName);
  llvm::for_each(context.results, addName);
}

void Completer::addOperation(const syntax::Fragment &fragment) {
  StringRef name = fragment.name.text;
  // A name in scope hides nothing: operations have names of their own.
  lsp::CompletionItem &item = add(name, lsp::CompletionItemKind::Function, 'c');
  item.detail = formatHeader(fragment);
  std::string documentation = getDocumentation(document, fragment);
  if (!documentation.empty())
    item.documentation = {lsp::MarkupKind::Markdown, documentation};
  if (!snippets)
    return;
  item.insertText = formatSnippet(fragment);
  item.insertTextFormat = lsp::InsertTextFormat::Snippet;
}

void Completer::addOperations() {
  llvm::StringSet<> names;
  auto addAll = [&](llvm::ArrayRef<const syntax::Fragment *> fragments) {
    for (const syntax::Fragment *fragment : fragments)
      if (names.insert(fragment->name.text).second)
        if (auto *meant = document.lookupFragment(fragment->name.text))
          addOperation(*meant);
  };
  addAll(document.getSyntax().getFragments());
  addAll(document.getStdlib().getFragments());
}

lsp::CompletionList Completer::complete(const CompletionContext &context) {
  using Kind = CompletionContext::Kind;
  switch (context.kind) {
  case Kind::Nothing:
    break;
  case Kind::Declaration:
    addKeyword("version", "version 1.0;");
    addKeyword("extension", "extension ${1:KHR_enable_fragment_definitions};");
    addKeyword("fragment",
               "fragment ${1:name}(${2:x: tensor<scalar>}) -> (${3:y: "
               "tensor<scalar>})\n{\n    $0\n}");
    addKeyword("graph", "graph ${1:name}(${2:input}) -> (${3:output})\n{\n"
                        "    $0\n}");
    break;
  case Kind::Extension:
    for (StringRef name :
         {"KHR_enable_fragment_definitions", "KHR_enable_operator_expressions"})
      add(name, lsp::CompletionItemKind::Constant, 'b');
    break;
  case Kind::Type:
    for (StringRef type :
         {"tensor<scalar>", "tensor<integer>", "tensor<logical>", "tensor<?>",
          "integer", "scalar", "logical", "string"})
      addKeyword(type);
    break;
  case Kind::Target:
    addTargets(context);
    break;
  case Kind::Expression:
    if (context.isAtArgument)
      addParameters(context);
    addValues(context);
    addOperations();
    for (StringRef word :
         {"shape_of", "length_of", "range_of", "true", "false"})
      addKeyword(word);
    break;
  }
  return std::move(list);
}

lsp::CompletionList nnef::getCompletions(const SourceDocument &document,
                                         llvm::SMLoc loc, bool snippets) {
  StringRef text = document.getText();
  StringRef before = text.take_front(loc.getPointer() - text.data());
  return Completer(document, snippets).complete(CompletionContext::get(before));
}
