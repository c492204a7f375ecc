//===- Samples.cpp - What a network is tried on ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/Samples.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace nnef;
using namespace llvm;

//===----------------------------------------------------------------------===//
// One input
//===----------------------------------------------------------------------===//

uint64_t Samples::Input::getNumSamples(const HostTensor &file) const {
  uint64_t size = *getNumElements(spec.shape);
  return size == 0 ? 1 : file.getNumElements() / size;
}

size_t Samples::Input::getNumSamples() const {
  size_t count = 0;
  for (const HostTensor &file : files)
    count += getNumSamples(file);
  return count;
}

HostTensor Samples::Input::get(size_t sample) const {
  for (const HostTensor &file : files) {
    uint64_t count = getNumSamples(file);
    if (sample < count)
      return file.borrow(spec.shape, sample * *getNumElements(spec.shape));
    sample -= count;
  }
  llvm_unreachable("there are not as many samples");
}

/// Whether a file of this shape has whole samples.
static bool hasSamples(ArrayRef<int64_t> file, ArrayRef<int64_t> sample) {
  if (file == sample || (!file.empty() && file.drop_front() == sample))
    return true;
  return !sample.empty() && file.size() == sample.size() &&
         file.drop_front() == sample.drop_front() && sample.front() != 0 &&
         file.front() % sample.front() == 0;
}

Error Samples::readFile(Input &input, StringRef path) {
  Expected<HostTensor> tensor = readHostTensor(path);
  if (!tensor)
    return tensor.takeError();
  const TensorSpec &spec = input.spec;
  if (tensor->getElementType() != spec.elementType ||
      !hasSamples(tensor->getShape(), spec.shape))
    return createFileError(
        path, createStringError(
                  "a sample of '" + spec.name + "' is " +
                  spec.getTypeAsString() + ", but the file has " +
                  stringify(tensor->getElementType(), tensor->getShape())));
  input.files.push_back(std::move(*tensor));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// The files with tensors in a folder, in the order of their names.
static Expected<std::vector<std::string>> listTensorFiles(StringRef folder) {
  std::vector<std::string> paths;
  std::error_code ec;
  for (sys::fs::directory_iterator it(folder, ec), end; it != end && !ec;
       it.increment(ec)) {
    StringRef extension = sys::path::extension(it->path());
    if (extension == ".npy" || extension == ".dat")
      paths.push_back(it->path());
  }
  if (ec)
    return createFileError(folder, ec);
  llvm::sort(paths);
  return paths;
}

Error Samples::readFolder(StringRef folder) {
  std::string missing;
  bool hasFile = false;
  for (Input &input : inputs) {
    std::string path;
    for (StringRef extension : {".npy", ".dat"}) {
      SmallString<128> candidate(folder);
      sys::path::append(candidate, input.spec.name + extension);
      if (path.empty() && sys::fs::exists(candidate))
        path = candidate.str().str();
    }
    hasFile |= !path.empty();
    if (path.empty()) {
      missing = input.spec.name;
      continue;
    }
    if (Error error = readFile(input, path))
      return error;
  }
  if (missing.empty())
    return Error::success();
  if (hasFile || inputs.size() != 1)
    return createStringError("'" + folder + "' has no samples of input '" +
                             missing + "': neither '" + missing +
                             ".npy' nor '" + missing + ".dat'");
  auto paths = listTensorFiles(folder);
  if (!paths)
    return paths.takeError();
  if (paths->empty())
    return createStringError("'" + folder +
                             "' has no samples: no files that end in '.npy' or "
                             "'.dat'");
  for (const std::string &path : *paths)
    if (Error error = readFile(inputs.front(), path))
      return error;
  return Error::success();
}

Error Samples::readArgument(StringRef argument) {
  if (sys::fs::is_directory(argument))
    return readFolder(argument);
  StringRef name, path;
  std::tie(name, path) = argument.split('=');
  if (!path.empty() && !sys::fs::exists(argument)) {
    auto input = llvm::find_if(
        inputs, [&](const Input &input) { return input.spec.name == name; });
    if (input == inputs.end())
      return createStringError("the network has no input '" + name + "'");
    return readFile(*input, path);
  }
  if (inputs.size() == 1)
    return readFile(inputs.front(), argument);
  return createStringError("'" + argument +
                           "' could be samples of several inputs; use "
                           "NAME=FILE, or a folder");
}

Expected<Samples> Samples::read(const Signature &signature,
                                ArrayRef<std::string> arguments) {
  Samples samples;
  for (const TensorSpec &spec : signature.inputs) {
    if (!spec.hasStaticShape())
      return createStringError("the shape of input '" + spec.name + "', " +
                               spec.getTypeAsString() + ", is not known");
    samples.inputs.push_back({spec, {}});
  }
  for (StringRef argument : arguments)
    if (Error error = samples.readArgument(argument))
      return std::move(error);

  const Input &first = samples.inputs.front();
  samples.numSamples = first.getNumSamples();
  for (const Input &input : samples.inputs)
    if (input.getNumSamples() != samples.numSamples)
      return createStringError("there are " + Twine(samples.numSamples) +
                               " samples of input '" + first.spec.name +
                               "', but " + Twine(input.getNumSamples()) +
                               " of input '" + input.spec.name + "'");
  if (samples.numSamples == 0)
    return createStringError("there are no samples");
  return samples;
}

SmallVector<HostTensor> Samples::get(size_t sample) const {
  SmallVector<HostTensor> tensors;
  for (const Input &input : inputs)
    tensors.push_back(input.get(sample));
  return tensors;
}
