//===- Package.cpp - Networks as object files for programs in C -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Package.h"
#include "CHeader.h"
#include "CodeGenerator.h"
#include "Compilation.h"
#include "Digest.h"
#include "EntryPoint.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Runtime/Target.h"
#include "ObjectWriter.h"
#include "Placement.h"

using namespace mlir;
using namespace nnef;

/// From here on, code and what it reads may be too far apart for addresses that
/// are relative to the code.
static constexpr uint64_t maxEmbeddedBytes = uint64_t(1) << 31;

/// Refuses machines that the pipelines know nothing of.
static llvm::Error verifyTarget(const Target &target) {
  const llvm::Triple &triple = target.getTriple();
  if (!triple.isGPU() && !triple.isBPF() && !triple.isArch16Bit())
    return llvm::Error::success();
  return llvm::createStringError(
      "'" + triple.str() + "' is no processor that networks are compiled for");
}

namespace {
/// The symbols of the C interface.
struct Symbols {
  std::string run, reset, weights;

  explicit Symbols(StringRef prefix)
      : run((prefix + "_run").str()), reset((prefix + "_reset").str()),
        weights((prefix + "_weights").str()) {}
};
} // namespace

/// Turns a network into a module of the LLVM dialect.
static llvm::Error lower(ModuleOp module, const Target &target,
                         const PackageOptions &options) {
  CPUPipelineOptions pipelineOptions;
  if (llvm::Error error = setPipelineOptions(pipelineOptions, target, options))
    return error;
  pipelineOptions.releasesWeights = options.releasesWeights;
  pipelineOptions.threads = options.usesThreads;
  return lowerNetwork(module, pipelineOptions, options);
}

/// The memory for weights in the object file, if there is any.
static llvm::Expected<std::optional<ReservedMemory>>
getReservedMemory(const Placement &placement, const Symbols &symbols,
                  const PackageOptions &options) {
  if (!options.embedsWeights || !placement.hasWeights())
    return std::nullopt;
  uint64_t size = placement.getWeightsSize();
  if (size < maxEmbeddedBytes)
    return ReservedMemory{symbols.weights, size};
  return llvm::createStringError(
      "the weights take " + Twine(size) +
      " bytes, too many for an object file; they must be in a file of their "
      "own");
}

/// Adds the functions of the C interface, which no function of the network
/// shares its name with. Returns what they are called.
static llvm::Expected<std::vector<std::string>>
addInterface(ModuleOp module, const Signature &signature,
             const Placement &placement, const Symbols &symbols,
             bool embedsWeights) {
  for (StringRef name : {symbols.run, symbols.reset, symbols.weights})
    if (module.lookupSymbol(name))
      return llvm::createStringError(
          "the network has a function '" + name +
          "' already; another prefix is needed for its interface");
  SmallVector<LLVM::LLVMFuncOp> functions{
      addEntryPoint(module, signature, symbols.run)};
  if (placement.hasState())
    functions.push_back(placement.addResetFunction(module, symbols.reset));
  placement.relocate(module, functions.front(), functions,
                     embedsWeights ? symbols.weights : "");
  std::vector<std::string> names;
  for (LLVM::LLVMFuncOp function : functions)
    names.push_back(function.getSymName().str());
  return names;
}

/// Makes the object file of a network, without its weights.
static llvm::Expected<SmallVector<char, 0>>
makeObject(ModuleOp module, const Target &target, const PackageOptions &options,
           ArrayRef<std::string> exported,
           const std::optional<ReservedMemory> &reserved) {
  TimingScope timing = startTiming(options, "Optimization");
  auto parts = generateCode(module, target, CodeForm::Bitcode, options);
  if (!parts)
    return parts.takeError();
  timing.stop();
  timing = startTiming(options, "Code generation");
  return writeObject(*parts, target, options, exported, reserved);
}

/// Whether one of the symbols is that of a function of OpenMP's library.
static bool usesOpenMP(ArrayRef<std::string> symbols) {
  return llvm::any_of(symbols, [](StringRef symbol) {
    return symbol.starts_with("__kmpc_") || symbol.starts_with("omp_");
  });
}

static std::string getTargetName(const Target &target) {
  std::string name = target.getTriple().str();
  if (!target.getCPU().empty())
    name += (", " + target.getCPU()).str();
  return name;
}

llvm::Expected<Package> nnef::packageNetwork(ModuleOp module,
                                             const Target &target,
                                             const PackageOptions &options) {
  if (llvm::Error error = verifyTarget(target))
    return std::move(error);
  llvm::Expected<Signature> signature = Signature::get(module);
  if (!signature)
    return signature.takeError();
  if (llvm::Error error = verifyNetwork(module, *signature))
    return std::move(error);
  Package package;
  package.prefix =
      getCIdentifier(options.prefix.empty() ? signature->name : options.prefix);
  Symbols symbols(package.prefix);

  if (llvm::Error error = lower(module, target, options))
    return std::move(error);
  llvm::Expected<Placement> placement = Placement::get(module);
  if (!placement)
    return placement.takeError();
  auto memory = module->getAttrOfType<DictionaryAttr>(memoryAttrName);
  package.numWorkspaceBytes = memory.getAs<IntegerAttr>("arena").getInt();
  package.numWeightBytes = placement->getWeightsSize();
  package.numStateBytes = placement->getStateSize();
  auto reserved = getReservedMemory(*placement, symbols, options);
  if (!reserved)
    return reserved.takeError();

  auto exported = addInterface(module, *signature, *placement, symbols,
                               options.embedsWeights);
  if (!exported)
    return exported.takeError();
  auto object = makeObject(module, target, options, *exported, *reserved);
  if (!object)
    return object.takeError();
  package.object = std::move(*object);
  auto undefined = getUndefinedSymbols(package.object);
  if (!undefined)
    return undefined.takeError();
  package.needsOpenMP = usesOpenMP(*undefined);
  // Sizes have 64 bits in compiled code.
  if (!target.getTriple().isArch64Bit() &&
      llvm::is_contained(*undefined, "malloc"))
    return llvm::createStringError(
        "the network gets memory while it runs, which it can on machines of 64 "
        "bits only");

  bool isLittleEndian = target.getTriple().isLittleEndian();
  Digest digest;
  if (*reserved) {
    auto weights = findReserved(package.object, **reserved);
    if (!weights)
      return weights.takeError();
    placement->writeWeights(*weights, isLittleEndian);
  } else if (placement->hasWeights()) {
    package.weights.resize(placement->getWeightsSize());
    placement->writeWeights(package.weights, isLittleEndian);
    digest = getDigest(module.getContext(), package.weights);
    package.weights.append(digest.begin(), digest.end());
  }
  package.header = printCHeader(
      {*signature, *placement, package.prefix, getTargetName(target),
       package.numWorkspaceBytes, package.needsOpenMP, options.embedsWeights,
       digest, std::move(*undefined)});
  return std::move(package);
}
