//===- NNEFToTosa.h - NNEF to TOSA ---------------------------- -*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_NNEFTOTOSA_NNEFTOTOSA_H
#define NNEF_CONVERSION_NNEFTOTOSA_NNEFTOTOSA_H

#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include <functional>
#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace nnef {

/// Writes a page of Markdown that says of each operation how TOSA expresses it,
/// and when and why it stays in NNEF. It is made from the rules of the pass.
void writeTosaSupport(llvm::raw_ostream &os);

/// Says of operations why `nnef-to-tosa` leaves them in NNEF, when it may use
/// these profiles. Empty if it lowers them.
std::function<std::string(mlir::Operation *)>
makeTosaObstacles(llvm::ArrayRef<mlir::tosa::Profile> profiles);

} // namespace nnef

#endif // NNEF_CONVERSION_NNEFTOTOSA_NNEFTOTOSA_H
