//===- NetworkOptions.h - What tools are told about networks ----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_NETWORKOPTIONS_H
#define NNEF_TOOLS_SUPPORT_NETWORKOPTIONS_H

#include "NNEF/Runtime/CompilationOptions.h"
#include "NNEF/Translate/Import.h"
#include "llvm/Support/CommandLine.h"

/// What is made of the quantization file of a model.
enum class QuantizationMode { Ignore, Simulate, Integer };

/// What the tools that compile networks are told about them in the same way.
struct NetworkOptions {
  /// How an NNEF model is imported.
  nnef::ImportOptions import;
  QuantizationMode quantization = QuantizationMode::Simulate;
  /// Whether quantized inputs and outputs are codes.
  bool quantizedIO = false;
  /// The passes that run before the network is compiled, as text.
  std::string passes;
  /// How the network is compiled.
  nnef::CompilationOptions compilation;
};

/// The options of the command line about networks.
llvm::cl::OptionCategory &getNetworkCategory();

/// What the command line says about the network at `path`, once it is parsed.
llvm::Expected<NetworkOptions> getNetworkOptions(llvm::StringRef path);

/// Does to a network, which was just read, what the options say: runs the
/// passes of --passes, calls `passesDone` if that is given, and makes of the
/// quantization what is asked for. Returns whether that went well; what did not
/// is told by diagnostics.
llvm::Expected<bool>
prepareNetwork(mlir::ModuleOp module, const NetworkOptions &options,
               llvm::function_ref<llvm::Error()> passesDone = nullptr);

#endif // NNEF_TOOLS_SUPPORT_NETWORKOPTIONS_H
