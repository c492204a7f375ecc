//===- ExportModel.h - Writing the files of a network -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_EXPORTMODEL_H
#define NNEF_LIB_TRANSLATE_EXPORTMODEL_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// A variable and how its values are stored.
struct StoredVariable {
  VariableOp op;
  /// Whether integers in the file stand for real numbers.
  bool isQuantized;
};

/// Writes a model at `path`: the texts of its graph and of its quantization,
/// if there is any, and a tensor file for each variable that has values.
/// Problems are reported, in general at `loc`.
llvm::LogicalResult writeModel(llvm::StringRef path, mlir::Location loc,
                               llvm::StringRef graph,
                               llvm::StringRef quantization,
                               llvm::ArrayRef<StoredVariable> variables);

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_EXPORTMODEL_H
