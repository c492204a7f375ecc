//===- CUDADevice.cpp - A network on a CUDA device ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CUDADevice.h"
#include "NNEF/Pipelines/NVPTX.h"
#include "NNEF/Runtime/CUDA.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace nnef;

/// What the addresses of memories are multiples of.
static constexpr uint64_t kAlignment = 256;

//===----------------------------------------------------------------------===//
// CUDAContext
//===----------------------------------------------------------------------===//

Expected<CUDAContext> CUDAContext::get() {
  auto opened = CUDADriver::get();
  if (!opened)
    return opened.takeError();
  CUDAContext context(std::move(*opened));
  const CUDADriver &driver = *context.driver;
  int count = 0;
  if (Error error = driver.check(driver.cuDeviceGetCount(&count),
                                 "the CUDA devices cannot be counted"))
    return std::move(error);
  if (count == 0)
    return createStringError("this machine has no CUDA device");

  // Values of CUdevice_attribute.
  constexpr int capabilityMajor = 75, capabilityMinor = 76;
  char name[256] = {};
  int major = 0, minor = 0;
  auto ask = [&](CUDADriver::Result result) {
    return driver.check(result, "the CUDA device cannot be used");
  };
  if (Error error = ask(driver.cuDeviceGet(&context.device, 0)))
    return std::move(error);
  if (Error error =
          ask(driver.cuDeviceGetName(name, sizeof(name) - 1, context.device)))
    return std::move(error);
  if (Error error = ask(
          driver.cuDeviceGetAttribute(&major, capabilityMajor, context.device)))
    return std::move(error);
  if (Error error = ask(
          driver.cuDeviceGetAttribute(&minor, capabilityMinor, context.device)))
    return std::move(error);
  if (Error error = ask(
          driver.cuDevicePrimaryCtxRetain(&context.context, context.device)))
    return std::move(error);
  context.name = name;
  context.capability = major * 10 + minor;
  return context;
}

CUDAContext::CUDAContext(CUDAContext &&other)
    : driver(std::move(other.driver)), device(other.device),
      context(std::exchange(other.context, nullptr)),
      name(std::move(other.name)), capability(other.capability) {}

CUDAContext::~CUDAContext() {
  if (context)
    driver->cuDevicePrimaryCtxRelease_v2(device);
}

CUDAContext::Scope::Scope(const CUDAContext &context)
    : driver(context.getDriver()) {
  // What fails here fails again, and is reported, where the context is used.
  driver.cuCtxPushCurrent_v2(context.context);
}

CUDAContext::Scope::~Scope() {
  CUDADriver::Context popped;
  driver.cuCtxPopCurrent_v2(&popped);
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

Expected<std::unique_ptr<Device>> CUDADevice::create(const LaunchPlan &plan) {
  Expected<CUDAContext> context = CUDAContext::get();
  if (!context)
    return context.takeError();
  std::unique_ptr<CUDADevice> device(new CUDADevice(std::move(*context)));
  if (Error error = device->load(plan))
    return std::move(error);
  return std::move(device);
}

CUDADevice::~CUDADevice() {
  CUDAContext::Scope scope(context);
  // Of what is already out of order there is nothing to say.
  if (graph)
    driver.cuGraphExecDestroy(graph);
  libraryLaunches.clear();
  cudnn.reset();
  cublasLt.reset();
  for (CUDADriver::Module module : modules)
    driver.cuModuleUnload(module);
  for (Pointer block : blocks)
    driver.cuMemFree_v2(block);
  if (stream)
    driver.cuStreamDestroy_v2(stream);
}

Error CUDADevice::load(const LaunchPlan &plan) {
  CUDAContext::Scope scope(context);
  // A stream that does not wait for what others do on the default one.
  constexpr unsigned nonBlocking = 1;
  if (Error error = driver.check(driver.cuStreamCreate(&stream, nonBlocking),
                                 "the CUDA device gives no stream"))
    return error;
  if (Error error = loadModules(plan))
    return error;
  if (Error error = placeMemories(plan))
    return error;
  if (Error error = bindLaunches(plan))
    return error;
  if (Error error = bindLibraryLaunches(plan))
    return error;
  if (Error error = uploadData(plan))
    return error;
  return captureGraph();
}

Expected<CUDADevice::Pointer> CUDADevice::allocate(uint64_t size,
                                                   const Twine &purpose) {
  Pointer block = 0;
  // No memory is no error, but has no address.
  if (size == 0)
    return block;
  if (Error error = driver.check(driver.cuMemAlloc_v2(&block, size),
                                 "the CUDA device has no memory for the " +
                                     Twine(size) + " bytes of " + purpose))
    return std::move(error);
  blocks.push_back(block);
  return block;
}

namespace {
/// Places memories one after the other.
struct Layout {
  SmallVector<uint64_t> offsets;
  uint64_t size = 0;

  void add(uint64_t bytes) {
    offsets.push_back(size);
    size = alignTo(size + bytes, kAlignment);
  }
};
} // namespace

static uint64_t getTensorBytes(const TensorSpec &spec) {
  return *getNumElements(spec.shape) * getByteWidth(spec.elementType);
}

Error CUDADevice::placeMemories(const LaunchPlan &plan) {
  std::array<Layout, 5> layouts;
  auto getLayout = [&](DeviceMemory memory) -> Layout & {
    return layouts[unsigned(memory)];
  };
  for (const TensorSpec &spec : plan.signature.inputs)
    getLayout(DeviceMemory::Input).add(getTensorBytes(spec));
  for (const TensorSpec &spec : plan.signature.outputs)
    getLayout(DeviceMemory::Output).add(getTensorBytes(spec));
  for (const DeviceData &weight : plan.weights)
    getLayout(DeviceMemory::Weight).add(weight.getSizeInBytes());
  for (const DeviceData &state : plan.states)
    getLayout(DeviceMemory::State).add(state.getSizeInBytes());
  getLayout(DeviceMemory::Arena).add(plan.arenaSize);

  auto place = [&](DeviceMemory memory, Pointer base) {
    const Layout &layout = getLayout(memory);
    for (uint64_t offset : layout.offsets)
      memories[unsigned(memory)].push_back(base + offset);
    return base + layout.size;
  };
  auto weights =
      allocate(getLayout(DeviceMemory::Weight).size, "the network's weights");
  if (!weights)
    return weights.takeError();
  place(DeviceMemory::Weight, *weights);
  uint64_t rest = 0;
  for (const Layout &layout : layouts)
    rest += layout.size;
  auto tensors = allocate(rest - getLayout(DeviceMemory::Weight).size,
                          "the network's tensors");
  if (!tensors)
    return tensors.takeError();
  Pointer next = *tensors;
  for (DeviceMemory memory : {DeviceMemory::Input, DeviceMemory::Output,
                              DeviceMemory::State, DeviceMemory::Arena})
    next = place(memory, next);
  return Error::success();
}

Error CUDADevice::uploadData(const LaunchPlan &plan) {
  auto uploadAll = [&](ArrayRef<DeviceData> data,
                       DeviceMemory memory) -> Error {
    for (auto [datum, address] : zip_equal(data, memories[unsigned(memory)]))
      if (Error error = upload(address, datum.elements))
        return error;
    return Error::success();
  };
  if (Error error = uploadAll(plan.weights, DeviceMemory::Weight))
    return error;
  if (Error error = uploadAll(plan.states, DeviceMemory::State))
    return error;
  return synchronize();
}

Error CUDADevice::upload(Pointer target, const Elements &elements) {
  ArrayRef<char> bytes = elements.getBytes();
  SmallVector<char> repeated;
  if (elements.isSplat()) {
    for (int64_t i = 0, e = elements.getType().getNumElements(); i < e; ++i)
      append_range(repeated, bytes);
    bytes = repeated;
  }
  if (bytes.empty())
    return Error::success();
  Error error = driver.check(
      driver.cuMemcpyHtoDAsync_v2(target, bytes.data(), bytes.size(), stream),
      "the weights cannot be copied to the CUDA device");
  // The copy of a splat must live until it has arrived.
  if (!error && elements.isSplat())
    return synchronize();
  return error;
}

/// Whether code runs on devices of its kind alone.
static bool isSpecific(StringRef chip) { return chip.ends_with("a"); }

/// The code of a module that fits a device best.
static Expected<StringRef> chooseCode(const DeviceModule &module,
                                      const CUDAContext &context) {
  const DeviceCode *best = nullptr;
  for (const DeviceCode &code : module.codes) {
    unsigned capability = getNVPTXCapability(code.chip);
    if (isSpecific(code.chip) ? capability != context.getCapability()
                              : capability > context.getCapability())
      continue;
    if (!best || std::make_pair(capability, isSpecific(code.chip)) >
                     std::make_pair(getNVPTXCapability(best->chip),
                                    isSpecific(best->chip)))
      best = &code;
  }
  if (best)
    return best->bytes;
  std::string chips;
  raw_string_ostream os(chips);
  interleaveComma(module.codes, os,
                  [&](const DeviceCode &code) { os << code.chip; });
  return createStringError("the network is compiled for " + chips +
                           ", but the device '" + context.getName() +
                           "' is sm_" + Twine(context.getCapability()));
}

Error CUDADevice::loadModules(const LaunchPlan &plan) {
  // Values of CUjit_option.
  constexpr int errorLog = 5, errorLogSize = 6;
  for (const DeviceModule &module : plan.modules) {
    Expected<StringRef> code = chooseCode(module, context);
    if (!code)
      return code.takeError();
    char log[4096] = {};
    int options[] = {errorLog, errorLogSize};
    void *values[] = {log, reinterpret_cast<void *>(sizeof(log) - 1)};
    // The driver reads text up to a zero.
    std::string text = code->str();
    CUDADriver::Module loaded = nullptr;
    if (Error error = driver.check(
            driver.cuModuleLoadDataEx(&loaded, text.c_str(), 2, options,
                                      values),
            "the CUDA driver does not take the code of '" + module.name + "'"))
      return log[0] ? createStringError(toString(std::move(error)) + ": " +
                                        StringRef(log).trim())
                    : std::move(error);
    modules.push_back(loaded);
  }
  return Error::success();
}

CUDADevice::Pointer CUDADevice::getAddress(const DeviceBuffer &buffer) const {
  return memories[unsigned(buffer.memory)][buffer.index] + buffer.offset;
}

Expected<CUDADriver::Function>
CUDADevice::findKernel(const DeviceKernel &kernel) {
  CUDADriver::Function function = nullptr;
  if (Error error = driver.check(
          driver.cuModuleGetFunction(&function, modules[kernel.module],
                                     kernel.name.c_str()),
          "the CUDA driver does not find kernel '" + kernel.name + "'"))
    return std::move(error);
  // Drivers load kernels when they are used first, which must not be while
  // launches are captured. To be asked about it is a use.
  constexpr int numRegisters = 4; // A value of CUfunction_attribute.
  int value = 0;
  if (Error error = driver.check(
          driver.cuFuncGetAttribute(&value, numRegisters, function),
          "the CUDA driver does not load kernel '" + kernel.name + "'"))
    return std::move(error);
  return function;
}

Error CUDADevice::bindLaunches(const LaunchPlan &plan) {
  SmallVector<CUDADriver::Function> functions;
  for (const DeviceKernel &kernel : plan.kernels) {
    Expected<CUDADriver::Function> function = findKernel(kernel);
    if (!function)
      return function.takeError();
    functions.push_back(*function);
  }
  for (const Launch &launch : plan.launches) {
    BoundLaunch &bound =
        launches.emplace_back(BoundLaunch{functions[launch.kernel],
                                          launch.grid,
                                          launch.block,
                                          {},
                                          plan.kernels[launch.kernel].name});
    for (const DeviceBuffer &operand : launch.operands)
      bound.operands.push_back(getAddress(operand));
  }
  return Error::success();
}

/// Opens the library for a call, when it is needed first.
Expected<LoadedLibrary *> CUDADevice::getLibrary(const LibraryCall &call) {
  bool isProduct = call.getLibrary() == CUDALibrary::CublasLt;
  std::unique_ptr<LoadedLibrary> &library = isProduct ? cublasLt : cudnn;
  if (!library)
    if (Error error = (isProduct ? createCublasLt(driver) : createCudnn(stream))
                          .moveInto(library))
      return std::move(error);
  return library.get();
}

Error CUDADevice::bindLibraryLaunches(const LaunchPlan &plan) {
  uint64_t workspaceSize = 0;
  for (const LibraryLaunch &launch : plan.libraryLaunches) {
    Expected<LoadedLibrary *> library = getLibrary(launch.call);
    if (!library)
      return library.takeError();
    std::array<Pointer, 3> operands;
    for (auto [address, operand] : zip_equal(operands, launch.operands))
      address = getAddress(operand);
    auto step = (*library)->prepare(launch.call, operands);
    if (!step)
      return step.takeError();
    workspaceSize = std::max(workspaceSize, (*step)->getWorkspaceSize());
    libraryLaunches.push_back({std::move(*step), launch.numLaunchesBefore});
  }
  auto workspace = allocate(workspaceSize, "libraries");
  if (!workspace)
    return workspace.takeError();
  libraryWorkspace = *workspace;
  // Libraries load their kernels when they are used first, which must not be
  // while launches are captured. What they compute now is overwritten.
  for (const BoundLibraryLaunch &bound : libraryLaunches)
    if (Error error = bound.step->enqueue(stream, libraryWorkspace))
      return error;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

Error CUDADevice::launchKernel(const BoundLaunch &bound) const {
  SmallVector<void *> parameters;
  for (const Pointer &operand : bound.operands)
    parameters.push_back(const_cast<Pointer *>(&operand));
  return driver.check(
      driver.cuLaunchKernel(bound.function, bound.grid[0], bound.grid[1],
                            bound.grid[2], bound.block[0], bound.block[1],
                            bound.block[2], /*sharedBytes=*/0, stream,
                            parameters.data(), /*extra=*/nullptr),
      "the CUDA device does not launch kernel '" + bound.name + "'");
}

Error CUDADevice::launch() const {
  ArrayRef<BoundLibraryLaunch> remaining = libraryLaunches;
  for (size_t i = 0; i <= launches.size(); ++i) {
    for (; !remaining.empty() && remaining.front().numLaunchesBefore == i;
         remaining = remaining.drop_front())
      if (Error error =
              remaining.front().step->enqueue(stream, libraryWorkspace))
        return error;
    if (i < launches.size())
      if (Error error = launchKernel(launches[i]))
        return error;
  }
  return Error::success();
}

Error CUDADevice::captureGraph() {
  if (!driver.hasGraphs() || (launches.empty() && libraryLaunches.empty()))
    return Error::success();
  auto check = [&](CUDADriver::Result result) {
    return driver.check(result, "the launches cannot become a CUDA graph");
  };
  // What other threads do meanwhile does not matter.
  constexpr int threadLocal = 1;
  if (Error error = check(driver.cuStreamBeginCapture_v2(stream, threadLocal)))
    return error;
  Error error = launch();
  // Also ends a capture that went wrong.
  CUDADriver::Graph captured = nullptr;
  Error ended = check(driver.cuStreamEndCapture(stream, &captured));
  if (!error)
    error = std::move(ended);
  else
    consumeError(std::move(ended));
  if (!error)
    error = check(
        driver.cuGraphInstantiateWithFlags(&graph, captured, /*flags=*/0));
  if (captured)
    driver.cuGraphDestroy(captured);
  return error;
}

Error CUDADevice::synchronize() const {
  return driver.check(driver.cuStreamSynchronize(stream),
                      "the CUDA device failed");
}

Error CUDADevice::run(ArrayRef<ArrayRef<char>> inputs,
                      ArrayRef<MutableArrayRef<char>> outputs) {
  CUDAContext::Scope scope(context);
  for (auto [bytes, address] :
       zip_equal(inputs, memories[unsigned(DeviceMemory::Input)])) {
    if (bytes.empty())
      continue;
    if (Error error =
            driver.check(driver.cuMemcpyHtoDAsync_v2(address, bytes.data(),
                                                     bytes.size(), stream),
                         "an input cannot be copied to the CUDA device"))
      return error;
  }
  if (graph) {
    if (Error error = driver.check(driver.cuGraphLaunch(graph, stream),
                                   "the CUDA device does not run the network"))
      return error;
  } else if (Error error = launch()) {
    return error;
  }
  for (auto [bytes, address] :
       zip_equal(outputs, memories[unsigned(DeviceMemory::Output)])) {
    if (bytes.empty())
      continue;
    if (Error error =
            driver.check(driver.cuMemcpyDtoHAsync_v2(bytes.data(), address,
                                                     bytes.size(), stream),
                         "an output cannot be copied from the CUDA device"))
      return error;
  }
  return synchronize();
}

Error CUDADevice::writeState(unsigned index, ArrayRef<char> bytes) {
  CUDAContext::Scope scope(context);
  if (bytes.empty())
    return Error::success();
  if (Error error =
          driver.check(driver.cuMemcpyHtoDAsync_v2(
                           memories[unsigned(DeviceMemory::State)][index],
                           bytes.data(), bytes.size(), stream),
                       "the state cannot be copied to the CUDA device"))
    return error;
  return synchronize();
}

Error CUDADevice::readState(unsigned index, MutableArrayRef<char> bytes) {
  CUDAContext::Scope scope(context);
  if (bytes.empty())
    return Error::success();
  if (Error error = driver.check(
          driver.cuMemcpyDtoHAsync_v2(
              bytes.data(), memories[unsigned(DeviceMemory::State)][index],
              bytes.size(), stream),
          "the state cannot be copied from the CUDA device"))
    return error;
  return synchronize();
}

//===----------------------------------------------------------------------===//
// CUDA.h
//===----------------------------------------------------------------------===//

Expected<std::string> nnef::getCUDAChip() {
  Expected<CUDAContext> context = CUDAContext::get();
  if (!context)
    return context.takeError();
  // Code for an older kind runs on all that are newer.
  for (unsigned capability : {90, 80, 75, 70})
    if (context->getCapability() >= capability)
      return "sm_" + std::to_string(capability);
  return createStringError("the device '" + context->getName() + "' is sm_" +
                           Twine(context->getCapability()) +
                           "; networks need sm_70 or newer");
}

Error nnef::verifyCUDALibraries(ArrayRef<CUDALibrary> libraries) {
  auto driver = CUDADriver::get();
  if (!driver)
    return driver.takeError();
  for (CUDALibrary library : libraries)
    if (Error error = library == CUDALibrary::CublasLt
                          ? verifyCublasLt(**driver)
                          : verifyCudnn())
      return error;
  return Error::success();
}

Expected<std::unique_ptr<Device>>
nnef::createCUDADevice(const LaunchPlan &plan) {
  return CUDADevice::create(plan);
}
