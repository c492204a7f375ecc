//===- OutputFile.cpp - Writing a file whole or not at all ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

/// Runs `write` on `os` and collects the errors of the stream, which would end
/// the process if they were left to its destructor.
static Error writeAndFlush(raw_fd_ostream &os,
                           function_ref<Error(raw_ostream &)> write) {
  Error error = write(os);
  os.flush();
  if (os.has_error()) {
    error = joinErrors(std::move(error), errorCodeToError(os.error()));
    os.clear_error();
  }
  return error;
}

Error nnef::writeOutputFile(StringRef path,
                            function_ref<Error(raw_ostream &)> write) {
  // Behind a symbolic link it is the file that is to be replaced.
  SmallString<128> target;
  if (sys::fs::real_path(path, target))
    target = path;

  if (sys::fs::exists(target) && !sys::fs::is_regular_file(target)) {
    std::error_code ec;
    raw_fd_ostream os(target, ec);
    if (ec)
      return createFileError(path, ec);
    if (Error error = writeAndFlush(os, write))
      return createFileError(path, std::move(error));
    return Error::success();
  }

  Expected<sys::fs::TempFile> temp = sys::fs::TempFile::create(
      target + ".%%%%%%.tmp", sys::fs::all_read | sys::fs::all_write);
  if (!temp)
    return createFileError(path, temp.takeError());
  Error error = [&] {
    raw_fd_ostream os(temp->FD, /*shouldClose=*/false);
    return writeAndFlush(os, write);
  }();
  error = error ? joinErrors(std::move(error), temp->discard())
                : temp->keep(target);
  if (error)
    return createFileError(path, std::move(error));
  return Error::success();
}
