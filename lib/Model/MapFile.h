//===- MapFile.h - Files in memory ------------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_MAPFILE_H
#define NNEF_LIB_MODEL_MAPFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace nnef {

/// The alignment of files in memory, for vector loads from their content.
constexpr llvm::Align fileAlignment = llvm::Align::Constant<64>();

/// Maps a file, or reads it when it is small or not a regular file. The content
/// is aligned and need not end with a zero byte. Errors do not name the file.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
mapFile(llvm::StringRef path);

/// The buffer itself if its content is aligned, and a copy otherwise.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
alignBuffer(std::unique_ptr<llvm::MemoryBuffer> buffer);

} // namespace nnef

#endif // NNEF_LIB_MODEL_MAPFILE_H
