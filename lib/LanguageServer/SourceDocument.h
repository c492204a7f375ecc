//===- SourceDocument.h - What is known about an open document --*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_SOURCEDOCUMENT_H
#define NNEF_LIB_LANGUAGESERVER_SOURCEDOCUMENT_H

#include "NNEF/LanguageServer/Positions.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/AST.h"
#include "NNEF/Syntax/Diagnostics.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/LSP/Protocol.h"
#include "llvm/Support/SourceMgr.h"

namespace nnef {

/// A text that is open in an editor, with all that is known about it: its
/// syntax tree, what is wrong with it, and the shapes of its tensors.
/// Immutable; a changed text is another document.
class SourceDocument {
public:
  /// Reads a text: parses it, checks it, and imports it without weights. The
  /// standard's declarations are in the file `stdlib`, if that is a file.
  SourceDocument(llvm::lsp::URIForFile uri, llvm::StringRef text,
                 std::optional<llvm::lsp::URIForFile> stdlibURI);

  /// What a name in the graph stands for: tensors of a type, with their shapes.
  struct Tensors {
    /// As it is declared: `tensor<scalar>`, `tensor<integer>[]`.
    std::string type;
    /// `[1, 3, 224, 224]`; with commas between those of several tensors.
    std::string shapes;
  };

  llvm::ArrayRef<llvm::lsp::Diagnostic> getDiagnostics() const {
    return diagnostics;
  }
  const syntax::Document &getSyntax() const { return *syntax; }
  const Stdlib &getStdlib() const { return stdlib; }
  /// The tensors of a name in the graph, or null.
  const Tensors *lookupTensors(llvm::StringRef name) const {
    auto entry = tensors.find(name);
    return entry == tensors.end() ? nullptr : &entry->second;
  }
  /// The declaration that an invocation means, or null.
  const syntax::Fragment *lookupFragment(llvm::StringRef name) const;
  bool isStandard(const syntax::Fragment *fragment) const {
    return stdlib.lookup(fragment->name.text) == fragment;
  }

  //===--- Text and places ------------------------------------------------===//
  llvm::StringRef getText() const { return getBuffer(textId); }
  /// The text in which something stands: that of the document or of the
  /// standard's declarations.
  llvm::StringRef getTextAround(llvm::SMLoc loc) const {
    return getBuffer(sourceMgr.FindBufferContainingLoc(loc));
  }
  llvm::SMLoc getLoc(llvm::lsp::Position position) const {
    return llvm::SMLoc::getFromPointer(getText().data() +
                                       positions.getOffset(position));
  }
  /// The range of something in the text.
  llvm::lsp::Range getRange(llvm::SMRange range) const;
  /// Where something stands that may be in the standard's declarations; none if
  /// these are in no file.
  std::optional<llvm::lsp::Location> getLocation(llvm::SMRange range) const;
  /// All of the text.
  llvm::lsp::Range getWholeRange() const {
    return {positions.getPosition(0), positions.getPosition(getText().size())};
  }

  /// The text in the one style; none if it has syntax errors.
  std::optional<std::string> format() const;

private:
  llvm::StringRef getBuffer(unsigned id) const {
    return sourceMgr.getMemoryBuffer(id)->getBuffer();
  }
  bool isInText(llvm::SMLoc loc) const {
    return sourceMgr.FindBufferContainingLoc(loc) == textId;
  }

  /// Parses and checks the text, and infers shapes as far as possible.
  void analyze();
  /// Imports a document without errors and takes note of its tensors.
  void inferShapes(const syntax::Document &sound, bool reports);
  /// Adds a diagnostic, or a note to the last one.
  void report(syntax::Severity severity, llvm::SMRange range,
              llvm::StringRef message);
  void report(mlir::Diagnostic &diagnostic);
  /// The place of a location; invalid if it is unknown.
  llvm::SMRange findRange(mlir::Location loc) const;

  llvm::lsp::URIForFile uri;
  std::optional<llvm::lsp::URIForFile> stdlibURI;
  llvm::SourceMgr sourceMgr;
  unsigned textId;
  PositionTable positions;
  Stdlib stdlib;
  std::unique_ptr<syntax::Document> syntax;
  std::vector<llvm::lsp::Diagnostic> diagnostics;
  llvm::StringMap<Tensors> tensors;
};

/// The names that the left side of an assignment or a loop defines.
llvm::SmallVector<const syntax::IdentifierExpr *, 1>
getDefinedNames(const syntax::Expr *target);

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_SOURCEDOCUMENT_H
