//===- Model.cpp - An NNEF model on disk ----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/Model.h"
#include "ArchiveStorage.h"
#include "MapFile.h"
#include "ModelStorage.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace nnef;

Expected<std::string> nnef::getTensorFileName(StringRef label) {
  auto refuse = [&](const Twine &reason) {
    return createStringError("label '" + label + "' " + reason);
  };
  if (llvm::any_of(label, [](char c) { return uint8_t(c) < ' ' || c == 0x7f; }))
    return createStringError("a label has control characters");
  StringRef relative = label;
  relative.consume_front("/");
  if (relative.empty())
    return refuse("does not name a file");

  SmallVector<StringRef> components;
  relative.split(components, '/');
  for (StringRef component : components) {
    // Some systems take a backslash for a slash.
    SmallVector<StringRef> parts;
    component.split(parts, '\\');
    if (llvm::is_contained(parts, ".."))
      return refuse("points outside of the model");
    if (component.empty() || component == ".")
      return refuse("has a component that is not a name");
  }
  // On some systems a relative path can still name a drive.
  if (sys::path::is_absolute(relative) || sys::path::has_root_name(relative))
    return refuse("points outside of the model");
  return (relative + ".dat").str();
}

static std::string joinPath(StringRef folder, StringRef name) {
  SmallString<128> path(folder);
  sys::path::append(path, sys::path::Style::posix, name);
  return path.str().str();
}

/// Refuses what is known not to be the text of a graph.
static Error verifyGraphText(StringRef content) {
  StringRef kind;
  if (const ArchiveFormat *format = identifyArchive(content))
    kind = format->name;
  else if (content.starts_with("N\xEF"))
    kind = "tensor file";
  else
    return Error::success();
  return createStringError("this is a " + kind + ", not the text of a graph");
}

Model::Model(std::shared_ptr<ModelStorage> storage, StringRef folder,
             StringRef graphName)
    : storage(std::move(storage)), folder(folder), graphName(graphName),
      quantizationName(graphName == graphFileName ? quantizationFileName : ""),
      graphPath(joinPath(folder, graphName)) {}

Expected<Model> Model::open(StringRef path, const ArchiveLimits &limits) {
  if (path == "-") {
    auto buffer = MemoryBuffer::getSTDIN();
    if (!buffer)
      return createFileError("<stdin>", buffer.getError());
    return open(std::move(*buffer), limits);
  }
  if (sys::fs::is_directory(path))
    return openFolder(path);

  Expected<std::unique_ptr<MemoryBuffer>> buffer = mapFile(path);
  if (!buffer)
    return createFileError(path, buffer.takeError());
  // What comes through a pipe comes once, and has nothing beside it.
  if (!sys::fs::is_regular_file(path) ||
      identifyArchive((*buffer)->getBuffer()))
    return open(std::move(*buffer), limits);
  if (Error error = verifyGraphText((*buffer)->getBuffer()))
    return createFileError(path, std::move(error));
  StringRef folder = sys::path::parent_path(path);
  return Model(std::make_shared<FolderStorage>(folder), folder,
               sys::path::filename(path));
}

Expected<Model> Model::openFolder(StringRef path) {
  std::string graphPath = joinPath(path, graphFileName);
  if (!sys::fs::exists(graphPath))
    return createFileError(
        path, createStringError("not an NNEF model: the folder has no '" +
                                graphFileName + "'"));
  Expected<std::unique_ptr<MemoryBuffer>> graph = mapFile(graphPath);
  if (!graph)
    return createFileError(graphPath, graph.takeError());
  if (Error error = verifyGraphText((*graph)->getBuffer()))
    return createFileError(graphPath, std::move(error));
  return Model(std::make_shared<FolderStorage>(path), path, graphFileName);
}

Expected<Model> Model::open(std::unique_ptr<MemoryBuffer> buffer,
                            const ArchiveLimits &limits) {
  std::string path = buffer->getBufferIdentifier().str();
  Expected<std::unique_ptr<MemoryBuffer>> aligned =
      alignBuffer(std::move(buffer));
  if (!aligned)
    return createFileError(path, aligned.takeError());

  const ArchiveFormat *format = identifyArchive((*aligned)->getBuffer());
  if (!format) {
    if (Error error = verifyGraphText((*aligned)->getBuffer()))
      return createFileError(path, std::move(error));
    Model model(std::make_shared<StreamStorage>(std::move(*aligned)),
                /*folder=*/"", path);
    model.quantizationName.clear();
    return std::move(model);
  }
  Expected<std::shared_ptr<ArchiveStorage>> archive =
      ArchiveStorage::open(*format, std::move(*aligned), limits);
  if (!archive)
    return createFileError(path, archive.takeError());
  StringRef top = (*archive)->getFolder();
  std::string folder = top.empty() ? path : joinPath(path, top);
  return Model(std::move(*archive), folder, graphFileName);
}

Expected<std::unique_ptr<MemoryBuffer>> Model::getGraphBuffer() const {
  Expected<FileContent> content = storage->getFile(graphName);
  if (!content)
    return createFileError(graphPath, content.takeError());
  // Lexers want a zero byte at the end, which files do not have.
  return MemoryBuffer::getMemBufferCopy(content->bytes, graphPath);
}

Expected<std::unique_ptr<MemoryBuffer>> Model::getQuantizationBuffer() const {
  if (quantizationName.empty())
    return nullptr;
  std::string path = joinPath(folder, quantizationName);
  Expected<FileContent> content = storage->getFile(quantizationName);
  if (content)
    return MemoryBuffer::getMemBufferCopy(content->bytes, path);
  // Most models have none.
  Error error = handleErrors(
      content.takeError(), [&](std::unique_ptr<ECError> failure) -> Error {
        if (failure->convertToErrorCode() == errc::no_such_file_or_directory)
          return Error::success();
        return Error(std::move(failure));
      });
  if (error)
    return createFileError(path, std::move(error));
  return nullptr;
}

Expected<std::string> Model::getTensorPath(StringRef label) const {
  Expected<std::string> name = getTensorFileName(label);
  if (!name)
    return name.takeError();
  return joinPath(folder, *name);
}

bool Model::hasFile(StringRef label) const {
  Expected<std::string> name = getTensorFileName(label);
  if (!name) {
    consumeError(name.takeError());
    return false;
  }
  return storage->hasFile(*name);
}

Expected<TensorFile> Model::openTensor(StringRef label) const {
  Expected<std::string> name = getTensorFileName(label);
  if (!name)
    return name.takeError();
  std::string path = joinPath(folder, *name);
  Expected<FileContent> content = storage->getFile(*name);
  if (!content)
    return createFileError(path, content.takeError());
  return TensorFile::parse(content->bytes, std::move(content->owner), path);
}
