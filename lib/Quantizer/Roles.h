//===- Roles.h - What operations are to quantization ------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_QUANTIZER_ROLES_H
#define NNEF_LIB_QUANTIZER_ROLES_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Quantizer/Quantize.h"

namespace nnef {

/// Whether the elements of a value are real numbers, which networks compute
/// with as f32.
inline bool isReal(mlir::Value value) {
  return llvm::cast<mlir::ShapedType>(value.getType()).getElementType().isF32();
}

/// The name of a tensor, which may be an input.
llvm::StringRef getName(mlir::Value tensor);

/// The values of a constant or variable of f32; none for other tensors.
std::optional<Elements> getKnownValues(mlir::Value value);

/// Whether an operation only moves elements, or picks some, or averages them:
/// its real operands and results have the same codes.
bool sharesCodes(mlir::Operation *op);

/// Whether a constant operand is encoded like a computed tensor would be.
bool isCodedConstant(mlir::OpOperand &operand);

/// Whether a tensor has no codes of its own, since all that is done with it is
/// to limit it: the operation that does so becomes part of the one before.
bool isPartOfActivation(mlir::Value tensor);

/// The code that a tensor has whatever its values are, by the operation that
/// computes it.
std::optional<LinearCode> getFixedCode(mlir::Value tensor,
                                       const QuantizationOptions &options);

/// The operands of a layer, of which some are its weights.
struct LayerWeights {
  mlir::Value input;
  mlir::OpOperand *filter;
  /// Null for layers that have none.
  mlir::OpOperand *bias;
  /// The dimension of the filter with the output channels, of a group if there
  /// are several; none if there is only one scale for all in any case.
  std::optional<unsigned> channelDim;
};

/// The operands of a layer whose filter is known; none for other operations.
std::optional<LayerWeights> getLayerWeights(mlir::Operation *op);

} // namespace nnef

#endif // NNEF_LIB_QUANTIZER_ROLES_H
