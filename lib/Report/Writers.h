//===- Writers.h - The forms of a report ------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_REPORT_WRITERS_H
#define NNEF_LIB_REPORT_WRITERS_H

#include "NNEF/Report/Report.h"

namespace nnef {

void writeTable(const NetworkReport &report, llvm::raw_ostream &os);
void writeJSON(const NetworkReport &report, llvm::raw_ostream &os);
void writeHTML(const NetworkReport &report, llvm::raw_ostream &os);

/// A number in three digits and a unit: `15.5 G`. A `?` for one that is not
/// known, `-` for none.
std::string formatCount(Count count);
/// The same for bytes: `528 MB`, of 1000 kB.
std::string formatBytes(Count count);
std::string formatIntensity(std::optional<double> intensity);

} // namespace nnef

#endif // NNEF_LIB_REPORT_WRITERS_H
