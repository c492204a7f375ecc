//===- FragmentOps.td - Copies, sums and custom fragments ---*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_FRAGMENTOPS_TD
#define NNEF_DIALECT_NNEF_IR_FRAGMENTOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/CallInterfaces.td"

//===----------------------------------------------------------------------===//
// Miscellaneous operations (section 4.9.6)
//===----------------------------------------------------------------------===//

def NNEF_CopyNOp : NNEF_InferredOp<"copy_n",
    "shapes.copies(op.getX(), op.getTimes())"> {
  let summary = "several copies of a tensor";
  let description = [{
    Gives `times` results, each of them equal to `x`. `times` is at least 1.

    Shapes: those of `x`. NNEF 1.0.5, section 4.9.6.

    Example:

    ```mlir
    %y:2 = nnef.copy_n %x times = 2 : (tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>)
    ```
  }];
  let arguments = (ins NNEF_Tensor:$x, NNEF_Integer:$times);
  let results = (outs Variadic<NNEF_Tensor>:$y);
  let assemblyFormat = "operands " # NNEF_Required<"times">.format
      # NNEF_FunctionalType<>.text;
}

def NNEF_AddNOp : NNEF_InferredOp<"add_n", "shapes.addN(op.getX())",
    [NNEF_LeadingBroadcast]> {
  let summary = "the sum of several tensors";
  let description = [{
    Adds up all tensors, element by element. The sum of none is a 0 of rank 0.

    Shape: the tensors broadcast, leading dimensions aligned; their types of
    elements are equal.
    NNEF 1.0.5, section 4.9.6.

    Example:

    ```mlir
    %y = nnef.add_n %a, %b, %c : (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
    ```
  }];
  let arguments = (ins Variadic<NNEF_ScalarTensor>:$x);
  let results = (outs NNEF_ScalarTensor:$y);
}

//===----------------------------------------------------------------------===//
// Custom fragments (section 3.2.2)
//===----------------------------------------------------------------------===//

def NNEF_CallOp : NNEF_Op<"call", [
    Pure,
    DeclareOpInterfaceMethods<CallOpInterface>,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "an operation that the model defines itself";
  let description = [{
    Invokes a fragment of the model by name, with the values of its attributes,
    so that a target can recognise it whole. `body` points at a private function
    with the fragment's body, made for these shapes and attributes: inlining it
    decomposes the operation. A fragment that was declared without a body has
    none; only a target that knows the fragment can execute it.

    Shapes: as the body says; unranked results where there is no body.
    NNEF 1.0.5, section 3.2.2.

    Example:

    ```mlir
    func.func private @relu6(%input: tensor<2x4xf32>) -> tensor<2x4xf32> {
      %zero = nnef.constant dense<0.0> : tensor<f32>
      %six = nnef.constant dense<6.0> : tensor<f32>
      %output = nnef.clamp %input, %zero, %six : (tensor<2x4xf32>, tensor<f32>, tensor<f32>) -> tensor<2x4xf32>
      return %output : tensor<2x4xf32>
    }
    func.func @graph(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
      %y = nnef.call "relu6"(%x) body @relu6 : (tensor<2x4xf32>) -> tensor<2x4xf32>
      return %y : tensor<2x4xf32>
    }
    ```
  }];
  let arguments = (ins
    StrAttr:$fragment,
    OptionalAttr<FlatSymbolRefAttr>:$body,
    DefaultValuedAttr<DictionaryAttr, "{}">:$parameters,
    Variadic<AnyTensor>:$arguments,
    // CallOpInterface asks for these; fragments have no use for them.
    OptionalAttr<DictArrayAttr>:$arg_attrs,
    OptionalAttr<DictArrayAttr>:$res_attrs
  );
  let results = (outs Variadic<AnyTensor>:$outputs);
  let assemblyFormat = [{
    $fragment `(` $arguments `)` (`parameters` $parameters^)?
    (`body` $body^)? attr-dict `:` functional-type($arguments, results)
  }];
}

#endif // NNEF_DIALECT_NNEF_IR_FRAGMENTOPS_TD
