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
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Interrupts
//===----------------------------------------------------------------------===//

static std::atomic<bool> wasInterrupted;

static Error checkInterrupt() {
  if (wasInterrupted)
    return errorCodeToError(make_error_code(errc::interrupted));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// The folder
//===----------------------------------------------------------------------===//

/// Whether a folder may be replaced by a model: if it is one, or empty.
static bool isReplaceable(StringRef folder) {
  SmallString<128> graph(folder);
  sys::path::append(graph, graphFileName);
  std::error_code code;
  return sys::fs::exists(graph) || (sys::fs::directory_iterator(folder, code) ==
                                        sys::fs::directory_iterator() &&
                                    !code);
}

/// Makes a folder of a new name that starts with `prefix`.
static Expected<std::string> createFolder(StringRef prefix) {
  std::error_code code;
  for (unsigned attempt = 0; attempt < 128; ++attempt) {
    SmallString<128> path;
    sys::fs::createUniquePath(prefix + "-%%%%%%", path, /*MakeAbsolute=*/false);
    code = sys::fs::create_directory(path, /*IgnoreExisting=*/false,
                                     sys::fs::all_all);
    if (!code)
      return path.str().str();
    if (code != errc::file_exists)
      break;
  }
  return errorCodeToError(code);
}

FolderWriter::FolderWriter(StringRef path, StringRef temporary)
    : ModelWriter(path), temporary(temporary) {
  wasInterrupted = false;
  sys::SetInterruptFunction([] { wasInterrupted = true; });
}

Expected<std::unique_ptr<ModelWriter>> FolderWriter::create(StringRef path) {
  if (sys::fs::exists(path) && !sys::fs::is_directory(path))
    return createStringError("this is not a folder; the name of an archive "
                             "ends in .tgz or the like");
  if (sys::fs::exists(path) && !isReplaceable(path))
    return createStringError("this folder is not replaced, as it is not a "
                             "model");
  Expected<std::string> temporary = createFolder((path + ".new").str());
  if (!temporary)
    return temporary.takeError();
  return std::unique_ptr<ModelWriter>(new FolderWriter(path, *temporary));
}

FolderWriter::~FolderWriter() {
  if (!temporary.empty())
    sys::fs::remove_directories(temporary);
  sys::SetInterruptFunction(nullptr);
}

Error FolderWriter::writeFile(StringRef name, uint64_t size, Content content) {
  if (Error error = checkInterrupt())
    return error;
  SmallString<128> file(temporary);
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

Error FolderWriter::finish() {
  if (Error error = checkInterrupt())
    return error;
  // An old folder steps aside until the new one has its name.
  std::string old;
  if (sys::fs::exists(path)) {
    old = temporary + ".old";
    if (std::error_code code = sys::fs::rename(path, old))
      return errorCodeToError(code);
  }
  if (std::error_code code = sys::fs::rename(temporary, path)) {
    if (!old.empty())
      sys::fs::rename(old, path);
    return errorCodeToError(code);
  }
  temporary.clear();
  if (!old.empty())
    sys::fs::remove_directories(old);
  return Error::success();
}
