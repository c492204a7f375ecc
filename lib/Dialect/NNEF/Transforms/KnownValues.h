//===- KnownValues.h - Tensors that never change ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_TRANSFORMS_KNOWNVALUES_H
#define NNEF_LIB_DIALECT_NNEF_TRANSFORMS_KNOWNVALUES_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/Transforms/UpdatedVariables.h"
#include "llvm/ADT/StringMap.h"

namespace nnef {

/// A number for each channel.
using PerChannel = llvm::SmallVector<double, 0>;

/// The constants of a module or function, and its variables that no network of
/// the module updates.
class KnownValues {
public:
  explicit KnownValues(mlir::Operation *scope);

  /// The values of a tensor, if they are known.
  std::optional<Elements> get(mlir::Value value) const;

  /// The same for a tensor of f32 alone.
  std::optional<Elements> getReal(mlir::Value value) const;

  /// The values of a tensor of f32 that broadcasts along all dimensions but the
  /// channels, which are dimension `channelDim`.
  std::optional<PerChannel> getPerChannel(mlir::Value value, int64_t channelDim,
                                          int64_t channels) const;

  /// Whether nothing else reads the values of what is stored here, so that its
  /// label can have others.
  bool ownsLabel(VariableOp variable) const;

private:
  UpdatedVariables updated;
  llvm::StringMap<unsigned> numDeclarations;
};

/// What is computed from `input` with numbers per channel:
/// `scale * input + offset`.
struct ChannelMap {
  mlir::Value input;
  PerChannel scale, offset;
  /// The tensor that the offset comes from, if there is one.
  mlir::Value offsetTensor;
};

/// What a batch normalization computes if all of its parameters are known.
std::optional<ChannelMap> getNormalization(BatchNormalizationOp op,
                                           const KnownValues &known);

/// The values as a tensor of f32, if all of them are finite.
std::optional<Elements> makeElements(mlir::RankedTensorType type,
                                     llvm::ArrayRef<double> values);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_TRANSFORMS_KNOWNVALUES_H
