//===- Device.h - What runs a network beside the processor ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_DEVICE_H
#define NNEF_RUNTIME_DEVICE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace nnef {

/// A device that has the code and weights of one network, as a LaunchPlan says,
/// and memory for all else that it needs. It is used by one thread at a time.
class Device {
public:
  virtual ~Device();

  /// Runs the network once. Inputs and outputs are in the order of its
  /// signature, and have the sizes that it says.
  virtual llvm::Error
  run(llvm::ArrayRef<llvm::ArrayRef<char>> inputs,
      llvm::ArrayRef<llvm::MutableArrayRef<char>> outputs) = 0;

  /// Gives a state of the network a value, which the next run starts from.
  virtual llvm::Error writeState(unsigned index,
                                 llvm::ArrayRef<char> bytes) = 0;

  /// Reads the value that a state has after the last run.
  virtual llvm::Error readState(unsigned index,
                                llvm::MutableArrayRef<char> bytes) = 0;
};

} // namespace nnef

#endif // NNEF_RUNTIME_DEVICE_H
