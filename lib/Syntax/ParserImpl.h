//===- ParserImpl.h - The recursive descent parser --------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Throughout, a parse function that fails has reported why. It returns null,
// false or nothing and leaves the token it could not use, where recovery
// starts.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_SYNTAX_PARSERIMPL_H
#define NNEF_LIB_SYNTAX_PARSERIMPL_H

#include "NNEF/Syntax/Lexer.h"
#include "NNEF/Syntax/Parser.h"

namespace nnef::syntax {

class Parser {
public:
  Parser(llvm::StringRef text, unsigned bufferId, DiagnosticHandler handler,
         const ParserOptions &options);

  std::unique_ptr<Document> parse();
  std::unique_ptr<Document> parseQuantizationFile();

protected:
  //===--------------------------------------------------------------------===//
  // Declarations (Parser.cpp)
  //===--------------------------------------------------------------------===//

  bool parseVersion();
  void parseExtension();
  void parseFragment();
  void parseGraph();
  bool parseGenericDeclaration(Fragment &fragment);
  bool parseFragmentHeader(Fragment &fragment);
  bool parseGraphHeader(Graph &graph);
  bool parseNames(llvm::ArrayRef<Name> &names);
  llvm::ArrayRef<Assignment> parseBody();
  std::optional<Assignment> parseAssignment();
  void checkUnique(llvm::ArrayRef<Name> names);
  bool parseQuantization();

  //===--------------------------------------------------------------------===//
  // Types (ParseType.cpp)
  //===--------------------------------------------------------------------===//

  const Type *parseType();
  const Type *parseNestedType();
  const Type *parseTensorType();
  const Type *parseTupleType();
  std::optional<Primitive> parsePrimitive();
  bool expectClosingAngle();

  //===--------------------------------------------------------------------===//
  // Expressions (ParseExpr.cpp)
  //===--------------------------------------------------------------------===//

  const Expr *parseExpr();
  const Expr *parseBinary(unsigned minPrecedence);
  const Expr *parseUnary();
  const Expr *parseSubscripts(const Expr *sequence, llvm::SMLoc start);
  const Expr *parseSubscript(const Expr *sequence, llvm::SMLoc start);
  const Expr *parsePrimary();
  const Expr *parseNumber(bool isNegative, llvm::SMLoc start);
  const Expr *parseString();
  const Expr *parseNamed();
  const Expr *parseInvocation(Name callee);
  const Expr *parseBuiltin(Builtin builtin);
  const Expr *parseParenthesized();
  const Expr *parseArray();
  const Expr *parseComprehension(llvm::SMLoc start);
  const Expr *parseTarget();
  const Expr *parseTargets();
  bool atTypeArgument() const;

  //===--------------------------------------------------------------------===//
  // Tokens
  //===--------------------------------------------------------------------===//

  void consume();
  bool consumeIf(TokenKind kind);
  /// Takes a token of this kind or reports that it is missing.
  bool expect(TokenKind kind);
  std::optional<Name> expectName();
  /// Takes the `;` behind a statement. If it was merely forgotten at the end of
  /// a line, that is reported and the statement still counts.
  bool expectSemicolon();
  Token peek() const { return Lexer(lexer).lex(); }

  /// Parses items up to and including `close`, separated by commas.
  bool parseList(TokenKind close, llvm::function_ref<bool()> parseItem);

  bool atDeclaration() const;
  bool atLineStart() const;
  /// Moves behind the next `;`, or to the `}` that ends the body.
  void skipStatement();
  void skipToDeclaration();
  /// Moves to where the body of a declaration may start.
  void skipHeader();

  llvm::SMRange rangeFrom(llvm::SMLoc start) const {
    return {start, previousEnd};
  }

  //===--------------------------------------------------------------------===//
  // Diagnostics
  //===--------------------------------------------------------------------===//

  void error(llvm::SMRange range, const llvm::Twine &message);
  void note(llvm::SMRange range, const llvm::Twine &message);
  /// Reports that the current token is not what should be here.
  void unexpected(const llvm::Twine &expected);

  /// Counts a level of recursion for as long as it lives.
  class NestingScope {
  public:
    explicit NestingScope(Parser &parser) : parser(parser) { ++parser.nesting; }
    ~NestingScope() { --parser.nesting; }
    bool isTooDeep() const { return parser.checkNesting(parser.nesting); }

  private:
    Parser &parser;
  };
  /// Reports a depth that is over the limit and returns whether it is.
  bool checkNesting(unsigned depth);

  DiagnosticHandler handler;
  const ParserOptions &options;
  std::unique_ptr<Document> document;
  const char *textEnd;
  Lexer lexer;
  Token token;
  llvm::SMLoc previousEnd;
  unsigned nesting = 0;
  unsigned typeNesting = 0;
  unsigned errorCount = 0;
};

} // namespace nnef::syntax

#endif // NNEF_LIB_SYNTAX_PARSERIMPL_H
