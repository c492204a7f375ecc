//===- ObjectWriter.h - One object file of several parts --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_OBJECTWRITER_H
#define NNEF_LIB_RUNTIME_OBJECTWRITER_H

#include "CodeGenerator.h"

namespace nnef {

/// Memory of zeros in an object file, which code only reads.
struct ReservedMemory {
  std::string symbol;
  uint64_t size;
};

/// Makes one object file of parts of a network that are bitcode, with the
/// memory `reserved`, if given. Nothing but `exported` can be seen from
/// outside.
llvm::Expected<llvm::SmallVector<char, 0>>
writeObject(llvm::ArrayRef<CompiledPart> parts, const Target &target,
            const CompilationOptions &options,
            llvm::ArrayRef<std::string> exported,
            const std::optional<ReservedMemory> &reserved);

/// The bytes of reserved memory in an object file.
llvm::Expected<llvm::MutableArrayRef<char>>
findReserved(llvm::MutableArrayRef<char> object,
             const ReservedMemory &reserved);

/// The symbols that an object file has no definition of, as C spells them, in
/// the order of the alphabet.
llvm::Expected<std::vector<std::string>>
getUndefinedSymbols(llvm::ArrayRef<char> object);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_OBJECTWRITER_H
