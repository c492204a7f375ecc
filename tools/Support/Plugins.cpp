//===- Plugins.cpp - Plug-ins of others -----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Plugins.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

static constexpr char dialectOption[] = "load-dialect-plugin";
static constexpr char passOption[] = "load-pass-plugin";

/// Takes all `--NAME=VALUE` and `--NAME VALUE` out of the command line. What
/// has no value is left for the parser to complain about.
static SetVector<StringRef> takeOption(int &argc, char **argv, StringRef name) {
  SetVector<StringRef> values;
  int numKept = 0;
  for (int i = 0; i < argc; ++i) {
    StringRef argument = argv[i];
    if (argument == "--") {
      numKept = std::copy(argv + i, argv + argc, argv + numKept) - argv;
      break;
    }
    bool isOption = i > 0 && argument.consume_front("-");
    argument.consume_front("-");
    isOption &= argument.consume_front(name);
    if (isOption && argument.consume_front("="))
      values.insert(argument);
    else if (isOption && argument.empty() && i + 1 < argc)
      values.insert(argv[++i]);
    else
      argv[numKept++] = argv[i];
  }
  argc = numKept;
  argv[argc] = nullptr;
  return values;
}

/// Says of a library that could be loaded what makes it no plug-in.
static Error explain(Error error, StringRef path, StringRef entryPoint) {
  std::string message = toString(std::move(error));
  if (StringRef(message).starts_with("Plugin entry point not found"))
    message = ("'" + path + "' is no such plug-in: it has no function '" +
               entryPoint + "'")
                  .str();
  return createStringError(message);
}

Error loadPlugins(int &argc, char **argv, mlir::DialectRegistry &registry) {
  for (StringRef path : takeOption(argc, argv, dialectOption)) {
    auto plugin = mlir::DialectPlugin::load(path.str());
    if (!plugin)
      return explain(plugin.takeError(), path, "mlirGetDialectPluginInfo");
    plugin->registerDialectRegistryCallbacks(registry);
  }
  for (StringRef path : takeOption(argc, argv, passOption)) {
    auto plugin = mlir::PassPlugin::load(path.str());
    if (!plugin)
      return explain(plugin.takeError(), path, "mlirGetPassPluginInfo");
    plugin->registerPassRegistryCallbacks();
  }
  return Error::success();
}

void describePluginOptions(cl::OptionCategory &category) {
  static cl::list<std::string> dialects(
      dialectOption, cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Load the dialects of a plug-in, a shared object"));
  static cl::list<std::string> passes(
      passOption, cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Load the passes, pipelines and translations of a plug-in"));
}
