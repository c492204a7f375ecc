//===- NNEFOps.td - All operations of the dialect ----------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_NNEFOPS_TD
#define NNEF_DIALECT_NNEF_IR_NNEFOPS_TD

// In the order of the standard's chapter 4.
include "NNEF/Dialect/NNEF/IR/VariableOps.td"
include "NNEF/Dialect/NNEF/IR/ElementwiseOps.td"
include "NNEF/Dialect/NNEF/IR/WindowOps.td"
include "NNEF/Dialect/NNEF/IR/SamplingOps.td"
include "NNEF/Dialect/NNEF/IR/ReduceOps.td"
include "NNEF/Dialect/NNEF/IR/ShapeOps.td"
include "NNEF/Dialect/NNEF/IR/RoIOps.td"
include "NNEF/Dialect/NNEF/IR/LinearAlgebraOps.td"
include "NNEF/Dialect/NNEF/IR/ActivationOps.td"
include "NNEF/Dialect/NNEF/IR/NormalizationOps.td"
include "NNEF/Dialect/NNEF/IR/QuantizationOps.td"
include "NNEF/Dialect/NNEF/IR/FragmentOps.td"

#endif // NNEF_DIALECT_NNEF_IR_NNEFOPS_TD
