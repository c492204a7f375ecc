//===- LanguageServer.cpp - Answers to editors ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/LanguageServer/LanguageServer.h"

#include "Features.h"
#include "llvm/ADT/StringMap.h"

using namespace nnef;
using llvm::StringRef;
namespace lsp = llvm::lsp;

namespace {
/// What an editor can do, as far as it matters: LLVM's class of this name does
/// not know of snippets.
struct InitializeParams {
  bool takesSnippets = false;
};

bool fromJSON(const llvm::json::Value &value, InitializeParams &params,
              llvm::json::Path) {
  const llvm::json::Object *object = value.getAsObject();
  for (StringRef key :
       {"capabilities", "textDocument", "completion", "completionItem"})
    object = object ? object->getObject(key) : nullptr;
  if (object)
    params.takesSnippets = object->getBoolean("snippetSupport").value_or(false);
  return true;
}

class Server {
public:
  Server(lsp::JSONTransport &transport, const LanguageServerOptions &options);

  /// Whether the editor has said that it leaves.
  bool wasShutDown() const { return isShutDown; }
  lsp::MessageHandler &getHandler() { return handler; }

private:
  template <typename T> using Callback = lsp::Callback<T>;

  //===--- Life -----------------------------------------------------------===//
  void onInitialize(const InitializeParams &params,
                    Callback<llvm::json::Value> reply);
  void onInitialized(const lsp::InitializedParams &) {}
  void onShutdown(const lsp::NoParams &, Callback<std::nullptr_t> reply);

  //===--- Documents ------------------------------------------------------===//
  void onOpen(const lsp::DidOpenTextDocumentParams &params);
  void onChange(const lsp::DidChangeTextDocumentParams &params);
  void onClose(const lsp::DidCloseTextDocumentParams &params);
  void update(const lsp::URIForFile &uri, StringRef text, int64_t version);

  //===--- Questions ------------------------------------------------------===//
  void onHover(const lsp::TextDocumentPositionParams &params,
               Callback<std::optional<lsp::Hover>> reply);
  void onDefinition(const lsp::TextDocumentPositionParams &params,
                    Callback<std::vector<lsp::Location>> reply);
  void onCompletion(const lsp::CompletionParams &params,
                    Callback<lsp::CompletionList> reply);
  void onSymbols(const lsp::DocumentSymbolParams &params,
                 Callback<std::vector<lsp::DocumentSymbol>> reply);
  /// The parameters of this request have a document, too, and options that the
  /// one style has no use for.
  void onFormatting(const lsp::DocumentSymbolParams &params,
                    Callback<std::vector<lsp::TextEdit>> reply);

  /// The document, or null if it is not open.
  const SourceDocument *lookup(const lsp::URIForFile &uri) const {
    auto entry = documents.find(uri.file());
    return entry == documents.end() ? nullptr : entry->second.get();
  }

  lsp::MessageHandler handler;
  lsp::OutgoingNotification<lsp::PublishDiagnosticsParams> publishDiagnostics;
  std::optional<lsp::URIForFile> stdlibURI;
  llvm::StringMap<std::unique_ptr<SourceDocument>> documents;
  bool takesSnippets = false;
  bool isShutDown = false;
};
} // namespace

/// The address of the file with the standard's declarations; none if there is
/// no such file, or another version of it.
static std::optional<lsp::URIForFile> findStdlib(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer || (*buffer)->getBuffer() != getStdlibText())
    return std::nullopt;
  llvm::Expected<lsp::URIForFile> uri = lsp::URIForFile::fromFile(path);
  if (uri)
    return *uri;
  llvm::consumeError(uri.takeError());
  return std::nullopt;
}

Server::Server(lsp::JSONTransport &transport,
               const LanguageServerOptions &options)
    : handler(transport),
      publishDiagnostics(
          handler.outgoingNotification<lsp::PublishDiagnosticsParams>(
              "textDocument/publishDiagnostics")),
      stdlibURI(findStdlib(options.stdlibFile)) {
  handler.method("initialize", this, &Server::onInitialize);
  handler.notification("initialized", this, &Server::onInitialized);
  handler.method("shutdown", this, &Server::onShutdown);
  handler.notification("textDocument/didOpen", this, &Server::onOpen);
  handler.notification("textDocument/didChange", this, &Server::onChange);
  handler.notification("textDocument/didClose", this, &Server::onClose);
  handler.method("textDocument/hover", this, &Server::onHover);
  handler.method("textDocument/definition", this, &Server::onDefinition);
  handler.method("textDocument/completion", this, &Server::onCompletion);
  handler.method("textDocument/documentSymbol", this, &Server::onSymbols);
  handler.method("textDocument/formatting", this, &Server::onFormatting);
}

//===----------------------------------------------------------------------===//
// Life
//===----------------------------------------------------------------------===//

void Server::onInitialize(const InitializeParams &params,
                          Callback<llvm::json::Value> reply) {
  takesSnippets = params.takesSnippets;
  llvm::json::Object capabilities{
      {"textDocumentSync",
       llvm::json::Object{
           {"openClose", true},
           {"change", static_cast<int>(lsp::TextDocumentSyncKind::Full)},
       }},
      {"hoverProvider", true},
      {"definitionProvider", true},
      {"completionProvider",
       llvm::json::Object{{"triggerCharacters", {"(", ",", "="}}}},
      {"documentSymbolProvider", true},
      {"documentFormattingProvider", true},
  };
  reply(llvm::json::Object{
      {"serverInfo", llvm::json::Object{{"name", "nnef-lsp-server"},
                                        {"version", NNEF_VERSION}}},
      {"capabilities", std::move(capabilities)}});
}

void Server::onShutdown(const lsp::NoParams &, Callback<std::nullptr_t> reply) {
  isShutDown = true;
  reply(nullptr);
}

//===----------------------------------------------------------------------===//
// Documents
//===----------------------------------------------------------------------===//

void Server::update(const lsp::URIForFile &uri, StringRef text,
                    int64_t version) {
  auto &document = documents[uri.file()];
  document = std::make_unique<SourceDocument>(uri, text, stdlibURI);
  lsp::PublishDiagnosticsParams params(uri, version);
  params.diagnostics = document->getDiagnostics();
  publishDiagnostics(params);
}

void Server::onOpen(const lsp::DidOpenTextDocumentParams &params) {
  update(params.textDocument.uri, params.textDocument.text,
         params.textDocument.version);
}

void Server::onChange(const lsp::DidChangeTextDocumentParams &params) {
  // Each change has the text as a whole; the last one counts.
  if (!params.contentChanges.empty() && !params.contentChanges.back().range)
    update(params.textDocument.uri, params.contentChanges.back().text,
           params.textDocument.version);
}

void Server::onClose(const lsp::DidCloseTextDocumentParams &params) {
  const lsp::URIForFile &uri = params.textDocument.uri;
  if (!documents.erase(uri.file()))
    return;
  publishDiagnostics(lsp::PublishDiagnosticsParams(uri, /*version=*/0));
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

void Server::onHover(const lsp::TextDocumentPositionParams &params,
                     Callback<std::optional<lsp::Hover>> reply) {
  const SourceDocument *document = lookup(params.textDocument.uri);
  if (!document)
    return reply(std::nullopt);
  reply(getHover(*document, document->getLoc(params.position)));
}

void Server::onDefinition(const lsp::TextDocumentPositionParams &params,
                          Callback<std::vector<lsp::Location>> reply) {
  const SourceDocument *document = lookup(params.textDocument.uri);
  if (!document)
    return reply(std::vector<lsp::Location>());
  reply(getDefinition(*document, document->getLoc(params.position)));
}

void Server::onCompletion(const lsp::CompletionParams &params,
                          Callback<lsp::CompletionList> reply) {
  const SourceDocument *document = lookup(params.textDocument.uri);
  if (!document)
    return reply(lsp::CompletionList());
  reply(getCompletions(*document, document->getLoc(params.position),
                       takesSnippets));
}

void Server::onSymbols(const lsp::DocumentSymbolParams &params,
                       Callback<std::vector<lsp::DocumentSymbol>> reply) {
  const SourceDocument *document = lookup(params.textDocument.uri);
  if (!document)
    return reply(std::vector<lsp::DocumentSymbol>());
  reply(getSymbols(*document));
}

void Server::onFormatting(const lsp::DocumentSymbolParams &params,
                          Callback<std::vector<lsp::TextEdit>> reply) {
  const SourceDocument *document = lookup(params.textDocument.uri);
  if (!document)
    return reply(std::vector<lsp::TextEdit>());
  reply(getFormatting(*document));
}

llvm::Error nnef::runLanguageServer(lsp::JSONTransport &transport,
                                    const LanguageServerOptions &options) {
  Server server(transport, options);
  if (llvm::Error error = transport.run(server.getHandler()))
    return error;
  if (!server.wasShutDown())
    return llvm::createStringError("the editor left without 'shutdown'");
  return llvm::Error::success();
}
