//===- Diagnostics.h - Diagnostics as exceptions ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PYTHON_DIAGNOSTICS_H
#define NNEF_PYTHON_DIAGNOSTICS_H

#include "NNEF/Translate/DiagnosticPrinter.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <exception>
#include <nanobind/nanobind.h>
#include <optional>

namespace nnef::python {

/// A place in a text; lines and columns start at 1. A file as a whole has the
/// line 0.
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;

  /// None if nothing is known.
  static std::optional<Place> get(mlir::Location loc);
};

/// A diagnostic of MLIR that outlives its context.
struct Message {
  mlir::DiagnosticSeverity severity;
  std::string text;
  std::optional<Place> place;
  std::vector<Message> notes;
};

/// What is thrown when something fails: Python gets a `nnef_mlir.Error`.
class Failure : public std::exception {
public:
  Failure(std::string text, std::vector<Message> messages = {})
      : text(std::move(text)), messages(std::move(messages)) {}

  const char *what() const noexcept override { return text.c_str(); }
  const std::vector<Message> &getMessages() const { return messages; }

private:
  std::string text;
  std::vector<Message> messages;
};

/// Collects the diagnostics of a context as long as it lives, as data and as
/// the text that tools print.
class DiagnosticCollector {
public:
  DiagnosticCollector(llvm::SourceMgr &sourceMgr, mlir::MLIRContext *context);

  /// Throws what was collected if something went wrong.
  void check(mlir::LogicalResult result);
  void check(llvm::Error error);
  template <typename T> T check(llvm::Expected<T> result) {
    if (!result)
      check(result.takeError());
    return std::move(*result);
  }

  /// The text of all warnings if nothing has failed.
  llvm::StringRef getText() const { return text; }

private:
  std::string text;
  llvm::raw_string_ostream os{text};
  std::vector<Message> messages;
  DiagnosticPrinter printer;
  // Is asked first, and leaves each diagnostic to the printer as well.
  mlir::ScopedDiagnosticHandler handler;
};

/// Makes Python's exceptions of failures.
void registerFailures(nanobind::module_ &m);

/// Warns the user of Python, who may have made warnings exceptions.
void warn(llvm::StringRef text);

} // namespace nnef::python

#endif // NNEF_PYTHON_DIAGNOSTICS_H
