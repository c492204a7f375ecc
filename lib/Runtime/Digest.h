//===- Digest.h - What tells contents apart ---------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_DIGEST_H
#define NNEF_LIB_RUNTIME_DIGEST_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace nnef {

/// Two contents with the same digest are equal.
using Digest = llvm::BLAKE3Result<>;

/// The digest of bytes, which the threads of the context compute together.
Digest getDigest(mlir::MLIRContext *context, llvm::ArrayRef<char> bytes);

/// Fills `bytes` from the beginning of a file, and computes their digest on the
/// way. None if that fails.
std::optional<Digest> readWithDigest(mlir::MLIRContext *context,
                                     llvm::sys::fs::file_t file,
                                     llvm::MutableArrayRef<char> bytes);

/// Fills `bytes` from a place of a file.
llvm::Error readAll(llvm::sys::fs::file_t file,
                    llvm::MutableArrayRef<char> bytes, uint64_t offset);

/// A stream that computes the digest of what passes through it to another one.
class DigestStream : public llvm::raw_ostream {
public:
  explicit DigestStream(llvm::raw_ostream &os) : os(os) {}
  ~DigestStream() override { flush(); }

  /// The digest of all that was written.
  Digest getDigest();

private:
  void write_impl(const char *data, size_t size) override;
  void finishChunk();
  uint64_t current_pos() const override { return os.tell(); }

  llvm::raw_ostream &os;
  llvm::BLAKE3 chunks;
  /// The last chunk, and how much of it there is.
  llvm::BLAKE3 chunk;
  size_t chunkSize = 0;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_DIGEST_H
