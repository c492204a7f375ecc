//===- Passes.td - Passes about what targets take ----------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CAPABILITIES_PASSES_TD
#define NNEF_CAPABILITIES_PASSES_TD

include "mlir/Pass/PassBase.td"

def CheckSupportPass : Pass<"nnef-check-support", "::mlir::ModuleOp"> {
  let summary = "Say whether a target can run the network";
  let description = [{
    Compares the network with what a target takes: a capability table, the file
    at `target`, which `docs/capabilities.md` describes; or what one of our own
    lowerings says, by the name of a target that is built in: `cpu`, `gpu`,
    `tosa`, `tosa-pro-int`, `tosa-pro-fp`.

    For each operation that the target does not take, as it is or decomposed,
    there is an error with its place in the NNEF text and the reason, and for a
    table the line that asks for something else; then the pass fails. With
    `as-is` nothing is decomposed; with `report-decomposed` there is a remark for
    each operation that is. A summary for each kind of operation goes to
    the standard error stream. The module stays as it is.

    It is a matter of structure alone: the module can be one that was imported
    without weights. A quantized network is compared as it is: to check what it
    computes with codes, run `nnef-quantize-types` before.

    Example: `nnef-opt --nnef-check-support=target=npu.caps`.
  }];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"",
           "A capability table, or the name of a target that is built in">,
    Option<"recipes", "recipes", "std::string", /*default=*/"",
           "A file of bodies for operations, as for nnef-decompose (default: "
           "the one that the table names)">,
    Option<"asIs", "as-is", "bool", /*default=*/"false",
           "Ask for a target that takes all operations as they are">,
    Option<"reportDecomposed", "report-decomposed", "bool",
           /*default=*/"false",
           "Remark of each operation that has to be decomposed why that is so">,
    Option<"summary", "summary", "bool", /*default=*/"true",
           "Print a summary">
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def LegalizePass : Pass<"nnef-legalize", "::mlir::ModuleOp"> {
  let summary = "Decompose what a target does not take";
  let description = [{
    Replaces the operations that a target does not take by their bodies, and
    those that it does not take either, as `nnef-decompose` does it; all others
    stay whole. Operations on quantized tensors are not decomposed. `target` is
    that of `nnef-check-support`. If something is left in the end that the target
    does not take, the pass fails with the errors of `nnef-check-support`.

    Example: `nnef-opt --nnef-legalize=target=npu.caps`.
  }];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"",
           "A capability table, or the name of a target that is built in">,
    Option<"recipes", "recipes", "std::string", /*default=*/"",
           "A file of bodies for operations, as for nnef-decompose (default: "
           "the one that the table names)">
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

#endif // NNEF_CAPABILITIES_PASSES_TD
