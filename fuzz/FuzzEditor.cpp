//===- FuzzEditor.cpp - What editors ask the language server --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "NNEF/LanguageServer/LanguageServer.h"
#include "NNEF/LanguageServer/Positions.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using nnef::fuzz::require;

namespace {
/// An editor that has said everything before it listens.
class Editor : public lsp::JSONTransportInput {
public:
  void notify(StringRef method, json::Value params) {
    add(json::Object{{"method", method}, {"params", std::move(params)}});
  }
  void ask(StringRef method, json::Value params) {
    add(json::Object{{"id", ++numQuestions},
                     {"method", method},
                     {"params", std::move(params)}});
  }
  unsigned getNumQuestions() const { return numQuestions; }

  bool hasError() const override { return false; }
  bool isEndOfInput() const override { return next == messages.size(); }
  LogicalResult readDelimitedMessage(std::string &message) override {
    return readStandardMessage(message);
  }
  LogicalResult readStandardMessage(std::string &message) override {
    if (isEndOfInput())
      return failure();
    message = messages[next++];
    return success();
  }

private:
  void add(json::Object message) {
    message["jsonrpc"] = "2.0";
    messages.push_back(formatv("{0}", json::Value(std::move(message))));
  }

  std::vector<std::string> messages;
  size_t next = 0;
  unsigned numQuestions = 0;
};
} // namespace

/// Every question has an answer that is no error.
static void checkAnswers(StringRef output, unsigned numQuestions) {
  unsigned numAnswers = 0;
  while (!output.empty()) {
    auto [header, rest] = output.split("\r\n\r\n");
    size_t length = 0;
    require(header.consume_front("Content-Length: ") &&
                !header.getAsInteger(10, length) && length <= rest.size(),
            "a message with its length");
    Expected<json::Value> message = json::parse(rest.take_front(length));
    if (!message) {
      require(false, "what is no JSON: " + toString(message.takeError()));
      return;
    }
    const json::Object *object = message->getAsObject();
    require(object && !object->get("error"), "an error for an answer");
    numAnswers += object->get("id") != nullptr;
    output = rest.drop_front(length);
  }
  require(numAnswers == numQuestions, "an answer to every question");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // What is no UTF-8 cannot be said to the server.
  std::string text =
      json::fixUTF8(StringRef(reinterpret_cast<const char *>(data), size));
  constexpr StringLiteral uri = "file:///fuzz.nnef";
  json::Object document{{"uri", uri}};

  Editor editor;
  editor.ask("initialize", json::Object{{"capabilities", json::Object{}}});
  editor.notify(
      "textDocument/didOpen",
      json::Object{{"textDocument", json::Object{{"uri", uri},
                                                 {"languageId", "nnef"},
                                                 {"version", 1},
                                                 {"text", text}}}});
  // Places all over the text, and that behind its end.
  nnef::PositionTable positions(text);
  constexpr size_t numPlaces = 8;
  for (size_t i = 0; i <= numPlaces; ++i) {
    lsp::Position position = positions.getPosition(text.size() * i / numPlaces);
    for (StringRef question : {"hover", "definition", "completion"})
      editor.ask(("textDocument/" + question).str(),
                 json::Object{{"textDocument", json::Object(document)},
                              {"position", toJSON(position)}});
  }
  for (StringRef question : {"documentSymbol", "formatting"})
    editor.ask(("textDocument/" + question).str(),
               json::Object{{"textDocument", json::Object(document)}});
  editor.ask("shutdown", nullptr);
  editor.notify("exit", nullptr);
  unsigned numQuestions = editor.getNumQuestions();

  std::string output;
  raw_string_ostream os(output);
  lsp::JSONTransport transport(std::make_unique<Editor>(std::move(editor)), os);
  if (Error error = nnef::runLanguageServer(transport, {}))
    require(false, toString(std::move(error)));
  checkAnswers(output, numQuestions);
  return 0;
}
