//===- Linker.cpp - Machine code at its place in memory -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Linker.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/MemoryMapper.h"
#include "llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h"

using namespace llvm;
using namespace nnef;

/// How much of the address space is taken at once. Code of one network should
/// be close together, and taking it costs nothing.
static constexpr size_t kReservedBytes = size_t(64) << 20;

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
                 ArrayRef<SymbolAddress> symbols,
                 const DataLayout &dataLayout) {
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

  // What the objects define goes before what the process has of that name.
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
