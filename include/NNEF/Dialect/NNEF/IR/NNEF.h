//===- NNEF.h - The NNEF dialect --------------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_NNEF_H
#define NNEF_DIALECT_NNEF_IR_NNEF_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace nnef {

/// The name of a network's inputs and outputs: a string attribute on the
/// arguments and results of the function that the graph becomes.
inline constexpr llvm::StringLiteral kTensorNameAttr = "nnef.name";

/// The label of a variable, a string: on the argument of a function or the
/// global that the variable has become. On an operation that computes with such
/// an argument it says that the result is a declaration of the variable.
inline constexpr llvm::StringLiteral kLabelAttr = "nnef.label";

/// How a tensor is quantized, on the operation that defines it or on the
/// argument of a function: a QuantizationAttr, or an array with an entry for
/// each result of an operation that has several.
inline constexpr llvm::StringLiteral kQuantizationAttr = "nnef.quantization";

/// The declarations of a model's custom fragments, an array of texts, on the
/// module. Bodies in the module are made for certain shapes; these are not.
inline constexpr llvm::StringLiteral kFragmentsAttr = "nnef.fragments";

/// The names that a location gives to the tensors which an operation at it
/// defines, in the order of its results. The importer puts them there.
llvm::SmallVector<llvm::StringRef, 1> getTensorNames(mlir::Location loc);

/// The name of a tensor by its location, or else that of its operation.
llvm::StringRef getTensorName(mlir::OpResult result);

/// Whether an operation says more of its results than their values: how they
/// are quantized, by an attribute or by types, or that they declare a variable.
/// It must not be folded away.
bool isMarked(mlir::Operation *op);

/// Whether an operation takes or gives tensors of a quantized type.
bool hasQuantizedTypes(mlir::Operation *op);

/// Whether an operation computes nothing when the network runs: it is a
/// constant or a variable, or says how one is stored, or what codes are.
bool isData(mlir::Operation *op);

namespace detail {
llvm::LogicalResult verifyLeadingBroadcast(mlir::Operation *op);
/// Gives the result of `op` the extents of its first operand.
llvm::LogicalResult
reifyOperandShape(mlir::Operation *op, mlir::OpBuilder &builder,
                  mlir::ReifiedRankedShapedTypeDims &reified);
} // namespace detail

/// Operands broadcast by aligning their leading dimensions: a dimension that an
/// operand of lower rank lacks at its end counts as 1.
template <typename ConcreteType>
class LeadingBroadcast
    : public mlir::OpTrait::TraitBase<ConcreteType, LeadingBroadcast> {
public:
  static llvm::LogicalResult verifyTrait(mlir::Operation *op) {
    return detail::verifyLeadingBroadcast(op);
  }
};

} // namespace nnef

#include "NNEF/Dialect/NNEF/IR/NNEFDialect.h.inc"
#include "NNEF/Dialect/NNEF/IR/NNEFEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "NNEF/Dialect/NNEF/IR/NNEFAttributes.h.inc"

#define GET_OP_CLASSES
#include "NNEF/Dialect/NNEF/IR/NNEFOps.h.inc"

namespace nnef {

/// How a result is quantized, by the attribute of its operation. Null if that
/// does not say.
QuantizationAttr getQuantization(mlir::OpResult result);

/// Says on the operation of `result` how that is quantized.
void setQuantization(mlir::OpResult result, QuantizationAttr quantization);

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_IR_NNEF_H
