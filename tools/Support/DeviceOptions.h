//===- DeviceOptions.h - What tools are told about GPUs ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_DEVICEOPTIONS_H
#define NNEF_TOOLS_SUPPORT_DEVICEOPTIONS_H

#include "NNEF/Runtime/DeviceExecutable.h"

/// What the command line says about the code for a kind of device, besides
/// which devices of that kind it is for; an error if the kind does not have it.
/// Without a kind, the code is for a processor.
llvm::Expected<std::optional<nnef::DeviceTarget>>
getDeviceTarget(std::optional<nnef::DeviceKind> kind);

#endif // NNEF_TOOLS_SUPPORT_DEVICEOPTIONS_H
