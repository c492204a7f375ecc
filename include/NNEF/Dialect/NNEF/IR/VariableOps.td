//===- VariableOps.td - Tensors that a graph starts from ----*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_VARIABLEOPS_TD
#define NNEF_DIALECT_NNEF_IR_VARIABLEOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

// The standard's `external` has no operation: an external tensor is an argument
// of the function that the graph becomes.

def NNEF_ConstantOp : NNEF_Op<"constant", [
    Pure, ConstantLike, AllTypesMatch<["value", "output"]>]> {
  let summary = "a tensor of known values";
  let description = [{
    Introduces a tensor whose values are part of the graph. A literal in the
    place of a tensor is a constant of rank 0, which broadcasts to any shape.

    Shape: that of the value. NNEF 1.0.5, section 4.1.2.

    Example:

    ```mlir
    %zero = nnef.constant dense<0.0> : tensor<f32>
    %table = nnef.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs NNEF_Tensor:$output);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def NNEF_VariableOp : NNEF_Op<"variable", [Pure]> {
  let summary = "a tensor of trained parameters, stored beside the graph";
  let description = [{
    Introduces a tensor that the model stores under a label: file `LABEL.dat`
    in the model's folder. The values are attached when the model was imported
    with its weights, as a resource that maps the file; without them only the
    structure is known, and the network can be analysed but not executed.

    The element type is the one in which the file stores the values. Where the
    network computes in another type, a `nnef.cast` follows.

    Shape: as declared. NNEF 1.0.5, section 4.1.3.

    Example:

    ```mlir
    %filter = nnef.variable "conv1/filter" : tensor<16x1x3x3xf32>
    %bias = nnef.variable "conv1/bias" = dense<[[0.5, 1.0]]> : tensor<1x2xf32>
    ```
  }];
  let arguments = (ins StrAttr:$label, OptionalAttr<ElementsAttr>:$value);
  let results = (outs NNEF_Tensor:$output);
  let assemblyFormat = [{
    $label custom<VariableValue>($value, type($output)) attr-dict
  }];
  let hasVerifier = 1;
}

// It has an effect: whether its result is used or not, it must stay.
def NNEF_UpdateOp : NNEF_InferredOp<"update",
    "shapes.update(op.getVariable(), op.getValue())", /*traits=*/[],
    /*effects=*/[]> {
  let summary = "gives a variable a new value for the next invocation";
  let description = [{
    The result is the new value. The variable itself keeps its old value until
    the invocation of the graph ends; from the next one on it has the new value.

    Shape: variable, value and result have the same. NNEF 1.0.5, section 4.8.

    Example:

    ```mlir
    %state = nnef.variable "state" : tensor<1x4xf32>
    %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
    ```
  }];
  let arguments = (ins NNEF_Tensor:$variable, NNEF_Tensor:$value);
  let results = (outs NNEF_Tensor:$result);
}

#endif // NNEF_DIALECT_NNEF_IR_VARIABLEOPS_TD
