//===- FakeDriver.cpp - A CUDA driver for tests ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A `libcuda.so.1` for machines without a GPU. Kernels are interpreted, and
// whoever calls a function in a way that the manual does not allow gets an
// error. The environment says what device there is:
//
//   FAKE_CUDA_DEVICES     how many devices there are: 0 or 1
//   FAKE_CUDA_CAPABILITY  what it is: 80 for sm_80
//   FAKE_CUDA_MEMORY      the bytes that it has
//   FAKE_CUDA_VERSION     the version of CUDA: 12080 for 12.8
//   FAKE_CUDA_FAIL        a function that fails
//   FAKE_CUDA_LOG         a file for what was called how often, and what was
//                         not given back
//
//===----------------------------------------------------------------------===//

#include "FakeDriver.h"
#include "PTX.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

using namespace ptx;

namespace {
enum Result {
  Success = 0,
  InvalidValue = 1,
  OutOfMemory = 2,
  NoDevice = 100,
  InvalidContext = 201,
  InvalidPTX = 218,
  NotFound = 500,
  IllegalAddress = 700,
  LaunchFailed = 719,
};

struct LoadedModule;

struct LoadedFunction {
  LoadedModule *module;
  const Function *function;
};

struct LoadedModule {
  Module module;
  std::map<std::string, LoadedFunction> functions;
};

/// A kernel and what it is launched with.
struct RecordedLaunch {
  const Function *function;
  Extents grid, block;
  std::vector<char> parameters;
};

/// What a graph repeats, one after the other.
struct Graph {
  std::vector<std::function<void()>> steps;
};

struct Stream {
  std::unique_ptr<Graph> capture;
};

/// Memory with addresses that the host cannot use.
class DeviceMemory : public Memory {
public:
  uint64_t allocate(size_t size) {
    uint64_t address = next;
    // What lies behind a block belongs to nobody.
    next += (size + 4095) / 4096 * 4096 + 4096;
    // Numbers that nobody has written are NaNs.
    blocks[address] = std::vector<char>(size, '\xff');
    total += size;
    return address;
  }
  bool free(uint64_t address) {
    auto found = blocks.find(address);
    if (found == blocks.end())
      return false;
    total -= found->second.size();
    blocks.erase(found);
    return true;
  }
  uint64_t addGlobal(const std::vector<char> &contents) override {
    uint64_t address = allocate(contents.size());
    blocks[address] = contents;
    globals.push_back(address);
    return address;
  }
  char *translate(uint64_t address, unsigned size) override {
    return find(address, size);
  }
  char *find(uint64_t address, size_t size) {
    auto block = blocks.upper_bound(address);
    if (block == blocks.begin())
      return nullptr;
    --block;
    uint64_t offset = address - block->first;
    return offset + size <= block->second.size() ? block->second.data() + offset
                                                 : nullptr;
  }
  size_t getNumBlocks() const { return blocks.size() - globals.size(); }
  size_t getTotal() const { return total; }

private:
  uint64_t next = 0x7f0000000000;
  std::map<uint64_t, std::vector<char>> blocks;
  std::vector<uint64_t> globals;
  size_t total = 0;
};

/// All that the driver has.
struct Driver {
  std::recursive_mutex mutex;
  std::map<std::string, unsigned> calls;
  DeviceMemory memory;
  std::map<void *, std::unique_ptr<LoadedModule>> modules;
  std::map<void *, std::unique_ptr<Stream>> streams;
  /// Graphs, and those that were made to run.
  std::map<void *, std::unique_ptr<Graph>> graphs, executables;
  int numRetained = 0;
  /// What libraries have made.
  int numObjects = 0;
  bool isInitialized = false;
  /// What went wrong on the device, until somebody waits for it.
  Result pending = Success;

  ~Driver();
};
} // namespace

static Driver driver;
/// How often a thread has pushed the one context that there is.
static thread_local int contextDepth = 0;

static long getSetting(const char *name, long defaultValue) {
  const char *text = getenv(name);
  return text ? strtol(text, nullptr, 0) : defaultValue;
}

Driver::~Driver() {
  const char *path = getenv("FAKE_CUDA_LOG");
  FILE *file = path ? fopen(path, "w") : nullptr;
  if (!file)
    return;
  for (auto &[name, count] : calls)
    fprintf(file, "%s: %u\n", name.c_str(), count);
  fprintf(file,
          "left: %d contexts, %zu modules, %zu streams, %zu graphs, %zu "
          "blocks, %d objects of libraries\n",
          numRetained, modules.size(), streams.size(),
          graphs.size() + executables.size(), memory.getNumBlocks(),
          numObjects);
  fclose(file);
}

/// Runs what a function of the driver does. `needsContext` is whether the
/// thread must have the context.
template <typename BodyT>
static int call(const char *name, bool needsContext, BodyT body) {
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  ++driver.calls[name];
  const char *failing = getenv("FAKE_CUDA_FAIL");
  if (failing && strcmp(failing, name) == 0)
    return LaunchFailed;
  if (needsContext && (contextDepth == 0 || driver.numRetained == 0))
    return InvalidContext;
  return body();
}

/// Says what is wrong with a program.
static Result fail(Result result, const std::string &message) {
  fprintf(stderr, "fake CUDA driver: %s\n", message.c_str());
  return result;
}

/// The stream if it is one, and no launches are captured on it.
static Stream *getStream(void *handle) {
  auto found = driver.streams.find(handle);
  return found == driver.streams.end() ? nullptr : found->second.get();
}

static void execute(const RecordedLaunch &launch) {
  try {
    run(*launch.function, launch.grid, launch.block, launch.parameters,
        driver.memory);
  } catch (const Error &error) {
    driver.pending = fail(IllegalAddress, error.what());
  }
}

/// Does something now, or whenever the graph is launched that is captured.
static void enqueue(Stream &stream, std::function<void()> step) {
  if (stream.capture)
    stream.capture->steps.push_back(std::move(step));
  else
    step();
}

#define EXPORT extern "C" __attribute__((visibility("default"))) int

EXPORT cuInit(unsigned flags) {
  return call("cuInit", false, [&]() -> Result {
    driver.isInitialized = flags == 0;
    return driver.isInitialized ? Success : InvalidValue;
  });
}

EXPORT cuDriverGetVersion(int *version) {
  return call("cuDriverGetVersion", false, [&] {
    *version = int(getSetting("FAKE_CUDA_VERSION", 12080));
    return Success;
  });
}

EXPORT cuGetErrorString(int error, const char **text) {
  static const std::map<int, const char *> texts = {
      {InvalidValue, "invalid argument"},
      {OutOfMemory, "out of memory"},
      {NoDevice, "no CUDA-capable device is detected"},
      {InvalidContext, "invalid device context"},
      {InvalidPTX, "a PTX JIT compilation failed"},
      {NotFound, "named symbol not found"},
      {IllegalAddress, "an illegal memory access was encountered"},
      {LaunchFailed, "unspecified launch failure"},
  };
  auto found = texts.find(error);
  *text = found == texts.end() ? nullptr : found->second;
  return *text ? Success : InvalidValue;
}

EXPORT cuDeviceGetCount(int *count) {
  return call("cuDeviceGetCount", false, [&] {
    *count = int(getSetting("FAKE_CUDA_DEVICES", 1));
    return driver.isInitialized ? Success : InvalidValue;
  });
}

EXPORT cuDeviceGet(int *device, int ordinal) {
  return call("cuDeviceGet", false, [&] {
    *device = 0;
    return ordinal == 0 ? Success : InvalidValue;
  });
}

EXPORT cuDeviceGetName(char *name, int length, int device) {
  return call("cuDeviceGetName", false, [&] {
    snprintf(name, length, "Fake GPU");
    return device == 0 ? Success : InvalidValue;
  });
}

EXPORT cuDeviceGetAttribute(int *value, int attribute, int device) {
  return call("cuDeviceGetAttribute", false, [&]() -> Result {
    long capability = getSetting("FAKE_CUDA_CAPABILITY", 80);
    if (device != 0 || (attribute != 75 && attribute != 76))
      return InvalidValue;
    *value = int(attribute == 75 ? capability / 10 : capability % 10);
    return Success;
  });
}

EXPORT cuDevicePrimaryCtxRetain(void **context, int device) {
  return call("cuDevicePrimaryCtxRetain", false, [&] {
    ++driver.numRetained;
    *context = &driver;
    return device == 0 ? Success : InvalidValue;
  });
}

EXPORT cuDevicePrimaryCtxRelease_v2(int device) {
  return call("cuDevicePrimaryCtxRelease_v2", false, [&]() -> Result {
    if (device != 0 || driver.numRetained == 0)
      return InvalidContext;
    --driver.numRetained;
    return Success;
  });
}

EXPORT cuCtxPushCurrent_v2(void *context) {
  return call("cuCtxPushCurrent_v2", false, [&]() -> Result {
    if (context != &driver)
      return InvalidContext;
    ++contextDepth;
    return Success;
  });
}

EXPORT cuCtxPopCurrent_v2(void **context) {
  return call("cuCtxPopCurrent_v2", false, [&]() -> Result {
    if (contextDepth == 0)
      return InvalidContext;
    --contextDepth;
    *context = &driver;
    return Success;
  });
}

EXPORT cuModuleLoadDataEx(void **result, const void *image, unsigned numOptions,
                          int *options, void **values) {
  return call("cuModuleLoadDataEx", true, [&]() -> Result {
    auto loaded = std::make_unique<LoadedModule>();
    try {
      loaded->module = parse(static_cast<const char *>(image), driver.memory);
      long capability = getSetting("FAKE_CUDA_CAPABILITY", 80);
      std::string target = loaded->module.target.substr(3);
      if (std::stol(target) > capability ||
          (target.back() == 'a' && std::stol(target) != capability))
        throw Error("the code is for another device");
    } catch (const std::exception &error) {
      // The log is for errors, of at most a size.
      for (unsigned i = 0; i + 1 < numOptions; ++i)
        if (options[i] == 5 && options[i + 1] == 6)
          snprintf(static_cast<char *>(values[i]), size_t(values[i + 1]), "%s",
                   error.what());
      return InvalidPTX;
    }
    for (auto &[name, function] : loaded->module.functions)
      loaded->functions[name] = {loaded.get(), &function};
    *result = loaded.get();
    driver.modules[*result] = std::move(loaded);
    return Success;
  });
}

EXPORT cuModuleUnload(void *module) {
  return call("cuModuleUnload", true, [&] {
    return driver.modules.erase(module) ? Success : InvalidValue;
  });
}

EXPORT cuModuleGetFunction(void **result, void *module, const char *name) {
  return call("cuModuleGetFunction", true, [&]() -> Result {
    auto found = driver.modules.find(module);
    if (found == driver.modules.end())
      return InvalidValue;
    auto &functions = found->second->functions;
    auto function = functions.find(name);
    if (function == functions.end())
      return NotFound;
    *result = &function->second;
    return Success;
  });
}

EXPORT cuFuncGetAttribute(int *value, int attribute, void *function) {
  return call("cuFuncGetAttribute", true, [&] {
    *value = 32;
    return function && attribute == 4 ? Success : InvalidValue;
  });
}

EXPORT cuMemAlloc_v2(uint64_t *address, size_t size) {
  return call("cuMemAlloc_v2", true, [&]() -> Result {
    if (size == 0)
      return InvalidValue;
    if (driver.memory.getTotal() + size >
        size_t(getSetting("FAKE_CUDA_MEMORY", 1l << 32)))
      return OutOfMemory;
    *address = driver.memory.allocate(size);
    return Success;
  });
}

EXPORT cuMemFree_v2(uint64_t address) {
  return call("cuMemFree_v2", true, [&] {
    return driver.memory.free(address) ? Success : InvalidValue;
  });
}

EXPORT cuMemcpyHtoDAsync_v2(uint64_t target, const void *source, size_t size,
                            void *stream) {
  return call("cuMemcpyHtoDAsync_v2", true, [&]() -> Result {
    char *bytes = driver.memory.find(target, size);
    if (!bytes || size == 0 || !getStream(stream) || getStream(stream)->capture)
      return InvalidValue;
    memcpy(bytes, source, size);
    return Success;
  });
}

EXPORT cuMemcpyDtoHAsync_v2(void *target, uint64_t source, size_t size,
                            void *stream) {
  return call("cuMemcpyDtoHAsync_v2", true, [&]() -> Result {
    char *bytes = driver.memory.find(source, size);
    if (!bytes || size == 0 || !getStream(stream) || getStream(stream)->capture)
      return InvalidValue;
    memcpy(target, bytes, size);
    return Success;
  });
}

EXPORT cuStreamCreate(void **stream, unsigned flags) {
  return call("cuStreamCreate", true, [&]() -> Result {
    if (flags > 1)
      return InvalidValue;
    auto created = std::make_unique<Stream>();
    *stream = created.get();
    driver.streams[*stream] = std::move(created);
    return Success;
  });
}

EXPORT cuStreamDestroy_v2(void *stream) {
  return call("cuStreamDestroy_v2", true, [&] {
    return driver.streams.erase(stream) ? Success : InvalidValue;
  });
}

EXPORT cuStreamSynchronize(void *stream) {
  return call("cuStreamSynchronize", true, [&]() -> Result {
    if (!getStream(stream) || getStream(stream)->capture)
      return InvalidValue;
    return std::exchange(driver.pending, Success);
  });
}

EXPORT cuLaunchKernel(void *function, unsigned gridX, unsigned gridY,
                      unsigned gridZ, unsigned blockX, unsigned blockY,
                      unsigned blockZ, unsigned sharedBytes, void *stream,
                      void **parameters, void **extra) {
  return call("cuLaunchKernel", true, [&]() -> Result {
    Stream *queue = getStream(stream);
    uint64_t numThreads = uint64_t(blockX) * blockY * blockZ;
    if (!queue || extra || sharedBytes != 0 || gridX == 0 || gridY == 0 ||
        gridZ == 0 || gridX > 0x7fffffff || gridY > 65535 || gridZ > 65535 ||
        numThreads == 0 || numThreads > 1024 || blockZ > 64)
      return InvalidValue;
    const Function *code = static_cast<LoadedFunction *>(function)->function;
    RecordedLaunch launch = {
        code, {gridX, gridY, gridZ}, {blockX, blockY, blockZ}, {}};
    for (size_t i = 0; i < code->parameterSizes.size(); ++i) {
      unsigned size = code->parameterSizes[i];
      std::vector<char> &bytes = launch.parameters;
      bytes.resize((bytes.size() + size - 1) / size * size + size);
      memcpy(bytes.data() + bytes.size() - size, parameters[i], size);
    }
    enqueue(*queue, [launch = std::move(launch)] { execute(launch); });
    return Success;
  });
}

#ifndef FAKE_CUDA_WITHOUT_GRAPHS
EXPORT cuStreamBeginCapture_v2(void *stream, int mode) {
  return call("cuStreamBeginCapture_v2", true, [&]() -> Result {
    if (!getStream(stream) || getStream(stream)->capture || mode > 2)
      return InvalidValue;
    getStream(stream)->capture = std::make_unique<Graph>();
    return Success;
  });
}

EXPORT cuStreamEndCapture(void *stream, void **graph) {
  return call("cuStreamEndCapture", true, [&]() -> Result {
    if (!getStream(stream) || !getStream(stream)->capture)
      return InvalidValue;
    std::unique_ptr<Graph> captured = std::move(getStream(stream)->capture);
    *graph = captured.get();
    driver.graphs[*graph] = std::move(captured);
    return Success;
  });
}

EXPORT cuGraphInstantiateWithFlags(void **executable, void *graph,
                                   unsigned long long flags) {
  return call("cuGraphInstantiateWithFlags", true, [&]() -> Result {
    auto found = driver.graphs.find(graph);
    if (found == driver.graphs.end() || flags != 0)
      return InvalidValue;
    auto copy = std::make_unique<Graph>(*found->second);
    *executable = copy.get();
    driver.executables[*executable] = std::move(copy);
    return Success;
  });
}

EXPORT cuGraphLaunch(void *executable, void *stream) {
  return call("cuGraphLaunch", true, [&]() -> Result {
    auto found = driver.executables.find(executable);
    if (found == driver.executables.end() || !getStream(stream))
      return InvalidValue;
    for (const std::function<void()> &step : found->second->steps)
      step();
    return Success;
  });
}

EXPORT cuGraphExecDestroy(void *executable) {
  return call("cuGraphExecDestroy", true, [&] {
    return driver.executables.erase(executable) ? Success : InvalidValue;
  });
}

EXPORT cuGraphDestroy(void *graph) {
  return call("cuGraphDestroy", true, [&] {
    return driver.graphs.erase(graph) ? Success : InvalidValue;
  });
}
#endif

/// For tests that are linked with the driver: how many objects were not given
/// back.
EXPORT fakeCUDAGetNumLive() {
  return driver.numRetained +
         int(driver.modules.size() + driver.streams.size() +
             driver.graphs.size() + driver.executables.size() +
             driver.memory.getNumBlocks()) +
         driver.numObjects;
}

//===----------------------------------------------------------------------===//
// For libraries
//===----------------------------------------------------------------------===//

int fake_cuda::callLibrary(const char *name, int failure,
                           const std::function<int()> &body) {
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  ++driver.calls[name];
  const char *failing = getenv("FAKE_CUDA_FAIL");
  if (failing && strcmp(failing, name) == 0)
    return failure;
  if (contextDepth == 0 || driver.numRetained == 0) {
    fail(InvalidContext, std::string(name) + " is called without a context");
    return failure;
  }
  return body();
}

bool fake_cuda::enqueue(void *stream,
                        const std::function<const char *()> &work) {
  Stream *queue = getStream(stream);
  if (!queue)
    return false;
  ::enqueue(*queue, [work] {
    if (const char *message = work())
      driver.pending = fail(IllegalAddress, message);
  });
  return true;
}

bool fake_cuda::isCapturing(void *stream) {
  Stream *queue = getStream(stream);
  return queue && queue->capture;
}

char *fake_cuda::translate(uint64_t address, size_t size) {
  return driver.memory.find(address, size);
}

void fake_cuda::countObjects(int number) { driver.numObjects += number; }
