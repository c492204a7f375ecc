//===- Passes.h - Passes about what targets take ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CAPABILITIES_PASSES_H
#define NNEF_CAPABILITIES_PASSES_H

#include "mlir/Pass/Pass.h"

namespace nnef {

#define GEN_PASS_DECL
#include "NNEF/Capabilities/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "NNEF/Capabilities/Passes.h.inc"

} // namespace nnef

#endif // NNEF_CAPABILITIES_PASSES_H
