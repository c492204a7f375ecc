//===- Recipes.h - Bodies for operations, from a file -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_RECIPES_H
#define NNEF_LIB_TRANSLATE_RECIPES_H

#include "NNEF/Stdlib/Stdlib.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/LLVM.h"

namespace nnef {

/// Reads a file of recipes: fragments that are bodies for the operations they
/// are named after, and fragments which those invoke. Those for operations of
/// the standard have been compared with it. Null after reporting what is wrong.
std::unique_ptr<syntax::Document> readRecipes(llvm::StringRef path,
                                              mlir::MLIRContext *context,
                                              llvm::SourceMgr &sourceMgr,
                                              const Stdlib &stdlib);

/// Whether two declarations have the same parameters and types of results.
bool haveSameSignature(const syntax::Fragment &lhs,
                       const syntax::Fragment &rhs);

/// The declaration of a fragment as a line of text, for diagnostics.
std::string formatSignature(const syntax::Fragment &fragment);

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_RECIPES_H
