//===- Module.cpp - The extension module of Python ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The module `nnef_mlir._core`, which the rest of the package is written on; it
// is not for users. Its functions are described in _core.pyi.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Passes.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Model/Model.h"
#include "Network.h"
#include "mlir/Pass/PassManager.h"
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

using namespace nnef;
using namespace nnef::python;

namespace nb = nanobind;

using Strings = std::vector<std::string>;
using Shapes = std::map<std::string, std::vector<std::optional<int64_t>>>;

/// A shape as a tuple, with None for what is not known.
static nb::tuple getShape(llvm::ArrayRef<int64_t> shape) {
  nb::list result;
  for (int64_t extent : shape)
    if (mlir::ShapedType::isDynamic(extent))
      result.append(nb::none());
    else
      result.append(extent);
  return nb::tuple(result);
}

/// The arguments of `nnef_mlir.TensorInfo`.
static nb::tuple getTensorInfo(const Tensor &tensor) {
  const TensorSpec &spec = tensor.spec;
  nb::object label = nb::none(), location = nb::none();
  if (!spec.label.empty())
    label = nb::str(spec.label.c_str());
  if (tensor.place)
    location = nb::make_tuple(tensor.place->file, tensor.place->line,
                              tensor.place->column);
  return nb::make_tuple(spec.name, stringify(spec.elementType).str(),
                        getShape(spec.shape), label, location);
}

/// The name, the inputs and the outputs of a network.
static nb::tuple getInterface(const Interface &interface) {
  nb::list inputs, outputs;
  for (const Tensor &tensor : interface.inputs)
    inputs.append(getTensorInfo(tensor));
  for (const Tensor &tensor : interface.outputs)
    outputs.append(getTensorInfo(tensor));
  return nb::make_tuple(interface.name, inputs, outputs);
}

static std::unique_ptr<Network> readModel(const std::string &path,
                                          bool freezesVariables,
                                          const Shapes &inputShapes,
                                          bool loadsVariables, bool isStrict) {
  ImportOptions options;
  options.variables =
      freezesVariables ? VariableForm::Automatic : VariableForm::Arguments;
  options.loadVariables = loadsVariables;
  options.strict = isStrict;
  for (const auto &[name, shape] : inputShapes) {
    auto &extents = options.inputShapes[name];
    for (std::optional<int64_t> extent : shape) {
      if (extent && *extent < 1)
        throw Failure("input_shapes: '" + name + "' has an extent of " +
                      std::to_string(*extent) + "; extents are positive");
      extents.push_back(extent.value_or(mlir::ShapedType::kDynamic));
    }
  }
  return Network::readModel(path, options);
}

/// The values of a variable that the model at `path` stores: its type, its
/// shape and its bytes.
static nb::tuple readVariable(const std::string &path,
                              const std::string &label) {
  auto read = [&]() -> llvm::Expected<HostTensor> {
    llvm::Expected<Model> model = Model::open(path);
    if (!model)
      return model.takeError();
    llvm::Expected<TensorFile> file = model->openTensor(label);
    if (!file)
      return file.takeError();
    return HostTensor::get(*file);
  };
  llvm::Expected<HostTensor> tensor = read();
  if (!tensor)
    throw Failure(toString(tensor.takeError()));
  llvm::ArrayRef<char> bytes = tensor->getBytes();
  return nb::make_tuple(stringify(tensor->getElementType()).str(),
                        getShape(tensor->getShape()),
                        nb::bytes(bytes.data(), bytes.size()));
}

static std::unique_ptr<Program>
compile(const Network &network, unsigned threads, const std::string &cpu,
        const std::string &cpuFeatures, const std::string &cache,
        unsigned optLevel, NNEFLowering lowering, bool winograd,
        QuantizationMode quantization, bool quantizedIO, bool activations) {
  CompileOptions options;
  options.quantization = quantization;
  options.quantizedIO = quantizedIO;
  options.exposesActivations = activations;
  options.compilation.numThreads = threads;
  options.compilation.cpu = cpu;
  options.compilation.cpuFeatures = cpuFeatures;
  options.compilation.cache.folder = cache;
  // As nnef-run has it.
  options.compilation.cache.policy = llvm::cantFail(
      llvm::parseCachePruningPolicy("prune_after=720h:cache_size_bytes=8g"));
  options.compilation.optLevel = optLevel;
  options.compilation.lowering = lowering;
  options.compilation.winograd = winograd;
  return network.compile(options);
}

static std::unique_ptr<Network> decompose(const Network &network,
                                          const Strings &expand,
                                          const Strings &keep,
                                          const std::string &recipes) {
  DecomposePassOptions options;
  options.expand.append(expand.begin(), expand.end());
  options.keep.append(keep.begin(), keep.end());
  options.recipes = recipes;
  return network.transform([&](mlir::OpPassManager &pm) {
    pm.addPass(createDecomposePass(options));
  });
}

static std::unique_ptr<Network> legalize(const Network &network,
                                         const std::string &target,
                                         const std::string &recipes) {
  LegalizePassOptions options;
  options.target = target;
  options.recipes = recipes;
  return network.transform([&](mlir::OpPassManager &pm) {
    pm.addPass(createLegalizePass(options));
  });
}

static void checkSupport(const Network &network, const std::string &target,
                         const std::string &recipes, bool isAsIs) {
  CheckSupportPassOptions options;
  options.target = target;
  options.recipes = recipes;
  options.asIs = isAsIs;
  options.summary = false;
  network.transform([&](mlir::OpPassManager &pm) {
    pm.addPass(createCheckSupportPass(options));
  });
}

NB_MODULE(_core, m) {
  registerFailures(m);

  nb::enum_<NNEFLowering>(m, "Lowering")
      .value("linalg", NNEFLowering::Linalg)
      .value("tosa", NNEFLowering::Tosa);
  nb::enum_<QuantizationMode>(m, "Quantization")
      .value("ignore", QuantizationMode::Ignore)
      .value("simulate", QuantizationMode::Simulate)
      .value("integer", QuantizationMode::Integer);

  nb::class_<Program>(m, "Program")
      .def("interface",
           [](const Program &program) {
             return getInterface(program.getInterface());
           })
      .def("run", &Program::run)
      .def("has_state", &Program::hasState)
      .def("reset", &Program::reset)
      .def("memory_use", [](const Program &program) {
        const MemoryUse &use = program.getMemoryUse();
        return nb::make_tuple(use.weights, use.arena);
      });

  nb::class_<Network>(m, "Network")
      .def("interface",
           [](const Network &network) {
             return getInterface(network.getInterface());
           })
      .def("text", &Network::getText)
      .def("bytecode", &Network::getBytecode)
      .def("write_model", &Network::writeModel)
      .def("run_passes",
           [](const Network &network, const std::string &pipeline) {
             return network.transform(
                 [&](mlir::OpPassManager &pm) { addPipeline(pm, pipeline); });
           })
      .def("decompose", &decompose)
      .def("legalize", &legalize)
      .def("check_support", &checkSupport)
      .def("compile", &compile);

  m.def("read_model", &readModel);
  m.def("read_mlir", &Network::readMLIR);
  m.def("read_variable", &readVariable);
  m.def("default_cache_folder", &getDefaultCacheFolder);
}
