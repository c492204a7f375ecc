//===- Tuning.h - What was found out about kernels --------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_TUNING_H
#define NNEF_LIB_PIPELINES_TUNING_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nnef {

/// How a kernel is to be divided, if the `nnef.tuning` of its module says so.
mlir::DictionaryAttr findTuning(mlir::func::FuncOp kernel);

/// Which of the other ways to divide a kernel is to be tried out, if any: the
/// `nnef.trial` of the kernel or else of its module. None if it is negative.
std::optional<uint64_t> getTrial(mlir::func::FuncOp kernel);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_TUNING_H
