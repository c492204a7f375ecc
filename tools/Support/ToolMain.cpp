//===- ToolMain.cpp - The main functions of tools -------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ToolMain.h"
#include "UsageError.h"
#include "llvm/Support/InitLLVM.h"
#include <csignal>

using namespace llvm;

int toolMain(StringRef name, int argc, char **argv,
             function_ref<Expected<int>(int argc, char **argv)> run) {
  InitLLVM initLLVM(argc, argv);
  // A file that grows too large is an error like that of a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  return finishTool(name, run(argc, argv));
}
