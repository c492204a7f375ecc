//===- Target.cpp - The processor that code is made for -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Target.h"
#include "NNEF/Syntax/Suggestions.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace nnef;

/// What LLVM knows about a processor.
static Expected<std::unique_ptr<MCSubtargetInfo>>
getSubtarget(const Triple &triple, StringRef cpu, StringRef features) {
  std::string message;
  const llvm::Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError(message);
  return std::unique_ptr<MCSubtargetInfo>(
      target->createMCSubtargetInfo(triple, cpu, features));
}

/// The names in one of LLVM's tables.
template <typename Entry>
static SmallVector<StringRef> getNames(ArrayRef<Entry> table) {
  return llvm::map_to_vector(
      table, [](const Entry &entry) { return StringRef(entry.Key); });
}

/// Refuses the name of a processor that LLVM would only warn about.
static Error verifyCPU(const MCSubtargetInfo &subtarget, StringRef cpu) {
  SmallVector<StringRef> names =
      getNames(subtarget.getAllProcessorDescriptions());
  if (is_contained(names, cpu))
    return Error::success();
  return createStringError("unknown CPU '" + cpu + "'" + suggest(cpu, names));
}

/// The same for features, each with its sign.
static Error verifyFeatures(const MCSubtargetInfo &subtarget,
                            const std::vector<std::string> &features) {
  SmallVector<StringRef> names = getNames(subtarget.getAllProcessorFeatures());
  for (StringRef feature : features) {
    if (!SubtargetFeatures::hasFlag(feature))
      return createStringError("CPU feature '" + feature +
                               "' does not start with '+' or '-'");
    StringRef name = SubtargetFeatures::StripFlag(feature);
    if (!is_contained(names, name))
      return createStringError("unknown CPU feature '" + name + "'" +
                               suggest(name, names));
  }
  return Error::success();
}

/// The features of a subtarget that this machine does not have.
static SmallVector<StringRef>
getFeaturesNotOfHost(const MCSubtargetInfo &subtarget) {
  SmallVector<StringRef> missing;
  StringMap<bool> host = sys::getHostCPUFeatures();
  for (const SubtargetFeatureKV &feature :
       subtarget.getAllProcessorFeatures()) {
    // What LLVM does not look for on the host is no instruction, but a hint of
    // how to choose them.
    auto found = host.find(feature.Key);
    if (found != host.end() && !found->second &&
        subtarget.getFeatureBits().test(feature.Value))
      missing.push_back(feature.Key);
  }
  return missing;
}

/// Adds changes of features to those of a processor, if LLVM knows them.
static Error addFeatures(orc::JITTargetMachineBuilder &builder,
                         const MCSubtargetInfo &subtarget, StringRef features) {
  std::vector<std::string> changes = SubtargetFeatures(features).getFeatures();
  if (Error error = verifyFeatures(subtarget, changes))
    return error;
  builder.addFeatures(changes);
  return Error::success();
}

/// Lets code be at any distance from what it is linked with.
static void setCodeModel(orc::JITTargetMachineBuilder &builder) {
  // Weights may be anywhere, further from the code than a relative address can
  // say. Position-independent code finds them through a table of addresses.
  builder.setRelocationModel(Reloc::PIC_);
  builder.setCodeModel(CodeModel::Small);
}

Expected<nnef::Target> nnef::Target::get(StringRef cpu, StringRef features) {
  // Both do nothing when they are called again.
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  auto builder = orc::JITTargetMachineBuilder::detectHost();
  if (!builder)
    return builder.takeError();
  const Triple &triple = builder->getTargetTriple();
  auto generic = getSubtarget(triple, "", "");
  if (!generic)
    return generic.takeError();

  if (cpu != "native") {
    if (Error error = verifyCPU(**generic, cpu))
      return std::move(error);
    builder->setCPU(cpu.str());
    builder->getFeatures() = SubtargetFeatures();
    auto subtarget = getSubtarget(triple, cpu, "");
    if (!subtarget)
      return subtarget.takeError();
    for (StringRef missing : getFeaturesNotOfHost(**subtarget))
      builder->getFeatures().AddFeature(missing, /*Enable=*/false);
  }
  if (Error error = addFeatures(*builder, **generic, features))
    return std::move(error);
  auto subtarget = getSubtarget(triple, builder->getCPU(),
                                builder->getFeatures().getString());
  if (!subtarget)
    return subtarget.takeError();
  SmallVector<StringRef> missing = getFeaturesNotOfHost(**subtarget);
  if (!missing.empty())
    return createStringError("this machine does not have the CPU features " +
                             join(missing, ", "));
  setCodeModel(*builder);
  return nnef::Target(std::move(*builder));
}

/// The features that programs for a kind of machine rely on, where they are
/// more than what its least processor has. They decide how arguments are
/// passed.
static StringRef getFeaturesOfPlatform(const Triple &triple) {
  if (!triple.isOSLinux())
    return "";
  if (triple.isRISCV64())
    return "+m,+a,+f,+d,+c";
  if (triple.isLoongArch64())
    return "+64bit,+f,+d";
  return "";
}

Expected<nnef::Target> nnef::Target::getForeign(StringRef tripleName,
                                                StringRef cpu,
                                                StringRef features) {
  InitializeAllTargetInfos();
  InitializeAllTargets();
  InitializeAllTargetMCs();
  InitializeAllAsmPrinters();
  auto host = orc::JITTargetMachineBuilder::detectHost();
  if (!host)
    return host.takeError();
  bool isNative = tripleName.empty() && (cpu.empty() || cpu == "native");
  orc::JITTargetMachineBuilder builder(std::move(*host));
  if (!isNative) {
    Triple triple = tripleName.empty() ? builder.getTargetTriple()
                                       : Triple(Triple::normalize(tripleName));
    builder = orc::JITTargetMachineBuilder(triple);
    builder.setCPU(cpu.str());
  }
  const Triple &triple = builder.getTargetTriple();
  std::string message;
  if (!TargetRegistry::lookupTarget(triple, message))
    return createStringError("no code can be made for target '" + tripleName +
                             "': LLVM does not know it");
  auto generic = getSubtarget(triple, "", "");
  if (!generic)
    return generic.takeError();
  if (!isNative) {
    if (!cpu.empty())
      if (Error error = verifyCPU(**generic, cpu))
        return std::move(error);
    StringRef ofPlatform = cpu.empty() ? getFeaturesOfPlatform(triple) : "";
    builder.addFeatures(SubtargetFeatures(ofPlatform).getFeatures());
  }
  if (Error error = addFeatures(builder, **generic, features))
    return std::move(error);
  setCodeModel(builder);
  nnef::Target result(std::move(builder));
  result.isForeign = true;
  return result;
}

Expected<VectorRegisters> nnef::Target::getVectorRegisters() const {
  const Triple &triple = builder.getTargetTriple();
  // Other processors have vectors of four numbers, and AArch64 32 registers.
  if (!triple.isX86())
    return VectorRegisters{128, triple.isAArch64() ? 32 : 16};
  auto subtarget = getSubtarget(triple, builder.getCPU(), getFeatures());
  if (!subtarget)
    return subtarget.takeError();
  // Vectors of 128 and 256 bits have the instruction of AVX-512 as well.
  auto has = [&](const char *feature) {
    return (*subtarget)->checkFeatures(feature);
  };
  if (has("+avx512f"))
    return VectorRegisters{512, 32, has("+avx512vnni") && has("+avx512vl"),
                           has("+avx512vbmi") && has("+avx512bw")};
  return VectorRegisters{has("+avx") ? 256 : 128, 16, has("+avxvnni")};
}

Expected<std::unique_ptr<TargetMachine>>
nnef::Target::createMachine(CodeGenOptLevel optLevel) const {
  if (!isForeign) {
    orc::JITTargetMachineBuilder copy = builder;
    copy.setCodeGenOptLevel(optLevel);
    return copy.createTargetMachine();
  }
  // The builder makes nothing for machines that LLVM cannot link code for in
  // memory.
  std::string message;
  const Triple &triple = getTriple();
  const llvm::Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError(message);
  std::unique_ptr<TargetMachine> machine(target->createTargetMachine(
      triple, builder.getCPU(), getFeatures(), builder.getOptions(),
      builder.getRelocationModel(), builder.getCodeModel(), optLevel));
  if (!machine)
    return createStringError("LLVM makes no code for '" + triple.str() + "'");
  return machine;
}
