//===- Samples.h - What a network is tried on -------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_QUANTIZER_SAMPLES_H
#define NNEF_QUANTIZER_SAMPLES_H

#include "NNEF/Runtime/Signature.h"

namespace nnef {

/// Inputs of a network, as many sets of them as there are samples.
class Samples {
public:
  /// Reads the samples of a network. Each argument is a file of samples for the
  /// only input, `NAME=FILE` for input NAME, or a folder. There the samples of
  /// input NAME are in `NAME.npy` or `NAME.dat`; a folder without such a file
  /// has samples of the only input in all files with these endings, in the
  /// order of their names.
  ///
  /// A file has the shape of the input, for one sample; or one more dimension
  /// in front, or a first extent that is a multiple, for several. Files that
  /// belong to one input follow each other.
  static llvm::Expected<Samples> read(const Signature &signature,
                                      llvm::ArrayRef<std::string> arguments);

  size_t size() const { return numSamples; }

  /// The inputs of a sample, in the order of the signature. They stay where
  /// they are.
  llvm::SmallVector<HostTensor> get(size_t sample) const;

private:
  /// The files of an input, each with samples.
  struct Input {
    TensorSpec spec;
    llvm::SmallVector<HostTensor, 0> files;

    uint64_t getNumSamples(const HostTensor &file) const;
    size_t getNumSamples() const;
    HostTensor get(size_t sample) const;
  };

  llvm::Error readFile(Input &input, llvm::StringRef path);
  llvm::Error readFolder(llvm::StringRef path);
  llvm::Error readArgument(llvm::StringRef argument);

  llvm::SmallVector<Input, 0> inputs;
  size_t numSamples = 0;
};

} // namespace nnef

#endif // NNEF_QUANTIZER_SAMPLES_H
