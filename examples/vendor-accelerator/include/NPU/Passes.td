//===- Passes.td - The passes of the NPU -------------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef NPU_PASSES_TD
#define NPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertNNEFToNPU : Pass<"nnef-to-npu", "::mlir::ModuleOp"> {
  let summary = "Turn a network in NNEF into operations of the NPU";
  let dependentDialects = ["::npu::NPUDialect"];
}

def ConvertNPUToNNEF : Pass<"npu-to-nnef", "::mlir::ModuleOp"> {
  let summary = "Say in NNEF, which runs anywhere, what the NPU computes";
  let dependentDialects = ["::nnef::NNEFDialect"];
}

#endif // NPU_PASSES_TD
