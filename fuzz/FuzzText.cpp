//===- FuzzText.cpp - Graph text: tokens, syntax tree, checks -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/Checker.h"
#include "NNEF/Syntax/Format.h"
#include "NNEF/Syntax/Lexer.h"
#include "NNEF/Syntax/Parser.h"
#include "TextInput.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace nnef;
using nnef::fuzz::require;

/// Tokens follow each other through the text up to its end.
static void lexAll(StringRef text) {
  syntax::Lexer lexer(text);
  const char *position = text.begin();
  for (syntax::Token token = lexer.lex(); !token.is(syntax::TokenKind::eof);
       token = lexer.lex()) {
    require(!token.getSpelling().empty(), "a token without characters");
    require(token.getSpelling().begin() >= position &&
                token.getSpelling().end() <= text.end(),
            "a token that is out of place");
    position = token.getSpelling().end();
  }
}

/// All characters but space, and the comments.
static std::string getContent(StringRef text) {
  std::string content;
  llvm::copy_if(text, std::back_inserter(content),
                [](char c) { return !llvm::isSpace(c) && c != '\v'; });
  return content;
}

/// What parses can be formatted, and nothing is lost.
static void format(fuzz::TextInput &input) {
  std::optional<std::string> formatted =
      syntax::formatDocument(input.getSourceMgr(), input.getBufferId(), input);
  require(formatted.has_value(), "a document that is not formatted");
  require(getContent(*formatted) == getContent(input.getText()),
          "formatting changes more than space");
  fuzz::TextInput again(reinterpret_cast<const uint8_t *>(formatted->data()),
                        formatted->size());
  require(syntax::formatDocument(again.getSourceMgr(), again.getBufferId(),
                                 again) == formatted,
          "formatting again changes the text");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static SourceMgr stdlibMgr;
  static Stdlib stdlib = Stdlib::load(stdlibMgr);

  fuzz::TextInput input(data, size);
  lexAll(input.getText());

  std::unique_ptr<syntax::Document> document =
      syntax::parseDocument(input.getSourceMgr(), input.getBufferId(), input);
  require(document->hasErrors() == (input.takeErrors() != 0),
          "a document has errors when they are reported");
  if (document->hasErrors())
    return 0;
  require(document->getGraph(), "a document without errors has a graph");
  format(input);

  syntax::CheckOptions options;
  bool isValid =
      syntax::checkDocument(*document, stdlib.getDocument(), input, options);
  require(isValid == (input.takeErrors() == 0),
          "a document is invalid when errors are reported");
  options.strict = true;
  bool isStrict =
      syntax::checkDocument(*document, stdlib.getDocument(), input, options);
  require(isStrict == (input.takeErrors() == 0),
          "a document is invalid when errors are reported");
  require(isValid || !isStrict, "being strict makes nothing valid");
  return 0;
}
