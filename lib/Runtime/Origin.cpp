//===- Origin.cpp - Which lines of a network code comes from --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Origin.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace mlir;

nnef::Origin nnef::getOrigin(Location loc) {
  llvm::SetVector<StringRef> names;
  // The lines of the file that comes first.
  StringRef file;
  llvm::SetVector<unsigned> lines;
  auto visit = [&](Location loc, auto &self) -> void {
    if (auto fused = dyn_cast<FusedLoc>(loc)) {
      for (Location part : fused.getLocations())
        self(part, self);
    } else if (auto name = dyn_cast<NameLoc>(loc)) {
      names.insert(name.getName());
      self(name.getChildLoc(), self);
    } else if (auto call = dyn_cast<CallSiteLoc>(loc)) {
      // Where a fragment was used, which is in the graph.
      self(call.getCaller(), self);
    } else if (auto place = dyn_cast<FileLineColLoc>(loc)) {
      if (file.empty())
        file = place.getFilename();
      if (place.getFilename() == file)
        lines.insert(place.getLine());
    }
  };
  visit(loc, visit);

  Origin origin;
  origin.names = llvm::join(names, ", ");
  if (lines.empty())
    return origin;
  auto sorted = lines.takeVector();
  llvm::sort(sorted);
  origin.lines =
      llvm::sys::path::filename(file).str() + ":" +
      llvm::join(
          llvm::map_range(sorted, [](unsigned i) { return std::to_string(i); }),
          ",");
  return origin;
}
