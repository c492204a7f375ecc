//===- Options.cpp - What the command line asks for -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "DeviceOptions.h"
#include "NNEF/Runtime/Target.h"
#include "Plugins.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

static cl::OptionCategory category("nnef-run options");

static cl::opt<std::string> modelPath(cl::Positional, cl::Required,
                                      cl::cat(category), cl::desc("MODEL"),
                                      cl::value_desc("MODEL"));
static cl::list<std::string>
    inputFiles("input", cl::cat(category), cl::value_desc("NAME=FILE"),
               cl::desc("Read input NAME from FILE (.dat or .npy)"));
static cl::opt<std::string>
    inputFolder("inputs", cl::cat(category), cl::value_desc("DIR"),
                cl::desc("Read the other inputs from DIR/NAME.dat or .npy"));
static cl::list<std::string>
    outputFiles("output", cl::cat(category), cl::value_desc("NAME=FILE"),
                cl::desc("Write output NAME to FILE (.dat or .npy)"));
static cl::opt<std::string>
    outputFolder("outputs", cl::cat(category), cl::value_desc("DIR"),
                 cl::desc("Write the other outputs to DIR/NAME.dat"));
static cl::opt<std::string>
    outputFormat("output-format", cl::cat(category), cl::value_desc("dat|npy"),
                 cl::init("dat"),
                 cl::desc("The format of the files that --outputs and "
                          "--dump-activations write"));
static cl::list<std::string>
    expectedFiles("expect", cl::cat(category), cl::value_desc("NAME=FILE"),
                  cl::desc("Compare output NAME with FILE (.dat or .npy)"));
static cl::opt<std::string> expectedFolder(
    "expected", cl::cat(category), cl::value_desc("DIR"),
    cl::desc("Compare the other outputs with DIR/NAME.dat or .npy"));
static cl::opt<double>
    relativeTolerance("rtol", cl::cat(category), cl::init(1e-5),
                      cl::desc("Differences relative to what is expected that "
                               "are still equal (default: 1e-5)"));
static cl::opt<double> absoluteTolerance(
    "atol", cl::cat(category), cl::init(1e-8),
    cl::desc("Absolute differences that are still equal (default: 1e-8)"));
static cl::opt<std::string> dumpFolder(
    "dump-activations", cl::cat(category), cl::value_desc("DIR"),
    cl::desc("Write all tensors that have a name, of those that operations of "
             "the graph compute, to DIR/NAME.dat. DIR must not be there yet, "
             "or be empty"));
static cl::opt<std::string> comparedFolder(
    "compare-activations", cl::cat(category), cl::value_desc("DIR"),
    cl::desc("Compare these tensors with DIR/NAME.dat or .npy, for all that "
             "there is a file of, and say which is the first that diverges"));
static cl::opt<std::string> weightsPath(
    "weights", cl::cat(category), cl::value_desc("MODEL"),
    cl::desc("Take the values of variables that are inputs from this NNEF "
             "model (default: from MODEL itself)"));
static cl::opt<bool>
    onlySignature("print-signature", cl::cat(category),
                  cl::desc("Print the inputs and outputs and do not run"));
static cl::opt<unsigned> numSteps(
    "steps", cl::cat(category), cl::value_desc("N"),
    cl::desc("Invoke the network N times, each time with the state that is "
             "left. Files then have a leading extent of N, an item for each "
             "step; those of inputs may be as for one step"));
static cl::opt<unsigned>
    resetInterval("reset-every", cl::cat(category), cl::value_desc("K"),
                  cl::desc("Start each K steps from the state that is stored"));
static cl::opt<std::string>
    savedModel("save-model", cl::cat(category), cl::value_desc("MODEL"),
               cl::desc("Write the network as an NNEF model again, with the "
                        "state that it has after the run"));
static cl::opt<unsigned>
    numRepeats("repeat", cl::cat(category), cl::value_desc("N"),
               cl::desc("Run N times more and print how long an invocation "
                        "takes"));
static cl::opt<std::string> device(
    "device", cl::cat(category), cl::value_desc("cpu|cuda|vulkan"),
    cl::init("cpu"),
    cl::desc("Run on the processor (the default), on a GPU of NVIDIA, or on "
             "what else there is a driver of Vulkan for. Options about "
             "processors, and about code and the time it takes to make it, are "
             "for the processor alone"));
static cl::list<CUDALibrary> cudaLibraries(
    "cuda-libraries", cl::cat(category), cl::CommaSeparated,
    cl::desc("With --device=cuda, leave to libraries of NVIDIA, which must be "
             "where the system finds shared libraries (default: nothing):"),
    cl::values(clEnumValN(CUDALibrary::CublasLt, "cublaslt",
                          "products of matrices, to cuBLASLt"),
               clEnumValN(CUDALibrary::Cudnn, "cudnn",
                          "convolutions, to cuDNN")));
static cl::opt<std::string>
    cpu("cpu", cl::cat(category), cl::value_desc("NAME"), cl::init("native"),
        cl::desc("Compile for this CPU, as LLVM names it, with those of its "
                 "features that this machine has (default: native)"));
static cl::opt<std::string> cpuFeatures(
    "cpu-features", cl::cat(category), cl::value_desc("+A,-B"),
    cl::desc("Compile with CPU feature A and without B, as LLVM names them"));

// LLVM's linker has an option of that name.
[[maybe_unused]] static const bool hasRoomForThreads = removeOption("threads");
static cl::opt<unsigned>
    numThreads("threads", cl::cat(category), cl::value_desc("N"),
               cl::desc("Compile and run in N threads (default: as many as "
                        "there are processors)"));
static cl::opt<std::string> cacheFolder(
    "cache", cl::cat(category), cl::value_desc("DIR"),
    cl::desc("Keep compiled networks in DIR for the next time (default: the "
             "environment variable NNEF_CACHE, or else "
             "$XDG_CACHE_HOME/nnef-mlir or ~/.cache/nnef-mlir)"));
static cl::opt<bool>
    noCache("no-cache", cl::cat(category),
            cl::desc("Neither use nor keep compiled networks"));
static cl::opt<std::string> cachePolicy(
    "cache-policy", cl::cat(category), cl::value_desc("POLICY"),
    cl::init("prune_after=720h:cache_size_bytes=8g"),
    cl::desc("Which compiled networks are removed, as LLVM's linkers write it "
             "(default: prune_after=720h:cache_size_bytes=8g)"));
static cl::opt<bool>
    timing("timing", cl::cat(category),
           cl::desc("Print how long each step takes, which functions take "
                    "longest to compile, and how much memory was needed"));
static cl::opt<bool>
    profile("profile", cl::cat(category),
            cl::desc("Print how long each layer takes, with its lines of NNEF: "
                     "the median of as many runs as --repeat says, or 20"));
static cl::opt<std::string> tunedFile(
    "tune", cl::cat(category), cl::value_desc("FILE"),
    cl::desc("Try other ways to divide the layers among registers, caches and "
             "threads, which takes some dozen times as long as compiling once; "
             "write the fastest to FILE, for --tuning, and use them. Nothing "
             "else should run meanwhile"));
static cl::opt<std::string>
    tuningFile("tuning", cl::cat(category), cl::value_desc("FILE"),
               cl::desc("Divide layers as FILE says, which --tune has written "
                        "on this machine with the same --threads. Others than "
                        "those in it are divided as they would be without it"));
static cl::opt<int64_t>
    trial("trial", cl::cat(category), cl::Hidden, cl::init(-1),
          cl::desc("Divide each layer in the other way that has this number, "
                   "among those that --tune tries"));
static cl::opt<bool>
    perfMap("perf-map", cl::cat(category),
            cl::desc("Tell the profiler perf the names of compiled functions, "
                     "by /tmp/perf-PID.map"));
static cl::opt<std::string>
    objectFolder("save-objects", cl::cat(category), cl::value_desc("DIR"),
                 cl::desc("Write the machine code to DIR/NAME.o, for a "
                          "disassembler"));

static constexpr StringLiteral overview =
    R"(Compiles a neural network for this machine and runs it.

MODEL is an NNEF model (a folder with a 'graph.nnef', an archive of one, or the
graph file itself) or a file of MLIR (.mlir, .mlirbc). Unless something is said
about outputs or activations, a summary of each output is printed.

The exit code is 1 if something fails or a tensor differs from what is expected,
and 2 if the tool is not used as it should be.
)";

/// What the network runs on, if that is not the processor.
static Expected<std::optional<DeviceTarget>> getDevice() {
  if (cudaLibraries.getNumOccurrences() && device != "cuda")
    return make_error<UsageError>("--cuda-libraries needs --device=cuda");
  if (device == "cpu")
    return getDeviceTarget(std::nullopt);
  std::optional<DeviceKind> kind =
      StringSwitch<std::optional<DeviceKind>>(device)
          .Case("cuda", DeviceKind::CUDA)
          .Case("vulkan", DeviceKind::Vulkan)
          .Default(std::nullopt);
  if (!kind)
    return make_error<UsageError>("--device is none of cpu, cuda and vulkan");
  if (Error error = refuseOptions({"opt-level", "lowering", "winograd", "cpu",
                                   "cpu-features", "timing", "perf-map",
                                   "save-objects", "profile", "tune", "tuning"},
                                  "needs --device=cpu"))
    return std::move(error);
  Expected<std::optional<DeviceTarget>> target = getDeviceTarget(kind);
  if (target)
    (*target)->libraries.assign(cudaLibraries.begin(), cudaLibraries.end());
  return target;
}

/// Checks what can be said about the options without any file.
static Error checkOptions(const NetworkOptions &network) {
  auto fail = [](const Twine &message) {
    return make_error<UsageError>(message);
  };
  if (outputFormat != "dat" && outputFormat != "npy")
    return fail("--output-format is neither dat nor npy");
  if (numThreads.getNumOccurrences() && numThreads == 0)
    return fail("--threads is 0");
  if (noCache && cacheFolder.getNumOccurrences())
    return fail("--cache cannot be used with --no-cache");
  if (numSteps.getNumOccurrences() && numSteps == 0)
    return fail("--steps is 0");
  if (resetInterval.getNumOccurrences() && resetInterval == 0)
    return fail("--reset-every is 0");
  if (resetInterval.getNumOccurrences() && !numSteps.getNumOccurrences())
    return fail("--reset-every needs --steps");
  if (!savedModel.empty() &&
      network.import.variables == VariableForm::Arguments)
    return fail("--save-model cannot be used with --variables=arguments: the "
                "network has no variables then");
  if (profile && numSteps.getNumOccurrences())
    return fail("--profile cannot be used with --steps");
  for (const cl::opt<std::string> *folder : {&dumpFolder, &comparedFolder}) {
    if (folder->empty())
      continue;
    // With more outputs it is another network, and takes another time.
    for (const cl::Option *other : std::initializer_list<const cl::Option *>{
             &onlySignature, &numRepeats, &profile, &tunedFile})
      if (other->getNumOccurrences())
        return fail("--" + other->ArgStr + " cannot be used with --" +
                    folder->ArgStr);
  }
  return Error::success();
}

/// What the options say about the cache.
static Expected<CacheOptions> getCacheOptions() {
  CacheOptions options;
  Expected<CachePruningPolicy> policy = parseCachePruningPolicy(cachePolicy);
  if (!policy)
    return make_error<UsageError>("--cache-policy: " +
                                  toString(policy.takeError()));
  options.policy = *policy;
  if (noCache)
    return options;
  if (cacheFolder.getNumOccurrences()) {
    options.folder = cacheFolder;
  } else if (std::optional<std::string> folder =
                 sys::Process::GetEnv("NNEF_CACHE")) {
    options.folder = *folder;
  } else {
    // There need not be a home that can be written to.
    std::string home = getDefaultCacheFolder();
    if (!home.empty() && !sys::fs::create_directories(home) &&
        sys::fs::can_write(home))
      options.folder = home;
  }
  return options;
}

/// How the network is compiled.
static Expected<Executable::Options>
getCompilationOptions(const NetworkOptions &network) {
  Executable::Options options;
  static_cast<CompilationOptions &>(options) = network.compilation;
  options.cpu = cpu;
  options.cpuFeatures = cpuFeatures;
  // What is wrong with them is the same for all networks.
  if (auto target = nnef::Target::get(cpu, cpuFeatures); !target)
    return make_error<UsageError>(toString(target.takeError()));
  options.numThreads = numThreads;
  options.perfMap = perfMap;
  options.timesSteps = profile;
  Expected<CacheOptions> cache = getCacheOptions();
  if (!cache)
    return cache.takeError();
  options.cache = std::move(*cache);
  return options;
}

Expected<std::optional<Options>> parseOptions(int argc, char **argv) {
  describePluginOptions(category);
  cl::HideUnrelatedOptions({&category, &getNetworkCategory()});
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &errs()))
    return std::nullopt;
  Options options;
  options.model = modelPath;
  Expected<NetworkOptions> network = getNetworkOptions(modelPath);
  if (!network)
    return network.takeError();
  if (Error error = checkOptions(*network))
    return std::move(error);
  options.network = std::move(*network);
  options.weights = weightsPath;
  options.inputs = {"input", inputFiles, inputFolder};
  options.outputs = {"output", outputFiles, outputFolder};
  options.outputExtension = "." + outputFormat;
  options.expected = {"output", expectedFiles, expectedFolder};
  options.tolerance = {relativeTolerance, absoluteTolerance};
  options.dumpFolder = dumpFolder;
  options.comparedFolder = comparedFolder;
  options.savedModel = savedModel;
  options.onlySignature = onlySignature;
  if (numSteps.getNumOccurrences())
    options.numSteps = numSteps;
  options.resetInterval = resetInterval;
  options.numRepeats = numRepeats;
  options.timing = timing;
  options.profile = profile;
  options.tuning = tuningFile;
  options.tunedFile = tunedFile;
  options.trial = trial;
  options.objectFolder = objectFolder;
  if (Error error = getDevice().moveInto(options.device))
    return std::move(error);
  Expected<Executable::Options> compilation =
      getCompilationOptions(options.network);
  if (!compilation)
    return compilation.takeError();
  options.compilation = std::move(*compilation);
  return options;
}
