//===- Progress.h - What a tool is doing ------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_PROGRESS_H
#define NNEF_TOOLS_SUPPORT_PROGRESS_H

#include "llvm/ADT/StringRef.h"

/// A line about what is going on, where a person can see it.
class Progress {
public:
  Progress();
  ~Progress() { show(""); }
  void show(llvm::StringRef activity);

private:
  bool isEnabled;
  size_t shownLength = 0;
};

#endif // NNEF_TOOLS_SUPPORT_PROGRESS_H
