//===- Report.h - What the layers of a network cost -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_REPORT_REPORT_H
#define NNEF_REPORT_REPORT_H

#include "NNEF/Report/Costs.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>
#include <vector>

namespace nnef {

/// A tensor, as reports show it.
struct TensorReport {
  std::string name;
  /// Its shape and the type of its elements: `1x3x224x224xf32`.
  std::string type;
};

/// An operation with what it costs.
struct LayerReport {
  /// The operation, by the name of its fragment.
  std::string operation;
  std::vector<TensorReport> outputs;
  /// The layers that give it operands: their places in the list.
  std::vector<unsigned> inputs;
  /// The variables that it reads, by their labels.
  std::vector<TensorReport> variables;
  /// The elements of these.
  Count parameters = 0;
  Count macs = 0;
  Traffic traffic = {0, 0};
  /// Where it is in the NNEF text. The line is 0 where nobody knows.
  std::string file;
  unsigned line = 0;

  llvm::StringRef getName() const;
  /// MACs for each byte that is moved; none if a number is not known, or no
  /// byte is moved.
  std::optional<double> getIntensity() const;
};

/// A network with what it costs.
struct NetworkReport {
  std::string network;
  /// The inputs first, as layers of the operation `external`, then the
  /// operations in order, without constants and variables.
  std::vector<LayerReport> layers;
  /// The sums. A variable that several layers read counts once.
  Count parameters = 0, parameterBytes = 0, macs = 0;
  Traffic traffic = {0, 0};
};

/// Looks at the network in a module, whose variables need no values.
NetworkReport makeReport(mlir::ModuleOp module);

/// The forms of a report.
enum class ReportFormat {
  /// An aligned table for people.
  Table,
  /// For programs. Numbers that are not known are null.
  JSON,
  /// A page that needs nothing else, with a picture of the graph.
  HTML,
};

void writeReport(const NetworkReport &report, ReportFormat format,
                 llvm::raw_ostream &os);

} // namespace nnef

#endif // NNEF_REPORT_REPORT_H
