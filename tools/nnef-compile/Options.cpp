//===- Options.cpp - What the command line asks for -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "DeviceOptions.h"
#include "Plugins.h"
#include "UsageError.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace nnef;

static cl::OptionCategory category("nnef-compile options");

static cl::opt<std::string> modelPath(cl::Positional, cl::Required,
                                      cl::cat(category), cl::desc("MODEL"),
                                      cl::value_desc("MODEL"));
static cl::opt<std::string>
    outputPath("o", cl::Required, cl::cat(category),
               cl::value_desc("FILE.o|.a|.so|.ptx|.spv"),
               cl::desc("Where to write the code: as an object file, a static "
                        "library or a shared one; or for a GPU"));
static cl::opt<std::string>
    headerPath("header", cl::cat(category), cl::value_desc("FILE.h"),
               cl::desc("Where to write the header for C (default: beside the "
                        "code, with the extension .h)"));
static cl::opt<std::string> weightsPath(
    "weights", cl::cat(category), cl::value_desc("FILE"),
    cl::desc("Write the weights to FILE, which the program reads or maps and "
             "passes to the network (default: they are part of the code)"));
static cl::opt<std::string>
    prefix("prefix", cl::cat(category), cl::value_desc("NAME"),
           cl::desc("What names in C begin with (default: the name of the "
                    "network)"));

namespace {
enum class Threads { Off, OpenMP };
} // namespace
// LLVM's linker has an option of that name.
[[maybe_unused]] static const bool hasRoomForThreads = removeOption("threads");
static cl::opt<Threads> threads(
    "threads", cl::cat(category), cl::init(Threads::Off),
    cl::desc("Whether a run of the network uses several threads:"),
    cl::values(clEnumValN(Threads::Off, "off",
                          "it runs in the thread that calls it, and needs no "
                          "library but that of C (the default)"),
               clEnumValN(Threads::OpenMP, "openmp",
                          "it runs in the threads of OpenMP; the program is "
                          "linked with -lomp")));
static cl::opt<std::string>
    triple("target", cl::cat(category), cl::value_desc("TRIPLE|nvptx|spirv"),
           cl::desc("Compile for this kind of machine, as LLVM names it, such "
                    "as aarch64-linux-gnu (default: that of this machine); or "
                    "for GPUs, by CUDA or Vulkan. What these have to do is "
                    "written beside the code, as FILE.json and FILE.weights"));
static cl::list<std::string> chips(
    "chip", cl::cat(category), cl::CommaSeparated, cl::value_desc("NAME,..."),
    cl::desc(
        "With --target=nvptx, compile for these CUDA devices, as LLVM "
        "names them (default: sm_80, whose code newer ones run, too). With "
        "several there are FILE.NAME.ptx, ..."));
static cl::opt<std::string> cpu(
    "cpu", cl::cat(category), cl::value_desc("NAME"),
    cl::desc("Compile for this CPU, as LLVM names it, and others that have all "
             "that it has (default: this machine's; with --target, any)"));
static cl::opt<std::string> cpuFeatures(
    "cpu-features", cl::cat(category), cl::value_desc("+A,-B"),
    cl::desc("Compile with CPU feature A and without B, as LLVM names them"));
static cl::opt<bool>
    timing("timing", cl::cat(category),
           cl::desc("Print how long each step takes, and how much memory the "
                    "network needs"));

static constexpr StringLiteral overview =
    R"(Compiles a neural network to code that programs are linked with.

MODEL is an NNEF model (a folder with a 'graph.nnef', an archive of one, or the
graph file itself) or a file of MLIR (.mlir, .mlirbc). A header for C says how to
call the code: NAME_run runs the network NAME.

  nnef-compile digits -o digits.o && cc main.c digits.o -lm

For a GPU there are the code of kernels, which is text of PTX or SPIR-V, a list of
what to launch, and the weights.

  nnef-compile digits --target=nvptx --chip=sm_80,sm_90a -o digits.ptx

The exit code is 1 if something fails, and 2 if the tool is not used as it
should be.
)";

/// The kind of device that the code is for, if it is for one.
static std::optional<DeviceKind> getDeviceKind() {
  return StringSwitch<std::optional<DeviceKind>>(triple)
      .Case("nvptx", DeviceKind::CUDA)
      .Case("spirv", DeviceKind::Vulkan)
      .Default(std::nullopt);
}

/// Checks that no option asks for what the target does not have.
static Error checkDeviceOptions(std::optional<DeviceKind> kind) {
  if (!chips.empty() && kind != DeviceKind::CUDA)
    return make_error<UsageError>("--chip needs --target=nvptx");
  if (!kind)
    return getDeviceTarget(std::nullopt).takeError();
  StringRef extension = kind == DeviceKind::CUDA ? ".ptx" : ".spv";
  if (!StringRef(outputPath).ends_with(extension))
    return make_error<UsageError>("'" + outputPath + "' does not end in '" +
                                  extension + "', as --target=" + triple +
                                  " asks for");
  return refuseOptions({"header", "weights", "prefix", "threads", "cpu",
                        "cpu-features", "opt-level", "lowering", "winograd",
                        "timing"},
                       "is not for --target=" + triple);
}

/// What code for a device is made for.
static Expected<Options> getDeviceOptions(DeviceKind kind) {
  Expected<NetworkOptions> network = getNetworkOptions(modelPath);
  if (!network)
    return network.takeError();
  Options options;
  options.model = modelPath;
  options.network = std::move(*network);
  if (Error error = getDeviceTarget(kind).moveInto(options.device))
    return std::move(error);
  options.device->chips.assign(chips.begin(), chips.end());
  options.files.code = outputPath;
  return options;
}

/// The files to write.
static Expected<PackageFiles> getFiles() {
  if (!getPackageForm(outputPath))
    return make_error<UsageError>("'" + outputPath +
                                  "' ends in none of .o, .obj, .a and .so");
  PackageFiles files{outputPath, headerPath, weightsPath};
  if (files.header.empty()) {
    SmallString<128> path(files.code);
    sys::path::replace_extension(path, ".h");
    files.header = path.str();
  }
  if (files.header == files.code || files.weights == files.code ||
      files.weights == files.header)
    return make_error<UsageError>(
        "the code, the header and the weights go to different files");
  return files;
}

Expected<std::optional<Options>> parseOptions(int argc, char **argv) {
  describePluginOptions(category);
  cl::HideUnrelatedOptions({&category, &getNetworkCategory()});
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &errs()))
    return std::nullopt;
  std::optional<DeviceKind> device = getDeviceKind();
  if (Error error = checkDeviceOptions(device))
    return std::move(error);
  if (device)
    return getDeviceOptions(*device);
  Expected<PackageFiles> files = getFiles();
  if (!files)
    return files.takeError();
  Expected<NetworkOptions> network = getNetworkOptions(modelPath);
  if (!network)
    return network.takeError();
  Expected<nnef::Target> target =
      nnef::Target::getForeign(triple, cpu, cpuFeatures);
  if (!target)
    return make_error<UsageError>(toString(target.takeError()));

  PackageOptions package;
  static_cast<CompilationOptions &>(package) = network->compilation;
  package.prefix = prefix;
  package.usesThreads = threads == Threads::OpenMP;
  package.embedsWeights = weightsPath.empty();
  return Options{modelPath,    std::move(*network), std::move(*target),
                 std::nullopt, std::move(package),  std::move(*files),
                 timing};
}
