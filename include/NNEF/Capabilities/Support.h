//===- Support.h - How a network gets along with a target -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CAPABILITIES_SUPPORT_H
#define NNEF_CAPABILITIES_SUPPORT_H

#include "NNEF/Capabilities/Capabilities.h"

namespace nnef {

/// What came of one operation of a network.
struct OperationSupport {
  std::string name;
  mlir::Location loc;
  /// Why the target does not take it whole. Nothing if it does.
  std::optional<Obstacle> obstacle;

  /// An operation that the target does not take.
  struct Part {
    std::string name;
    mlir::Location loc;
    Obstacle obstacle;
  };
  /// What the target does not take of what the operation was decomposed into.
  llvm::SmallVector<Part, 0> parts;
  /// Whether the operation could be decomposed.
  bool isDecomposed = false;

  bool isSupported() const {
    return !obstacle || (isDecomposed && parts.empty());
  }
};

/// What came of a network.
struct NetworkSupport {
  /// The names of the network and of the target.
  std::string network, target;
  /// All operations but constants and variables.
  std::vector<OperationSupport> operations;

  bool isSupported() const;
  /// Reports an error for each operation that is not supported.
  void emitErrors() const;
  /// Remarks of each operation that has to be decomposed why that is so.
  void emitRemarks() const;
  /// Prints a table of how many operations of each kind are supported.
  void print(llvm::raw_ostream &os) const;
};

/// Decomposes what `capabilities` do not take, if `mayDecompose`, and says what
/// came of each operation. `recipes` is the path of a file of bodies; those of
/// the target if it is empty. Fails after reporting what is wrong with the
/// recipes or the module, not if something is not supported.
llvm::FailureOr<NetworkSupport> legalize(mlir::ModuleOp module,
                                         const Capabilities &capabilities,
                                         llvm::StringRef recipes = {},
                                         bool mayDecompose = true);

/// Says the same of a module, which stays as it is.
llvm::FailureOr<NetworkSupport> checkSupport(mlir::ModuleOp module,
                                             const Capabilities &capabilities,
                                             llvm::StringRef recipes = {},
                                             bool mayDecompose = true);

} // namespace nnef

#endif // NNEF_CAPABILITIES_SUPPORT_H
