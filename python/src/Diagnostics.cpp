//===- Diagnostics.cpp - Diagnostics as exceptions ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"
#include "NNEF/Translate/SourceLocations.h"
#include "mlir/IR/BuiltinAttributes.h"
#include <nanobind/stl/string.h>

using namespace mlir;
using namespace nnef;
using namespace nnef::python;

namespace nb = nanobind;

//===----------------------------------------------------------------------===//
// Collecting
//===----------------------------------------------------------------------===//

std::optional<Place> Place::get(Location loc) {
  FileLineColRange range = findSourceRange(loc);
  if (!range)
    return std::nullopt;
  return Place{range.getFilename().str(), range.getStartLine(),
               range.getStartColumn()};
}

static Message getMessage(Diagnostic &diagnostic) {
  Message message{diagnostic.getSeverity(),
                  diagnostic.str(),
                  Place::get(diagnostic.getLocation()),
                  {}};
  for (auto caller = findCaller(diagnostic.getLocation()); caller;
       caller = findCaller(*caller))
    message.notes.push_back(
        {DiagnosticSeverity::Note, "invoked here", Place::get(*caller), {}});
  for (Diagnostic &note : diagnostic.getNotes())
    message.notes.push_back(getMessage(note));
  return message;
}

DiagnosticCollector::DiagnosticCollector(llvm::SourceMgr &sourceMgr,
                                         MLIRContext *context)
    : printer(sourceMgr, context, os),
      handler(context, [this](Diagnostic &diagnostic) {
        messages.push_back(getMessage(diagnostic));
        return failure();
      }) {}

void DiagnosticCollector::check(LogicalResult result) {
  if (failed(result))
    throw Failure(StringRef(text).rtrim().str(), std::move(messages));
}

void DiagnosticCollector::check(llvm::Error error) {
  if (!error)
    return;
  std::string message = toString(std::move(error));
  os << message;
  messages.push_back({DiagnosticSeverity::Error, message, std::nullopt, {}});
  check(failure());
}

//===----------------------------------------------------------------------===//
// Python
//===----------------------------------------------------------------------===//

static const char *stringify(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("all severities are covered");
}

/// The module that has the classes of exceptions.
static nb::module_ getErrorModule() {
  return nb::module_::import_("nnef_mlir._error");
}

static nb::tuple getDiagnostics(ArrayRef<Message> messages) {
  nb::object diagnosticClass = getErrorModule().attr("Diagnostic");
  nb::list result;
  for (const Message &message : messages) {
    nb::object file = nb::none(), line = nb::none(), column = nb::none();
    if (message.place) {
      file = nb::str(message.place->file.c_str());
      if (message.place->line) {
        line = nb::int_(message.place->line);
        column = nb::int_(message.place->column);
      }
    }
    result.append(diagnosticClass(stringify(message.severity), message.text,
                                  file, line, column,
                                  getDiagnostics(message.notes)));
  }
  return nb::tuple(result);
}

void python::registerFailures(nb::module_ &) {
  nb::register_exception_translator(
      [](const std::exception_ptr &exception, void *) {
        try {
          std::rethrow_exception(exception);
        } catch (const Failure &failure) {
          nb::object errorClass = getErrorModule().attr("Error");
          nb::object error =
              errorClass(failure.what(), getDiagnostics(failure.getMessages()));
          PyErr_SetObject(errorClass.ptr(), error.ptr());
        }
      });
}

void python::warn(StringRef text) {
  nb::object warningClass = getErrorModule().attr("NNEFWarning");
  // Behind our own functions is whoever called them.
  if (PyErr_WarnEx(warningClass.ptr(), text.rtrim().str().c_str(),
                   /*stack_level=*/2))
    nb::raise_python_error();
}
