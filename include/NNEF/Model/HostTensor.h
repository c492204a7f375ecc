//===- HostTensor.h - A tensor in the memory of the host --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_HOSTTENSOR_H
#define NNEF_MODEL_HOSTTENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace llvm {
class MemoryBuffer;
} // namespace llvm

namespace nnef {

/// The element types that tensors have in memory. A Bool takes a byte.
enum class ElementType : uint8_t {
  Bool,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Float16,
  Float32,
  Float64,
};

/// The number of bytes an element takes.
unsigned getByteWidth(ElementType type);

/// The spelling of an element type in messages: `bool`, `int8`, `float32`, ...
llvm::StringRef stringify(ElementType type);

/// The number of elements of a shape, or none when a tensor of that shape and
/// any element type would not fit into the address space.
std::optional<uint64_t> getNumElements(llvm::ArrayRef<int64_t> shape);

/// The spelling of a tensor's type in messages: `float32[1, 3, 224, 224]`.
std::string stringify(ElementType type, llvm::ArrayRef<int64_t> shape);

class TensorFile;

/// A tensor in memory, dense, row-major and aligned for vector loads. It owns
/// its elements, and can be moved but not copied by accident.
class HostTensor {
public:
  static constexpr size_t alignment = 64;

  /// An empty tensor of shape [0].
  HostTensor() : HostTensor(ElementType::Float32, {0}) {}

  /// A tensor of zeros. The shape must have a number of elements.
  HostTensor(ElementType type, llvm::ArrayRef<int64_t> shape);

  /// The items of a tensor file. They stay in the file's memory where their
  /// form allows it, and must not be written to.
  static llvm::Expected<HostTensor> get(const TensorFile &file);

  /// A tensor of elements in memory that somebody else owns and keeps as long
  /// as this tensor lives. They must be aligned as elements are; nothing writes
  /// to them but through this tensor.
  static HostTensor view(ElementType type, llvm::ArrayRef<int64_t> shape,
                         char *bytes);

  /// A copy on request.
  HostTensor clone() const;

  /// The elements from the one at `first` on as a tensor of this shape. They
  /// stay where they are, so that tensor must not outlive this one.
  HostTensor borrow(llvm::ArrayRef<int64_t> shape, uint64_t first) const;

  ElementType getElementType() const { return elementType; }
  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  unsigned getRank() const { return shape.size(); }
  uint64_t getNumElements() const { return numElements; }
  size_t getSizeInBytes() const {
    return numElements * getByteWidth(elementType);
  }

  /// The elements' bytes, in the byte order of the host.
  llvm::ArrayRef<char> getBytes() const {
    return {bytes.get(), getSizeInBytes()};
  }
  llvm::MutableArrayRef<char> getBytes() {
    return {bytes.get(), getSizeInBytes()};
  }

  /// The elements as values of T, which must be as wide as they are.
  template <typename T> llvm::ArrayRef<T> getAs() const {
    assert(sizeof(T) == getByteWidth(elementType) && "wrong element width");
    return {reinterpret_cast<const T *>(bytes.get()), size_t(numElements)};
  }
  template <typename T> llvm::MutableArrayRef<T> getAs() {
    assert(sizeof(T) == getByteWidth(elementType) && "wrong element width");
    return {reinterpret_cast<T *>(bytes.get()), size_t(numElements)};
  }

  /// The value of an element as a double. Integers of 64 bits may be rounded.
  double getAsDouble(uint64_t index) const;

private:
  struct Deleter {
    void operator()(char *bytes) const;
    /// What the elements belong to, if not to the tensor.
    std::shared_ptr<const llvm::MemoryBuffer> owner;
    /// Whether they belong to another tensor.
    bool isBorrowed;
  };

  /// A tensor of elements that belong to something else.
  HostTensor(ElementType type, llvm::ArrayRef<int64_t> shape, char *bytes,
             Deleter owner)
      : elementType(type), shape(shape.begin(), shape.end()),
        numElements(*nnef::getNumElements(shape)),
        bytes(bytes, std::move(owner)) {}

  ElementType elementType;
  llvm::SmallVector<int64_t, 6> shape;
  uint64_t numElements;
  std::unique_ptr<char[], Deleter> bytes;
};

/// Reads a tensor from an NNEF tensor file or a NumPy file, whichever the
/// content says it is. Integers of odd widths are widened to the next width
/// that an ElementType has, and quantized items are read as the integers that
/// are stored.
llvm::Expected<HostTensor> readHostTensor(llvm::StringRef path);

/// Reads a tensor from the content of such a file. The identifier of the buffer
/// is its path in messages.
llvm::Expected<HostTensor> parseHostTensor(llvm::MemoryBufferRef buffer);

/// Writes a tensor to a `.dat` or a `.npy` file, as the extension says. A file
/// that is there already is replaced only once the new one is complete.
llvm::Error writeHostTensor(llvm::StringRef path, const HostTensor &tensor);

} // namespace nnef

#endif // NNEF_MODEL_HOSTTENSOR_H
