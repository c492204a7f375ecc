//===- Translate.cpp - Import and export, for C ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF-C/Translate.h"
#include "NNEF/Translate/Export.h"
#include "NNEF/Translate/Import.h"
#include "NNEF/Translate/SourceLocations.h"
#include "mlir/CAPI/Diagnostics.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/CAPI/Utils.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace nnef;

NnefImportOptions nnefImportOptionsGetDefault() {
  NnefImportOptions options = {};
  options.loadsVariables = true;
  return options;
}

static ImportOptions convert(const NnefImportOptions &options) {
  ImportOptions result;
  switch (options.variables) {
  case NnefVariableFormConstants:
    result.variables = VariableForm::Constants;
    break;
  case NnefVariableFormArguments:
    result.variables = VariableForm::Arguments;
    break;
  case NnefVariableFormGlobals:
    result.variables = VariableForm::Globals;
    break;
  case NnefVariableFormAutomatic:
    result.variables = VariableForm::Automatic;
    break;
  }
  result.loadVariables = options.loadsVariables;
  result.strict = options.strict;
  for (const NnefInputShape &shape :
       ArrayRef(options.inputShapes, options.numInputShapes))
    result.inputShapes[unwrap(shape.name)] =
        llvm::to_vector(ArrayRef(shape.extents, shape.rank));
  return result;
}

/// Imports something, and passes diagnostics to the handler of the options.
static MlirModule
import(MlirContext context, const NnefImportOptions &options,
       llvm::function_ref<OwningOpRef<ModuleOp>(llvm::SourceMgr &)> run) {
  llvm::SourceMgr sourceMgr;
  if (!options.diagnosticHandler)
    return wrap(run(sourceMgr).release());
  ScopedDiagnosticHandler handler(unwrap(context), [&](Diagnostic &diagnostic) {
    return unwrap(options.diagnosticHandler(wrap(diagnostic),
                                            options.diagnosticUserData));
  });
  return wrap(run(sourceMgr).release());
}

MlirModule nnefImportModel(MlirContext context, MlirStringRef path,
                           const NnefImportOptions *options) {
  NnefImportOptions given = options ? *options : nnefImportOptionsGetDefault();
  return import(context, given, [&](llvm::SourceMgr &sourceMgr) {
    return importModel(unwrap(path), unwrap(context), sourceMgr,
                       convert(given));
  });
}

MlirModule nnefImportGraph(MlirContext context, MlirStringRef text,
                           MlirStringRef name,
                           const NnefImportOptions *options) {
  NnefImportOptions given = options ? *options : nnefImportOptionsGetDefault();
  given.loadsVariables = false;
  return import(context, given, [&](llvm::SourceMgr &sourceMgr) {
    unsigned buffer = sourceMgr.AddNewSourceBuffer(
        llvm::MemoryBuffer::getMemBufferCopy(unwrap(text), unwrap(name)),
        llvm::SMLoc());
    return importGraph(buffer, /*model=*/nullptr, unwrap(context), sourceMgr,
                       convert(given));
  });
}

MlirLogicalResult nnefExportModel(MlirModule module, MlirStringRef path,
                                  bool keepsFragments) {
  ExportOptions options;
  options.keepFragments = keepsFragments;
  return wrap(exportModel(unwrap(module), unwrap(path), options));
}

MlirLogicalResult nnefExportGraph(MlirModule module, bool keepsFragments,
                                  MlirStringCallback callback, void *userData) {
  ExportOptions options;
  options.keepFragments = keepsFragments;
  detail::CallbackOstream os(callback, userData);
  return wrap(exportGraph(unwrap(module), os, options));
}

MlirLocation nnefLocationGetSourceRange(MlirLocation location) {
  FileLineColRange range = findSourceRange(unwrap(location));
  return range ? wrap(Location(range)) : MlirLocation{nullptr};
}

MlirLocation nnefLocationGetCaller(MlirLocation location) {
  std::optional<Location> caller = findCaller(unwrap(location));
  return caller ? wrap(*caller) : MlirLocation{nullptr};
}
