//===- ExportModel.cpp - Writing the files of a network -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExportModel.h"

#include "NNEF/Model/ModelWriter.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace nnef;

/// The header of the file for a variable. None if there is no item type for it.
static std::optional<TensorFileHeader>
getHeader(const StoredVariable &variable) {
  VariableOp op = variable.op;
  RankedTensorType type = op.getOutput().getType();
  Type elementType = type.getElementType();
  ItemType itemType;
  if (isa<Float16Type, Float32Type, Float64Type>(elementType))
    itemType = ItemType::Float;
  else if (elementType.isSignlessInteger(1))
    itemType = ItemType::Bool;
  else if (elementType.isUnsignedInteger())
    itemType = variable.isQuantized ? ItemType::QUInt : ItemType::UInt;
  else if (isa<IntegerType>(elementType))
    itemType = variable.isQuantized ? ItemType::QInt : ItemType::Int;
  else
    return std::nullopt;
  return TensorFileHeader(itemType, elementType.getIntOrFloatBitWidth(),
                          type.getShape());
}

/// The values of an attribute as the host has them in memory, in
/// getStorageBits() each. Values that are not in memory in that form are
/// written to `copy`.
static std::optional<ArrayRef<char>> getItems(ElementsAttr value, unsigned bits,
                                              SmallVectorImpl<char> &copy) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    return blob ? std::optional(blob->getData()) : std::nullopt;
  }
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (!dense)
    return std::nullopt;
  // A splat is there only once, and integers are in as few bytes as possible,
  // truth values in bits.
  unsigned storageBits = getStorageBits(bits);
  bool isInteger = isa<IntegerType>(dense.getElementType());
  if (!dense.isSplat() && (!isInteger || storageBits == bits))
    return dense.getRawData();
  auto append = [&](uint64_t item) {
    for (unsigned byte = 0, bytes = storageBits / 8; byte < bytes; ++byte)
      copy.push_back(static_cast<char>(
          item >>
          8 * (llvm::sys::IsLittleEndianHost ? byte : bytes - 1 - byte)));
  };
  copy.reserve(dense.getNumElements() * (storageBits / 8));
  if (isInteger)
    for (const APInt &item : dense.getValues<APInt>())
      append(item.getZExtValue());
  else
    for (const APFloat &item : dense.getValues<APFloat>())
      append(item.bitcastToAPInt().getZExtValue());
  return copy;
}

static LogicalResult writeVariable(const StoredVariable &variable,
                                   ModelWriter &writer) {
  VariableOp op = variable.op;
  if (!op.getValue())
    return success();
  std::optional<TensorFileHeader> header = getHeader(variable);
  if (!header)
    return op.emitOpError("cannot be stored: tensor files have no items of "
                          "type ")
           << op.getOutput().getType().getElementType();
  unsigned bits = header->bitsPerItem;
  uint64_t count = *header->getNumItems();
  SmallVector<char, 0> copy;
  std::optional<ArrayRef<char>> items = getItems(*op.getValue(), bits, copy);
  if (!items || items->size() != count * (getStorageBits(bits) / 8))
    return op.emitOpError("has no values that could be stored");
  // Most data goes from the file that it was read from to the one that is
  // written.
  SmallVector<char, 0> packed;
  if (!isStoredAsInMemory(bits)) {
    packed = packItems(*items, bits, count);
    items = packed;
  }
  if (llvm::Error error = writer.writeTensor(op.getLabel(), *header, *items))
    return op.emitOpError("cannot be written: ")
           << llvm::toString(std::move(error));
  return success();
}

LogicalResult nnef::writeModel(StringRef path, Location loc, StringRef graph,
                               StringRef quantization,
                               ArrayRef<StoredVariable> variables) {
  auto report = [&](llvm::Error error) -> LogicalResult {
    return emitError(loc) << llvm::toString(std::move(error));
  };
  llvm::Expected<std::unique_ptr<ModelWriter>> writer =
      ModelWriter::create(path);
  if (!writer)
    return report(writer.takeError());
  if (llvm::Error error = (*writer)->writeGraph(graph))
    return report(std::move(error));
  if (!quantization.empty())
    if (llvm::Error error = (*writer)->writeQuantization(quantization))
      return report(std::move(error));
  for (const StoredVariable &variable : variables)
    if (failed(writeVariable(variable, **writer)))
      return failure();
  if (llvm::Error error = (*writer)->commit())
    return report(std::move(error));
  return success();
}
