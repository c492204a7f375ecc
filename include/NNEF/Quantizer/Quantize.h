//===- Quantize.h - Networks with codes for real numbers --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_QUANTIZER_QUANTIZE_H
#define NNEF_QUANTIZER_QUANTIZE_H

#include "NNEF/Quantizer/LinearCode.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/IntEqClasses.h"

namespace nnef {

/// What the codes of a network are to be.
struct QuantizationOptions {
  /// Whether codes are int8, otherwise uint8.
  bool isSigned = true;
  /// Whether the zero point of all tensors is in the middle.
  bool isSymmetric = false;
  /// Whether filters have a scale for each output channel.
  bool isPerChannel = true;
  UniformForm form = UniformForm::ZeroPoint;
};

/// Makes a network that can be quantized: finds what cannot be, which is
/// reported; replaces custom fragments by their bodies; and brings the weights
/// into the form that layers of integers need.
llvm::LogicalResult prepareForQuantization(mlir::ModuleOp module,
                                           const QuantizationOptions &options);

/// The network in a module, of which there is one.
mlir::func::FuncOp getNetwork(mlir::ModuleOp module);

/// Which tensors of a network are quantized, and which of them must have the
/// same codes.
class QuantizationPlan {
public:
  QuantizationPlan(mlir::func::FuncOp network,
                   const QuantizationOptions &options);

  /// The inputs and computed tensors that get codes, in order.
  llvm::ArrayRef<mlir::Value> getTensors() const { return tensors; }

  /// The weights that get codes like computed tensors, in order.
  llvm::ArrayRef<mlir::Value> getConstants() const { return constants; }

  /// Chooses codes from the ranges of the computed tensors.
  void chooseCodes(llvm::ArrayRef<Range> ranges);

  /// The code of a tensor, or null if it has none.
  const LinearCode *getCode(mlir::Value tensor) const {
    auto known = codes.find(tensor);
    return known == codes.end() ? nullptr : &known->second;
  }

private:
  void addComputed(mlir::Value tensor);
  void addConstants(mlir::Operation *op);
  void joinSharing(mlir::Operation *op);

  QuantizationOptions options;
  llvm::SmallVector<mlir::Value> tensors, constants;
  /// The number of each tensor and constant, by which classes of equal codes
  /// are formed.
  llvm::DenseMap<mlir::Value, unsigned> numbers;
  llvm::IntEqClasses sharing;
  llvm::DenseMap<mlir::Value, LinearCode> codes;
};

/// A weight that has become integers.
struct QuantizedWeight {
  std::string name, label;
  /// The codes: one, or one for each channel.
  llvm::SmallVector<LinearCode, 1> codes;
  uint64_t numElements = 0;
  /// The sums of the squares of its values, and of what the codes differ by.
  double signal = 0, noise = 0;
  double maxError = 0;
};

/// Quantizes a network as planned: tensors get entries, and weights become
/// integers with entries. Returns what was done to the weights.
std::vector<QuantizedWeight> quantize(mlir::func::FuncOp network,
                                      const QuantizationPlan &plan,
                                      const QuantizationOptions &options);

} // namespace nnef

#endif // NNEF_QUANTIZER_QUANTIZE_H
