//===- UTF8Names.h - UTF-8 in the names of libarchive -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_UTF8NAMES_H
#define NNEF_LIB_MODEL_UTF8NAMES_H

#include <locale.h>

namespace nnef {

/// While it lives, libarchive has names in UTF-8 on this thread. It converts
/// them from and to the encoding of the locale, which in a program that never
/// chose one is ASCII.
class UTF8Names {
public:
  UTF8Names() : previous(uselocale(getLocale())) {}
  ~UTF8Names() { uselocale(previous); }
  UTF8Names(const UTF8Names &) = delete;
  UTF8Names &operator=(const UTF8Names &) = delete;

private:
  /// Null, which changes nothing, on a system without that locale.
  static locale_t getLocale() {
    static locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t());
    return utf8;
  }

  locale_t previous;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_UTF8NAMES_H
