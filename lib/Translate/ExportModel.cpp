//===- ExportModel.cpp - Writing the files of a network -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExportModel.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Model/ModelWriter.h"

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
  std::optional<Elements> elements = Elements::get(*op.getValue());
  if (!elements)
    return op.emitOpError("has no values that could be stored");
  ArrayRef<char> items = elements->getBytes();
  // A splat is there only once.
  SmallVector<char, 0> copies;
  if (elements->isSplat()) {
    copies.reserve(count * items.size());
    for (uint64_t i = 0; i < count; ++i)
      llvm::append_range(copies, items);
    items = copies;
  }
  // Most data goes from the file that it was read from to the one that is
  // written.
  SmallVector<char, 0> packed;
  if (!isStoredAsInMemory(bits)) {
    packed = packItems(items, bits, count);
    items = packed;
  }
  if (llvm::Error error = writer.writeTensor(op.getLabel(), *header, items))
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
