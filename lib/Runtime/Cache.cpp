//===- Cache.cpp - Compiled networks on disk ------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cache.h"
#include "Digest.h"
#include "LargeMemory.h"
#include "NNEF/Model/OutputFile.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include <dlfcn.h>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

ResourceSet nnef::getResources(ModuleOp module) {
  ResourceSet resources;
  AttrTypeWalker walker;
  walker.addWalk([&](DenseResourceElementsAttr attribute) {
    resources.insert(attribute.getRawHandle());
  });
  module.walk([&](Operation *op) { walker.walk(op->getAttrDictionary()); });
  return resources;
}

namespace {
/// Computes the digest of a sequence of texts.
class KeyHasher {
public:
  void add(StringRef text) {
    // Where a text ends matters as well.
    uint64_t size = text.size();
    hasher.update(
        StringRef(reinterpret_cast<const char *>(&size), sizeof(size)));
    hasher.update(text);
  }

  void add(const Digest &digest) { hasher.update(digest); }

  std::string getText() {
    // As many digits as make a name that is still easy to handle.
    return llvm::toHex(hasher.final<20>(), /*LowerCase=*/true);
  }

private:
  llvm::BLAKE3 hasher;
};
} // namespace

/// Adds which file the code at `address` is from: that of a shared library,
/// which is not read as a whole.
static void addLibrary(KeyHasher &hasher, const void *address) {
  Dl_info info;
  llvm::sys::fs::file_status status;
  if (!dladdr(address, &info) || llvm::sys::fs::status(info.dli_fname, status))
    return;
  hasher.add(info.dli_fname);
  hasher.add(std::to_string(status.getSize()));
  hasher.add(std::to_string(
      status.getLastModificationTime().time_since_epoch().count()));
}

/// Adds the tool and the libraries that it compiles with.
static void addTool(KeyHasher &hasher, MLIRContext *context) {
  hasher.add(LLVM_VERSION_STRING);
  auto program = llvm::MemoryBuffer::getFile(
      llvm::sys::fs::getMainExecutable(nullptr, nullptr), /*IsText=*/false,
      /*RequiresNullTerminator=*/false);
  if (program) {
    StringRef code = (*program)->getBuffer();
    hasher.add(getDigest(context, ArrayRef(code.data(), code.size())));
  }
  // Whatever this is linked into, and LLVM and MLIR where they are not part of
  // it.
  addLibrary(hasher, reinterpret_cast<const void *>(&nnef::getCacheKey));
  addLibrary(hasher, reinterpret_cast<const void *>(&llvm::pruneCache));
  addLibrary(hasher,
             reinterpret_cast<const void *>(&mlir::writeBytecodeToFile));
}

std::string nnef::getCacheKey(ModuleOp module, const ResourceSet &resources,
                              StringRef options) {
  MLIRContext *context = module.getContext();
  KeyHasher hasher;
  addTool(hasher, context);
  hasher.add(options);

  // Without locations: the same network may be somewhere else now.
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os, OpPrintingFlags()
                        .printGenericOpForm()
                        .assumeVerified()
                        .elideLargeResourceString(0));
  hasher.add(text);
  for (const AsmDialectResourceHandle &handle : resources) {
    auto resource = cast<DenseResourceElementsHandle>(handle);
    hasher.add(resource.getKey());
    if (const AsmResourceBlob *blob = resource.getBlob())
      hasher.add(getDigest(context, blob->getData()));
  }
  return hasher.getText();
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

std::string Cache::getPath(StringRef key) const {
  SmallString<128> path(options.folder);
  // Pruning a cache leaves alone whatever has another name.
  llvm::sys::path::append(path, "llvmcache-" + key);
  return path.str().str();
}

namespace {
/// The contents of a file in memory that is fast to read.
class LargeBuffer : public llvm::MemoryBuffer {
public:
  LargeBuffer(nnef::LargeMemory memory, uint64_t size)
      : memory(std::move(memory)) {
    char *start = this->memory.get();
    init(start, start + size, /*RequiresNullTerminator=*/false);
  }
  BufferKind getBufferKind() const override { return MemoryBuffer_Malloc; }

private:
  nnef::LargeMemory memory;
};
} // namespace

/// Reads a file if it ends with the digest of the rest, and says that it was
/// used. The result is what comes before the digest.
static std::unique_ptr<llvm::MemoryBuffer> readFile(StringRef path,
                                                    MLIRContext *context) {
  auto file =
      llvm::sys::fs::openNativeFileForRead(path, llvm::sys::fs::OF_UpdateAtime);
  if (!file) {
    consumeError(file.takeError());
    return nullptr;
  }
  auto close = llvm::scope_exit([&] { llvm::sys::fs::closeFile(*file); });
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(*file, status) || status.getSize() < sizeof(Digest))
    return nullptr;
  uint64_t size = status.getSize() - sizeof(Digest);
  nnef::LargeMemory memory = nnef::allocateLargeMemory(size);
  if (!memory)
    return nullptr;
  std::optional<Digest> digest =
      readWithDigest(context, *file, {memory.get(), size_t(size)});
  std::array<char, sizeof(Digest)> expected;
  if (!digest || errorToBool(readAll(*file, expected, size)) ||
      toStringRef(ArrayRef(*digest)) !=
          StringRef(expected.data(), expected.size()))
    return nullptr;
  return std::make_unique<LargeBuffer>(std::move(memory), size);
}

OwningOpRef<ModuleOp> Cache::load(StringRef key, MLIRContext *context) const {
  std::shared_ptr<llvm::MemoryBuffer> file = readFile(getPath(key), context);
  if (!file)
    return nullptr;

  // Whoever uses what is in the file keeps its memory.
  std::shared_ptr<llvm::SourceMgr> sourceMgr(
      new llvm::SourceMgr,
      [file](llvm::SourceMgr *pointer) { delete pointer; });
  sourceMgr->AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(file->getBuffer(),
                                       file->getBufferIdentifier(),
                                       /*RequiresNullTerminator=*/false),
      SMLoc());
  ScopedDiagnosticHandler ignoreProblems(
      context, [](Diagnostic &) { return success(); });
  return parseSourceFile<ModuleOp>(
      sourceMgr, ParserConfig(context, /*verifyAfterParse=*/false));
}

llvm::Error Cache::store(StringRef key, ModuleOp compiled) const {
  if (std::error_code ec = llvm::sys::fs::create_directories(options.folder))
    return llvm::createFileError(options.folder, ec);
  llvm::Error error =
      writeOutputFile(getPath(key), [&](llvm::raw_ostream &os) -> llvm::Error {
        DigestStream digestStream(os);
        if (failed(writeBytecodeToFile(compiled, digestStream)))
          return llvm::createStringError("it cannot be written as bytecode");
        Digest digest = digestStream.getDigest();
        os << toStringRef(ArrayRef(digest));
        return llvm::Error::success();
      });
  if (error)
    return error;
  llvm::pruneCache(options.folder, options.policy);
  return llvm::Error::success();
}

std::string nnef::getDefaultCacheFolder() {
  SmallString<128> path;
  if (!llvm::sys::path::cache_directory(path))
    return "";
  llvm::sys::path::append(path, "nnef-mlir");
  return path.str().str();
}
