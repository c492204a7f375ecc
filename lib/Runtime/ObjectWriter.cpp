//===- ObjectWriter.cpp - One object file of several parts ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObjectWriter.h"
#include "NNEF/Pipelines/Passes.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Object/MachO.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Internalize.h"

using namespace llvm;
using namespace nnef;

/// Moves all parts to one module.
static Error linkParts(llvm::Module &module, ArrayRef<CompiledPart> parts) {
  Linker linker(module);
  for (const CompiledPart &part : parts) {
    Expected<std::unique_ptr<llvm::Module>> read =
        parseBitcodeFile(part.buffer->getMemBufferRef(), module.getContext());
    if (!read)
      return read.takeError();
    if (linker.linkInModule(std::move(*read)))
      return createStringError("'" + part.name + "' cannot be linked");
  }
  return Error::success();
}

/// Defines the memory, without any contents that LLVM would rely on.
static void defineReserved(llvm::Module &module,
                           const ReservedMemory &reserved) {
  GlobalVariable *memory = module.getGlobalVariable(reserved.symbol);
  if (!memory)
    return;
  memory->setInitializer(ConstantAggregateZero::get(memory->getValueType()));
  memory->setConstant(true);
  memory->setLinkage(GlobalValue::InternalLinkage);
  memory->setVisibility(GlobalValue::DefaultVisibility);
  memory->setExternallyInitialized(true);
  memory->setAlignment(Align(workspaceAlignment));
}

Expected<SmallVector<char, 0>>
nnef::writeObject(ArrayRef<CompiledPart> parts, const Target &target,
                  const CompilationOptions &options,
                  ArrayRef<std::string> exported,
                  const std::optional<ReservedMemory> &reserved) {
  auto machine = target.createMachine(getCodeGenOptLevel(options));
  if (!machine)
    return machine.takeError();
  LLVMContext context;
  std::string errors;
  collectErrors(context, errors);
  llvm::Module module("network", context);
  module.setTargetTriple((*machine)->getTargetTriple());
  module.setDataLayout((*machine)->createDataLayout());
  if (Error error = linkParts(module, parts))
    return std::move(error);
  if (reserved)
    defineReserved(module, *reserved);
  internalizeModule(module, [&](const GlobalValue &value) {
    return is_contained(exported, value.getName());
  });
  ModuleAnalysisManager analyses;
  GlobalDCEPass().run(module, analyses);

  SmallVector<char, 0> object;
  object.reserve((reserved ? reserved->size : 0) + (1 << 20));
  raw_svector_ostream os(object);
  legacy::PassManager passes;
  if ((*machine)->addPassesToEmitFile(passes, os, /*DwoOut=*/nullptr,
                                      CodeGenFileType::ObjectFile,
                                      /*DisableVerify=*/true))
    return createStringError("LLVM writes no object files for '" +
                             (*machine)->getTargetTriple().str() + "'");
  passes.run(module);
  if (!errors.empty())
    return createStringError(StringRef(errors).trim());
  return std::move(object);
}

/// The object file in a memory.
static Expected<std::unique_ptr<object::ObjectFile>>
openObject(ArrayRef<char> object) {
  return object::ObjectFile::createObjectFile(MemoryBufferRef(
      StringRef(object.data(), object.size()), "the object file"));
}

/// The name of a symbol as C spells it.
static Expected<StringRef> getName(const object::SymbolRef &symbol) {
  Expected<StringRef> name = symbol.getName();
  // Objects of macOS have an underscore before all names.
  if (name && isa<object::MachOObjectFile>(symbol.getObject()))
    name->consume_front("_");
  return name;
}

static Error makeNoPlaceError() {
  return createStringError("object files of this target have no place for "
                           "weights; they must be in a file of their own");
}

Expected<MutableArrayRef<char>>
nnef::findReserved(MutableArrayRef<char> object,
                   const ReservedMemory &reserved) {
  auto file = openObject(object);
  if (!file)
    return file.takeError();
  // The addresses of others are no places in the file.
  if (!(*file)->isELF() && !(*file)->isCOFF() && !(*file)->isMachO())
    return makeNoPlaceError();
  for (const object::SymbolRef &symbol : (*file)->symbols()) {
    Expected<StringRef> name = getName(symbol);
    if (!name)
      return name.takeError();
    if (*name != reserved.symbol)
      continue;
    auto section = symbol.getSection();
    auto address = symbol.getAddress();
    if (!section || !address)
      return joinErrors(section.takeError(), address.takeError());
    Expected<StringRef> contents = (*section)->getContents();
    if (!contents)
      return contents.takeError();
    uint64_t offset =
        contents->data() - object.data() + *address - (*section)->getAddress();
    if (offset > object.size() || reserved.size > object.size() - offset)
      break;
    return object.slice(offset, reserved.size);
  }
  return makeNoPlaceError();
}

Expected<std::vector<std::string>>
nnef::getUndefinedSymbols(ArrayRef<char> object) {
  auto file = openObject(object);
  if (!file)
    return file.takeError();
  std::vector<std::string> names;
  for (const object::SymbolRef &symbol : (*file)->symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    Expected<StringRef> name = getName(symbol);
    if (!name)
      return name.takeError();
    if (*flags & object::SymbolRef::SF_Undefined && !name->empty())
      names.push_back(name->str());
  }
  llvm::sort(names);
  return names;
}
