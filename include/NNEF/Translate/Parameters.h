//===- Parameters.h - What an operation gives its fragment ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_PARAMETERS_H
#define NNEF_TRANSLATE_PARAMETERS_H

#include "NNEF/Translate/Term.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringMap.h"

namespace nnef {

/// Finds the values of a fragment's parameters, by name: the operands and
/// attributes of `op`, an operation of the standard or the call of a custom
/// fragment. Fails if it has not what the fragment wants, or more.
llvm::LogicalResult bindParameters(mlir::Operation *op,
                                   const syntax::Fragment &fragment,
                                   llvm::StringMap<Term> &terms);

} // namespace nnef

#endif // NNEF_TRANSLATE_PARAMETERS_H
