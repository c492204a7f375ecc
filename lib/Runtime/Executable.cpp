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
#include "Compilation.h"
#include "EntryPoint.h"
#include "LargeMemory.h"
#include "Linker.h"
#include "NNEF/Dialect/NNEF/IR/ResourceReleaser.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Runtime/Target.h"
#include "Weights.h"
#include "WorkspacePool.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Target/TargetMachine.h"
#include <chrono>

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
static constexpr llvm::StringLiteral entryPointName = "_nnef_run";

Executable::Executable(Signature signature) : signature(std::move(signature)) {}
Executable::~Executable() = default;

llvm::Expected<std::unique_ptr<Executable>>
Executable::compile(ModuleOp module, const Options &options) {
  llvm::Expected<Signature> signature = Signature::get(module);
  if (!signature)
    return signature.takeError();
  if (llvm::Error error = verifyNetwork(module, *signature))
    return std::move(error);
  auto target = Target::get(options.cpu, options.cpuFeatures);
  if (!target)
    return target.takeError();

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

/// Stores objects as attributes, which keep their memory.
static ArrayAttr makeObjectsAttr(MutableArrayRef<CompiledPart> objects,
                                 MLIRContext *context) {
  SmallVector<Attribute> attributes;
  for (CompiledPart &object : objects) {
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
  CPUPipelineOptions pipelineOptions;
  if (llvm::Error error = setPipelineOptions(pipelineOptions, target, options))
    return std::move(error);
  pipelineOptions.timeSteps = options.timesSteps;

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
  if (llvm::Error error = lowerNetwork(module, pipelineOptions, options))
    return std::move(error);
  addEntryPoint(module, signature, entryPointName);
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
    auto objects = generateCode(module, target, CodeForm::Object, options);
    if (!objects)
      return objects.takeError();
    for (const CompiledPart &object : *objects)
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
  auto address = code->lookup(entryPointName);
  if (!address)
    return address.takeError();
  entryPoint = reinterpret_cast<decltype(entryPoint)>(*address);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

llvm::Error Executable::addWeights(ModuleOp compiled,
                                   SmallVectorImpl<SymbolAddress> &addresses) {
  for (NamedAttribute weight : getEntries(compiled, weightsAttrName)) {
    StringRef name = weight.getName();
    llvm::Expected<ArrayRef<char>> bytes = getBytes(weight);
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

llvm::Error Executable::addState(ModuleOp compiled,
                                 SmallVectorImpl<SymbolAddress> &addresses) {
  for (NamedAttribute entry : getEntries(compiled, stateAttrName)) {
    llvm::Expected<Elements> value = getInitialValue(entry);
    if (!value)
      return value.takeError();
    auto global =
        cast<DictionaryAttr>(entry.getValue()).getAs<StringAttr>("global");
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

llvm::Error Executable::storeState(ModuleOp module) const {
  SymbolTable symbols(module);
  for (const State &state : states) {
    auto global = symbols.lookup<ml_program::GlobalOp>(state.global);
    assert(global && "the module is not the one that was compiled");
    global.setValueAttr(
        createResource(state.initialValue.getType(), state.global,
                       HeapAsmResourceBlob::allocateAndCopyWithAlign(
                           state.memory.getBytes(), kResourceAlignment)));
  }
  return llvm::Error::success();
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

llvm::Error Executable::run(ArrayRef<HostTensor> inputs,
                            MutableArrayRef<HostTensor> outputs) const {
  if (llvm::Error error = signature.verifyTensors(inputs, outputs))
    return error;
  SmallVector<const void *> inputPointers;
  for (const HostTensor &tensor : inputs)
    inputPointers.push_back(tensor.getBytes().data());
  SmallVector<void *> outputPointers;
  for (HostTensor &tensor : outputs)
    outputPointers.push_back(tensor.getBytes().data());
  return run(inputPointers.data(), outputPointers.data());
}

llvm::Error Executable::run(const void *const *inputs,
                            void *const *outputs) const {
  llvm::Expected<WorkspacePool::Workspace> workspace = workspaces->take();
  if (!workspace)
    return workspace.takeError();
  // OpenMP keeps the number for each thread that calls it.
  if (numThreads != 0)
    omp_set_num_threads(int(numThreads));
  entryPoint(inputs, outputs, workspace->get());
  return llvm::Error::success();
}
