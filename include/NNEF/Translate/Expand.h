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
#include "mlir/IR/PatternMatch.h"
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

/// Replaces compound operations by what their fragments in the standard
/// library consist of: the body is elaborated with the operands and attributes
/// of the operation.
class FragmentExpander {
public:
  FragmentExpander();

  /// The fragment of an operation of the standard if it is a compound, else
  /// null.
  const syntax::Fragment *getCompound(mlir::Operation *op) const;

  /// Replaces `op`, which is a compound. The new operations are at call sites
  /// in the standard library's text. Fails after reporting why.
  llvm::LogicalResult expand(mlir::Operation *op, mlir::RewriterBase &rewriter);

private:
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib;
  syntax::Document document;
};

} // namespace nnef

#endif // NNEF_TRANSLATE_EXPAND_H
