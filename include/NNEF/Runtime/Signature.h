//===- Signature.h - What a network takes and gives -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_SIGNATURE_H
#define NNEF_RUNTIME_SIGNATURE_H

#include "NNEF/Model/HostTensor.h"
#include "mlir/Support/LLVM.h"

namespace mlir {
class ModuleOp;
class Type;
} // namespace mlir

namespace nnef {

/// How elements of a type of MLIR are in memory. None if no machine has them.
std::optional<ElementType> getElementType(mlir::Type type);

/// An input or output of a network.
struct TensorSpec {
  std::string name;
  ElementType elementType;
  /// The extents; ShapedType::kDynamic stands for one that is not known.
  llvm::SmallVector<int64_t> shape;
  /// The label of the variable that an input stands for; empty if it is none.
  std::string label = "";

  bool hasStaticShape() const;

  /// The spelling of the type in messages: `float32[1, ?, 8]`.
  std::string getTypeAsString() const;

  /// Fails when `tensor` is not of this type.
  llvm::Error verify(const HostTensor &tensor) const;
};

/// What a network takes and gives, in the order of its declaration.
struct Signature {
  /// The name of the network, which is that of its function.
  std::string name;
  llvm::SmallVector<TensorSpec> inputs;
  llvm::SmallVector<TensorSpec> outputs;

  /// Reads the signature of the network in a module: its one public function
  /// with a body, which must be on ranked tensors still. A tensor without a
  /// `nnef.name` is named after its position: `input0`, `output0`, ...
  static llvm::Expected<Signature> get(mlir::ModuleOp module);

  /// Fails unless all shapes are known: others have no place for outputs.
  llvm::Error verifyStaticShapes() const;

  /// Fails unless there are as many tensors as the network has inputs and
  /// outputs, of their types.
  llvm::Error verifyTensors(llvm::ArrayRef<HostTensor> inputs,
                            llvm::ArrayRef<HostTensor> outputs) const;
};

} // namespace nnef

#endif // NNEF_RUNTIME_SIGNATURE_H
