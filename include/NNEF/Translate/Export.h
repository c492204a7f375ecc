//===- Export.h - From MLIR to NNEF models ----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_EXPORT_H
#define NNEF_TRANSLATE_EXPORT_H

#include "mlir/IR/BuiltinOps.h"

namespace nnef {

/// What an export is free to choose.
struct ExportOptions {
  /// Whether custom fragments stay operations of the model, with their
  /// declarations in the text. Otherwise their bodies take their place.
  bool keepFragments = false;
};

/// Writes the network in `module` as an NNEF model: the graph's text, that of
/// its quantization if there is any, and a tensor file for each variable that
/// has values. As ModelWriter says, it is an archive or a folder by the ending
/// of `path`, and a model that is there already is replaced when the new one is
/// complete.
///
/// Names of tensors, labels and the order of operations are kept; variables
/// that are arguments come first, and have no values. Whatever cannot be said
/// in NNEF is reported as a diagnostic where it stands.
llvm::LogicalResult exportModel(mlir::ModuleOp module, llvm::StringRef path,
                                const ExportOptions &options);

/// Writes the text of the graph alone.
llvm::LogicalResult exportGraph(mlir::ModuleOp module, llvm::raw_ostream &os,
                                const ExportOptions &options);

} // namespace nnef

#endif // NNEF_TRANSLATE_EXPORT_H
