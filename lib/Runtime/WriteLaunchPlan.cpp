//===- WriteLaunchPlan.cpp - What a device does, as files -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/OutputFile.h"
#include "NNEF/Runtime/LaunchPlan.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace nnef;

/// What places in the file of weights are multiples of, so that a device can
/// have the file in its memory as it is.
static constexpr uint64_t kAlignment = 256;

namespace {
/// Writes a plan as JSON.
class Printer {
public:
  Printer(const LaunchPlan &plan, raw_ostream &os)
      : plan(plan), json(os, /*IndentSize=*/1) {}

  void print();

private:
  void printTensors(StringRef name, ArrayRef<TensorSpec> specs);
  void printData(StringRef name, ArrayRef<DeviceData> data);
  void printLaunch(const Launch &launch);

  const LaunchPlan &plan;
  json::OStream json;
  /// The place of the next data in the file of weights.
  uint64_t offset = 0;
};
} // namespace

void Printer::print() {
  json.object([&] {
    json.attribute("network", plan.signature.name);
    printTensors("inputs", plan.signature.inputs);
    printTensors("outputs", plan.signature.outputs);
    json.attribute("arena", int64_t(plan.arenaSize));
    printData("weights", plan.weights);
    printData("states", plan.states);
    json.attributeArray("launches", [&] {
      for (const Launch &launch : plan.launches)
        printLaunch(launch);
    });
  });
}

void Printer::printTensors(StringRef name, ArrayRef<TensorSpec> specs) {
  json.attributeArray(name, [&] {
    for (const TensorSpec &spec : specs)
      json.object([&] {
        json.attribute("name", spec.name);
        json.attribute("type", stringify(spec.elementType));
        json.attribute("shape", json::Array(spec.shape));
      });
  });
}

void Printer::printData(StringRef name, ArrayRef<DeviceData> data) {
  json.attributeArray(name, [&] {
    for (const DeviceData &datum : data) {
      json.object([&] {
        json.attribute("name", datum.name);
        json.attribute("offset", int64_t(offset));
        json.attribute("bytes", int64_t(datum.getSizeInBytes()));
      });
      offset = alignTo(offset + datum.getSizeInBytes(), kAlignment);
    }
  });
}

void Printer::printLaunch(const Launch &launch) {
  const DeviceKernel &kernel = plan.kernels[launch.kernel];
  json.object([&] {
    json.attribute("kernel", kernel.name);
    json.attribute("module", plan.modules[kernel.module].name);
    json.attribute("grid", json::Array(launch.grid));
    json.attribute("block", json::Array(launch.block));
    json.attributeArray("operands", [&] {
      for (const DeviceBuffer &buffer : launch.operands)
        json.object([&] {
          json.attribute("memory", stringify(buffer.memory));
          json.attribute("index", buffer.index);
          json.attribute("offset", int64_t(buffer.offset));
          json.attribute("bytes", int64_t(buffer.size));
        });
    });
  });
}

static void writeWeights(const LaunchPlan &plan, raw_ostream &os) {
  for (const DeviceData &datum :
       concat<const DeviceData>(plan.weights, plan.states)) {
    datum.write(os);
    uint64_t size = datum.getSizeInBytes();
    os.write_zeros(alignTo(size, kAlignment) - size);
  }
}

/// The file for code, whose name says what is not the same for all.
static std::string getCodePath(StringRef path, const LaunchPlan &plan,
                               const DeviceModule &module,
                               const DeviceCode &code) {
  StringRef extension = sys::path::extension(path);
  std::string result = path.drop_back(extension.size()).str();
  if (plan.modules.size() > 1)
    result += "." + module.name;
  if (module.codes.size() > 1)
    result += "." + code.chip;
  return result + extension.str();
}

Expected<SmallVector<std::string>> nnef::writeLaunchPlan(const LaunchPlan &plan,
                                                         StringRef path) {
  SmallVector<std::string> written;
  auto write = [&](StringRef file,
                   function_ref<void(raw_ostream &)> print) -> Error {
    written.push_back(file.str());
    return writeOutputFile(file, [&](raw_ostream &os) {
      print(os);
      return Error::success();
    });
  };
  SmallString<128> beside(path);
  sys::path::replace_extension(beside, "weights");
  if (Error error =
          write(beside, [&](raw_ostream &os) { writeWeights(plan, os); }))
    return std::move(error);
  for (const DeviceModule &module : plan.modules)
    for (const DeviceCode &code : module.codes)
      if (Error error = write(getCodePath(path, plan, module, code),
                              [&](raw_ostream &os) { os << code.bytes; }))
        return std::move(error);
  sys::path::replace_extension(beside, "json");
  if (Error error = write(beside, [&](raw_ostream &os) {
        Printer(plan, os).print();
        os << '\n';
      }))
    return std::move(error);
  return written;
}
