//===- DeclaredFragments.h - What models declare ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_DECLAREDFRAGMENTS_H
#define NNEF_TRANSLATE_DECLAREDFRAGMENTS_H

#include "NNEF/Syntax/AST.h"
#include "mlir/IR/BuiltinOps.h"

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace nnef {

/// Parses the fragments that a model declares, which its module keeps as text.
/// `document` stays null if there are none. Fails after reporting why.
llvm::LogicalResult
readDeclaredFragments(mlir::ModuleOp module, llvm::SourceMgr &sourceMgr,
                      std::unique_ptr<syntax::Document> &document);

} // namespace nnef

#endif // NNEF_TRANSLATE_DECLAREDFRAGMENTS_H
