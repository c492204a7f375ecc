//===- OperandOrder.h - Operands next to what uses them ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_OPERANDORDER_H
#define NNEF_LIB_RUNTIME_OPERANDORDER_H

namespace llvm {
class Function;
} // namespace llvm

namespace nnef {

/// In loops that keep vectors of sums in registers, moves what loads and
/// multiplies operands down to where it is first used.
///
/// Almost all registers hold sums there. If a step loads all inputs and then
/// uses them, the code generator is left to find out that it must not keep
/// them, and for some processors it does not: it stores sums in memory instead.
void moveOperandsToUses(llvm::Function &function);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_OPERANDORDER_H
