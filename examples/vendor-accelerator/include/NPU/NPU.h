//===- NPU.h - The dialect of the NPU, and its passes -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef NPU_NPU_H
#define NPU_NPU_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Pass/Pass.h"

namespace npu {
/// Whether a type is that of signed codes of so many bits, with one scale, or
/// if `perChannel` with several.
bool isCodes(mlir::Type type, unsigned width, bool perChannel);
} // namespace npu

#include "NPU/NPUDialect.h.inc"
#include "NPU/NPUEnums.h.inc"
#define GET_OP_CLASSES
#include "NPU/NPUOps.h.inc"

namespace npu {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "NPU/Passes.h.inc"

/// Prints the commands for a network: `nnef-translate --npu-to-commands`.
llvm::LogicalResult emitCommands(mlir::ModuleOp module, llvm::raw_ostream &os);
} // namespace npu

#endif // NPU_NPU_H
