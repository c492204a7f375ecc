//===- Executable.cpp - Networks as code that runs ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Executable.h"
#include "Cache.h"
#include "CodeGenerator.h"
#include "LargeMemory.h"
#include "Linker.h"
#include "NNEF/Dialect/NNEF/IR/ResourceReleaser.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Runtime/Target.h"
#include "WorkspacePool.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Target/TargetMachine.h"
#include <chrono>
#include <cstring>
#include <unistd.h>

using namespace mlir;
using namespace nnef;

/// Of OpenMP's runtime library. Its header belongs to a compiler, and need not
/// be that of the library.
extern "C" void omp_set_num_threads(int numThreads);

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// The attribute of a compiled module that is its machine code: an array of
/// objects, each as a tensor of bytes.
static constexpr llvm::StringLiteral objectsAttrName = "nnef.objects";

/// Is present on a compiled module whose code runs in several threads.
static constexpr llvm::StringLiteral openMPAttrName = "nnef.openmp";

/// The symbol of the function that runs the network. No network has that name:
/// theirs have a prefix.
static constexpr llvm::StringLiteral invocationName = "_nnef_invoke";

/// What is said after diagnostics.
static llvm::Error makeFailure() {
  return llvm::createStringError("the network cannot be compiled");
}

/// Measures a step if that is asked for.
static TimingScope startTiming(const Executable::Options &options,
                               StringRef name) {
  return options.timing ? options.timing->nest(name) : TimingScope();
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

/// The bytes of memory that the machine has.
static uint64_t getMemoryOfMachine() {
  return uint64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

/// Refuses tensors that are larger than the memory of the machine: code that
/// cannot get memory has no way to say so.
static LogicalResult verifyFitsIntoMemory(ModuleOp module) {
  uint64_t memory = getMemoryOfMachine();
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
  auto target = Target::get(options.cpu, options.cpuFeatures);
  if (!target)
    return target.takeError();
  if (failed(verifyFitsIntoMemory(module)))
    return makeFailure();

  std::unique_ptr<Executable> result(new Executable(std::move(*signature)));
  auto compiled = result->getCompiledModule(module, *target, options);
  if (!compiled)
    return compiled.takeError();
  TimingScope timing = startTiming(options, "Linking");
  if (llvm::Error error = result->link(**compiled, *target, options.perfMap))
    return std::move(error);
  if ((**compiled)->hasAttr(openMPAttrName))
    result->numThreads = options.numThreads;
  return result;
}

/// Turns a network into a module of the LLVM dialect.
static llvm::Error lower(ModuleOp module, PassManager &pm,
                         const Executable::Options &options) {
  TimingScope timing = startTiming(options, "Passes");
  if (timing)
    pm.enableTiming(timing);
  return succeeded(pm.run(module)) ? llvm::Error::success() : makeFailure();
}

/// Adds the function that run() calls. A network has any number of arguments,
/// each a pointer to a descriptor; this function has one, an array of them.
static void addInvocation(ModuleOp module, StringRef network) {
  auto callee = module.lookupSymbol<LLVM::LLVMFuncOp>(
      ("_mlir_ciface_" + entryPointPrefix + network).str());
  assert(callee && "the pipeline makes no entry point");
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = callee.getLoc();
  auto pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto function = LLVM::LLVMFuncOp::create(
      builder, loc, invocationName,
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()),
                                  pointer));
  Block *entry = function.addEntryBlock(builder);
  builder.setInsertionPointToStart(entry);
  SmallVector<Value> arguments;
  for (unsigned i = 0, e = callee.getNumArguments(); i < e; ++i) {
    Value place = LLVM::GEPOp::create(builder, loc, pointer, pointer,
                                      entry->getArgument(0),
                                      ArrayRef<LLVM::GEPArg>{int32_t(i)});
    arguments.push_back(LLVM::LoadOp::create(builder, loc, pointer, place));
  }
  LLVM::CallOp::create(builder, loc, callee, arguments);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

/// Stores objects as attributes, which keep their memory.
static ArrayAttr makeObjectsAttr(MutableArrayRef<Object> objects,
                                 MLIRContext *context) {
  SmallVector<Attribute> attributes;
  for (Object &object : objects) {
    ArrayRef<char> bytes(object.buffer->getBufferStart(),
                         object.buffer->getBufferSize());
    auto type = RankedTensorType::get({int64_t(bytes.size())},
                                      IntegerType::get(context, 8));
    AsmResourceBlob blob(
        bytes, kResourceAlignment,
        [buffer = std::move(object.buffer)](void *, size_t, size_t) {},
        /*dataIsMutable=*/false);
    attributes.push_back(
        createResource(type, "object_" + object.name, std::move(blob)));
  }
  return ArrayAttr::get(context, attributes);
}

/// Replaces weights that the network has from the beginning by their names: who
/// compiles it again has them already.
static DictionaryAttr nameInputs(DictionaryAttr weights,
                                 const ResourceSet &inputs) {
  NamedAttrList result;
  for (NamedAttribute weight : weights) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(weight.getValue());
    if (resource && inputs.contains(resource.getRawHandle()))
      weight.setValue(StringAttr::get(resource.getRawHandle().getKey(),
                                      resource.getType()));
    result.push_back(weight);
  }
  return result.getDictionary(weights.getContext());
}

/// Releases the resources that the network had in the beginning, but for those
/// that its code computes with.
static void releaseUnused(const ResourceSet &inputs, ModuleOp compiled) {
  ResourceSet used = getResources(compiled);
  llvm::StringSet<> names;
  if (auto weights = compiled->getAttrOfType<DictionaryAttr>(weightsAttrName))
    for (NamedAttribute weight : weights)
      if (auto name = dyn_cast<StringAttr>(weight.getValue()))
        names.insert(name);
  for (const AsmDialectResourceHandle &handle : inputs) {
    auto resource = cast<DenseResourceElementsHandle>(handle);
    if (!used.contains(handle) && !names.contains(resource.getKey()))
      releaseResource(*resource.getResource());
  }
}

/// The resource that a weight is, or has the name of.
static DialectResourceBlobManager::BlobEntry *getResource(Attribute weight) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(weight))
    return resource.getRawHandle().getResource();
  if (auto name = dyn_cast<StringAttr>(weight))
    return DenseResourceElementsHandle::getManagerInterface(weight.getContext())
        .getBlobManager()
        .lookup(name);
  return nullptr;
}

/// Moves the weights of a network into memory that is fast to read, aligned to
/// lines of the cache, as they will be when they are read from a file.
static void moveWeights(ModuleOp compiled) {
  auto weights = compiled->getAttrOfType<DictionaryAttr>(weightsAttrName);
  if (!weights)
    return;
  llvm::SetVector<DialectResourceBlobManager::BlobEntry *> resources;
  uint64_t size = 0;
  for (NamedAttribute weight : weights) {
    auto *resource = getResource(weight.getValue());
    if (resource && resource->getBlob() && resources.insert(resource))
      size += llvm::alignTo(resource->getBlob()->getData().size(),
                            workspaceAlignment);
  }
  std::shared_ptr<char> memory(allocateLargeMemory(size));
  // They are as well where they are.
  if (!memory)
    return;
  char *place = memory.get();
  for (auto *resource : resources) {
    ArrayRef<char> bytes = resource->getBlob()->getData();
    llvm::copy(bytes, place);
    // Frees what it held before, and keeps the memory of all.
    resource->setBlob(AsmResourceBlob(
        ArrayRef<char>(place, bytes.size()), workspaceAlignment,
        [memory](void *, size_t, size_t) {}, /*dataIsMutable=*/false));
    place += llvm::alignTo(bytes.size(), workspaceAlignment);
  }
}

/// Whether code of a module runs in several threads.
static bool usesOpenMP(ModuleOp module) {
  return module.walk([](omp::ParallelOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

llvm::Expected<OwningOpRef<ModuleOp>>
Executable::getCompiledModule(ModuleOp module, const Target &target,
                              const Options &options) {
  MLIRContext *context = module.getContext();
  PassManager pm(context);
  CPUPipelineOptions pipelineOptions;
  pipelineOptions.lowering = options.lowering;
  pipelineOptions.winograd = options.winograd;
  pipelineOptions.timeSteps = options.timesSteps;
  llvm::Expected<VectorRegisters> registers = target.getVectorRegisters();
  if (!registers)
    return registers.takeError();
  pipelineOptions.vectorBits = registers->bits;
  pipelineOptions.vectorRegisters = registers->count;
  pipelineOptions.dotProducts = registers->hasDotProducts;
  pipelineOptions.byteTables = registers->hasByteTables;

  bool hasCache = !options.cache.folder.empty();
  Cache cache(options.cache);
  ResourceSet inputs = getResources(module);
  std::string key;
  if (hasCache) {
    TimingScope timing = startTiming(options, "Looking into the cache");
    std::string text;
    llvm::raw_string_ostream os(text);
    // When memory is released makes no difference to the code.
    PassManager described(context);
    buildCPUPipeline(described, pipelineOptions);
    described.printAsTextualPipeline(os);
    os << '\n'
       << target.getCPU() << '\n'
       << target.getFeatures() << '\n'
       << options.optLevel;
    key = getCacheKey(module, inputs, text);
    if (OwningOpRef<ModuleOp> compiled = cache.load(key, context)) {
      if (options.releasesWeights)
        releaseUnused(inputs, *compiled);
      return compiled;
    }
  }

  pipelineOptions.releasesWeights = options.releasesWeights;
  buildCPUPipeline(pm, pipelineOptions);
  if (llvm::Error error = lower(module, pm, options))
    return std::move(error);
  addInvocation(module, signature.name);
  OwningOpRef<ModuleOp> compiled = ModuleOp::create(UnknownLoc::get(context));
  if (auto weights = module->getAttrOfType<DictionaryAttr>(weightsAttrName))
    (*compiled)->setAttr(weightsAttrName, nameInputs(weights, inputs));
  if (auto state = module->getAttr(stateAttrName))
    (*compiled)->setAttr(stateAttrName, state);
  for (StringRef name : {memoryAttrName, stepsAttrName})
    if (Attribute value = module->getAttr(name))
      (*compiled)->setAttr(name, value);
  if (usesOpenMP(module))
    (*compiled)->setAttr(openMPAttrName, UnitAttr::get(context));
  if (options.releasesWeights) {
    releaseUnused(inputs, *compiled);
    moveWeights(*compiled);
  }
  {
    TimingScope timing = startTiming(options, "Code generation");
    auto objects =
        generateCode(module, target, options.optLevel, options.progress);
    if (!objects)
      return objects.takeError();
    for (const Object &object : *objects)
      functionTimes.push_back({object.name, object.seconds});
    (*compiled)->setAttr(objectsAttrName, makeObjectsAttr(*objects, context));
  }

  if (hasCache) {
    TimingScope timing = startTiming(options, "Writing to the cache");
    // The network runs all the same.
    if (llvm::Error error = cache.store(key, *compiled))
      emitWarning(UnknownLoc::get(context))
          << "the compiled network is not kept: " << toString(std::move(error));
  }
  return compiled;
}

llvm::Error Executable::link(ModuleOp compiled, const Target &target,
                             bool perfMap) {
  SmallVector<SymbolAddress> addresses;
  if (llvm::Error error = addWeights(compiled, addresses))
    return error;
  if (llvm::Error error = addState(compiled, addresses))
    return error;
  addSteps(compiled, addresses);
  auto memory = compiled->getAttrOfType<DictionaryAttr>(memoryAttrName);
  memoryUse.arena = memory.getAs<IntegerAttr>("arena").getInt();
  memoryUse.live = memory.getAs<IntegerAttr>("live").getInt();
  // The system may promise memory that it does not have.
  if (memoryUse.arena > getMemoryOfMachine())
    return llvm::createStringError("the network computes in " +
                                   Twine(memoryUse.arena) +
                                   " bytes, more memory than this machine has");
  workspaces = std::make_unique<WorkspacePool>(memoryUse.arena);
  for (auto object : compiled->getAttrOfType<ArrayAttr>(objectsAttrName)
                         .getAsRange<DenseResourceElementsAttr>())
    objects.emplace_back(toStringRef(object.getData()),
                         object.getRawHandle().getKey());
  auto machine = target.createMachine(llvm::CodeGenOptLevel::None);
  if (!machine)
    return machine.takeError();
  auto linked = LinkedCode::link(objects, addresses,
                                 (*machine)->createDataLayout(), perfMap);
  if (!linked)
    return linked.takeError();
  code = std::move(*linked);
  auto address = code->lookup(invocationName);
  if (!address)
    return address.takeError();
  entryPoint = reinterpret_cast<decltype(entryPoint)>(*address);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The bytes of a weight, which live as long as the context.
static llvm::Expected<ArrayRef<char>> getBytes(StringRef name,
                                               Attribute weight) {
  if (auto dense = dyn_cast<DenseElementsAttr>(weight))
    return dense.getRawData();
  auto *resource = getResource(weight);
  if (resource && resource->getBlob())
    return resource->getBlob()->getData();
  return llvm::createStringError("the data of weight '" + name +
                                 "' is missing");
}

/// The entries of an attribute of the module that is a dictionary, if it has
/// that attribute.
static ArrayRef<NamedAttribute> getEntries(ModuleOp module, StringRef name) {
  auto entries = module->getAttrOfType<DictionaryAttr>(name);
  return entries ? entries.getValue() : ArrayRef<NamedAttribute>();
}

llvm::Error Executable::addWeights(ModuleOp compiled,
                                   SmallVectorImpl<SymbolAddress> &addresses) {
  for (NamedAttribute weight : getEntries(compiled, weightsAttrName)) {
    StringRef name = weight.getName();
    llvm::Expected<ArrayRef<char>> bytes = getBytes(name, weight.getValue());
    if (!bytes)
      return bytes.takeError();
    memoryUse.weights += bytes->size();
    // The code relies on elements being aligned. Old tensor files and text
    // formats do not always see to that.
    auto type = cast<ShapedType>(cast<TypedAttr>(weight.getValue()).getType());
    uint64_t alignment = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    if (llvm::isAddrAligned(llvm::Align(alignment), bytes->data())) {
      addresses.push_back({name, bytes->data()});
      continue;
    }
    HostTensor &copy =
        copies.emplace_back(ElementType::Int8, int64_t(bytes->size()));
    llvm::copy(*bytes, copy.getBytes().begin());
    addresses.push_back({name, copy.getBytes().data()});
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

/// Fills the memory of a state.
static void writeElements(const Elements &elements,
                          MutableArrayRef<char> memory) {
  // A splat has the bytes of one element.
  ArrayRef<char> bytes = elements.getBytes();
  for (; !memory.empty(); memory = memory.drop_front(bytes.size()))
    llvm::copy(bytes, memory.begin());
}

llvm::Error Executable::addState(ModuleOp compiled,
                                 SmallVectorImpl<SymbolAddress> &addresses) {
  for (NamedAttribute entry : getEntries(compiled, stateAttrName)) {
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
  return llvm::Error::success();
}

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
// Steps
//===----------------------------------------------------------------------===//

/// The clock of code that measures its steps.
static int64_t readClock() {
  return std::chrono::nanoseconds(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void Executable::addSteps(ModuleOp compiled,
                          SmallVectorImpl<SymbolAddress> &addresses) {
  auto descriptions = compiled->getAttrOfType<ArrayAttr>(stepsAttrName);
  if (!descriptions)
    return;
  for (auto description : descriptions.getAsRange<DictionaryAttr>()) {
    auto function = description.getAs<StringAttr>("function");
    steps.push_back({Location(description.getAs<LocationAttr>("loc")),
                     function ? function.str() : std::string(),
                     description.getAs<StringAttr>(kernelAttrName),
                     description.getAs<DictionaryAttr>(tilesAttrName)});
  }
  stepTimes.assign(steps.size(), 0);
  addresses.push_back({stepTimesName, stepTimes.data()});
  addresses.push_back({clockName, reinterpret_cast<const void *>(readClock)});
}

std::vector<double> Executable::takeStepTimes() {
  std::vector<double> seconds;
  for (int64_t &time : stepTimes)
    seconds.push_back(double(std::exchange(time, 0)) * 1e-9);
  return seconds;
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
  llvm::Expected<WorkspacePool::Workspace> workspace = workspaces->take();
  if (!workspace)
    return workspace.takeError();

  std::vector<MemRefDescriptor> descriptors;
  for (const HostTensor &tensor : inputs)
    descriptors.emplace_back(tensor.getBytes().data(), tensor.getShape());
  for (HostTensor &tensor : outputs)
    descriptors.emplace_back(tensor.getBytes().data(), tensor.getShape());
  descriptors.emplace_back(workspace->get(),
                           ArrayRef<int64_t>(int64_t(memoryUse.arena)));
  std::vector<void *> arguments;
  for (MemRefDescriptor &descriptor : descriptors)
    arguments.push_back(descriptor.get());
  // OpenMP keeps the number for each thread that calls it.
  if (numThreads != 0)
    omp_set_num_threads(int(numThreads));
  entryPoint(arguments.data());
  return llvm::Error::success();
}
