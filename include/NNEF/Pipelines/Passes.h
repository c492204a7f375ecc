//===- Passes.h - The passes between upstream's passes ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_PASSES_H
#define NNEF_PIPELINES_PASSES_H

#include "NNEF/Pipelines/TensorCores.h"
#include "mlir/Pass/Pass.h"
#include "llvm/ADT/StringRef.h"
#include <memory>

namespace nnef {

/// The attribute of a module that says what its external globals stand for: a
/// dictionary from the name of a global to the elements that it holds.
inline constexpr llvm::StringLiteral weightsAttrName = "nnef.weights";

/// The attribute of a module that says which of its external globals are memory
/// that the network writes to, for its next invocation: a dictionary from the
/// name of a global to a dictionary. There `value` has the elements that it
/// holds in the beginning, and `global` is the symbol of the
/// `ml_program.global` that it was.
inline constexpr llvm::StringLiteral stateAttrName = "nnef.state";

/// The attribute of a function that is a kernel: a layer of a network. Its
/// value is a text that tells kernels apart, and is the same whenever a network
/// is compiled.
inline constexpr llvm::StringLiteral kernelAttrName = "nnef.kernel";

/// The attribute of a kernel that says how it is divided; see
/// `nnef-schedule-kernels` and `nnef-winograd`.
inline constexpr llvm::StringLiteral tilesAttrName = "nnef.tiles";

/// The attribute of a module that says how kernels are to be divided: a
/// dictionary from the text that is their `nnef.kernel` to their `nnef.tiles`.
/// The passes choose for those that are not in it.
inline constexpr llvm::StringLiteral tuningAttrName = "nnef.tuning";

/// The attribute of a module, or of a kernel, that asks for another way to
/// divide kernels than the one that seems best: a number, which counts the
/// others. Kernels that do not have as many are divided as they would be
/// without it.
inline constexpr llvm::StringLiteral trialAttrName = "nnef.trial";

/// The attribute of a module that describes the steps of a network whose time
/// is measured: an array of dictionaries; see `nnef-time-steps`.
inline constexpr llvm::StringLiteral stepsAttrName = "nnef.steps";

/// The symbols that code which measures the time of steps refers to: an array
/// with a sum of nanoseconds for each step, and a function that tells the time.
inline constexpr llvm::StringLiteral stepTimesName = "nnef_step_times";
inline constexpr llvm::StringLiteral clockName = "nnef_clock";

/// The attribute of a module that says how much memory its networks compute in:
/// a dictionary of two numbers of bytes. `arena` is the size of the workspace
/// that the caller provides, and `live` is the size of all intermediate tensors
/// at the time when that is largest, the least that any plan could do with.
inline constexpr llvm::StringLiteral memoryAttrName = "nnef.memory";

/// What the address of a workspace is a multiple of, and those of the buffers
/// in it: the size of a cache line, and of the widest vector.
inline constexpr uint64_t workspaceAlignment = 64;

/// What stands before the name of a network in that of its function.
inline constexpr llvm::StringLiteral entryPointPrefix = "nnef_";

#define GEN_PASS_DECL
#include "NNEF/Pipelines/Passes.h.inc"

/// Registers the passes of this header.
#define GEN_PASS_REGISTRATION
#include "NNEF/Pipelines/Passes.h.inc"

} // namespace nnef

#endif // NNEF_PIPELINES_PASSES_H
