//===- Literals.h - Values as NNEF text -------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_LITERALS_H
#define NNEF_LIB_TRANSLATE_LITERALS_H

#include "NNEF/Syntax/AST.h"
#include "mlir/IR/Attributes.h"
#include <optional>
#include <string>

namespace nnef {

/// A string literal.
std::string quote(llvm::StringRef text);

/// The literal of a number or truth value; nothing if there is none.
std::optional<std::string> getLiteral(mlir::Attribute value);

/// The text of an attribute of the given type; nothing if there is none. A
/// tensor is written as nested arrays, which quantization files have.
std::optional<std::string> getText(mlir::Attribute attribute,
                                   const syntax::Type *type);

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_LITERALS_H
