//===- EmitCommands.cpp - Commands for the NPU ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One line for each operation: what it is, the tensor it gives with its type,
// the tensors it takes, and its parameters by name. Tensors of codes have the
// scales and the zero points of these as well.
//
//   conv 3 f32 1x16x8x8 = 0 1 2 padding 1 1 1 1 stride 1 1 relu
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"
#include "NPU/NPU.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Format.h"

using namespace mlir;

namespace {
class Emitter {
public:
  explicit Emitter(raw_ostream &os) : os(os) {}
  LogicalResult emitFunction(func::FuncOp function);

private:
  void emitTensor(StringRef command, Value tensor);
  LogicalResult emitNamed(StringRef command, Value tensor, StringAttr name);
  LogicalResult emitOperation(Operation *op);
  LogicalResult emitAttribute(Operation *op, NamedAttribute attribute);
  LogicalResult emitElements(Operation *op, ElementsAttr value);
  template <typename RangeT> void emitList(StringRef name, RangeT &&values) {
    os << ' ' << name << ' ';
    llvm::interleave(values, os, " ");
  }

  raw_ostream &os;
  DenseMap<Value, unsigned> numbers;
};
} // namespace

/// Starts a line: the number that the tensor has from here on, and its type.
void Emitter::emitTensor(StringRef command, Value tensor) {
  unsigned number = numbers.try_emplace(tensor, numbers.size()).first->second;
  auto type = cast<RankedTensorType>(tensor.getType());
  Type stored = quant::QuantizedType::castToStorageType(type.getElementType());
  os << command << ' ' << number << ' '
     << (stored ? stored : type.getElementType()) << ' ';
  llvm::interleave(type.getShape(), os, "x");
  if (type.getRank() == 0)
    os << '1';
}

LogicalResult Emitter::emitElements(Operation *op, ElementsAttr value) {
  std::optional<nnef::Elements> elements = nnef::Elements::get(value);
  Type type = value.getElementType();
  if (!elements || !(type.isF32() || type.isSignlessInteger(8) ||
                     type.isSignlessInteger(32)))
    return op->emitOpError("has values that the NPU cannot load");
  os << " =";
  const char *element = elements->getBytes().data();
  size_t step = elements->isSplat() ? 0 : elements->getElementBytes();
  for (int64_t i = 0, e = value.getNumElements(); i < e; ++i, element += step)
    if (type.isF32())
      os << llvm::format(" %.9g", *(const float *)element);
    else if (type.isInteger(8))
      os << ' ' << int(*(const int8_t *)element);
    else
      os << ' ' << *(const int32_t *)element;
  return success();
}

LogicalResult Emitter::emitAttribute(Operation *op, NamedAttribute attribute) {
  Attribute value = attribute.getValue();
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return emitElements(op, elements);
  if (auto numbers = dyn_cast<DenseI64ArrayAttr>(value))
    emitList(attribute.getName(), numbers.asArrayRef());
  else if (value ==
           npu::ActivationAttr::get(op->getContext(), npu::Activation::Relu))
    os << " relu";
  else if (!isa<npu::ActivationAttr>(value))
    return op->emitOpError("has an attribute that is not for the NPU: ")
           << attribute.getName();
  return success();
}

LogicalResult Emitter::emitOperation(Operation *op) {
  if (!isa_and_nonnull<npu::NPUDialect>(op->getDialect()))
    return op->emitOpError("is no command of the NPU");
  Value result = op->getResult(0);
  emitTensor(op->getName().stripDialect(), result);
  if (op->getNumOperands() > 0)
    emitList("=", llvm::map_range(op->getOperands(), [&](Value operand) {
               return numbers.lookup(operand);
             }));
  for (NamedAttribute attribute : op->getAttrDictionary())
    if (failed(emitAttribute(op, attribute)))
      return failure();
  Type type = getElementTypeOrSelf(result);
  if (auto codes = nnef::UniformQuantization::get(type)) {
    emitList("scale", llvm::map_range(codes->scales, [](double scale) {
               return llvm::format("%.9g", scale);
             }));
    emitList("zero", codes->zeroPoints);
  }
  os << '\n';
  return success();
}

/// Inputs and outputs have a name at the end of the line.
LogicalResult Emitter::emitNamed(StringRef command, Value tensor,
                                 StringAttr name) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!name || !type || !type.hasStaticShape())
    return emitError(tensor.getLoc(),
                     "is no tensor of known shape with a name");
  emitTensor(command, tensor);
  os << ' ' << name.getValue() << '\n';
  return success();
}

LogicalResult Emitter::emitFunction(func::FuncOp function) {
  StringRef name = nnef::kTensorNameAttr;
  for (auto [i, argument] : llvm::enumerate(function.getArguments()))
    if (failed(emitNamed("input", argument,
                         function.getArgAttrOfType<StringAttr>(i, name))))
      return failure();
  Block &body = function.getBody().front();
  for (Operation &op : body.without_terminator())
    if (failed(emitOperation(&op)))
      return failure();
  for (auto [i, result] : llvm::enumerate(body.getTerminator()->getOperands()))
    if (failed(emitNamed("output", result,
                         function.getResultAttrOfType<StringAttr>(i, name))))
      return failure();
  return success();
}

LogicalResult npu::emitCommands(ModuleOp module, raw_ostream &os) {
  auto functions = llvm::to_vector(module.getOps<func::FuncOp>());
  if (functions.size() != 1 || !functions.front().getBody().hasOneBlock())
    return module.emitError("is not a network of one function");
  return Emitter(os).emitFunction(functions.front());
}
