//===- Conditions.h - Conditions of capability tables -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CAPABILITIES_CONDITIONS_H
#define NNEF_LIB_CAPABILITIES_CONDITIONS_H

#include "NNEF/Capabilities/Capabilities.h"
#include "NNEF/Syntax/Diagnostics.h"
#include "NNEF/Translate/Term.h"
#include "llvm/ADT/StringMap.h"

namespace nnef {

/// The name under which conditions know all operands and results.
inline constexpr llvm::StringLiteral kAllTensors = "tensors";

/// The values of an operation's parameters and results, by the names that its
/// fragment gives them. Where NNEF has a shorthand, they are what it stands
/// for: strides and dilations of 1, the padding that is automatic, the number
/// of groups. An error stands for what is not known.
///
/// Without a fragment, or if the operation does not fit it, there are only
/// `tensors`.
llvm::StringMap<Term> describeOperation(mlir::Operation *op,
                                        const syntax::Fragment *fragment);

/// Computes an expression of a condition that has been checked. An error stands
/// for what is not known.
Term evaluate(const syntax::Expr *expr, const llvm::StringMap<Term> &names,
              const Network &network);

/// The text of an expression, on one line.
std::string getText(llvm::SMRange range);

/// The values of the parts of a condition that vary: `stride is [4, 4]`, ...
std::string describeParts(const syntax::Expr *condition,
                          const llvm::StringMap<Term> &names,
                          const Network &network);

/// Checks that a condition can be computed: names, functions, and what
/// operators are applied to. `fragment` declares the operation; without one,
/// all names are taken to be parameters. Returns false after reporting.
bool checkCondition(const syntax::Expr *condition,
                    const syntax::Fragment *fragment,
                    syntax::DiagnosticHandler report);

/// The end of a message about a name that a fragment does not declare.
std::string suggestName(llvm::StringRef name, const syntax::Fragment &fragment,
                        bool onlyTensors);

} // namespace nnef

#endif // NNEF_LIB_CAPABILITIES_CONDITIONS_H
