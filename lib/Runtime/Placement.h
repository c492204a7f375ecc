//===- Placement.h - Where weights and state are in memory ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_PLACEMENT_H
#define NNEF_LIB_RUNTIME_PLACEMENT_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Model/HostTensor.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace nnef {

/// Something that a network updates: a field of the struct that is its state.
struct StateField {
  std::string name;
  ElementType elementType;
  llvm::SmallVector<int64_t> shape;
};

/// Where the weights of a compiled network are in one memory, and its state in
/// another one. The memory of the weights ends with the values that the state
/// has in the beginning.
class Placement {
public:
  /// Finds a place for all weights and state of a compiled module.
  static llvm::Expected<Placement> get(mlir::ModuleOp compiled);

  /// All weights, with what fills the space between them.
  uint64_t getWeightsSize() const { return weightsSize; }
  uint64_t getStateSize() const { return stateSize; }
  bool hasWeights() const { return weightsSize != 0; }
  bool hasState() const { return !stateFields.empty(); }

  /// The fields of the state in the order of their places, without any space
  /// between them.
  llvm::ArrayRef<StateField> getStateFields() const { return stateFields; }

  /// Writes the weights to their memory, of zeros, in the order of bytes that
  /// the target has.
  void writeWeights(llvm::MutableArrayRef<char> memory,
                    bool isLittleEndian) const;

  /// Adds the function `name`, which gives a state the values that it has in
  /// the beginning:
  ///
  ///   void name(void *state);
  mlir::LLVM::LLVMFuncOp addResetFunction(mlir::ModuleOp module,
                                          llvm::StringRef name) const;

  /// Lets code in `module` find weights and state in their memories, where it
  /// refers to external globals. The address of the state becomes an argument
  /// of `entryPoint`. That of the weights becomes one of all `functions`, among
  /// which `entryPoint` is, unless `weightsSymbol` is the name of their memory.
  void relocate(mlir::ModuleOp module, mlir::LLVM::LLVMFuncOp entryPoint,
                llvm::ArrayRef<mlir::LLVM::LLVMFuncOp> functions,
                llvm::StringRef weightsSymbol) const;

private:
  enum class Memory { Weights, State };
  struct Place {
    Memory memory;
    uint64_t offset;
  };
  /// Bytes that are copied to the memory of weights.
  struct Piece {
    uint64_t offset;
    /// Of all elements, or of the only one.
    llvm::ArrayRef<char> bytes;
    uint64_t size;
    unsigned elementBytes;
  };

  llvm::Error addWeight(mlir::NamedAttribute weight);
  llvm::Error addState(llvm::ArrayRef<mlir::NamedAttribute> entries);

  /// The globals, by name.
  llvm::StringMap<Place> places;
  llvm::SmallVector<Piece> pieces;
  llvm::SmallVector<StateField> stateFields;
  /// Keep the bytes of pieces.
  llvm::SmallVector<Elements> initialValues;
  uint64_t weightsSize = 0;
  uint64_t stateSize = 0;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_PLACEMENT_H
