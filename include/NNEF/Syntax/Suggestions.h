//===- Suggestions.h - What the user may have meant -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_SUGGESTIONS_H
#define NNEF_SYNTAX_SUGGESTIONS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace nnef {

/// Whether two names differ in nothing but two neighbours that changed places.
inline bool isTransposition(llvm::StringRef lhs, llvm::StringRef rhs) {
  if (lhs.size() != rhs.size())
    return false;
  size_t i = 0;
  while (i < lhs.size() && lhs[i] == rhs[i])
    ++i;
  return i + 1 < lhs.size() && lhs[i] == rhs[i + 1] && lhs[i + 1] == rhs[i] &&
         lhs.substr(i + 2) == rhs.substr(i + 2);
}

/// The end of a message about an unknown name: `; did you mean 'conv'?` if one
/// of the known names is close to it, else nothing.
template <typename Range>
std::string suggest(llvm::StringRef name, const Range &knownNames) {
  // Allow one slip in three letters.
  unsigned limit = name.size() / 3 + 1;
  llvm::StringRef best;
  for (llvm::StringRef known : knownNames) {
    unsigned distance = name.edit_distance(known, /*AllowReplacements=*/true,
                                           /*MaxEditDistance=*/limit);
    if (isTransposition(name, known))
      distance = 1;
    if (distance < limit) {
      limit = distance;
      best = known;
    }
  }
  return best.empty() ? "" : "; did you mean '" + best.str() + "'?";
}

} // namespace nnef

#endif // NNEF_SYNTAX_SUGGESTIONS_H
