//===- CheckSupport.cpp - Say whether a target can run the network --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Passes.h"
#include "NNEF/Capabilities/Support.h"
#include "llvm/Support/raw_ostream.h"

namespace nnef {
#define GEN_PASS_DEF_CHECKSUPPORTPASS
#include "NNEF/Capabilities/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

namespace {
struct CheckSupportPass : nnef::impl::CheckSupportPassBase<CheckSupportPass> {
  using Base::Base;

  void runOnOperation() override {
    markAllAnalysesPreserved();
    auto capabilities = loadCapabilities(target, &getContext());
    if (!capabilities)
      return signalPassFailure();
    auto support = checkSupport(getOperation(), *capabilities, recipes,
                                /*mayDecompose=*/!asIs);
    if (failed(support))
      return signalPassFailure();
    support->emitErrors();
    if (reportDecomposed)
      support->emitRemarks();
    if (summary)
      support->print(llvm::errs());
    if (!support->isSupported())
      signalPassFailure();
  }
};
} // namespace
