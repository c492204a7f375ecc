//===- Program.cpp - Compiled networks on memory of Python's --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Network.h"

using namespace nnef;
using namespace nnef::python;

namespace nb = nanobind;

namespace {
/// Holds the memory of an object of Python's in its place.
class Buffer {
public:
  Buffer(nb::handle object, bool isWritable) {
    int flags = PyBUF_C_CONTIGUOUS | (isWritable ? PyBUF_WRITABLE : 0);
    if (PyObject_GetBuffer(object.ptr(), &view, flags))
      nb::raise_python_error();
  }
  ~Buffer() { PyBuffer_Release(&view); }
  Buffer(const Buffer &) = delete;

  /// The memory as a tensor of that type.
  HostTensor getTensor(const TensorSpec &spec) const {
    auto *bytes = static_cast<char *>(view.buf);
    uint64_t width = getByteWidth(spec.elementType);
    if (uint64_t(view.len) != *getNumElements(spec.shape) * width)
      throw Failure("'" + spec.name + "' is " + spec.getTypeAsString() +
                    ", but the buffer given for it has " +
                    std::to_string(view.len) + " bytes");
    if (!llvm::isAddrAligned(llvm::Align(width), bytes))
      throw Failure("the buffer given for '" + spec.name + "' is not aligned");
    return HostTensor::view(spec.elementType, spec.shape, bytes);
  }

private:
  Py_buffer view;
};
} // namespace

/// The memory of objects as tensors. `buffers` holds it.
static llvm::SmallVector<HostTensor>
getTensors(const std::vector<nb::object> &objects,
           const std::vector<Tensor> &tensors, bool areWritable,
           std::vector<std::unique_ptr<Buffer>> &buffers) {
  if (objects.size() != tensors.size())
    throw Failure("expected " + std::to_string(tensors.size()) +
                  " buffers, but got " + std::to_string(objects.size()));
  llvm::SmallVector<HostTensor> result;
  for (const auto &[object, tensor] : llvm::zip_equal(objects, tensors)) {
    buffers.push_back(std::make_unique<Buffer>(object, areWritable));
    result.push_back(buffers.back()->getTensor(tensor.spec));
  }
  return result;
}

void Program::run(const std::vector<nb::object> &inputs,
                  const std::vector<nb::object> &outputs) {
  std::vector<std::unique_ptr<Buffer>> buffers;
  auto inputTensors = getTensors(inputs, interface.inputs,
                                 /*areWritable=*/false, buffers);
  auto outputTensors = getTensors(outputs, interface.outputs,
                                  /*areWritable=*/true, buffers);
  nb::gil_scoped_release release;
  std::unique_lock<std::mutex> lock(stateMutex, std::defer_lock);
  if (executable->hasState())
    lock.lock();
  if (llvm::Error error = executable->run(inputTensors, outputTensors))
    throw Failure(toString(std::move(error)));
}

void Program::reset() {
  nb::gil_scoped_release release;
  std::lock_guard<std::mutex> lock(stateMutex);
  executable->reset();
}
