//===- Linker.cpp - Machine code at its place in memory -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Linker.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/MemoryMapper.h"
#include "llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <dlfcn.h>

using namespace llvm;
using namespace nnef;

/// How much of the address space is taken at once. Code of one network should
/// be close together, and taking it costs nothing.
static constexpr size_t kReservedBytes = size_t(64) << 20;

namespace {
/// Writes the file that `perf` reads the names of functions from, for code that
/// comes from no file.
class PerfMap : public orc::LinkGraphLinkingLayer::Plugin {
public:
  static Expected<std::shared_ptr<PerfMap>> open() {
    std::string path =
        "/tmp/perf-" + std::to_string(sys::Process::getProcessId()) + ".map";
    std::error_code ec;
    auto result = std::make_shared<PerfMap>(path, ec);
    if (ec)
      return createFileError(path, ec);
    return result;
  }

  // The process may link several networks.
  PerfMap(StringRef path, std::error_code &ec)
      : os(path, ec, sys::fs::OF_Append) {}

  void modifyPassConfig(orc::MaterializationResponsibility &,
                        jitlink::LinkGraph &,
                        jitlink::PassConfiguration &config) override {
    config.PostFixupPasses.push_back([this](jitlink::LinkGraph &graph) {
      for (const jitlink::Symbol *symbol : graph.defined_symbols())
        if (symbol->hasName() && symbol->isCallable())
          os << utohexstr(symbol->getAddress().getValue(), true) << ' '
             << utohexstr(symbol->getSize(), true) << ' ' << *symbol->getName()
             << '\n';
      os.flush();
      return Error::success();
    });
  }

  Error notifyFailed(orc::MaterializationResponsibility &) override {
    return Error::success();
  }
  Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override {
    return Error::success();
  }
  void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey,
                                   orc::ResourceKey) override {}

private:
  raw_fd_ostream os;
};
} // namespace

/// Lets code find what this library was loaded with, such as OpenMP's. A
/// program that loads libraries as it runs, as Python does, need not see what
/// those need.
static void addOwnLibraries(orc::JITDylib &library, char globalPrefix) {
  Dl_info info;
  if (!dladdr(reinterpret_cast<void *>(&addOwnLibraries), &info))
    return;
  auto generator =
      orc::DynamicLibrarySearchGenerator::Load(info.dli_fname, globalPrefix);
  // There is no library if all is part of the program, which is searched
  // anyway.
  if (generator)
    library.addGenerator(std::move(*generator));
  else
    consumeError(generator.takeError());
}

LinkedCode::LinkedCode(std::unique_ptr<orc::ExecutorProcessControl> process,
                       const DataLayout &dataLayout)
    : dataLayout(dataLayout), session(std::move(process)), layer(session),
      library(session.createBareJITDylib("network")) {
  // By default errors are printed, before whoever asked for a symbol gets them.
  session.setErrorReporter([this](Error error) {
    if (!messages.empty())
      messages += '\n';
    messages += toString(std::move(error));
  });
}

LinkedCode::~LinkedCode() { cantFail(session.endSession()); }

Expected<std::unique_ptr<LinkedCode>>
LinkedCode::link(ArrayRef<MemoryBufferRef> objects,
                 ArrayRef<SymbolAddress> symbols, const DataLayout &dataLayout,
                 bool perfMap) {
  auto memory = orc::MapperJITLinkMemoryManager::CreateWithMapper<
      orc::InProcessMemoryMapper>(kReservedBytes);
  if (!memory)
    return memory.takeError();
  auto process = orc::SelfExecutorProcessControl::Create(
      /*SSP=*/nullptr, /*D=*/std::make_unique<orc::InPlaceTaskDispatcher>(),
      std::move(*memory));
  if (!process)
    return process.takeError();
  std::unique_ptr<LinkedCode> result(
      new LinkedCode(std::move(*process), dataLayout));

  if (perfMap) {
    auto plugin = PerfMap::open();
    if (!plugin)
      return plugin.takeError();
    result->layer.addPlugin(std::move(*plugin));
  }

  // What the objects define goes before what the process has of that name.
  addOwnLibraries(result->library, dataLayout.getGlobalPrefix());
  auto functionsOfProcess =
      orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
          dataLayout.getGlobalPrefix());
  if (!functionsOfProcess)
    return functionsOfProcess.takeError();
  result->library.addGenerator(std::move(*functionsOfProcess));
  orc::MangleAndInterner mangle(result->session, dataLayout);
  orc::SymbolMap addresses;
  for (auto [name, address] : symbols)
    addresses[mangle(name)] = {orc::ExecutorAddr::fromPtr(address),
                               JITSymbolFlags::Exported};
  if (Error error =
          result->library.define(orc::absoluteSymbols(std::move(addresses))))
    return std::move(error);
  for (MemoryBufferRef object : objects)
    if (Error error = result->layer.add(
            result->library, MemoryBuffer::getMemBuffer(
                                 object, /*RequiresNullTerminator=*/false)))
      return std::move(error);
  return result;
}

Expected<void *> LinkedCode::lookup(StringRef name) {
  orc::MangleAndInterner mangle(session, dataLayout);
  auto symbol = session.lookup({&library}, mangle(name));
  if (symbol)
    return symbol->getAddress().toPtr<void *>();
  if (messages.empty())
    return symbol.takeError();
  consumeError(symbol.takeError());
  return createStringError(std::exchange(messages, ""));
}
