//===- EntryPoint.cpp - The function that runs a network ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EntryPoint.h"
#include "NNEF/Pipelines/Passes.h"

using namespace mlir;
using namespace nnef;

namespace {
/// Builds the call of the function that a network was lowered to.
class CallBuilder {
public:
  CallBuilder(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  /// Adds what a memref is to compiled code: two pointers, an offset, and the
  /// extents and strides.
  void addMemRef(Value data, ArrayRef<int64_t> shape) {
    arguments.append({data, data, getConstant(0)});
    for (int64_t extent : shape)
      arguments.push_back(getConstant(extent));
    SmallVector<int64_t> strides(shape.size());
    int64_t stride = 1;
    for (size_t i = shape.size(); i-- > 0; stride *= shape[i])
      strides[i] = stride;
    for (int64_t stride : strides)
      arguments.push_back(getConstant(stride));
  }

  /// Adds tensors, to which `pointers` has a pointer each.
  void addTensors(Value pointers, ArrayRef<TensorSpec> specs) {
    auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
    for (auto [index, spec] : llvm::enumerate(specs)) {
      Value place = LLVM::GEPOp::create(
          builder, loc, pointer, pointer, pointers,
          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(index)});
      addMemRef(LLVM::LoadOp::create(builder, loc, pointer, place), spec.shape);
    }
  }

  void create(LLVM::LLVMFuncOp callee) {
    assert(arguments.size() == callee.getNumArguments() &&
           "the pipeline has another calling convention");
    LLVM::CallOp::create(builder, loc, callee, arguments);
  }

private:
  Value getConstant(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc,
                                    builder.getI64IntegerAttr(value));
  }

  OpBuilder &builder;
  Location loc;
  SmallVector<Value> arguments;
};
} // namespace

LLVM::LLVMFuncOp nnef::addEntryPoint(ModuleOp module,
                                     const Signature &signature,
                                     StringRef name) {
  auto callee = module.lookupSymbol<LLVM::LLVMFuncOp>(
      (entryPointPrefix + signature.name).str());
  assert(callee && "the pipeline makes no entry point");
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = callee.getLoc();
  auto pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto function = LLVM::LLVMFuncOp::create(
      builder, loc, name,
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()),
                                  {pointer, pointer, pointer}));
  Block *entry = function.addEntryBlock(builder);
  builder.setInsertionPointToStart(entry);
  CallBuilder call(builder, loc);
  call.addTensors(entry->getArgument(0), signature.inputs);
  call.addTensors(entry->getArgument(1), signature.outputs);
  auto memory = module->getAttrOfType<DictionaryAttr>(memoryAttrName);
  call.addMemRef(entry->getArgument(2),
                 memory.getAs<IntegerAttr>("arena").getInt());
  call.create(callee);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
  return function;
}
