//===- Signature.cpp - What a network takes and gives ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Signature.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

bool TensorSpec::hasStaticShape() const {
  return !ShapedType::isDynamicShape(shape);
}

std::string TensorSpec::getTypeAsString() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << stringify(elementType) << '[';
  llvm::interleaveComma(shape, os, [&](int64_t extent) {
    if (ShapedType::isDynamic(extent))
      os << '?';
    else
      os << extent;
  });
  os << ']';
  return text;
}

llvm::Error TensorSpec::verify(const HostTensor &tensor) const {
  if (tensor.getElementType() == elementType &&
      succeeded(verifyCompatibleShape(tensor.getShape(), shape)))
    return llvm::Error::success();
  return llvm::createStringError(
      "'" + name + "' is " + getTypeAsString() +
      ", but the tensor given for it is " +
      stringify(tensor.getElementType(), tensor.getShape()));
}

std::optional<ElementType> nnef::getElementType(Type type) {
  if (type.isF16())
    return ElementType::Float16;
  if (type.isF32())
    return ElementType::Float32;
  if (type.isF64())
    return ElementType::Float64;
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return std::nullopt;
  if (integer.isSignlessInteger(1))
    return ElementType::Bool;
  bool isUnsigned = integer.isUnsigned();
  // Integers of odd widths have the next width that memory has.
  switch (std::max<uint64_t>(8, llvm::PowerOf2Ceil(integer.getWidth()))) {
  case 8:
    return isUnsigned ? ElementType::UInt8 : ElementType::Int8;
  case 16:
    return isUnsigned ? ElementType::UInt16 : ElementType::Int16;
  case 32:
    return isUnsigned ? ElementType::UInt32 : ElementType::Int32;
  case 64:
    return isUnsigned ? ElementType::UInt64 : ElementType::Int64;
  default:
    return std::nullopt;
  }
}

static llvm::Expected<TensorSpec> getTensorSpec(Type type, StringAttr name,
                                                const Twine &defaultName) {
  TensorSpec spec;
  spec.name = name ? name.str() : defaultName.str();
  auto tensorType = dyn_cast<RankedTensorType>(type);
  std::optional<ElementType> elementType =
      tensorType ? getElementType(tensorType.getElementType()) : std::nullopt;
  if (!elementType) {
    std::string spelling;
    llvm::raw_string_ostream(spelling) << type;
    return llvm::createStringError("'" + spec.name + "' has type " + spelling +
                                   ", which cannot be passed from outside");
  }
  spec.elementType = *elementType;
  spec.shape.assign(tensorType.getShape().begin(), tensorType.getShape().end());
  return spec;
}

static llvm::Expected<func::FuncOp> findEntryPoint(ModuleOp module) {
  func::FuncOp found;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (!func.isPublic() || func.isExternal())
      continue;
    if (found)
      return llvm::createStringError(
          "the module has several public functions, '" + found.getSymName() +
          "' and '" + func.getSymName() + "'; expected one, the network");
    found = func;
  }
  if (!found)
    return llvm::createStringError(
        "the module has no public function, which would be the network");
  return found;
}

llvm::Expected<Signature> Signature::get(ModuleOp module) {
  llvm::Expected<func::FuncOp> func = findEntryPoint(module);
  if (!func)
    return func.takeError();
  Signature signature;
  signature.name = func->getSymName().str();
  for (auto [index, type] : llvm::enumerate(func->getArgumentTypes())) {
    llvm::Expected<TensorSpec> spec = getTensorSpec(
        type, func->getArgAttrOfType<StringAttr>(index, kTensorNameAttr),
        "input" + Twine(index));
    if (!spec)
      return spec.takeError();
    if (auto label = func->getArgAttrOfType<StringAttr>(index, kLabelAttr))
      spec->label = label.str();
    signature.inputs.push_back(std::move(*spec));
  }
  for (auto [index, type] : llvm::enumerate(func->getResultTypes())) {
    llvm::Expected<TensorSpec> spec = getTensorSpec(
        type, func->getResultAttrOfType<StringAttr>(index, kTensorNameAttr),
        "output" + Twine(index));
    if (!spec)
      return spec.takeError();
    signature.outputs.push_back(std::move(*spec));
  }
  return signature;
}

llvm::Error Signature::verifyStaticShapes() const {
  for (const TensorSpec &spec : llvm::concat<const TensorSpec>(inputs, outputs))
    if (!spec.hasStaticShape())
      return llvm::createStringError(
          "the shape of '" + spec.name + "', " + spec.getTypeAsString() +
          ", is not known; the shapes of all inputs must be given");
  return llvm::Error::success();
}

static llvm::Error verifyTensors(ArrayRef<HostTensor> tensors,
                                 ArrayRef<TensorSpec> specs, StringRef kind) {
  if (tensors.size() != specs.size())
    return llvm::createStringError("expected " + Twine(specs.size()) + " " +
                                   kind + "s, found " + Twine(tensors.size()));
  for (auto [tensor, spec] : llvm::zip_equal(tensors, specs))
    if (llvm::Error error = spec.verify(tensor))
      return error;
  return llvm::Error::success();
}

llvm::Error Signature::verifyTensors(ArrayRef<HostTensor> inputTensors,
                                     ArrayRef<HostTensor> outputTensors) const {
  if (llvm::Error error = ::verifyTensors(inputTensors, inputs, "input"))
    return error;
  return ::verifyTensors(outputTensors, outputs, "output");
}
