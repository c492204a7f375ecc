//===- HostTensor.cpp - A tensor in the memory of the host ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/HostTensor.h"
#include "NNEF/Model/NumpyFile.h"
#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemAlloc.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

unsigned nnef::getByteWidth(ElementType type) {
  switch (type) {
  case ElementType::Bool:
  case ElementType::Int8:
  case ElementType::UInt8:
    return 1;
  case ElementType::Int16:
  case ElementType::UInt16:
  case ElementType::Float16:
    return 2;
  case ElementType::Int32:
  case ElementType::UInt32:
  case ElementType::Float32:
    return 4;
  case ElementType::Int64:
  case ElementType::UInt64:
  case ElementType::Float64:
    return 8;
  }
  llvm_unreachable("unknown element type");
}

StringRef nnef::stringify(ElementType type) {
  switch (type) {
  case ElementType::Bool:
    return "bool";
  case ElementType::Int8:
    return "int8";
  case ElementType::Int16:
    return "int16";
  case ElementType::Int32:
    return "int32";
  case ElementType::Int64:
    return "int64";
  case ElementType::UInt8:
    return "uint8";
  case ElementType::UInt16:
    return "uint16";
  case ElementType::UInt32:
    return "uint32";
  case ElementType::UInt64:
    return "uint64";
  case ElementType::Float16:
    return "float16";
  case ElementType::Float32:
    return "float32";
  case ElementType::Float64:
    return "float64";
  }
  llvm_unreachable("unknown element type");
}

std::string nnef::stringify(ElementType type, ArrayRef<int64_t> shape) {
  std::string text;
  raw_string_ostream os(text);
  os << stringify(type) << '[';
  llvm::interleaveComma(shape, os);
  os << ']';
  return text;
}

std::optional<uint64_t> nnef::getNumElements(ArrayRef<int64_t> shape) {
  // A zero anywhere makes the product zero, whatever the other extents are.
  if (llvm::is_contained(shape, 0))
    return 0;
  // Room for the widest elements, and for rounding up to the alignment.
  constexpr int64_t limit = (int64_t(1) << 47);
  int64_t count = 1;
  for (int64_t extent : shape)
    if (extent < 0 || MulOverflow(count, extent, count) || count > limit)
      return std::nullopt;
  return count;
}

//===----------------------------------------------------------------------===//
// HostTensor
//===----------------------------------------------------------------------===//

void HostTensor::Deleter::operator()(char *bytes) const {
  if (!owner && !isBorrowed)
    deallocate_buffer(bytes, /*Size=*/0, alignment);
}

HostTensor::HostTensor(ElementType type, ArrayRef<int64_t> shape)
    : elementType(type), shape(shape.begin(), shape.end()),
      numElements(*nnef::getNumElements(shape)) {
  // Whole multiples of the alignment, so that the last vector can be loaded.
  size_t size = alignTo(std::max<size_t>(getSizeInBytes(), 1), alignment);
  bytes.reset(static_cast<char *>(allocate_buffer(size, alignment)));
  std::memset(bytes.get(), 0, size);
}

HostTensor HostTensor::view(ElementType type, ArrayRef<int64_t> shape,
                            char *bytes) {
  return HostTensor(type, shape, bytes,
                    {/*owner=*/nullptr, /*isBorrowed=*/true});
}

HostTensor HostTensor::borrow(ArrayRef<int64_t> shape, uint64_t first) const {
  assert(first + *nnef::getNumElements(shape) <= numElements &&
         "not enough elements");
  return HostTensor(elementType, shape,
                    bytes.get() + first * getByteWidth(elementType),
                    {/*owner=*/nullptr, /*isBorrowed=*/true});
}

HostTensor HostTensor::clone() const {
  HostTensor copy(elementType, shape);
  std::memcpy(copy.bytes.get(), bytes.get(), getSizeInBytes());
  return copy;
}

double HostTensor::getAsDouble(uint64_t index) const {
  switch (elementType) {
  case ElementType::Bool:
    return getAs<uint8_t>()[index] != 0;
  case ElementType::Int8:
    return getAs<int8_t>()[index];
  case ElementType::Int16:
    return getAs<int16_t>()[index];
  case ElementType::Int32:
    return getAs<int32_t>()[index];
  case ElementType::Int64:
    return getAs<int64_t>()[index];
  case ElementType::UInt8:
    return getAs<uint8_t>()[index];
  case ElementType::UInt16:
    return getAs<uint16_t>()[index];
  case ElementType::UInt32:
    return getAs<uint32_t>()[index];
  case ElementType::UInt64:
    return getAs<uint64_t>()[index];
  case ElementType::Float16:
    return APFloat(APFloat::IEEEhalf(), APInt(16, getAs<uint16_t>()[index]))
        .convertToDouble();
  case ElementType::Float32:
    return getAs<float>()[index];
  case ElementType::Float64:
    return getAs<double>()[index];
  }
  llvm_unreachable("unknown element type");
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

/// The element type that holds the items of a tensor file once unpacked.
static ElementType getElementType(ItemType type, unsigned bitsPerItem) {
  auto select = [&](ElementType of8, ElementType of16, ElementType of32,
                    ElementType of64) {
    switch (getStorageBits(bitsPerItem)) {
    case 8:
      return of8;
    case 16:
      return of16;
    case 32:
      return of32;
    default:
      return of64;
    }
  };
  switch (type) {
  case ItemType::Float:
    return bitsPerItem == 16   ? ElementType::Float16
           : bitsPerItem == 32 ? ElementType::Float32
                               : ElementType::Float64;
  case ItemType::UInt:
  case ItemType::QUInt:
    return select(ElementType::UInt8, ElementType::UInt16, ElementType::UInt32,
                  ElementType::UInt64);
  case ItemType::QInt:
  case ItemType::Int:
    return select(ElementType::Int8, ElementType::Int16, ElementType::Int32,
                  ElementType::Int64);
  case ItemType::Bool:
    return ElementType::Bool;
  }
  llvm_unreachable("unknown item type");
}

static ItemType getItemType(ElementType type) {
  switch (type) {
  case ElementType::Bool:
    return ItemType::Bool;
  case ElementType::Int8:
  case ElementType::Int16:
  case ElementType::Int32:
  case ElementType::Int64:
    return ItemType::Int;
  case ElementType::UInt8:
  case ElementType::UInt16:
  case ElementType::UInt32:
  case ElementType::UInt64:
    return ItemType::UInt;
  case ElementType::Float16:
  case ElementType::Float32:
  case ElementType::Float64:
    return ItemType::Float;
  }
  llvm_unreachable("unknown element type");
}

Expected<HostTensor> HostTensor::get(const TensorFile &file) {
  unsigned bits = file.getBitsPerItem();
  ElementType type = ::getElementType(file.getItemType(), bits);
  if (!nnef::getNumElements(file.getShape()))
    return createStringError("the tensor does not fit into memory");
  // Truth values are not always 0 and 1 in the file.
  bool isUsable = sys::IsLittleEndianHost && getStorageBits(bits) == bits &&
                  file.getItemType() != ItemType::Bool && file.getOwner() &&
                  isAddrAligned(Align(alignment), file.getData().data());
  if (isUsable)
    return HostTensor(type, file.getShape(),
                      const_cast<char *>(file.getData().data()),
                      {file.getOwner(), /*isBorrowed=*/false});
  HostTensor tensor(type, file.getShape());
  unpackItems(file.getData(), file.getItemType(), bits, file.getNumItems(),
              tensor.getBytes());
  return tensor;
}

static Expected<HostTensor> parseTensorFile(MemoryBufferRef buffer) {
  StringRef path = buffer.getBufferIdentifier();
  Expected<TensorFile> file =
      TensorFile::parse(buffer.getBuffer(), /*owner=*/nullptr, path);
  if (!file)
    return file.takeError();
  Expected<HostTensor> tensor = HostTensor::get(*file);
  if (!tensor)
    return createFileError(path, tensor.takeError());
  return tensor;
}

Expected<HostTensor> nnef::parseHostTensor(MemoryBufferRef buffer) {
  if (!isNumpyFile(buffer.getBuffer()))
    return parseTensorFile(buffer);
  Expected<HostTensor> tensor = parseNumpyFile(buffer);
  if (!tensor)
    return createFileError(buffer.getBufferIdentifier(), tensor.takeError());
  return tensor;
}

Expected<HostTensor> nnef::readHostTensor(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return createFileError(path, buffer.getError());
  return parseHostTensor(**buffer);
}

Error nnef::writeHostTensor(StringRef path, const HostTensor &tensor) {
  if (path.ends_with(".npy"))
    return writeNumpyFile(path, tensor);
  if (!path.ends_with(".dat"))
    return createFileError(
        path, createStringError("expected a file name that ends in '.dat' or "
                                "'.npy'"));
  // The standard's own writers store a truth value as one bit.
  ElementType type = tensor.getElementType();
  unsigned bits = type == ElementType::Bool ? 1 : 8 * getByteWidth(type);
  return writeTensorFile(
      path, TensorFileHeader(getItemType(type), bits, tensor.getShape()),
      packItems(tensor.getBytes(), bits, tensor.getNumElements()));
}
