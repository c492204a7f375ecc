//===- ModelStorage.cpp - Where the files of a model are ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelStorage.h"
#include "MapFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace nnef;

// Keeps the table of virtual functions in this file.
ModelStorage::~ModelStorage() = default;

std::string FolderStorage::getPath(StringRef name) const {
  SmallString<128> path(folder);
  sys::path::append(path, sys::path::Style::posix, name);
  return path.str().str();
}

bool FolderStorage::hasFile(StringRef name) const {
  return sys::fs::is_regular_file(getPath(name));
}

Expected<FileContent> FolderStorage::getFile(StringRef name) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = mapFile(getPath(name));
  if (!buffer)
    return buffer.takeError();
  StringRef bytes = (*buffer)->getBuffer();
  return FileContent{bytes, std::move(*buffer)};
}

bool StreamStorage::hasFile(StringRef name) const {
  return name == graph->getBufferIdentifier();
}

Expected<FileContent> StreamStorage::getFile(StringRef name) {
  if (!hasFile(name))
    return createStringError("a graph that is read from a stream has no tensor "
                             "files; open its folder or an archive instead");
  return FileContent{graph->getBuffer(), graph};
}
