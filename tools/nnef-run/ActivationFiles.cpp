//===- ActivationFiles.cpp - Files of what is in a network ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ActivationFiles.h"
#include "NNEF/Model/OutputFolder.h"
#include "Report.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

static std::string getPath(StringRef folder, const Twine &file) {
  SmallString<128> path(folder);
  sys::path::append(path, file);
  return path.str().str();
}

/// Finds the files to compare with, of which there must be any.
static Expected<FilePaths> findExpected(ArrayRef<TensorSpec> specs,
                                        const Options &options) {
  StringRef folder = options.comparedFolder;
  auto paths = findFiles(specs, {"tensor", {}, folder});
  if (paths &&
      llvm::all_of(*paths, [](StringRef path) { return path.empty(); }))
    return make_error<UsageError>("--compare-activations: '" + folder +
                                  "' has no file for any tensor of the "
                                  "network");
  return paths;
}

Expected<ExposedTensors> chooseTensors(mlir::ModuleOp module,
                                       const Options &options) {
  ExposedTensors exposed;
  auto found = findActivations(module, options.network.quantization ==
                                           QuantizationMode::Integer);
  if (!found)
    return found.takeError();
  if (!options.dumpFolder.empty()) {
    exposed.activations = std::move(*found);
    return exposed;
  }
  SmallVector<TensorSpec> specs;
  for (const Activation &activation : *found)
    specs.push_back({activation.name, ElementType::Float32, {}});
  auto paths = findExpected(specs, options);
  if (!paths)
    return paths.takeError();
  for (auto [activation, path] : zip_equal(*found, *paths))
    if (!path.empty())
      exposed.activations.push_back(std::move(activation));
  exposed.numLeftOut = found->size() - exposed.activations.size();
  return exposed;
}

/// Refuses what cannot be written before anything is computed.
Error ActivationFiles::planDump() const {
  StringRef folder = options.dumpFolder;
  if (sys::fs::exists(folder) && !isEmptyFolder(folder))
    return make_error<UsageError>("--dump-activations: '" + folder +
                                  "' is there already, and is not an empty "
                                  "folder");
  for (const TensorSpec &spec : specs) {
    // What has no shape yet is reported when the network is compiled.
    if (!spec.hasStaticShape())
      continue;
    std::string path = getPath(folder, spec.name + options.outputExtension);
    if (Error error = checkOutputFile(spec, "tensor", path))
      return error;
  }
  StringRef parent = sys::path::parent_path(folder.rtrim('/'));
  if (!parent.empty())
    if (std::error_code code = sys::fs::create_directories(parent))
      return createFileError(folder, code);
  return Error::success();
}

Error ActivationFiles::readExpected() {
  auto paths = findExpected(specs, options);
  if (!paths)
    return paths.takeError();
  for (auto [spec, path] : zip_equal(specs, *paths)) {
    std::optional<HostTensor> &result = expected.emplace_back();
    if (path.empty())
      continue;
    Expected<HostTensor> tensor = readTensor(path, spec);
    if (!tensor)
      return tensor.takeError();
    result = std::move(*tensor);
  }
  return Error::success();
}

Expected<ActivationFiles> ActivationFiles::make(const ExposedTensors &exposed,
                                                ArrayRef<TensorSpec> specs,
                                                const Options &options) {
  ActivationFiles files(exposed, options);
  for (const Activation &activation : exposed.activations) {
    files.specs.push_back(specs[activation.output]);
    files.specs.back().name = activation.name;
  }
  if (!options.dumpFolder.empty())
    if (Error error = files.planDump())
      return std::move(error);
  if (!options.comparedFolder.empty())
    if (Error error = files.readExpected())
      return std::move(error);
  return files;
}

Error ActivationFiles::dump(ArrayRef<HostTensor> outputs) const {
  Expected<std::unique_ptr<OutputFolder>> folder =
      OutputFolder::create(options.dumpFolder);
  if (!folder)
    return createFileError(options.dumpFolder, folder.takeError());
  for (const Activation &activation : exposed.activations) {
    if (Error error = (*folder)->checkInterrupt())
      return createFileError(options.dumpFolder, std::move(error));
    if (Error error =
            writeHostTensor(getPath((*folder)->getTemporaryPath(),
                                    activation.name + options.outputExtension),
                            outputs[activation.output]))
      return error;
  }
  if (Error error = (*folder)->finish())
    return createFileError(options.dumpFolder, std::move(error));
  outs() << "wrote " << exposed.activations.size() << " tensors to '"
         << options.dumpFolder << "'\n";
  return Error::success();
}

Expected<bool> ActivationFiles::compare(ArrayRef<HostTensor> outputs) const {
  SmallVector<ComparedActivation> compared;
  for (auto [activation, tensor] : zip_equal(exposed.activations, expected)) {
    if (!tensor)
      continue;
    Expected<Comparison> comparison =
        compareTensors(outputs[activation.output], *tensor, options.tolerance);
    if (!comparison)
      return comparison.takeError();
    compared.push_back({activation, std::move(*comparison)});
  }
  printActivations(outs(), compared);
  auto diverges = [](const ComparedActivation &row) {
    return !row.comparison.isMatch();
  };
  size_t numDiverging = llvm::count_if(compared, diverges);
  outs() << compared.size() - numDiverging << " alike, " << numDiverging
         << " diverging, "
         << exposed.activations.size() - compared.size() + exposed.numLeftOut
         << " without a file in '" << options.comparedFolder << "'";
  if (exposed.numRemoved != 0)
    outs() << ", " << exposed.numRemoved << " removed by passes";
  outs() << '\n';
  const auto *first = llvm::find_if(compared, diverges);
  if (first == compared.end())
    return true;
  const Activation &activation = first->activation;
  printComparison(outs(), specs[&activation - exposed.activations.begin()],
                  first->comparison);
  outs().flush();
  // Shows the line of the network.
  mlir::emitError(activation.loc)
      << "'" << activation.name << "', a result of '" << activation.operation
      << "', is the first tensor that diverges";
  return false;
}

Expected<bool> ActivationFiles::report(ArrayRef<HostTensor> outputs) const {
  if (!options.dumpFolder.empty())
    if (Error error = dump(outputs))
      return std::move(error);
  return options.comparedFolder.empty() ? Expected<bool>(true)
                                        : compare(outputs);
}
