//===- Calibration.h - The ranges of tensors on samples ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_QUANTIZER_CALIBRATION_H
#define NNEF_QUANTIZER_CALIBRATION_H

#include "NNEF/Quantizer/LinearCode.h"
#include "NNEF/Quantizer/Samples.h"
#include "mlir/IR/BuiltinOps.h"

namespace nnef {

/// Is told what is going on, to show it to somebody.
using ProgressFunction = llvm::function_ref<void(const llvm::Twine &)>;

/// Runs a network on all samples and finds the range of each of `tensors`,
/// which are of f32.
///
/// With a percentage, as many values are left out at either end of a tensor's
/// range that about these percent of its values on all samples are within: of
/// `n` values, `floor(n * (100 - percentage) / 200)` at the lower end, and as
/// many at the upper one. The result is exact, however many samples there are.
///
/// Fails if a value is not a finite number.
llvm::Expected<llvm::SmallVector<Range>>
observeRanges(mlir::ModuleOp network, llvm::ArrayRef<mlir::Value> tensors,
              const Samples &samples, std::optional<double> percentage,
              ProgressFunction progress);

} // namespace nnef

#endif // NNEF_QUANTIZER_CALIBRATION_H
