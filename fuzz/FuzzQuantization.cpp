//===- FuzzQuantization.cpp - The text of quantization files --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Parser.h"
#include "TextInput.h"

using namespace llvm;
using namespace nnef;
using nnef::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz::TextInput input(data, size);
  std::unique_ptr<syntax::Document> document = syntax::parseQuantizationFile(
      input.getSourceMgr(), input.getBufferId(), input);
  require(document->hasErrors() == (input.takeErrors() != 0),
          "a file has errors when they are reported");
  require(!document->getGraph() && document->getFragments().empty(),
          "a quantization file has nothing but entries");
  for (const syntax::Quantization &entry : document->getQuantizations()) {
    require(entry.algorithm, "an entry has an algorithm");
    require(input.contains(entry.range) && input.contains(entry.tensor.range),
            "an entry outside of the text");
  }
  return 0;
}
