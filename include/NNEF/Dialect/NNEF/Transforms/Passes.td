//===- Passes.td - Passes over the NNEF dialect ------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_TD
#define NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def DecomposePass : Pass<"nnef-decompose", "::mlir::ModuleOp"> {
  let summary = "Replace compound operations by their bodies";
  let description = [{
    The standard defines its compound operations as fragments of NNEF text. This
    pass expands them: an operation is replaced by the operations in the body of
    its fragment, again and again until only operations are left that are
    primitive or to be kept. Calls of custom fragments are replaced by the body
    that came with the model.

    `expand` and `keep` are lists of names, where `*` stands for any characters.
    An operation is expanded if a name in `expand` fits it and none in `keep`
    does; a call goes by the name of its fragment.

    New operations are located at a call site: in the text of the fragment,
    called from where the operation was.

    Example: `--nnef-decompose="expand=*_normalization,gelu"`.
  }];
  let options = [
    ListOption<"expand", "expand", "std::string",
               "Operations to expand (default: all)">,
    ListOption<"keep", "keep", "std::string", "Operations to keep">
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

#endif // NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_TD
