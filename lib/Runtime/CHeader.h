//===- CHeader.h - What programs in C know of a network ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CHEADER_H
#define NNEF_LIB_RUNTIME_CHEADER_H

#include "NNEF/Runtime/Signature.h"
#include "Placement.h"

namespace nnef {

/// The interface of a network that is compiled ahead of time.
struct CInterface {
  const Signature &signature;
  const Placement &placement;
  /// What all names begin with: an identifier of C.
  std::string prefix;
  /// The machine that the code is for.
  std::string target;
  uint64_t workspaceSize;
  bool usesOpenMP;
  bool embedsWeights;
  /// The digest that the file of weights ends with, if there is one.
  llvm::ArrayRef<uint8_t> digest;
  /// What the code needs from libraries.
  std::vector<std::string> undefinedSymbols;
};

/// What names in C may begin with, like `name`.
std::string getCIdentifier(llvm::StringRef name);

/// The text of the header.
std::string printCHeader(const CInterface &interface);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CHEADER_H
