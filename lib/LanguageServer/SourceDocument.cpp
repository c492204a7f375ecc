//===- SourceDocument.cpp - What is known about an open document ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceDocument.h"

#include "NNEF/Syntax/Checker.h"
#include "NNEF/Syntax/Format.h"
#include "NNEF/Syntax/Parser.h"
#include "NNEF/Translate/Import.h"
#include "NNEF/Translate/SourceLocations.h"
#include "NNEF/Translate/Term.h"
#include "SoundPart.h"
#include "Walk.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/MLIRContext.h"

using namespace nnef;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::SMLoc;
using llvm::SMRange;
using llvm::StringRef;
namespace lsp = llvm::lsp;

// Leaving out what is wrong can make other things wrong; each time less.
static constexpr unsigned kMaxRounds = 8;
// Of a long chain of invocations the innermost ones are enough.
static constexpr unsigned kMaxCallSites = 8;

SourceDocument::SourceDocument(lsp::URIForFile uri, StringRef text,
                               std::optional<lsp::URIForFile> stdlibURI)
    : uri(std::move(uri)), stdlibURI(std::move(stdlibURI)),
      textId(sourceMgr.AddNewSourceBuffer(
          llvm::MemoryBuffer::getMemBufferCopy(text, this->uri.file()),
          SMLoc())),
      positions(getText()), stdlib(Stdlib::load(sourceMgr)) {
  analyze();
}

const syntax::Fragment *SourceDocument::lookupFragment(StringRef name) const {
  // As the importer does it: one without a body only repeats the standard's.
  const syntax::Fragment *own = syntax->lookupFragment(name);
  if (own && own->hasBody())
    return own;
  const syntax::Fragment *standard = stdlib.lookup(name);
  return standard ? standard : own;
}

SmallVector<const syntax::IdentifierExpr *, 1>
nnef::getDefinedNames(const syntax::Expr *target) {
  SmallVector<const syntax::IdentifierExpr *, 1> names;
  forEachExpr(target, [&](const syntax::Expr *part) {
    if (auto *identifier = llvm::dyn_cast<syntax::IdentifierExpr>(part))
      names.push_back(identifier);
  });
  return names;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

lsp::Range SourceDocument::getRange(SMRange range) const {
  auto getPosition = [&](SMLoc loc) {
    return positions.getPosition(loc.getPointer() - getText().data());
  };
  return {getPosition(range.Start), getPosition(range.End)};
}

std::optional<lsp::Location> SourceDocument::getLocation(SMRange range) const {
  if (isInText(range.Start))
    return lsp::Location(uri, getRange(range));
  if (!stdlibURI)
    return std::nullopt;
  StringRef text = getTextAround(range.Start);
  PositionTable table(text);
  auto getPosition = [&](SMLoc loc) {
    return table.getPosition(loc.getPointer() - text.data());
  };
  return lsp::Location(*stdlibURI,
                       {getPosition(range.Start), getPosition(range.End)});
}

SMRange SourceDocument::findRange(mlir::Location loc) const {
  mlir::FileLineColRange range = findSourceRange(loc);
  if (!range)
    return {};
  for (unsigned id = 1; id <= sourceMgr.getNumBuffers(); ++id) {
    if (sourceMgr.getMemoryBuffer(id)->getBufferIdentifier() !=
        range.getFilename().getValue())
      continue;
    auto find = [&](unsigned line, unsigned column) {
      return const_cast<llvm::SourceMgr &>(sourceMgr).FindLocForLineAndColumn(
          id, line, column);
    };
    SMLoc start = find(range.getStartLine(), range.getStartColumn());
    SMLoc end = find(range.getEndLine(), range.getEndColumn());
    if (!start.isValid())
      return {};
    return {start, end.isValid() && end.getPointer() > start.getPointer()
                       ? end
                       : start};
  }
  return {};
}

std::optional<std::string> SourceDocument::format() const {
  // What is wrong is among the diagnostics already.
  auto ignore = [](syntax::Severity, SMRange, const llvm::Twine &) {};
  return syntax::formatDocument(sourceMgr, textId, ignore);
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

void SourceDocument::report(syntax::Severity severity, SMRange range,
                            StringRef message) {
  if (severity != syntax::Severity::Note) {
    lsp::Diagnostic &diagnostic = diagnostics.emplace_back();
    diagnostic.severity = severity == syntax::Severity::Error
                              ? lsp::DiagnosticSeverity::Error
                              : lsp::DiagnosticSeverity::Warning;
    diagnostic.source = "nnef";
    diagnostic.message = message.str();
    // What is not in the text is about the text as a whole.
    if (range.isValid() && isInText(range.Start))
      diagnostic.range = getRange(range);
    return;
  }
  if (diagnostics.empty())
    return;
  lsp::Diagnostic &diagnostic = diagnostics.back();
  std::optional<lsp::Location> location;
  if (range.isValid())
    location = getLocation(range);
  if (!location) {
    diagnostic.message += ("\n" + message).str();
    return;
  }
  if (!diagnostic.relatedInformation)
    diagnostic.relatedInformation.emplace();
  diagnostic.relatedInformation->emplace_back(*location, message.str());
}

void SourceDocument::report(mlir::Diagnostic &diagnostic) {
  syntax::Severity severity =
      diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error
          ? syntax::Severity::Error
          : syntax::Severity::Warning;
  report(severity, findRange(diagnostic.getLocation()), diagnostic.str());
  std::optional<mlir::Location> caller = findCaller(diagnostic.getLocation());
  for (unsigned i = 0; caller && i < kMaxCallSites; ++i) {
    report(syntax::Severity::Note, findRange(*caller), "invoked here");
    caller = findCaller(*caller);
  }
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    report(syntax::Severity::Note, findRange(note.getLocation()), note.str());
}

//===----------------------------------------------------------------------===//
// Analysis
//===----------------------------------------------------------------------===//

void SourceDocument::analyze() {
  SmallVector<SMRange> errors;
  bool reports = true;
  auto handle = [&](syntax::Severity severity, SMRange range,
                    const llvm::Twine &message) {
    if (severity == syntax::Severity::Error)
      errors.push_back(range);
    if (reports)
      report(severity, range, message.str());
  };
  syntax::ParserOptions parserOptions;
  parserOptions.requireGraph = false;
  syntax = syntax::parseDocument(sourceMgr, textId, handle, parserOptions);
  const syntax::Graph *graph = syntax->getGraph();
  // Files with nothing but fragments are libraries and recipes.
  if (!graph && syntax->getFragments().empty() && errors.empty()) {
    SMLoc end = SMLoc::getFromPointer(getText().end());
    handle(syntax::Severity::Error, {end, end}, "document has no graph");
  }
  syntax::CheckOptions checkOptions;
  checkOptions.isRecipeFile = !graph;
  auto check = [&](const syntax::Document &document) {
    return syntax::checkDocument(document, stdlib.getDocument(), handle,
                                 checkOptions);
  };
  bool isSound = errors.empty() && check(*syntax);
  if (isSound)
    return inferShapes(*syntax, /*reports=*/true);

  // Shapes are of use while a line is typed, too. What is wrong with the rest
  // because that line is missing is not worth telling.
  reports = false;
  SmallVector<std::unique_ptr<syntax::Document>> parts;
  const syntax::Document *part = syntax.get();
  for (unsigned i = 0; i < kMaxRounds && !isSound; ++i) {
    parts.push_back(getSoundPart(*part, errors));
    part = parts.back().get();
    errors.clear();
    isSound = check(*part);
  }
  if (isSound)
    inferShapes(*part, /*reports=*/false);
}

/// Describes the tensors of a name as the language does.
static SourceDocument::Tensors describe(ArrayRef<mlir::Type> types) {
  SourceDocument::Tensors tensors;
  llvm::raw_string_ostream shapes(tensors.shapes);
  for (auto [i, type] : llvm::enumerate(types)) {
    shapes << (i == 0 ? "" : ", ");
    auto ranked = llvm::dyn_cast<mlir::RankedTensorType>(type);
    if (!ranked) {
      shapes << "unknown";
      continue;
    }
    shapes << "[";
    llvm::interleaveComma(ranked.getShape(), shapes, [&](int64_t extent) {
      if (mlir::ShapedType::isDynamic(extent))
        shapes << "?";
      else
        shapes << extent;
    });
    shapes << "]";
  }
  auto shaped = llvm::cast<mlir::ShapedType>(types.front());
  tensors.type =
      ("tensor<" + syntax::stringify(getPrimitive(shaped.getElementType())) +
       ">" + (types.size() > 1 ? "[]" : ""))
          .str();
  return tensors;
}

void SourceDocument::inferShapes(const syntax::Document &sound, bool reports) {
  if (!sound.getGraph())
    return;
  // Its own context, since nothing in a context is ever freed.
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler handler(&context,
                                        [&](mlir::Diagnostic &diagnostic) {
                                          if (reports)
                                            report(diagnostic);
                                        });
  ImportOptions options;
  options.loadVariables = false;
  TensorTypes types;
  importDocument(sound, stdlib, &context, sourceMgr, options, &types);
  for (const auto &entry : types)
    if (!entry.second.empty())
      tensors[entry.getKey()] = describe(entry.second);
}
