//===- ExternalizeWeights.cpp - Weights as external globals ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

namespace nnef {
#define GEN_PASS_DEF_EXTERNALIZEWEIGHTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// The number of bytes that the elements take in the memory of compiled code,
/// or none for types that are not stored as whole bytes.
static std::optional<uint64_t> getSizeInMemory(ShapedType type) {
  Type element = type.getElementType();
  bool fillsBytes = element.isIntOrFloat() &&
                    llvm::isPowerOf2_32(element.getIntOrFloatBitWidth());
  return fillsBytes ? nnef::getSizeInBytes(type) : std::nullopt;
}

/// Whether `value` is a resource whose bytes can be used as they are. Reports
/// one that has no bytes, or the wrong number of them.
static FailureOr<bool> isExternalResource(DenseResourceElementsAttr value,
                                          Operation *op) {
  StringRef key = value.getRawHandle().getKey();
  const AsmResourceBlob *blob = value.getRawHandle().getBlob();
  if (!blob)
    return op->emitError("the data of resource '")
           << key << "' is missing; was it elided when the file was written?";
  std::optional<uint64_t> expected = getSizeInMemory(value.getType());
  if (!expected)
    return false;
  if (blob->getData().size() != *expected)
    return op->emitError("resource '")
           << key << "' has " << blob->getData().size() << " bytes, but "
           << value.getType() << " takes " << *expected;
  return true;
}

namespace {
struct ExternalizeWeightsPass
    : nnef::impl::ExternalizeWeightsPassBase<ExternalizeWeightsPass> {
  using Base::Base;

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    WalkResult result = getOperation().walk([&](arith::ConstantOp op) {
      FailureOr<bool> external = isExternal(op);
      if (failed(external))
        return WalkResult::interrupt();
      if (*external)
        replace(op, getOrCreateGlobal(op, symbols));
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    recordWeights();
  }

private:
  FailureOr<bool> isExternal(arith::ConstantOp op) {
    auto type = dyn_cast<RankedTensorType>(op.getType());
    if (!type || type.getEncoding())
      return false;
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue()))
      return isExternalResource(resource, op);
    auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
    return dense && !dense.isSplat() && dense.getRawData().size() >= minBytes &&
           getSizeInMemory(type) == dense.getRawData().size();
  }

  memref::GlobalOp getOrCreateGlobal(arith::ConstantOp op,
                                     SymbolTable &symbols) {
    memref::GlobalOp &global = globals[op.getValue()];
    if (global)
      return global;
    auto type = cast<RankedTensorType>(op.getType());
    OpBuilder builder(&getContext());
    // Public, as LLVM has no private symbols that are defined elsewhere.
    global = memref::GlobalOp::create(
        builder, op.getLoc(), getSymbolName(op.getValue()),
        /*sym_visibility=*/StringAttr(),
        MemRefType::get(type.getShape(), type.getElementType()),
        /*initial_value=*/Attribute(), /*constant=*/true,
        /*alignment=*/IntegerAttr());
    symbols.insert(global, getOperation().getBody()->begin());
    return global;
  }

  static std::string getSymbolName(Attribute value) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(value);
    if (!resource)
      return "weight";
    std::string name = "weight_" + resource.getRawHandle().getKey().str();
    for (char &c : name)
      if (!llvm::isAlnum(c))
        c = '_';
    return name;
  }

  static void replace(arith::ConstantOp op, memref::GlobalOp global) {
    OpBuilder builder(op);
    Value buffer = memref::GetGlobalOp::create(
        builder, op.getLoc(), global.getType(), global.getSymName());
    Value tensor = bufferization::ToTensorOp::create(
        builder, op.getLoc(), op.getType(), buffer, /*restrict=*/true,
        /*writable=*/false);
    op.replaceAllUsesWith(tensor);
    op.erase();
  }

  void recordWeights() {
    if (globals.empty())
      return;
    NamedAttrList weights(
        getOperation()->getAttrOfType<DictionaryAttr>(nnef::weightsAttrName));
    for (auto [value, global] : globals)
      weights.set(global.getSymName(), value);
    getOperation()->setAttr(nnef::weightsAttrName,
                            weights.getDictionary(&getContext()));
  }

  llvm::MapVector<Attribute, memref::GlobalOp> globals;
};
} // namespace
