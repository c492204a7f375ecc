//===- Progress.cpp - What a tool is doing --------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

Progress::Progress() : isEnabled(sys::Process::StandardErrIsDisplayed()) {}

void Progress::show(StringRef activity) {
  if (!isEnabled || (activity.empty() && shownLength == 0))
    return;
  // The line is left at its start, so that whatever is printed next replaces
  // it.
  errs() << '\r' << std::string(shownLength, ' ') << '\r' << activity << '\r';
  shownLength = activity.size();
}
