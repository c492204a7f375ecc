//===- Import.h - From NNEF models to MLIR ----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_IMPORT_H
#define NNEF_TRANSLATE_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace nnef {

class Model;

/// What an import is free to choose.
struct ImportOptions {
  /// Shapes that replace those of `external` tensors, by the tensor's name.
  /// `mlir::ShapedType::kDynamic` makes an extent dynamic.
  llvm::StringMap<llvm::SmallVector<int64_t>> inputShapes;
  /// Whether variables get their stored values. Without them only the structure
  /// of the network is imported, and no tensor file is opened.
  bool loadVariables = true;
};

/// Imports the model at `path`, a folder or a graph file, with its variables.
///
/// The text of the graph is added to `sourceMgr`, so that a handler which knows
/// the source manager can show the lines that diagnostics are about. Problems
/// are reported as diagnostics of `context`, several of them if there are
/// several; then the result is null.
mlir::OwningOpRef<mlir::ModuleOp> importModel(llvm::StringRef path,
                                              mlir::MLIRContext *context,
                                              llvm::SourceMgr &sourceMgr,
                                              const ImportOptions &options);

/// Imports the graph in buffer `bufferId` of `sourceMgr`. Its variables have
/// the values that `model` stores, or none without a model.
mlir::OwningOpRef<mlir::ModuleOp>
importGraph(unsigned bufferId, const Model *model, mlir::MLIRContext *context,
            llvm::SourceMgr &sourceMgr, const ImportOptions &options);

/// Parses an `--input-shape` argument `NAME=4x3x?x224` into `options`.
llvm::Error parseInputShape(llvm::StringRef argument, ImportOptions &options);

} // namespace nnef

#endif // NNEF_TRANSLATE_IMPORT_H
