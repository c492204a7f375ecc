//===- Options.h - What the command line asks for ---------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFCOMPILE_OPTIONS_H
#define NNEF_TOOLS_NNEFCOMPILE_OPTIONS_H

#include "NNEF/Runtime/DeviceExecutable.h"
#include "NNEF/Runtime/Package.h"
#include "NNEF/Runtime/Target.h"
#include "NetworkOptions.h"

/// What the command line asks for, checked as far as that needs no file.
struct Options {
  std::string model;
  NetworkOptions network;
  /// The processor that the code is for, if it is not for a device.
  std::optional<nnef::Target> target;
  std::optional<nnef::DeviceTarget> device;
  nnef::PackageOptions package;
  nnef::PackageFiles files;
  bool timing = false;
};

/// Reads the command line. Mistakes that its parser finds are printed, and the
/// result is none then.
llvm::Expected<std::optional<Options>> parseOptions(int argc, char **argv);

#endif // NNEF_TOOLS_NNEFCOMPILE_OPTIONS_H
