//===- VerifyPTX.cpp - Whether code for a device is complete --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace nnef {
#define GEN_PASS_DEF_VERIFYPTXPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// The name of a function that a text of PTX calls and does not have. Empty if
/// there is none.
static StringRef findUnresolved(StringRef text) {
  // .extern .func  (.param .b32 func_retval0) __nv_fmodf
  StringRef rest = text.split(".extern .func").second.ltrim();
  if (rest.consume_front("("))
    rest = rest.split(')').second.ltrim();
  return rest.take_until([](char c) { return isspace(c) || c == '('; });
}

namespace {
struct VerifyPTXPass : nnef::impl::VerifyPTXPassBase<VerifyPTXPass> {
  void runOnOperation() override {
    for (auto binary : getOperation().getOps<gpu::BinaryOp>())
      for (auto object : binary.getObjects().getAsRange<gpu::ObjectAttr>()) {
        StringRef name = findUnresolved(object.getObject());
        if (name.empty())
          continue;
        binary.emitError("the code for the device calls '")
            << name << "', which no device has";
        return signalPassFailure();
      }
  }
};
} // namespace
