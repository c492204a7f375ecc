//===- OutputFolder.cpp - Writing a folder whole or not at all ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/OutputFolder.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include <atomic>

using namespace llvm;
using namespace nnef;

static std::atomic<bool> wasInterrupted;

bool nnef::isEmptyFolder(StringRef path) {
  std::error_code code;
  return sys::fs::directory_iterator(path, code) ==
             sys::fs::directory_iterator() &&
         !code;
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

OutputFolder::OutputFolder(StringRef path, StringRef temporary)
    : path(path), temporary(temporary) {
  wasInterrupted = false;
  sys::SetInterruptFunction([] { wasInterrupted = true; });
}

Expected<std::unique_ptr<OutputFolder>> OutputFolder::create(StringRef path) {
  // Behind a symbolic link it is the folder that is to be replaced.
  SmallString<128> target;
  if (sys::fs::real_path(path, target))
    target = path.size() > 1 ? path.rtrim('/') : path;
  Expected<std::string> temporary = createFolder((target + ".new").str());
  if (!temporary)
    return temporary.takeError();
  return std::unique_ptr<OutputFolder>(new OutputFolder(target, *temporary));
}

OutputFolder::~OutputFolder() {
  if (!temporary.empty())
    sys::fs::remove_directories(temporary);
  sys::SetInterruptFunction(nullptr);
}

Error OutputFolder::checkInterrupt() const {
  if (wasInterrupted)
    return errorCodeToError(make_error_code(errc::interrupted));
  return Error::success();
}

Error OutputFolder::finish() {
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
