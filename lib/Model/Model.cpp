//===- Model.cpp - An NNEF model on disk ----------------------------------===//
//
// This project is licensed under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/Model.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace nnef;

static constexpr StringRef graphFileName = "graph.nnef";

Expected<std::string> nnef::getTensorFileName(StringRef label) {
  auto refuse = [&](const Twine &reason) {
    return createStringError("label '" + label + "' " + reason);
  };
  if (label.contains('\0'))
    return refuse("contains a zero byte");
  StringRef relative = label;
  relative.consume_front("/");
  if (relative.empty())
    return refuse("does not name a file");

  SmallVector<StringRef> components;
  relative.split(components, '/');
  for (StringRef component : components) {
    if (component == "..")
      return refuse("points outside of the model");
    if (component.empty() || component == ".")
      return refuse("has a component that is not a name");
  }
  // On some systems a relative path can still name a drive.
  if (sys::path::is_absolute(relative) || sys::path::has_root_name(relative))
    return refuse("points outside of the model");
  return (relative + ".dat").str();
}

/// What else than a text a file is that starts with `content`, or empty.
static StringRef identifyBinary(StringRef content) {
  if (content.starts_with("\x1f\x8b"))
    return "gzip archive";
  if (content.starts_with("PK\x03\x04"))
    return "zip archive";
  if (content.substr(257).starts_with("ustar"))
    return "tar archive";
  if (content.starts_with("N\xEF"))
    return "tensor file";
  return "";
}

/// Refuses a file that is known not to be the text of a graph.
static Error verifyGraphFile(StringRef path) {
  Expected<sys::fs::file_t> file = sys::fs::openNativeFileForRead(path);
  if (!file)
    return createFileError(path, file.takeError());
  char bytes[512];
  Expected<size_t> size = sys::fs::readNativeFile(*file, bytes);
  sys::fs::closeFile(*file);
  if (!size)
    return createFileError(path, size.takeError());
  StringRef kind = identifyBinary(StringRef(bytes, *size));
  if (!kind.empty())
    return createFileError(
        path, createStringError("this is a " + kind +
                                "; only folders and the text files of graphs "
                                "are supported as models"));
  return Error::success();
}

Expected<Model> Model::open(StringRef path) {
  sys::fs::file_status status;
  if (std::error_code ec = sys::fs::status(path, status))
    return createFileError(path, ec);

  if (status.type() == sys::fs::file_type::directory_file) {
    SmallString<128> graph(path);
    sys::path::append(graph, graphFileName);
    if (!sys::fs::exists(graph))
      return createFileError(
          path, createStringError("not an NNEF model: the folder has no '" +
                                  graphFileName + "'"));
    if (Error error = verifyGraphFile(graph))
      return std::move(error);
    return Model(graph.str().str(), path.str());
  }
  if (Error error = verifyGraphFile(path))
    return std::move(error);
  return Model(path.str(), sys::path::parent_path(path).str());
}

Expected<std::unique_ptr<MemoryBuffer>> Model::getGraphBuffer() const {
  auto buffer = MemoryBuffer::getFile(graphPath);
  if (!buffer)
    return createFileError(graphPath, buffer.getError());
  return std::move(*buffer);
}

Expected<std::string> Model::getTensorPath(StringRef label) const {
  Expected<std::string> name = getTensorFileName(label);
  if (!name)
    return name.takeError();
  SmallString<128> path(folder);
  sys::path::append(path, sys::path::Style::posix, *name);
  return path.str().str();
}

bool Model::hasFile(StringRef label) const {
  Expected<std::string> path = getTensorPath(label);
  if (!path) {
    consumeError(path.takeError());
    return false;
  }
  return sys::fs::is_regular_file(*path);
}

Expected<TensorFile> Model::openTensor(StringRef label) const {
  Expected<std::string> path = getTensorPath(label);
  if (!path)
    return path.takeError();
  return TensorFile::open(*path);
}
