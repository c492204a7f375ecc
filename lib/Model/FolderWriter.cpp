//===- FolderWriter.cpp - Writing a model as a folder ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FolderWriter.h"
#include "ModelStorage.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

/// Whether a folder may be replaced by a model: if it is one, or empty.
static bool isReplaceable(StringRef folder) {
  SmallString<128> graph(folder);
  sys::path::append(graph, graphFileName);
  return sys::fs::exists(graph) || isEmptyFolder(folder);
}

Expected<std::unique_ptr<ModelWriter>> FolderWriter::create(StringRef path) {
  if (sys::fs::exists(path) && !sys::fs::is_directory(path))
    return createStringError("this is not a folder; the name of an archive "
                             "ends in .tgz or the like");
  if (sys::fs::exists(path) && !isReplaceable(path))
    return createStringError("this folder is not replaced, as it is not a "
                             "model");
  Expected<std::unique_ptr<OutputFolder>> folder = OutputFolder::create(path);
  if (!folder)
    return folder.takeError();
  return std::unique_ptr<ModelWriter>(
      new FolderWriter(path, std::move(*folder)));
}

Error FolderWriter::writeFile(StringRef name, uint64_t size, Content content) {
  if (Error error = folder->checkInterrupt())
    return error;
  SmallString<128> file(folder->getTemporaryPath());
  sys::path::append(file, name);
  if (std::error_code code = sys::fs::create_directories(
          sys::path::parent_path(file), /*IgnoreExisting=*/true,
          sys::fs::all_all))
    return errorCodeToError(code);
  std::error_code code;
  raw_fd_ostream os(file, code);
  if (code)
    return errorCodeToError(code);
  Error error = content(os);
  os.close();
  if (os.has_error()) {
    error = joinErrors(std::move(error), errorCodeToError(os.error()));
    os.clear_error();
  }
  return error;
}
