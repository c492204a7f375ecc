//===- FileArguments.cpp - Which file goes with which tensor --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FileArguments.h"
#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

static Error makeUnknownNameError(StringRef name, StringRef kind,
                                  ArrayRef<TensorSpec> specs) {
  std::string text;
  raw_string_ostream os(text);
  os << "the network has no " << kind << " '" << name << "'";
  if (specs.empty())
    os << ", nor any other";
  else
    os << "; it has ";
  interleaveComma(specs, os, [&](const TensorSpec &spec) {
    os << "'" << spec.name << "'";
  });
  return make_error<UsageError>(text);
}

/// Takes the arguments that name one file each.
static Expected<FilePaths> assignNamedFiles(ArrayRef<TensorSpec> specs,
                                            const FileArguments &arguments) {
  FilePaths paths(specs.size());
  for (StringRef argument : arguments.files) {
    StringRef name, path;
    std::tie(name, path) = argument.split('=');
    if (name.empty() || path.empty())
      return make_error<UsageError>("'" + argument +
                                    "' is not of the form NAME=FILE");
    const TensorSpec *spec = llvm::find_if(
        specs, [&](const TensorSpec &spec) { return spec.name == name; });
    if (spec == specs.end())
      return makeUnknownNameError(name, arguments.kind, specs);
    std::string &assigned = paths[spec - specs.begin()];
    if (!assigned.empty())
      return make_error<UsageError>(arguments.kind + " '" + name +
                                    "' is given twice");
    assigned = path.str();
  }
  return paths;
}

static std::string getPathInFolder(StringRef folder, const Twine &name) {
  SmallString<128> path(folder);
  sys::path::append(path, name);
  return path.str().str();
}

Expected<FilePaths> findFiles(ArrayRef<TensorSpec> specs,
                              const FileArguments &arguments) {
  Expected<FilePaths> paths = assignNamedFiles(specs, arguments);
  if (!paths || arguments.folder.empty())
    return paths;
  if (!sys::fs::is_directory(arguments.folder))
    return make_error<UsageError>("'" + arguments.folder + "' is not a folder");
  for (auto [spec, path] : zip_equal(specs, *paths))
    for (StringRef extension : {".dat", ".npy"}) {
      std::string candidate =
          getPathInFolder(arguments.folder, spec.name + extension);
      // Weights are not looked for among the inputs.
      if (path.empty() && spec.label.empty() && sys::fs::exists(candidate))
        path = candidate;
    }
  return paths;
}

Expected<FilePaths> planFiles(ArrayRef<TensorSpec> specs,
                              const FileArguments &arguments,
                              StringRef extension) {
  Expected<FilePaths> paths = assignNamedFiles(specs, arguments);
  if (!paths)
    return paths;
  for (StringRef path : *paths)
    if (!path.empty() && !path.ends_with(".dat") && !path.ends_with(".npy"))
      return make_error<UsageError>("'" + path +
                                    "' does not end in '.dat' or '.npy'");
  if (arguments.folder.empty())
    return paths;
  if (std::error_code ec = sys::fs::create_directories(arguments.folder))
    return createFileError(arguments.folder, ec);
  for (auto [spec, path] : zip_equal(specs, *paths))
    if (path.empty())
      path = getPathInFolder(arguments.folder, spec.name + extension);
  return paths;
}

uint64_t getSizeInBytes(const TensorSpec &spec) {
  std::optional<uint64_t> count = getNumElements(spec.shape);
  return count ? *count * getByteWidth(spec.elementType)
               : std::numeric_limits<uint64_t>::max();
}

Error checkOutputFile(const TensorSpec &spec, StringRef kind, StringRef path) {
  if (!path.ends_with(".dat"))
    return Error::success();
  StringRef limit;
  if (spec.shape.size() > TensorFileHeader::maxRank)
    limit = "ranks up to 8";
  else if (!isUInt<32>(getSizeInBytes(spec)))
    limit = "up to 4 GiB";
  if (limit.empty())
    return Error::success();
  return make_error<UsageError>(
      kind + " '" + spec.name + "' (" + spec.getTypeAsString() +
      ") cannot be written to '" + path + "': tensor files have " + limit +
      "; write a .npy file");
}

Expected<HostTensor> readTensor(StringRef path, const TensorSpec &spec) {
  Expected<HostTensor> tensor = readHostTensor(path);
  if (!tensor)
    return tensor;
  if (Error error = spec.verify(*tensor))
    return createFileError(path, std::move(error));
  return tensor;
}
