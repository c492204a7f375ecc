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

using namespace llvm;
using namespace nnef;

/// The digest of some bytes is that of the digests of their chunks, which can
/// be computed at the same time.
static constexpr size_t kChunkSize = size_t(1) << 20;

Digest nnef::getDigest(mlir::MLIRContext *context, ArrayRef<char> bytes) {
  std::vector<Digest> digests(divideCeil(bytes.size(), kChunkSize));
  mlir::parallelFor(context, 0, digests.size(), [&](size_t i) {
    StringRef rest = toStringRef(bytes).drop_front(i * kChunkSize);
    digests[i] =
        BLAKE3::hash(arrayRefFromStringRef(rest.take_front(kChunkSize)));
  });
  BLAKE3 hasher;
  for (const Digest &digest : digests)
    hasher.update(digest);
  return hasher.final();
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
