//===- Executable.cpp - Networks as code that runs ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Executable.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include <cstring>
#include <unistd.h>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// The machine that the process runs on.
static llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(llvm::CodeGenOptLevel optLevel) {
  // Both do nothing when they are called again.
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto builder = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!builder)
    return builder.takeError();
  builder->setCodeGenOptLevel(optLevel);
  // Weights may be anywhere, further from the code than a relative address can
  // say. Position-independent code finds them through a table of addresses.
  builder->setRelocationModel(llvm::Reloc::PIC_);
  builder->setCodeModel(llvm::CodeModel::Small);
  return builder->createTargetMachine();
}

/// Translates a module of the LLVM dialect to code.
static llvm::Expected<std::unique_ptr<ExecutionEngine>>
createEngine(ModuleOp module, unsigned optLevel) {
  auto codeGenLevel = llvm::CodeGenOpt::getLevel(optLevel).value_or(
      llvm::CodeGenOptLevel::Aggressive);
  auto machine = createTargetMachine(codeGenLevel);
  if (!machine)
    return machine.takeError();
  auto optimize =
      makeOptimizingTransformer(optLevel, /*sizeLevel=*/0, machine->get());
  ExecutionEngineOptions options;
  options.transformer = optimize;
  options.jitCodeGenOptLevel = codeGenLevel;
  options.enableGDBNotificationListener = false;
  options.enablePerfNotificationListener = false;
  return ExecutionEngine::create(module, options, std::move(*machine));
}

/// Only networks whose shapes are all known have a place for their outputs.
static llvm::Error verifyStaticShapes(const Signature &signature) {
  for (const TensorSpec &spec :
       llvm::concat<const TensorSpec>(signature.inputs, signature.outputs))
    if (!spec.hasStaticShape())
      return llvm::createStringError(
          "the shape of '" + spec.name + "', " + spec.getTypeAsString() +
          ", is not known; the shapes of all inputs must be given");
  return llvm::Error::success();
}

/// Refuses tensors that are larger than the memory of the machine: code that
/// cannot get memory has no way to say so.
static LogicalResult verifyFitsIntoMemory(ModuleOp module) {
  uint64_t memory = uint64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  auto fits = [&](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape())
      return true;
    // Codes are stored as integers.
    Type element = tensor.getElementType();
    if (auto quantized = dyn_cast<quant::QuantizedType>(element))
      element = quantized.getStorageType();
    uint64_t bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
    for (int64_t extent : tensor.getShape()) {
      bool overflow = false;
      bytes = llvm::SaturatingMultiply<uint64_t>(bytes, extent, &overflow);
      if (overflow)
        return false;
    }
    return bytes <= memory;
  };
  bool allFit = true;
  module.walk([&](Operation *op) {
    for (Type type : op->getResultTypes()) {
      if (fits(type))
        continue;
      op->emitError("tensor of type ")
          << type << " does not fit into the memory of this machine";
      allFit = false;
    }
  });
  return success(allFit);
}

Executable::Executable(Signature signature) : signature(std::move(signature)) {}
Executable::~Executable() = default;

llvm::Expected<std::unique_ptr<Executable>>
Executable::compile(ModuleOp module, const Options &options) {
  llvm::Expected<Signature> signature = Signature::get(module);
  if (!signature)
    return signature.takeError();
  if (llvm::Error error = verifyStaticShapes(*signature))
    return std::move(error);

  PassManager pm(module.getContext());
  CPUPipelineOptions pipelineOptions;
  pipelineOptions.lowering = options.lowering;
  buildCPUPipeline(pm, pipelineOptions);
  if (failed(verifyFitsIntoMemory(module)) || failed(pm.run(module)))
    return llvm::createStringError("the network cannot be compiled");

  std::unique_ptr<Executable> result(new Executable(std::move(*signature)));
  auto engine = createEngine(module, options.optLevel);
  if (!engine)
    return engine.takeError();
  result->engine = std::move(*engine);
  if (llvm::Error error = result->defineWeights(module))
    return std::move(error);
  auto entryPoint = result->engine->lookupPacked(
      ("_mlir_ciface_" + entryPointPrefix + result->signature.name).str());
  if (!entryPoint)
    return entryPoint.takeError();
  result->entryPoint = *entryPoint;
  return result;
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The bytes of a weight, which live as long as the context.
static llvm::Expected<ArrayRef<char>> getBytes(StringRef name,
                                               Attribute weight) {
  if (auto dense = dyn_cast<DenseElementsAttr>(weight))
    return dense.getRawData();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(weight))
    if (const AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return llvm::createStringError("the data of weight '" + name +
                                 "' is missing");
}

/// Fills the memory of a state.
static void writeElements(const Elements &elements,
                          MutableArrayRef<char> memory) {
  // A splat has the bytes of one element.
  ArrayRef<char> bytes = elements.getBytes();
  for (; !memory.empty(); memory = memory.drop_front(bytes.size()))
    llvm::copy(bytes, memory.begin());
}

llvm::Error Executable::defineWeights(ModuleOp module) {
  SmallVector<std::pair<StringRef, const char *>> addresses;
  auto getEntries = [&](StringRef attribute) {
    auto entries = module->getAttrOfType<DictionaryAttr>(attribute);
    return entries ? entries.getValue() : ArrayRef<NamedAttribute>();
  };
  for (NamedAttribute weight : getEntries(weightsAttrName)) {
    StringRef name = weight.getName();
    auto value = cast<ElementsAttr>(weight.getValue());
    llvm::Expected<ArrayRef<char>> bytes = getBytes(name, value);
    if (!bytes)
      return bytes.takeError();
    // The code relies on elements being aligned. Old tensor files and text
    // formats do not always see to that.
    uint64_t alignment =
        llvm::divideCeil(value.getElementType().getIntOrFloatBitWidth(), 8);
    if (llvm::isAddrAligned(llvm::Align(alignment), bytes->data())) {
      addresses.push_back({name, bytes->data()});
      continue;
    }
    HostTensor &copy =
        copies.emplace_back(ElementType::Int8, int64_t(bytes->size()));
    llvm::copy(*bytes, copy.getBytes().begin());
    addresses.push_back({name, copy.getBytes().data()});
  }
  for (NamedAttribute entry : getEntries(stateAttrName)) {
    auto description = cast<DictionaryAttr>(entry.getValue());
    auto global = description.getAs<StringAttr>("global");
    std::optional<Elements> value =
        Elements::get(description.getAs<ElementsAttr>("value"));
    if (!value)
      return llvm::createStringError("the data of state '" + global.getValue() +
                                     "' is missing or has another size");
    auto size = static_cast<int64_t>(*getSizeInBytes(value->getType()));
    State &state = states.emplace_back(
        State{global.str(), *value, HostTensor(ElementType::Int8, size)});
    writeElements(state.initialValue, state.memory.getBytes());
    addresses.push_back({entry.getName(), state.memory.getBytes().data()});
  }
  engine->registerSymbols([&](llvm::orc::MangleAndInterner interner) {
    llvm::orc::SymbolMap symbols;
    for (auto [name, address] : addresses)
      symbols[interner(name)] = {llvm::orc::ExecutorAddr::fromPtr(address),
                                 llvm::JITSymbolFlags::Exported};
    return symbols;
  });
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

void Executable::reset() {
  for (State &state : states)
    writeElements(state.initialValue, state.memory.getBytes());
}

void Executable::storeState(ModuleOp module) const {
  SymbolTable symbols(module);
  for (const State &state : states) {
    auto global = symbols.lookup<ml_program::GlobalOp>(state.global);
    assert(global && "the module is not the one that was compiled");
    global.setValueAttr(
        createResource(state.initialValue.getType(), state.global,
                       HeapAsmResourceBlob::allocateAndCopyWithAlign(
                           state.memory.getBytes(), kResourceAlignment)));
  }
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

SmallVector<HostTensor> Executable::allocateOutputs() const {
  SmallVector<HostTensor> outputs;
  for (const TensorSpec &spec : signature.outputs)
    outputs.emplace_back(spec.elementType, spec.shape);
  return outputs;
}

/// Whether the tensors have the types that `specs` say.
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

namespace {
/// What compiled code knows a memref by: two pointers, an offset, and the
/// extents and strides.
class MemRefDescriptor {
public:
  MemRefDescriptor(const void *data, ArrayRef<int64_t> shape)
      : words(3 + 2 * shape.size()) {
    words[0] = words[1] = reinterpret_cast<intptr_t>(data);
    words[2] = 0;
    int64_t stride = 1;
    for (size_t i = shape.size(); i-- > 0;) {
      words[3 + i] = shape[i];
      words[3 + shape.size() + i] = stride;
      stride *= shape[i];
    }
  }

  void *get() { return words.data(); }

private:
  SmallVector<intptr_t, 3 + 2 * 8> words;
};
} // namespace

llvm::Error Executable::run(ArrayRef<HostTensor> inputs,
                            MutableArrayRef<HostTensor> outputs) const {
  if (llvm::Error error = verifyTensors(inputs, signature.inputs, "input"))
    return error;
  if (llvm::Error error = verifyTensors(outputs, signature.outputs, "output"))
    return error;

  std::vector<MemRefDescriptor> descriptors;
  for (const HostTensor &tensor : inputs)
    descriptors.emplace_back(tensor.getBytes().data(), tensor.getShape());
  for (HostTensor &tensor : outputs)
    descriptors.emplace_back(tensor.getBytes().data(), tensor.getShape());
  // The function takes pointers to descriptors, and is called through pointers
  // to its arguments.
  std::vector<void *> arguments;
  for (MemRefDescriptor &descriptor : descriptors)
    arguments.push_back(descriptor.get());
  std::vector<void *> packed;
  for (void *&argument : arguments)
    packed.push_back(&argument);
  entryPoint(packed.data());
  return llvm::Error::success();
}
