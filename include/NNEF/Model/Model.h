//===- Model.h - An NNEF model on disk --------------------------*- C++ -*-===//
//
// This project is licensed under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_MODEL_H
#define NNEF_MODEL_MODEL_H

#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace nnef {

/// An NNEF model: the text of its graph, and a tensor file per variable label.
///
/// A model is a folder with a `graph.nnef` in it, or a graph file alone, whose
/// variables are then looked up in the folder that the file is in.
class Model {
public:
  /// Opens the model at `path`: a folder or the text file of a graph. Tensor
  /// files are opened on demand, so a graph without them can be opened as well.
  static llvm::Expected<Model> open(llvm::StringRef path);

  /// The path of the graph's text, as it should appear in diagnostics.
  llvm::StringRef getGraphPath() const { return graphPath; }

  /// The folder that labels are relative to.
  llvm::StringRef getFolder() const { return folder; }

  /// Reads the text of the graph.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> getGraphBuffer() const;

  /// Whether the model has a tensor file for `label`. An unsafe label has none.
  bool hasFile(llvm::StringRef label) const;

  /// Maps the tensor file `<label>.dat`. Fails when the label is unsafe, and
  /// when the file is missing or malformed.
  llvm::Expected<TensorFile> openTensor(llvm::StringRef label) const;

  /// The path of the tensor file of `label`, whether or not it exists. Fails
  /// when the label is unsafe.
  llvm::Expected<std::string> getTensorPath(llvm::StringRef label) const;

private:
  Model(std::string graphPath, std::string folder)
      : graphPath(std::move(graphPath)), folder(std::move(folder)) {}

  std::string graphPath;
  std::string folder;
};

/// Turns a variable's label into the path of its tensor file, relative to the
/// model and with `/` between components: a leading `/`, which some writers
/// emit, is dropped and `.dat` is added. A label that could name a file outside
/// of the model (`..`), or no file at all, is an error: labels come from files
/// that somebody else wrote.
llvm::Expected<std::string> getTensorFileName(llvm::StringRef label);

} // namespace nnef

#endif // NNEF_MODEL_MODEL_H
