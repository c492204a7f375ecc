//===- Placement.cpp - Where weights and state are in memory --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Runtime/Signature.h"
#include "Weights.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

llvm::Error Placement::addWeight(NamedAttribute weight) {
  llvm::Expected<ArrayRef<char>> bytes = getBytes(weight);
  if (!bytes)
    return bytes.takeError();
  auto type = cast<ShapedType>(cast<TypedAttr>(weight.getValue()).getType());
  unsigned elementBytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  weightsSize = llvm::alignTo(weightsSize, workspaceAlignment);
  places[weight.getName()] = {Memory::Weights, weightsSize};
  pieces.push_back({weightsSize, *bytes, bytes->size(), elementBytes});
  weightsSize += bytes->size();
  return llvm::Error::success();
}

llvm::Error Placement::addState(ArrayRef<NamedAttribute> entries) {
  if (entries.empty())
    return llvm::Error::success();
  uint64_t start = llvm::alignTo(weightsSize, workspaceAlignment);
  // The widest first: compilers of C then leave no space between them, whatever
  // they think of alignment.
  for (unsigned elementBytes : {8, 4, 2, 1})
    for (NamedAttribute entry : entries) {
      llvm::Expected<Elements> value = getInitialValue(entry);
      if (!value)
        return value.takeError();
      if (value->getElementBytes() != elementBytes)
        continue;
      RankedTensorType type = value->getType();
      StringRef name =
          cast<DictionaryAttr>(entry.getValue()).getAs<StringAttr>("global");
      std::optional<ElementType> elementType =
          getElementType(type.getElementType());
      if (!elementType)
        return llvm::createStringError("state '" + name +
                                       "' has no type that C has");
      stateFields.push_back(
          {name.str(), *elementType, llvm::to_vector(type.getShape())});
      places[entry.getName()] = {Memory::State, stateSize};
      uint64_t size = *getSizeInBytes(type);
      pieces.push_back(
          {start + stateSize, value->getBytes(), size, elementBytes});
      initialValues.push_back(std::move(*value));
      stateSize += size;
    }
  weightsSize = start + stateSize;
  return llvm::Error::success();
}

llvm::Expected<Placement> Placement::get(ModuleOp compiled) {
  Placement placement;
  for (NamedAttribute weight : getEntries(compiled, weightsAttrName))
    if (llvm::Error error = placement.addWeight(weight))
      return std::move(error);
  if (llvm::Error error =
          placement.addState(getEntries(compiled, stateAttrName)))
    return std::move(error);
  return std::move(placement);
}

void Placement::writeWeights(MutableArrayRef<char> memory,
                             bool isLittleEndian) const {
  for (const Piece &piece : pieces) {
    MutableArrayRef<char> place = memory.slice(piece.offset, piece.size);
    for (MutableArrayRef<char> rest = place; !rest.empty();
         rest = rest.drop_front(piece.bytes.size()))
      llvm::copy(piece.bytes, rest.begin());
    if (isLittleEndian != llvm::sys::IsLittleEndianHost)
      for (; !place.empty(); place = place.drop_front(piece.elementBytes))
        std::reverse(place.begin(), place.begin() + piece.elementBytes);
  }
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

/// The address `offset` bytes behind another one.
static Value getAddress(OpBuilder &builder, Location loc, Value base,
                        uint64_t offset) {
  Value index = LLVM::ConstantOp::create(
      builder, loc, builder.getI64IntegerAttr(static_cast<int64_t>(offset)));
  return LLVM::GEPOp::create(builder, loc, base.getType(), builder.getI8Type(),
                             base, ArrayRef<LLVM::GEPArg>{index},
                             LLVM::GEPNoWrapFlags::inbounds);
}

/// The symbol of the memory of initial values while no code refers to it yet.
static constexpr llvm::StringLiteral initialStateSymbol = "_nnef_initial_state";

LLVM::LLVMFuncOp Placement::addResetFunction(ModuleOp module,
                                             StringRef name) const {
  MLIRContext *context = module.getContext();
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = module.getLoc();
  auto pointer = LLVM::LLVMPointerType::get(context);
  auto function = LLVM::LLVMFuncOp::create(
      builder, loc, name,
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context), pointer));
  Block *entry = function.addEntryBlock(builder);
  builder.setInsertionPointToStart(entry);
  Value values =
      LLVM::AddressOfOp::create(builder, loc, pointer, initialStateSymbol);
  Value size = LLVM::ConstantOp::create(
      builder, loc, builder.getI64IntegerAttr(static_cast<int64_t>(stateSize)));
  LLVM::MemcpyOp::create(builder, loc, entry->getArgument(0), values, size,
                         /*isVolatile=*/false);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
  return function;
}

/// Adds functions that call those of a set, directly or not.
static void addCallers(ModuleOp module,
                       llvm::SetVector<LLVM::LLVMFuncOp> &functions) {
  SmallVector<std::pair<LLVM::LLVMFuncOp, LLVM::LLVMFuncOp>> calls;
  SymbolTable symbols(module);
  module.walk([&](LLVM::CallOp call) {
    if (std::optional<StringRef> callee = call.getCallee())
      calls.push_back({call->getParentOfType<LLVM::LLVMFuncOp>(),
                       symbols.lookup<LLVM::LLVMFuncOp>(*callee)});
  });
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto [caller, callee] : calls)
      if (functions.contains(callee))
        changed |= functions.insert(caller);
  }
}

/// Gives functions another argument, a pointer, which those among them that
/// call others pass on.
static void addArgument(ModuleOp module,
                        const llvm::SetVector<LLVM::LLVMFuncOp> &functions) {
  auto pointer = LLVM::LLVMPointerType::get(module.getContext());
  llvm::StringSet<> names;
  for (LLVM::LLVMFuncOp function : functions) {
    // Not by its interface, which cannot add arguments where there is no
    // result.
    LLVM::LLVMFunctionType type = function.getFunctionType();
    SmallVector<Type> types(type.getParams());
    types.push_back(pointer);
    function.setFunctionType(
        LLVM::LLVMFunctionType::get(type.getReturnType(), types));
    function.getBody().front().addArgument(pointer, function.getLoc());
    if (ArrayAttr attributes = function.getArgAttrsAttr()) {
      SmallVector<Attribute> all(attributes.getValue());
      all.push_back(DictionaryAttr::get(module.getContext()));
      function.setArgAttrsAttr(ArrayAttr::get(module.getContext(), all));
    }
    names.insert(function.getSymName());
  }
  module.walk([&](LLVM::CallOp call) {
    std::optional<StringRef> callee = call.getCallee();
    if (!callee || !names.contains(*callee))
      return;
    auto caller = call->getParentOfType<LLVM::LLVMFuncOp>();
    call.getCalleeOperandsMutable().append(caller.getArguments().back());
  });
}

void Placement::relocate(ModuleOp module, LLVM::LLVMFuncOp entryPoint,
                         ArrayRef<LLVM::LLVMFuncOp> functions,
                         StringRef weightsSymbol) const {
  auto findPlace = [&](StringRef symbol) -> std::optional<Place> {
    if (symbol == initialStateSymbol)
      return Place{Memory::Weights, weightsSize - stateSize};
    auto found = places.find(symbol);
    if (found == places.end())
      return std::nullopt;
    return found->second;
  };
  SmallVector<std::pair<LLVM::AddressOfOp, Place>> addresses;
  module.walk([&](LLVM::AddressOfOp op) {
    if (std::optional<Place> place = findPlace(op.getGlobalName()))
      addresses.push_back({op, *place});
  });

  auto pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto passMemory = [&](Memory memory, ArrayRef<LLVM::LLVMFuncOp> seeds) {
    llvm::SetVector<LLVM::LLVMFuncOp> users(seeds.begin(), seeds.end());
    for (auto [op, place] : addresses)
      if (place.memory == memory)
        users.insert(op->getParentOfType<LLVM::LLVMFuncOp>());
    addCallers(module, users);
    addArgument(module, users);
    for (auto [op, place] : addresses) {
      if (place.memory != memory)
        continue;
      OpBuilder builder(op);
      Value base =
          op->getParentOfType<LLVM::LLVMFuncOp>().getArguments().back();
      op.replaceAllUsesWith(
          getAddress(builder, op.getLoc(), base, place.offset));
    }
  };
  if (hasState())
    passMemory(Memory::State, entryPoint);
  if (weightsSymbol.empty() && hasWeights())
    passMemory(Memory::Weights, functions);
  for (auto [op, place] : addresses) {
    if (place.memory == Memory::Weights && !weightsSymbol.empty()) {
      OpBuilder builder(op);
      Value base = LLVM::AddressOfOp::create(builder, op.getLoc(), pointer,
                                             weightsSymbol);
      op.replaceAllUsesWith(
          getAddress(builder, op.getLoc(), base, place.offset));
    }
    op.erase();
  }

  for (auto global :
       llvm::make_early_inc_range(module.getOps<LLVM::GlobalOp>()))
    if (places.contains(global.getSymName()))
      global.erase();
  if (!weightsSymbol.empty() && hasWeights()) {
    OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
    LLVM::GlobalOp::create(
        builder, module.getLoc(),
        LLVM::LLVMArrayType::get(builder.getI8Type(), weightsSize),
        /*isConstant=*/true, LLVM::Linkage::External, weightsSymbol,
        /*value=*/Attribute(), workspaceAlignment);
  }
}
