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
class Stdlib;

namespace syntax {
class Document;
} // namespace syntax

/// How the variables of a network appear.
enum class VariableForm {
  /// As `nnef.variable` operations, with their values.
  Constants,
  /// As arguments of the function, behind the inputs: one for each label, in
  /// the order in which the text declares them, of the type that the file
  /// stores and with the label in the attribute `nnef.label`.
  Arguments,
  /// As `ml_program.global` operations with their values and the label in the
  /// attribute `nnef.label`. Those that an `update` changes are mutable, and
  /// keep their new value for the next invocation.
  Globals,
  /// As globals where an `update` changes them, otherwise as constants.
  Automatic,
};

/// What an import is free to choose.
struct ImportOptions {
  VariableForm variables = VariableForm::Constants;
  /// Shapes that replace those of `external` tensors, by the tensor's name.
  /// `mlir::ShapedType::kDynamic` makes an extent dynamic.
  llvm::StringMap<llvm::SmallVector<int64_t>> inputShapes;
  /// Whether variables get their stored values. Without them only the structure
  /// of the network is imported, and no tensor file is opened.
  bool loadVariables = true;
  /// Whether what files in use do against the standard is an error instead of a
  /// warning.
  bool strict = false;
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
/// the values that `model` stores, and its tensors the quantization that the
/// file `graph.quant` of the model gives them; none without a model.
mlir::OwningOpRef<mlir::ModuleOp>
importGraph(unsigned bufferId, const Model *model, mlir::MLIRContext *context,
            llvm::SourceMgr &sourceMgr, const ImportOptions &options);

/// The types of the tensors that each name in a graph stands for.
using TensorTypes = llvm::StringMap<llvm::SmallVector<mlir::Type, 1>>;

/// Imports the structure of a document that was parsed and checked already, in
/// a buffer of `sourceMgr`, without values and quantization. `types` tells the
/// types of its tensors, also when the import fails: of those whose statements
/// are right.
mlir::OwningOpRef<mlir::ModuleOp>
importDocument(const syntax::Document &document, const Stdlib &stdlib,
               mlir::MLIRContext *context, llvm::SourceMgr &sourceMgr,
               const ImportOptions &options, TensorTypes *types = nullptr);

/// Parses an `--input-shape` argument `NAME=4x3x?x224` into `options`.
llvm::Error parseInputShape(llvm::StringRef argument, ImportOptions &options);

} // namespace nnef

#endif // NNEF_TRANSLATE_IMPORT_H
