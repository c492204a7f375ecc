//===- Replay.cpp - Runs inputs through a fuzz target ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The `main` of a fuzz target that is built without libFuzzer: it runs every
// file that is named, and every file in the folders that are.
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

static bool runFile(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer) {
    errs() << path << ": " << buffer.getError().message() << "\n";
    return false;
  }
  StringRef content = (*buffer)->getBuffer();
  // Said first, so that it is known which input ends the program.
  outs() << path << "\n";
  outs().flush();
  LLVMFuzzerTestOneInput(content.bytes_begin(), content.size());
  return true;
}

int main(int argc, char **argv) {
  unsigned count = 0;
  for (const char *path : ArrayRef(argv, argc).drop_front()) {
    if (!sys::fs::is_directory(path)) {
      if (!runFile(path))
        return 1;
      ++count;
      continue;
    }
    std::error_code error;
    for (sys::fs::directory_iterator file(path, error), end;
         !error && file != end; file.increment(error), ++count)
      if (!runFile(file->path()))
        return 1;
    if (error) {
      errs() << path << ": " << error.message() << "\n";
      return 1;
    }
  }
  outs() << count << " inputs\n";
  return count == 0;
}
