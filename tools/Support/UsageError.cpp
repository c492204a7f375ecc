//===- UsageError.cpp - Mistakes in using a tool --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UsageError.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

char UsageError::ID = 0;

Error refuseOptions(ArrayRef<StringRef> names, const Twine &reason) {
  for (StringRef name : names) {
    const cl::Option *option = cl::getRegisteredOptions().lookup(name);
    if (option && option->getNumOccurrences())
      return make_error<UsageError>("--" + name + " " + reason);
  }
  return Error::success();
}

bool removeOption(StringRef name) {
  auto &options = cl::getRegisteredOptions();
  if (auto found = options.find(name); found != options.end())
    found->second->removeArgument();
  return true;
}

int finishTool(StringRef name, Expected<int> result) {
  if (result)
    return *result;
  int exitCode = 1;
  handleAllErrors(result.takeError(), [&](const ErrorInfoBase &error) {
    WithColor::error(errs(), name) << error.message() << '\n';
    if (error.isA<UsageError>())
      exitCode = 2;
  });
  return exitCode;
}
