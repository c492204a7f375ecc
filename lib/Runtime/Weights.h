//===- Weights.h - The weights and state of compiled networks ---*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_WEIGHTS_H
#define NNEF_LIB_RUNTIME_WEIGHTS_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace nnef {

/// The entries of an attribute of the module that is a dictionary, if it has
/// that attribute: its weights or its state.
llvm::ArrayRef<mlir::NamedAttribute> getEntries(mlir::ModuleOp module,
                                                llvm::StringRef attributeName);

/// The resource that a weight is, or has the name of. Null for other weights.
mlir::DialectResourceBlobManager::BlobEntry *
getResource(mlir::Attribute weight);

/// The bytes of a weight, which live as long as the context.
llvm::Expected<llvm::ArrayRef<char>> getBytes(mlir::NamedAttribute weight);

/// The values that an entry of the state has in the beginning.
llvm::Expected<Elements> getInitialValue(mlir::NamedAttribute state);

/// Writes all elements to `memory`, which has room for them.
void writeElements(const Elements &elements,
                   llvm::MutableArrayRef<char> memory);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_WEIGHTS_H
