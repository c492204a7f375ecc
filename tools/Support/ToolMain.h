//===- ToolMain.h - The main functions of tools ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_TOOLMAIN_H
#define NNEF_TOOLS_SUPPORT_TOOLMAIN_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <optional>

/// Makes the program ready, runs the tool, and reports what failed. Returns the
/// exit code, as `finishTool` does.
int toolMain(
    llvm::StringRef name, int argc, char **argv,
    llvm::function_ref<llvm::Expected<int>(int argc, char **argv)> run);

/// Does what the command line asks for. `options` are none if its parser found
/// mistakes, which it prints. `run` returns whether that went well; what did
/// not is told by diagnostics. Returns the exit code.
template <typename Options>
llvm::Expected<int>
runWithOptions(llvm::Expected<std::optional<Options>> options,
               llvm::function_ref<llvm::Expected<bool>(const Options &)> run) {
  if (!options)
    return options.takeError();
  if (!*options)
    return 2;
  llvm::Expected<bool> result = run(**options);
  if (!result)
    return result.takeError();
  return *result ? 0 : 1;
}

#endif // NNEF_TOOLS_SUPPORT_TOOLMAIN_H
