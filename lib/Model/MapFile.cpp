//===- MapFile.cpp - Files in memory --------------------------------------===//
//
// This project is licensed under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapFile.h"

using namespace llvm;
using namespace nnef;

Expected<std::unique_ptr<MemoryBuffer>> nnef::mapFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      path == "-" ? MemoryBuffer::getSTDIN()
                  : MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false,
                                          /*IsVolatile=*/false, fileAlignment);
  if (!buffer)
    return errorCodeToError(buffer.getError());
  if (isAddrAligned(fileAlignment, (*buffer)->getBufferStart()))
    return std::move(*buffer);

  // What is not a regular file is read without regard to alignment.
  StringRef content = (*buffer)->getBuffer();
  std::unique_ptr<WritableMemoryBuffer> copy =
      WritableMemoryBuffer::getNewUninitMemBuffer(
          content.size(), (*buffer)->getBufferIdentifier(), fileAlignment);
  if (!copy)
    return errorCodeToError(make_error_code(errc::not_enough_memory));
  llvm::copy(content, copy->getBufferStart());
  return std::unique_ptr<MemoryBuffer>(std::move(copy));
}
