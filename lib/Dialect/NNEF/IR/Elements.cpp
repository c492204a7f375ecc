//===- Elements.cpp - The values of constant tensors ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Elements.h"

#include "mlir/IR/BuiltinDialect.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemAlloc.h"
#include "llvm/Support/SwapByteOrder.h"
#include <cstring>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

std::optional<unsigned> nnef::getElementBytes(Type elementType) {
  if (!elementType.isIntOrFloat())
    return std::nullopt;
  unsigned bits = elementType.getIntOrFloatBitWidth();
  unsigned bytes = std::max<unsigned>(1, llvm::PowerOf2Ceil(bits) / 8);
  // There is no form for floats that do not fill their bytes.
  bool isPartial =
      isa<FloatType>(elementType) && llvm::divideCeil(bits, 8) < bytes;
  if (bits == 0 || bits > 64 || isPartial)
    return std::nullopt;
  return bytes;
}

std::optional<uint64_t> nnef::getSizeInBytes(ShapedType type) {
  std::optional<unsigned> bytes = getElementBytes(type.getElementType());
  if (!bytes || !type.hasStaticShape())
    return std::nullopt;
  return uint64_t(type.getNumElements()) * *bytes;
}

DenseResourceElementsAttr nnef::createResource(RankedTensorType type,
                                               StringRef name,
                                               AsmResourceBlob &&blob) {
  auto &manager =
      DenseResourceElementsHandle::getManagerInterface(type.getContext());
  return DenseResourceElementsAttr::get(type,
                                        manager.insert(name, std::move(blob)));
}

//===----------------------------------------------------------------------===//
// One element
//===----------------------------------------------------------------------===//

/// Writes the lowest bytes of an integer as the host has them.
static void writeInteger(uint64_t value, MutableArrayRef<char> bytes) {
  if (llvm::sys::IsBigEndianHost)
    value = llvm::byteswap(value) >> (64 - 8 * bytes.size());
  std::memcpy(bytes.data(), &value, bytes.size());
}

static uint64_t readInteger(ArrayRef<char> bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return llvm::sys::IsBigEndianHost
             ? llvm::byteswap(value) >> (64 - 8 * bytes.size())
             : value;
}

static bool isUnsigned(Type elementType) {
  return elementType.isUnsignedInteger() || elementType.isSignlessInteger(1);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

/// Memory for elements that are computed.
static AsmResourceBlob allocateBlob(uint64_t size) {
  auto *data =
      static_cast<char *>(llvm::allocate_buffer(size, kMemoryAlignment));
  return AsmResourceBlob(
      ArrayRef(data, size), kResourceAlignment,
      [](void *data, size_t size, size_t) {
        llvm::deallocate_buffer(data, size, kMemoryAlignment);
      },
      /*dataIsMutable=*/true);
}

/// The elements of an attribute that has integers in another form: in as few
/// bytes as possible, truth values in bits.
static void writeIntegers(DenseElementsAttr dense,
                          MutableArrayRef<char> bytes) {
  unsigned width = *getElementBytes(dense.getElementType());
  bool zeroExtend = isUnsigned(dense.getElementType());
  auto write = [&](const APInt &item) {
    writeInteger(zeroExtend ? item.getZExtValue() : item.getSExtValue(),
                 bytes.take_front(width));
    bytes = bytes.drop_front(width);
  };
  if (dense.isSplat())
    return write(dense.getSplatValue<APInt>());
  for (const APInt &item : dense.getValues<APInt>())
    write(item);
}

std::optional<Elements> Elements::get(ElementsAttr attribute) {
  auto type = dyn_cast<RankedTensorType>(attribute.getShapedType());
  std::optional<uint64_t> size =
      type ? getSizeInBytes(type) : std::optional<uint64_t>();
  if (!size)
    return std::nullopt;
  Elements elements;
  elements.type = type;
  elements.source = attribute;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attribute)) {
    const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob || blob->getData().size() != *size)
      return std::nullopt;
    elements.bytes = blob->getData();
    elements.memory = std::make_shared<Memory>();
    elements.memory->handle = resource.getRawHandle();
    return elements;
  }
  auto dense = dyn_cast<DenseElementsAttr>(attribute);
  if (!dense)
    return std::nullopt;
  elements.splat = dense.isSplat();
  unsigned width = elements.getElementBytes();
  if (isa<FloatType>(type.getElementType()) ||
      type.getElementTypeBitWidth() == 8 * width) {
    elements.bytes = dense.getRawData();
    return elements;
  }
  elements.memory = std::make_shared<Memory>();
  elements.memory->blob = HeapAsmResourceBlob::allocate(
      elements.splat ? width : *size, kResourceAlignment);
  writeIntegers(dense, elements.memory->blob.getMutableData());
  elements.bytes = elements.memory->blob.getData();
  return elements;
}

Elements Elements::allocate(RankedTensorType type) {
  Elements elements;
  elements.type = type;
  elements.memory = std::make_shared<Memory>();
  elements.memory->blob = allocateBlob(*getSizeInBytes(type));
  elements.bytes = elements.memory->blob.getData();
  return elements;
}

Elements Elements::getSplat(RankedTensorType type, ArrayRef<char> element) {
  Elements elements;
  elements.type = type;
  elements.splat = true;
  elements.memory = std::make_shared<Memory>();
  elements.memory->blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(
      element, kResourceAlignment);
  elements.bytes = elements.memory->blob.getData();
  return elements;
}

MutableArrayRef<char> Elements::getMutableBytes() {
  assert(memory && !memory->handle && "not elements of its own");
  return memory->blob.getMutableData();
}

Elements Elements::withType(RankedTensorType newType) const {
  assert(newType.getNumElements() == type.getNumElements() &&
         nnef::getElementBytes(newType.getElementType()) == getElementBytes() &&
         "not the type of the same bytes");
  Elements elements = *this;
  elements.type = newType;
  return elements;
}

/// Elements as an attribute that the context keeps.
static DenseElementsAttr getDense(const Elements &elements) {
  RankedTensorType type = elements.getType();
  Type elementType = type.getElementType();
  unsigned width = elements.getElementBytes();
  if (isa<FloatType>(elementType) || type.getElementTypeBitWidth() == 8 * width)
    return DenseElementsAttr::getFromRawBuffer(type, elements.getBytes());
  SmallVector<APInt> items;
  for (ArrayRef<char> rest = elements.getBytes(); !rest.empty();
       rest = rest.drop_front(width))
    items.push_back(APInt(type.getElementTypeBitWidth(),
                          readInteger(rest.take_front(width)),
                          /*isSigned=*/false, /*implicitTrunc=*/true));
  return DenseElementsAttr::get(type, items);
}

ElementsAttr Elements::getAttribute(StringRef name) const {
  if (source && source.getShapedType() == type)
    return source;
  if (memory && memory->handle)
    return DenseResourceElementsAttr::get(type, *memory->handle);
  if (splat || bytes.size() <= kMaxDenseBytes)
    return getDense(*this);
  if (!memory)
    return createResource(type, name,
                          HeapAsmResourceBlob::allocateAndCopyWithAlign(
                              bytes, kResourceAlignment));
  DenseResourceElementsAttr resource =
      createResource(type, name, std::move(memory->blob));
  memory->handle = resource.getRawHandle();
  return resource;
}

SmallVector<float, 0> nnef::getFloats(const Elements &elements) {
  assert(elements.getType().getElementType().isF32() && "not a tensor of f32");
  ArrayRef<char> bytes = elements.getBytes();
  size_t count = elements.getType().getNumElements();
  SmallVector<float, 0> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  if (elements.isSplat())
    values.assign(count, values.front());
  return values;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

SmallVector<int64_t> nnef::getStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// Sorts dimensions so that the last one is that in which places that are
/// written are next to each other, leaves out those of extent 1, and joins
/// those that lie one within the other in both tensors.
static SmallVector<CopyDim> simplify(ArrayRef<CopyDim> dims) {
  SmallVector<CopyDim> sorted(dims), simple;
  llvm::stable_sort(sorted, [](const CopyDim &a, const CopyDim &b) {
    return a.outputStride > b.outputStride;
  });
  for (const CopyDim &dim : sorted) {
    if (dim.extent == 1)
      continue;
    if (!simple.empty() &&
        simple.back().inputStride == dim.extent * dim.inputStride &&
        simple.back().outputStride == dim.extent * dim.outputStride)
      simple.back() = {simple.back().extent * dim.extent, dim.inputStride,
                       dim.outputStride};
    else
      simple.push_back(dim);
  }
  return simple;
}

/// Copies a plane. Goes from block to block, so that the memory that is strided
/// stays in the cache.
template <unsigned width>
static void copyPlane(const char *input, char *output, const CopyDim &rows,
                      const CopyDim &columns) {
  constexpr int64_t block = 32;
  for (int64_t row = 0; row < rows.extent; row += block) {
    int64_t lastRow = std::min(row + block, rows.extent);
    for (int64_t column = 0; column < columns.extent; column += block) {
      int64_t lastColumn = std::min(column + block, columns.extent);
      for (int64_t i = row; i < lastRow; ++i)
        for (int64_t j = column; j < lastColumn; ++j)
          std::memcpy(
              output +
                  (i * rows.outputStride + j * columns.outputStride) * width,
              input + (i * rows.inputStride + j * columns.inputStride) * width,
              width);
    }
  }
}

template <unsigned width>
static void copyAll(const char *input, char *output,
                    SmallVector<CopyDim> dims) {
  CopyDim columns = {1, 1, 1}, rows = {1, 1, 1};
  if (!dims.empty())
    columns = dims.pop_back_val();
  bool isContiguous = columns.inputStride == 1 && columns.outputStride == 1;
  // The dimension in which places that are read are next to each other.
  auto *next = llvm::find_if(
      dims, [](const CopyDim &dim) { return dim.inputStride == 1; });
  if (!isContiguous && next != dims.end()) {
    rows = *next;
    dims.erase(next);
  }
  SmallVector<int64_t> place(dims.size(), 0);
  while (true) {
    if (isContiguous)
      std::memcpy(output, input, columns.extent * width);
    else
      copyPlane<width>(input, output, rows, columns);
    // The next place in the other dimensions, the last of them first.
    size_t i = dims.size();
    for (; i > 0; --i) {
      const CopyDim &dim = dims[i - 1];
      if (++place[i - 1] < dim.extent) {
        input += dim.inputStride * int64_t(width);
        output += dim.outputStride * int64_t(width);
        break;
      }
      input -= (dim.extent - 1) * dim.inputStride * int64_t(width);
      output -= (dim.extent - 1) * dim.outputStride * int64_t(width);
      place[i - 1] = 0;
    }
    if (i == 0)
      return;
  }
}

void nnef::copyElements(const char *input, char *output, unsigned elementBytes,
                        ArrayRef<CopyDim> dims) {
  if (llvm::any_of(dims, [](const CopyDim &dim) { return dim.extent == 0; }))
    return;
  SmallVector<CopyDim> simple = simplify(dims);
  switch (elementBytes) {
  case 1:
    return copyAll<1>(input, output, std::move(simple));
  case 2:
    return copyAll<2>(input, output, std::move(simple));
  case 4:
    return copyAll<4>(input, output, std::move(simple));
  case 8:
    return copyAll<8>(input, output, std::move(simple));
  }
  llvm_unreachable("elements have 1, 2, 4 or 8 bytes");
}

Elements nnef::transpose(const Elements &elements,
                         ArrayRef<int64_t> permutation) {
  RankedTensorType type = elements.getType();
  SmallVector<int64_t> shape;
  for (int64_t axis : permutation)
    shape.push_back(type.getDimSize(axis));
  auto newType = RankedTensorType::get(shape, type.getElementType());
  SmallVector<int64_t> inputStrides = getStrides(type.getShape()),
                       outputStrides = getStrides(shape);
  SmallVector<CopyDim> dims;
  for (auto [i, axis] : llvm::enumerate(permutation))
    dims.push_back({shape[i], inputStrides[axis], outputStrides[i]});
  if (elements.isSplat() || simplify(dims).size() <= 1)
    return elements.withType(newType);
  Elements result = Elements::allocate(newType);
  copyElements(elements.getBytes().data(), result.getMutableBytes().data(),
               elements.getElementBytes(), dims);
  return result;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

Elements nnef::copyPart(const Elements &input, RankedTensorType type,
                        int64_t offset, ArrayRef<int64_t> extents,
                        ArrayRef<int64_t> strides) {
  if (input.isSplat())
    return Elements::getSplat(type, input.getBytes());
  Elements result = Elements::allocate(type);
  SmallVector<CopyDim> dims;
  for (auto [extent, stride, outputStride] :
       llvm::zip(extents, strides, getStrides(extents)))
    dims.push_back({extent, stride, outputStride});
  unsigned width = input.getElementBytes();
  copyElements(input.getBytes().data() + offset * width,
               result.getMutableBytes().data(), width, dims);
  return result;
}

ElementsAttr nnef::transposeElements(ElementsAttr attribute,
                                     ArrayRef<int64_t> permutation,
                                     StringRef name) {
  std::optional<Elements> elements = Elements::get(attribute);
  return elements ? transpose(*elements, permutation).getAttribute(name)
                  : ElementsAttr();
}

ElementsAttr nnef::sliceElements(ElementsAttr attribute,
                                 ArrayRef<int64_t> begin,
                                 ArrayRef<int64_t> size, StringRef name) {
  std::optional<Elements> elements = Elements::get(attribute);
  if (!elements)
    return {};
  auto type = RankedTensorType::get(size, elements->getType().getElementType());
  SmallVector<int64_t> strides = getStrides(elements->getType().getShape());
  int64_t offset = 0;
  for (auto [first, stride] : llvm::zip_equal(begin, strides))
    offset += first * stride;
  return copyPart(*elements, type, offset, size, strides).getAttribute(name);
}

ElementsAttr nnef::reshapeElements(ElementsAttr attribute,
                                   RankedTensorType type, StringRef name) {
  std::optional<Elements> elements = Elements::get(attribute);
  return elements ? elements->withType(type).getAttribute(name)
                  : ElementsAttr();
}
