//===- AssemblyFormats.h - Parts of the assembly ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_IR_ASSEMBLYFORMATS_H
#define NNEF_LIB_DIALECT_NNEF_IR_ASSEMBLYFORMATS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpImplementation.h"

namespace nnef {

/// Parses `= VALUE`, which carries the type, or `: TYPE` of a variable without
/// values.
mlir::ParseResult parseVariableValue(mlir::OpAsmParser &parser,
                                     mlir::ElementsAttr &value,
                                     mlir::Type &type);

/// Prints what parseVariableValue() parses.
void printVariableValue(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                        mlir::ElementsAttr value, mlir::Type type);

/// Parses the types of an operation on one tensor: the one type that operand
/// and result have, or `(OPERAND) -> RESULT`.
mlir::ParseResult parseUnaryTypes(mlir::OpAsmParser &parser,
                                  mlir::Type &operand, mlir::Type &result);

/// Prints what parseUnaryTypes() parses.
void printUnaryTypes(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                     mlir::Type operand, mlir::Type result);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_IR_ASSEMBLYFORMATS_H
