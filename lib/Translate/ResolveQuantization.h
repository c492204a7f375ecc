//===- ResolveQuantization.h - What custom quantizations come to -*- C++
//-*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_RESOLVEQUANTIZATION_H
#define NNEF_LIB_TRANSLATE_RESOLVEQUANTIZATION_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Translate/Term.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SourceMgr.h"

namespace nnef {

/// The value of a parameter: elements where the fragment declares a tensor, of
/// doubles or of 64-bit integers, else a term.
struct QuantizationParameter {
  Term term;
  mlir::DenseElementsAttr tensor;
};
using QuantizationParameters = llvm::StringMap<QuantizationParameter>;

/// The standard's quantization operation that a custom fragment of `document`
/// comes to when it has these parameters; all is computed in double precision.
/// Null if its body does something else.
QuantizationAttr resolveQuantization(const syntax::Fragment &fragment,
                                     const QuantizationParameters &parameters,
                                     mlir::MLIRContext *context,
                                     llvm::SourceMgr &sourceMgr,
                                     const Stdlib &stdlib,
                                     const syntax::Document &document);

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_RESOLVEQUANTIZATION_H
