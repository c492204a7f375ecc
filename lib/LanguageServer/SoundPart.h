//===- SoundPart.h - What is right in a document with errors ----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_SOUNDPART_H
#define NNEF_LIB_LANGUAGESERVER_SOUNDPART_H

#include "NNEF/Syntax/AST.h"
#include <memory>

namespace nnef {

/// What is left of `document` without the statements and fragments in which
/// something in `errors` starts, and without what depends on those. Its nodes
/// are those of `document`, which must outlive it.
///
/// Shapes can be inferred for the rest of a text while one line of it is being
/// typed.
std::unique_ptr<syntax::Document>
getSoundPart(const syntax::Document &document,
             llvm::ArrayRef<llvm::SMRange> errors);

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_SOUNDPART_H
