//===- MapFile.cpp - Files in memory --------------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Errc.h"

using namespace llvm;
using namespace nnef;

Expected<std::unique_ptr<MemoryBuffer>> nnef::mapFile(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false,
                                      /*IsVolatile=*/false, fileAlignment);
  if (!buffer)
    return errorCodeToError(buffer.getError());
  // The alignment that was asked for is not that of a pipe.
  return alignBuffer(std::move(*buffer));
}

Expected<std::unique_ptr<MemoryBuffer>>
nnef::alignBuffer(std::unique_ptr<MemoryBuffer> buffer) {
  if (isAddrAligned(fileAlignment, buffer->getBufferStart()))
    return std::move(buffer);
  std::unique_ptr<WritableMemoryBuffer> copy =
      WritableMemoryBuffer::getNewUninitMemBuffer(buffer->getBufferSize(),
                                                  buffer->getBufferIdentifier(),
                                                  fileAlignment);
  if (!copy)
    return errorCodeToError(make_error_code(errc::not_enough_memory));
  llvm::copy(buffer->getBuffer(), copy->getBufferStart());
  return std::unique_ptr<MemoryBuffer>(std::move(copy));
}
