//===- TempFolder.h - A folder that lives as long as a test -----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_MODEL_TEMPFOLDER_H
#define NNEF_UNITTESTS_MODEL_TEMPFOLDER_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

/// The base of tests that need files.
class TempFolderTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("nnef-model", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string getPath(llvm::StringRef name) const {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, name);
    return path.str().str();
  }

  /// Writes a file, and the folders that it is in.
  std::string write(llvm::StringRef name, llvm::StringRef content) const {
    std::string path = getPath(name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
    std::error_code ec;
    llvm::raw_fd_ostream(path, ec) << content;
    EXPECT_FALSE(ec) << ec.message();
    return path;
  }

  std::string read(llvm::StringRef path) const {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : "";
  }

  unsigned countFiles() const {
    unsigned count = 0;
    std::error_code ec;
    for (llvm::sys::fs::directory_iterator it(folder, ec), end;
         it != end && !ec; it.increment(ec))
      ++count;
    return count;
  }

  llvm::SmallString<128> folder;
};

/// The message of a failure, or "success".
template <typename T> std::string getMessage(llvm::Expected<T> value) {
  return value ? "success" : llvm::toString(value.takeError());
}
inline std::string getMessage(llvm::Error error) {
  return error ? llvm::toString(std::move(error)) : "success";
}

/// Expects that `value` is a failure whose message contains `part`.
#define EXPECT_MESSAGE(value, part)                                            \
  EXPECT_PRED2(                                                                \
      [](const std::string &whole, const std::string &wanted) {                \
        return whole.find(wanted) != std::string::npos;                        \
      },                                                                       \
      getMessage(value), part)

#endif // NNEF_UNITTESTS_MODEL_TEMPFOLDER_H
