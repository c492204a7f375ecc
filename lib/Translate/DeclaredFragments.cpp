//===- DeclaredFragments.cpp - What models declare ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/DeclaredFragments.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Syntax/Parser.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace nnef;

LogicalResult
nnef::readDeclaredFragments(ModuleOp module, llvm::SourceMgr &sourceMgr,
                            std::unique_ptr<syntax::Document> &document) {
  auto fragments = module->getAttrOfType<ArrayAttr>(kFragmentsAttr);
  if (!fragments)
    return success();
  std::string text = "version 1.0;\n";
  for (auto fragment : fragments.getAsRange<StringAttr>())
    text += fragment.getValue().str() + "\n\n";
  unsigned buffer = sourceMgr.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(text), llvm::SMLoc());
  syntax::ParserOptions parserOptions;
  parserOptions.requireGraph = false;
  document = syntax::parseDocument(
      sourceMgr, buffer,
      [&](syntax::Severity, llvm::SMRange, const Twine &message) {
        module.emitError("attribute '") << kFragmentsAttr << "': " << message;
      },
      parserOptions);
  return failure(document->hasErrors());
}
