//===- Activations.h - Tensors within networks that run ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// To see what is within a network that runs, its tensors become outputs. They
// are found in the network as it was read, where each has its name, and made
// outputs once passes have changed it: those that the passes remove are not
// there, and no pass keeps a tensor for the sake of being seen.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_ACTIVATIONS_H
#define NNEF_RUNTIME_ACTIVATIONS_H

#include "NNEF/Runtime/Signature.h"
#include "mlir/IR/Location.h"

namespace nnef {

/// A tensor that a network computes.
struct Activation {
  std::string name;
  /// What computes it, as the text of the network calls it: `conv`, ...
  std::string operation;
  mlir::Location loc;
  /// Which output of the network it is.
  unsigned output = 0;
};

/// Finds the tensors of the network in a module that operations compute and
/// that have a name of their own which can be that of a file, in order, and its
/// outputs. With `computesWithCodes`, a quantized network is to compute with
/// codes: then only tensors that have some are found, as numbers of others are
/// not always computed.
llvm::Expected<llvm::SmallVector<Activation>>
findActivations(mlir::ModuleOp module, bool computesWithCodes);

/// Makes tensors outputs of the network, behind those that it has. Tensors that
/// are not there any more leave the list. Returns how many outputs the network
/// had.
llvm::Expected<unsigned>
exposeActivations(mlir::ModuleOp module,
                  llvm::SmallVectorImpl<Activation> &activations);

} // namespace nnef

#endif // NNEF_RUNTIME_ACTIVATIONS_H
