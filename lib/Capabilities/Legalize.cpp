//===- Legalize.cpp - Decompose what a target does not take ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Passes.h"
#include "NNEF/Capabilities/Support.h"

namespace nnef {
#define GEN_PASS_DEF_LEGALIZEPASS
#include "NNEF/Capabilities/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

namespace {
struct LegalizePass : nnef::impl::LegalizePassBase<LegalizePass> {
  using Base::Base;

  void runOnOperation() override {
    auto capabilities = loadCapabilities(target, &getContext());
    if (!capabilities)
      return signalPassFailure();
    auto support = legalize(getOperation(), *capabilities, recipes);
    if (failed(support))
      return signalPassFailure();
    support->emitErrors();
    if (!support->isSupported())
      signalPassFailure();
  }
};
} // namespace
