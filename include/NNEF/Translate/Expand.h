//===- Expand.h - Compound operations as their bodies -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_EXPAND_H
#define NNEF_TRANSLATE_EXPAND_H

#include "NNEF/Stdlib/Stdlib.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/SourceMgr.h"

namespace nnef {

class CallOp;

/// Replaces the call of a custom fragment, which has a body, by the operations
/// of the body. They are at call sites in the fragment.
void inlineBody(CallOp call, mlir::RewriterBase &rewriter);

/// Checks that replacing the calls in `module` by bodies comes to an end, and
/// does not make more operations than there is memory for: bodies that call
/// others twice double with each level. Fails after reporting why.
llvm::LogicalResult checkInlining(mlir::ModuleOp module);

/// The name of what an operation computes: that of its fragment.
llvm::StringRef getFragmentName(mlir::Operation *op);

/// Replaces compound operations by what their fragments consist of: the body is
/// elaborated with the operands and attributes of the operation.
///
/// The body is that of a recipe, if there is one for the operation, else that
/// of the fragment in the standard library or in the model.
class FragmentExpander {
public:
  explicit FragmentExpander(mlir::ModuleOp module);
  ~FragmentExpander();

  /// Reads recipes: a file of fragments in NNEF text that are named after
  /// operations of the standard or custom fragments. Fails after reporting why.
  llvm::LogicalResult readRecipes(llvm::StringRef path);

  /// Declares the fragments of the recipes that are still called as the model
  /// declares its own, so that it can be exported.
  void declareCalledFragments();

  /// Whether there is a body for an operation.
  bool canExpand(mlir::Operation *op) const;

  /// If fragments of the recipes are called in the module, declares them beside
  /// those of the model, so that it can be exported. Fails after reporting why.
  llvm::LogicalResult declareRecipes();

  /// Replaces `op`, for which there is a body. The new operations are at call
  /// sites in the body's text, and are appended to `created`. Fails after
  /// reporting why.
  llvm::LogicalResult expand(mlir::Operation *op, mlir::RewriterBase &rewriter,
                             llvm::SmallVectorImpl<mlir::Operation *> &created);

private:
  /// The fragment whose body is to be elaborated for `op`; null if there is
  /// none.
  const syntax::Fragment *findFragment(mlir::Operation *op) const;
  /// Checks that a recipe for a custom fragment is declared as that is.
  llvm::LogicalResult checkCustomRecipe(const syntax::Fragment *recipe,
                                        CallOp call);
  /// What the model declares under a name. Fails if its text has errors.
  llvm::FailureOr<const syntax::Fragment *>
  lookupDeclared(llvm::StringRef name);
  llvm::LogicalResult elaborateBody(mlir::Operation *op,
                                    const syntax::Fragment *fragment,
                                    mlir::RewriterBase &rewriter);
  mlir::InFlightDiagnostic emitRecipeError(const syntax::Fragment *recipe);

  mlir::ModuleOp module;
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib;
  /// What bodies can invoke besides the standard's operations: the fragments of
  /// the recipes, or nothing.
  std::unique_ptr<syntax::Document> recipes;
  /// What the model declares, once it is needed.
  std::unique_ptr<syntax::Document> declared;
  bool hasReadDeclared = false;
  /// The bodies that were made from fragments of the recipes.
  llvm::DenseSet<mlir::Operation *> recipeBodies;
};

} // namespace nnef

#endif // NNEF_TRANSLATE_EXPAND_H
