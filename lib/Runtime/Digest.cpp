//===- Digest.cpp - What tells contents apart -----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Digest.h"
#include "mlir/IR/Threading.h"
#include "llvm/ADT/StringExtras.h"
#include <atomic>

using namespace llvm;
using namespace nnef;

/// The digest of some bytes is that of the digests of their chunks, which can
/// be computed at the same time.
static constexpr size_t kChunkSize = size_t(1) << 20;

static Digest combine(ArrayRef<Digest> digests) {
  BLAKE3 hasher;
  for (const Digest &digest : digests)
    hasher.update(digest);
  return hasher.final();
}

Digest nnef::getDigest(mlir::MLIRContext *context, ArrayRef<char> bytes) {
  std::vector<Digest> digests(divideCeil(bytes.size(), kChunkSize));
  mlir::parallelFor(context, 0, digests.size(), [&](size_t i) {
    StringRef rest = toStringRef(bytes).drop_front(i * kChunkSize);
    digests[i] =
        BLAKE3::hash(arrayRefFromStringRef(rest.take_front(kChunkSize)));
  });
  return combine(digests);
}

Error nnef::readAll(sys::fs::file_t file, MutableArrayRef<char> bytes,
                    uint64_t offset) {
  while (!bytes.empty()) {
    Expected<size_t> size = sys::fs::readNativeFileSlice(file, bytes, offset);
    if (!size)
      return size.takeError();
    if (*size == 0)
      return createStringError("the file ends too early");
    bytes = bytes.drop_front(*size);
    offset += *size;
  }
  return Error::success();
}

std::optional<Digest> nnef::readWithDigest(mlir::MLIRContext *context,
                                           sys::fs::file_t file,
                                           MutableArrayRef<char> bytes) {
  std::vector<Digest> digests(divideCeil(bytes.size(), kChunkSize));
  std::atomic<bool> isRead = true;
  mlir::parallelFor(context, 0, digests.size(), [&](size_t i) {
    uint64_t offset = i * kChunkSize;
    MutableArrayRef<char> chunk = bytes.drop_front(offset);
    chunk = chunk.take_front(kChunkSize);
    if (errorToBool(readAll(file, chunk, offset)))
      isRead = false;
    digests[i] = BLAKE3::hash(
        arrayRefFromStringRef(StringRef(chunk.data(), chunk.size())));
  });
  return isRead ? std::optional(combine(digests)) : std::nullopt;
}

void DigestStream::write_impl(const char *data, size_t size) {
  os.write(data, size);
  for (StringRef rest(data, size); !rest.empty();) {
    StringRef part = rest.take_front(kChunkSize - chunkSize);
    rest = rest.drop_front(part.size());
    chunk.update(part);
    chunkSize += part.size();
    if (chunkSize == kChunkSize)
      finishChunk();
  }
}

void DigestStream::finishChunk() {
  chunks.update(chunk.final());
  chunk.init();
  chunkSize = 0;
}

Digest DigestStream::getDigest() {
  flush();
  if (chunkSize != 0)
    finishChunk();
  return chunks.final();
}
