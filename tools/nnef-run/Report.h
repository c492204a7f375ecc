//===- Report.h - What the tool prints --------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFRUN_REPORT_H
#define NNEF_TOOLS_NNEFRUN_REPORT_H

#include "NNEF/Runtime/Activations.h"
#include "NNEF/Runtime/Compare.h"
#include "NNEF/Runtime/Signature.h"
#include "NNEF/Runtime/Tuner.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

/// Prints the name and type of each input and output.
void printSignature(llvm::raw_ostream &os, const nnef::Signature &signature);

/// Prints a line or two about the values of an output.
void printSummary(llvm::raw_ostream &os, const nnef::TensorSpec &spec,
                  const nnef::HostTensor &tensor);

/// Prints how far an output is from what was expected.
void printComparison(llvm::raw_ostream &os, const nnef::TensorSpec &spec,
                     const nnef::Comparison &comparison);

/// A tensor within the network, and how far it is from what was expected.
struct ComparedActivation {
  const nnef::Activation &activation;
  nnef::Comparison comparison;
};

/// Prints a line for each tensor within the network that was compared.
void printActivations(llvm::raw_ostream &os,
                      llvm::ArrayRef<ComparedActivation> compared);

/// Prints the spread of the times of runs, which are in seconds.
void printTimes(llvm::raw_ostream &os, llvm::ArrayRef<double> times);

/// Prints how long each step of a network takes: the medians of runs, of which
/// each is an element of `runs`, with the seconds of each step.
void printProfile(llvm::raw_ostream &os,
                  llvm::ArrayRef<nnef::Executable::Step> steps,
                  llvm::ArrayRef<std::vector<double>> runs);

/// Prints what the search for better tiles has found.
void printTuning(llvm::raw_ostream &os, const nnef::TuningResult &result);

#endif // NNEF_TOOLS_NNEFRUN_REPORT_H
