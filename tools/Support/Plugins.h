//===- Plugins.h - Plug-ins of others ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_PLUGINS_H
#define NNEF_TOOLS_SUPPORT_PLUGINS_H

#include "llvm/Support/Error.h"

namespace llvm::cl {
class OptionCategory;
} // namespace llvm::cl

namespace mlir {
class DialectRegistry;
} // namespace mlir

/// Loads the plug-ins that --load-dialect-plugin and --load-pass-plugin name,
/// which are those of upstream's mlir-opt: dialects go to `registry`; passes,
/// pipelines and translations to MLIR's own registries. The two options are
/// taken out of the command line, so that the rest is parsed when everything
/// that it may name is there.
llvm::Error loadPlugins(int &argc, char **argv,
                        mlir::DialectRegistry &registry);

/// Has --help tell of the two options.
void describePluginOptions(llvm::cl::OptionCategory &category);

#endif // NNEF_TOOLS_SUPPORT_PLUGINS_H
