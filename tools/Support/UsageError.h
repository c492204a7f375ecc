//===- UsageError.h - Mistakes in using a tool ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_USAGEERROR_H
#define NNEF_TOOLS_SUPPORT_USAGEERROR_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

/// A mistake in the use of the tool, as opposed to one in a file.
class UsageError : public llvm::ErrorInfo<UsageError> {
public:
  static char ID;
  explicit UsageError(const llvm::Twine &message) : message(message.str()) {}
  void log(llvm::raw_ostream &os) const override { os << message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

private:
  std::string message;
};

/// A mistake if any of the options `names` was given: "--NAME" and `reason`.
llvm::Error refuseOptions(llvm::ArrayRef<llvm::StringRef> names,
                          const llvm::Twine &reason);

/// Makes room for an option of that name, which one of LLVM's libraries has
/// registered for all programs. Returns true, so that a variable ahead of the
/// new option can have it done in time.
bool removeOption(llvm::StringRef name);

/// Reports what failed, if anything did, in the name of the tool. Returns the
/// exit code: that of the result, 2 after a mistake in using the tool, and 1
/// after any other error.
int finishTool(llvm::StringRef name, llvm::Expected<int> result);

#endif // NNEF_TOOLS_SUPPORT_USAGEERROR_H
