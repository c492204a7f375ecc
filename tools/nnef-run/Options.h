//===- Options.h - What the command line asks for ---------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFRUN_OPTIONS_H
#define NNEF_TOOLS_NNEFRUN_OPTIONS_H

#include "FileArguments.h"
#include "NNEF/Runtime/Compare.h"
#include "NNEF/Runtime/DeviceExecutable.h"
#include "NNEF/Runtime/Executable.h"
#include "NetworkOptions.h"

/// What the command line asks for, checked as far as that needs no file.
struct Options {
  std::string model;
  NetworkOptions network;
  /// The model that has the values of variables that are inputs.
  std::string weights;

  FileArguments inputs;
  FileArguments outputs;
  /// The extension of the files that are written into a folder.
  std::string outputExtension;
  FileArguments expected;
  nnef::Tolerance tolerance;
  /// The folder that the tensors within the network are written to; may be
  /// empty.
  std::string dumpFolder;
  /// The folder whose files they are compared with; may be empty.
  std::string comparedFolder;
  /// Where the model is written with its state after the run; may be empty.
  std::string savedModel;

  bool onlySignature = false;
  /// How often the network is invoked, if files are sequences.
  std::optional<unsigned> numSteps;
  /// After how many steps the state is reset; 0 for never.
  unsigned resetInterval = 0;
  unsigned numRepeats = 0;
  bool timing = false;
  /// Whether the time of each step is printed.
  bool profile = false;
  /// The file that says how kernels are divided; may be empty.
  std::string tuning;
  /// The file that is written with how they are divided best; may be empty.
  std::string tunedFile;
  /// Which other way to divide kernels is tried; none if negative.
  int64_t trial = -1;
  /// The folder that object files are written to; may be empty.
  std::string objectFolder;
  /// What the network runs on, if that is not the processor.
  std::optional<nnef::DeviceTarget> device;
  /// How the network is compiled for the processor.
  nnef::Executable::Options compilation;

  bool needsActivations() const {
    return !dumpFolder.empty() || !comparedFolder.empty();
  }
};

/// Reads the command line, after plug-ins were loaded. Mistakes that its parser
/// finds are printed, and the result is none then.
llvm::Expected<std::optional<Options>> parseOptions(int argc, char **argv);

#endif // NNEF_TOOLS_NNEFRUN_OPTIONS_H
