//===- Elements.h - The values of constant tensors --------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// MLIR has several attributes for the values of a tensor. This file gives them
// one form in memory, so that what computes with values is written once, and
// goes from memory to memory without copies between.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_ELEMENTS_H
#define NNEF_DIALECT_NNEF_IR_ELEMENTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <memory>
#include <optional>

namespace nnef {

/// Tensors of up to this many bytes are `dense` attributes, which the context
/// compares and keeps forever; larger ones are resources.
inline constexpr uint64_t kMaxDenseBytes = 1024;

/// The alignment of resources. Bytecode asks whoever reads it for it, and tools
/// read small files into memory from `malloc`, which aligns to 16 bytes.
inline constexpr size_t kResourceAlignment = 16;

/// The alignment that the memory of computed elements has in fact, so that a
/// vector of any machine that is loaded from it lies in one cache line.
inline constexpr size_t kMemoryAlignment = 64;

/// The bytes that an element takes in memory: 1, 2, 4 or 8, the least that hold
/// it. A truth value takes one. None if the type is not a number of up to 64
/// bits.
std::optional<unsigned> getElementBytes(mlir::Type elementType);

/// The bytes that all elements of a tensor take, if its type says so.
std::optional<uint64_t> getSizeInBytes(mlir::ShapedType type);

/// Makes a resource of the context, with a name close to `name`, whose data has
/// the form that Elements has.
mlir::DenseResourceElementsAttr createResource(mlir::RankedTensorType type,
                                               llvm::StringRef name,
                                               mlir::AsmResourceBlob &&blob);

/// The elements of a tensor in memory: in row-major order, in the byte order of
/// the host, getElementBytes() each. Integers that are narrower are extended by
/// their sign, or with zeros if they are unsigned; a truth value is 0 or 1.
/// Copies of an object share the memory.
class Elements {
public:
  /// The elements of an attribute, in its own memory where that has this form,
  /// as that of resources has. None if there is no data, or not as much as the
  /// type asks for, or not of numbers.
  static std::optional<Elements> get(mlir::ElementsAttr attribute);

  /// Memory for the elements of a tensor, which getMutableBytes() gives access
  /// to. The type must be static and have a size.
  static Elements allocate(mlir::RankedTensorType type);

  /// A tensor of equal elements, of which `element` has the bytes.
  static Elements getSplat(mlir::RankedTensorType type,
                           llvm::ArrayRef<char> element);

  mlir::RankedTensorType getType() const { return type; }
  unsigned getElementBytes() const {
    return *nnef::getElementBytes(type.getElementType());
  }
  /// Whether all elements are equal, and there is only one in memory.
  bool isSplat() const { return splat; }
  /// The bytes of all elements, or of the only one.
  llvm::ArrayRef<char> getBytes() const { return bytes; }
  /// The bytes to be written to, of elements that were allocated.
  llvm::MutableArrayRef<char> getMutableBytes();

  /// The same elements with another type: another shape with as many elements,
  /// or another type of elements that take as many bytes.
  Elements withType(mlir::RankedTensorType newType) const;

  /// The elements as an attribute: a `dense` one up to kMaxDenseBytes, else a
  /// resource. A new one gets a name close to `name`, and the memory becomes
  /// its data; elements that came from a resource are that resource again.
  mlir::ElementsAttr getAttribute(llvm::StringRef name) const;

private:
  /// The memory that belongs to the elements, and the resource it has become or
  /// came from.
  struct Memory {
    mlir::AsmResourceBlob blob;
    std::optional<mlir::DenseResourceElementsHandle> handle;
  };

  mlir::RankedTensorType type;
  llvm::ArrayRef<char> bytes;
  bool splat = false;
  /// The attribute that the elements are from, if they are.
  mlir::ElementsAttr source;
  /// None for elements in the memory of a `dense` attribute.
  std::shared_ptr<Memory> memory;
};

/// The elements of a tensor of f32, each for itself if they are a splat.
llvm::SmallVector<float, 0> getFloats(const Elements &elements);

/// A dimension along which elements are copied: how many, and how many elements
/// apart they lie in the memory that is read and in that which is written.
struct CopyDim {
  int64_t extent, inputStride, outputStride;
};

/// Copies elements of 1, 2, 4 or 8 bytes from place to place, along all `dims`,
/// in any order of these.
void copyElements(const char *input, char *output, unsigned elementBytes,
                  llvm::ArrayRef<CopyDim> dims);

/// How many elements apart those of a tensor in row-major order lie.
llvm::SmallVector<int64_t> getStrides(llvm::ArrayRef<int64_t> shape);

/// Moves elements so that dimension `i` of the result is dimension
/// `permutation[i]` of the operand.
Elements transpose(const Elements &elements,
                   llvm::ArrayRef<int64_t> permutation);

/// The same for an attribute, as a new one named close to `name`. Null if the
/// attribute has no data of numbers.
mlir::ElementsAttr transposeElements(mlir::ElementsAttr attribute,
                                     llvm::ArrayRef<int64_t> permutation,
                                     llvm::StringRef name);

/// The part of a tensor that starts at element `offset` and has the `extents`
/// and `strides`, as a tensor of type `type`.
Elements copyPart(const Elements &input, mlir::RankedTensorType type,
                  int64_t offset, llvm::ArrayRef<int64_t> extents,
                  llvm::ArrayRef<int64_t> strides);

/// The `size[i]` elements from `begin[i]` on in each dimension `i` of an
/// attribute, as a new one named close to `name`. Null if the attribute has no
/// data of numbers.
mlir::ElementsAttr sliceElements(mlir::ElementsAttr attribute,
                                 llvm::ArrayRef<int64_t> begin,
                                 llvm::ArrayRef<int64_t> size,
                                 llvm::StringRef name);

/// The elements of an attribute in another shape, which is the same resource if
/// it is one. Null if the attribute has no data of numbers.
mlir::ElementsAttr reshapeElements(mlir::ElementsAttr attribute,
                                   mlir::RankedTensorType type,
                                   llvm::StringRef name);

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_IR_ELEMENTS_H
