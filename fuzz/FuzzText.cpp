//===- FuzzText.cpp - Graph text: tokens, syntax tree, checks -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/Checker.h"
#include "NNEF/Syntax/Lexer.h"
#include "NNEF/Syntax/Parser.h"
#include "TextInput.h"

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
