//===- Package.h - Networks as object files for programs in C ---*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_PACKAGE_H
#define NNEF_RUNTIME_PACKAGE_H

#include "NNEF/Runtime/CompilationOptions.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace nnef {

class Target;

/// How a network is compiled ahead of time.
struct PackageOptions : CompilationOptions {
  /// What the names of the interface begin with; if empty, the name of the
  /// network.
  std::string prefix = "";
  /// Run loops in threads, by OpenMP, whose library the program needs then.
  bool usesThreads = false;
  /// Put weights into the object file; otherwise the program provides them.
  bool embedsWeights = true;
};

/// A network that is compiled ahead of time.
struct Package {
  /// What the names of the interface begin with.
  std::string prefix;
  /// The object file.
  llvm::SmallVector<char, 0> object;
  /// The text of the header, which declares what is in the object file.
  std::string header;
  /// The contents of the file of weights, if they are not in the object file.
  llvm::SmallVector<char, 0> weights;
  /// Whether the program must be linked with OpenMP's library.
  bool needsOpenMP = false;
  /// The sizes of what the code computes with.
  uint64_t numWeightBytes = 0;
  uint64_t numStateBytes = 0;
  uint64_t numWorkspaceBytes = 0;
};

/// Compiles the network in `module`, which is lowered in place, to code that
/// programs are linked with. Why it fails may be told by diagnostics of the
/// context as well.
llvm::Expected<Package> packageNetwork(mlir::ModuleOp module,
                                       const Target &target,
                                       const PackageOptions &options);

/// The forms that the code of a package is written in.
enum class PackageForm {
  /// An object file: `.o` or `.obj`.
  Object,
  /// A static library: `.a`.
  Archive,
  /// A shared library: `.so`. That takes a linker: `cc` for this machine, and
  /// `ld.lld` for others.
  SharedLibrary,
};

/// The form that the name of a file ends in. None for other names.
std::optional<PackageForm> getPackageForm(llvm::StringRef path);

/// The files that a package is written to.
struct PackageFiles {
  /// The code; its extension says in which form.
  std::string code;
  std::string header;
  /// Empty if the weights are in the object file.
  std::string weights;
};

/// Writes a package to files, each of which is replaced when it is complete.
llvm::Error writePackage(const Package &package, const Target &target,
                         const PackageFiles &files);

} // namespace nnef

#endif // NNEF_RUNTIME_PACKAGE_H
