//===- NNEFDialect.td - The NNEF dialect -------------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_NNEFDIALECT_TD
#define NNEF_DIALECT_NNEF_IR_NNEFDIALECT_TD

include "mlir/IR/OpBase.td"

def NNEF_Dialect : Dialect {
  let name = "nnef";
  let cppNamespace = "::nnef";
  let summary = "Khronos NNEF 1.0: trained networks, operation by operation";
  let description = [{
    The dialect has one operation for each operation of the NNEF 1.0.5
    standard, with the standard's names for operations and parameters. A network
    is a public `func.func`: its arguments are the `external` tensors and its
    results the tensors that the graph returns, each with its name in an
    `nnef.name` attribute.

    Three rules hold for every operation:

    - Tensors are MLIR's builtin ranked tensors. The standard's `scalar` is a
      float type (the importer chooses f32), `integer` is i32, `logical` i1.
    - Broadcasting aligns the *leading* dimensions: a tensor of shape 4x3
      broadcasts to 4x3x8x8, one of shape 8x8 does not.
    - Result shapes follow from operands and attributes, and are inferred and
      verified by the operations themselves. Extents can be dynamic.

    Attributes that keep the standard's default are not printed.

    Quantization takes three forms. A model's quantization file is imported as
    `nnef.quantization` attributes, which say what the file says and do not
    change types. The pass `nnef-simulate-quantization` makes operations of
    them, which round real numbers to those that can be represented. The pass
    `nnef-quantize-types` gives tensors elements of type `!quant.uniform`
    instead: integers that stand for numbers. An operation on such tensors means
    what it means on the numbers, and rounds its result to the nearest code; how
    exactly, when it is computed in integers, says `docs/quantization.md`.

    Folding and canonicalization never change what a network computes. They keep
    apart what is more than its value: an operation with a `nnef.quantization`,
    a declaration of a variable, an update, and the values of variables, which
    only the pass `nnef-fold-constants` looks at. Operations on constants are
    computed if the result is small, in the type of their elements; those that
    machines approximate, such as `exp`, are left to run time.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::func::FuncDialect",
    "::mlir::quant::QuantDialect", "::mlir::tensor::TensorDialect"
  ];
  let useDefaultAttributePrinterParser = 1;
  let hasCanonicalizer = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let extraClassDeclaration = [{
    /// Adds the interface that folds operations.
    void addFoldInterface();
  }];
}

#endif // NNEF_DIALECT_NNEF_IR_NNEFDIALECT_TD
