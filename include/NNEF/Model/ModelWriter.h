//===- ModelWriter.h - Writing an NNEF model --------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_MODELWRITER_H
#define NNEF_MODEL_MODELWRITER_H

#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"

namespace nnef {

/// Writes a model to disk: its graph, then its tensor files one by one. The
/// same calls make the same bytes, whenever and by whomever.
///
/// The name says what it becomes: an archive if it ends in `.tar`, `.tar.gz`,
/// `.tgz`, `.tar.bz2`, `.tbz2`, `.tar.xz`, `.txz`, `.tar.zst`, `.tzst` or
/// `.zip`, otherwise a folder. In a plain tar the data of tensors is aligned to
/// 64 bytes, so readers can map it.
///
/// Everything goes to a temporary place beside, which commit() gives its name.
/// Without that, and after an interrupt, nothing is left and what was there
/// before still is.
class ModelWriter {
public:
  /// Starts a model. It may take the place of another one of the same kind, but
  /// not that of any other file or folder.
  static llvm::Expected<std::unique_ptr<ModelWriter>>
  create(llvm::StringRef path);

  /// Removes what was written, unless it was committed.
  virtual ~ModelWriter();

  llvm::Error writeGraph(llvm::StringRef text);

  /// Writes the quantization file.
  llvm::Error writeQuantization(llvm::StringRef text);

  /// Writes the tensor file of a label. `data` holds the items as the file
  /// stores them, of exactly the size that the header implies.
  ///
  /// Labels that differ by upper and lower case or a leading `/` only are one
  /// variable by the standard, so their data must be the same. An error if not,
  /// if the label is unsafe, and if its file would lie in another file.
  llvm::Error writeTensor(llvm::StringRef label, const TensorFileHeader &header,
                          llvm::ArrayRef<char> data);

  /// Completes the model, which takes the place of what was there.
  llvm::Error commit();

protected:
  using Content = llvm::function_ref<llvm::Error(llvm::raw_ostream &)>;

  explicit ModelWriter(llvm::StringRef path) : path(path) {}

  /// Writes a file of the model, whose name has `/` between components.
  virtual llvm::Error writeFile(llvm::StringRef name, uint64_t size,
                                Content content) = 0;
  virtual llvm::Error finish() = 0;

  /// Where the model will be.
  std::string path;

private:
  llvm::Error addFile(llvm::StringRef name, uint64_t size, Content content);

  /// Checks that a file does not take the place of another one, as systems see
  /// it that do not tell capital letters from small ones.
  llvm::Error reserve(llvm::StringRef name);

  /// The names of all files and of their folders, in lower case.
  llvm::StringSet<> files, folders;

  /// What is known of a tensor that was written.
  struct Tensor {
    TensorFileHeader header;
    llvm::XXH128_hash_t hash;
    /// The names of its files, which differ in case.
    llvm::StringSet<> fileNames;
  };
  /// By the lower-case names of their files.
  llvm::StringMap<Tensor> tensors;
};

} // namespace nnef

#endif // NNEF_MODEL_MODELWRITER_H
