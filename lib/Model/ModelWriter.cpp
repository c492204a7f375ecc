//===- ModelWriter.cpp - Writing an NNEF model ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/ModelWriter.h"
#include "ArchiveWriter.h"
#include "FolderWriter.h"
#include "ModelStorage.h"
#include "NNEF/Model/Model.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

Expected<std::unique_ptr<ModelWriter>> ModelWriter::create(StringRef path) {
  // Behind a symbolic link it is the model that is to be replaced.
  SmallString<128> target;
  if (sys::fs::real_path(path, target))
    target = path.size() > 1 ? path.rtrim('/') : path;
  Expected<std::unique_ptr<ModelWriter>> writer =
      isArchiveName(target) ? ArchiveWriter::create(target)
                            : FolderWriter::create(target);
  if (!writer)
    return createFileError(path, writer.takeError());
  return writer;
}

ModelWriter::~ModelWriter() = default;

Error ModelWriter::reserve(StringRef name) {
  std::string key = name.lower();
  if (folders.contains(key))
    return createStringError("a folder of the model has the name of this file");
  for (StringRef folder = sys::path::parent_path(key, sys::path::Style::posix);
       !folder.empty();
       folder = sys::path::parent_path(folder, sys::path::Style::posix)) {
    if (files.contains(folder))
      return createStringError("this file would lie in another one");
    folders.insert(folder);
  }
  files.insert(key);
  return Error::success();
}

Error ModelWriter::addFile(StringRef name, uint64_t size, Content content) {
  Error error = reserve(name);
  if (!error)
    error = writeFile(name, size, content);
  if (!error)
    return error;
  SmallString<128> file(path);
  sys::path::append(file, sys::path::Style::posix, name);
  return createFileError(file, std::move(error));
}

Error ModelWriter::writeGraph(StringRef text) {
  return addFile(graphFileName, text.size(), [&](raw_ostream &os) {
    os << text;
    return Error::success();
  });
}

Error ModelWriter::writeQuantization(StringRef text) {
  return addFile(quantizationFileName, text.size(), [&](raw_ostream &os) {
    os << text;
    return Error::success();
  });
}

Error ModelWriter::writeTensor(StringRef label, const TensorFileHeader &header,
                               ArrayRef<char> data) {
  Expected<std::string> name = getTensorFileName(label);
  if (!name)
    return name.takeError();
  XXH128_hash_t hash = xxh3_128bits(
      ArrayRef(reinterpret_cast<const uint8_t *>(data.data()), data.size()));
  auto [slot, isNew] = tensors.try_emplace(StringRef(*name).lower());
  Tensor &tensor = slot->second;
  if (isNew) {
    tensor.header = header;
    tensor.hash = hash;
  } else if (tensor.header != header || tensor.hash.low64 != hash.low64 ||
             tensor.hash.high64 != hash.high64) {
    return createStringError("label '" + label +
                             "' is that of another variable with other "
                             "values; upper and lower case and a leading '/' "
                             "make no difference");
  }
  // It is there already.
  if (!tensor.fileNames.insert(*name).second)
    return Error::success();
  return addFile(
      *name, TensorFileHeader::size + data.size(),
      [&](raw_ostream &os) { return writeTensorFile(os, header, data); });
}

Error ModelWriter::commit() {
  if (Error error = finish())
    return createFileError(path, std::move(error));
  return Error::success();
}
