//===- Translate.h - Import and export, for C -------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_C_TRANSLATE_H
#define NNEF_C_TRANSLATE_H

#include "mlir-c/Diagnostics.h"
#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What the variables of a model become.
typedef enum NnefVariableForm {
  /// `nnef.variable` operations, with their values.
  NnefVariableFormConstants = 0,
  /// Arguments of the function, behind the inputs.
  NnefVariableFormArguments = 1,
  /// `ml_program.global` operations.
  NnefVariableFormGlobals = 2,
  /// Globals where the network updates them, otherwise constants.
  NnefVariableFormAutomatic = 3,
} NnefVariableForm;

/// A shape that replaces the one an input has in the model.
typedef struct NnefInputShape {
  MlirStringRef name;
  intptr_t rank;
  /// `mlirShapedTypeGetDynamicSize()` stands for an extent that is not known.
  const int64_t *extents;
} NnefInputShape;

typedef struct NnefImportOptions {
  NnefVariableForm variables;
  /// Whether variables get their values. Without them no tensor file is opened.
  bool loadsVariables;
  /// Whether what files in use do against the standard is an error instead of a
  /// warning.
  bool strict;
  intptr_t numInputShapes;
  const NnefInputShape *inputShapes;
  /// Is called with what is wrong, if given. Otherwise the handlers of the
  /// context are, which by default print errors. Where it is wrong is told by
  /// `nnefLocationGetSourceRange` of the diagnostic's location.
  MlirDiagnosticHandler diagnosticHandler;
  void *diagnosticUserData;
} NnefImportOptions;

/// The options that a null pointer stands for: constants, with their values.
MLIR_CAPI_EXPORTED NnefImportOptions nnefImportOptionsGetDefault(void);

/// Imports the NNEF model at `path`: a folder, an archive, or a graph file. The
/// result is null if that fails.
MLIR_CAPI_EXPORTED MlirModule nnefImportModel(MlirContext context,
                                              MlirStringRef path,
                                              const NnefImportOptions *options);

/// Imports the text of a graph, which `name` stands for in locations. It has no
/// values for its variables, whatever `options` say. The result is null if that
/// fails.
MLIR_CAPI_EXPORTED MlirModule nnefImportGraph(MlirContext context,
                                              MlirStringRef text,
                                              MlirStringRef name,
                                              const NnefImportOptions *options);

/// Writes a network as a model to `path`: an archive if that ends like one,
/// otherwise a folder. With `keepsFragments`, custom fragments stay operations
/// of the model. What is there is replaced when all is written. Errors are
/// diagnostics.
MLIR_CAPI_EXPORTED MlirLogicalResult nnefExportModel(MlirModule module,
                                                     MlirStringRef path,
                                                     bool keepsFragments);

/// Writes a network as the text of a graph, without the values of variables.
MLIR_CAPI_EXPORTED MlirLogicalResult
nnefExportGraph(MlirModule module, bool keepsFragments,
                MlirStringCallback callback, void *userData);

/// The part of a source that a location of an import or of its diagnostics
/// stands for: a location of MLIR's kind FileLineColRange, or null if it is not
/// known. It goes from its start line and column up to, and not including, its
/// end; what has a start alone also ends there. Lines count from 1, and so do
/// the bytes of a line, which are its columns. A file as a whole has line 0.
MLIR_CAPI_EXPORTED MlirLocation
nnefLocationGetSourceRange(MlirLocation location);

/// Where the fragment was invoked that a location is in, which may be in a
/// fragment as well. Null if it is in none.
MLIR_CAPI_EXPORTED MlirLocation nnefLocationGetCaller(MlirLocation location);

#ifdef __cplusplus
}
#endif

#endif // NNEF_C_TRANSLATE_H
