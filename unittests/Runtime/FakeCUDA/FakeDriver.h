//===- FakeDriver.h - What libraries of tests need of the driver *- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_RUNTIME_FAKECUDA_FAKEDRIVER_H
#define NNEF_UNITTESTS_RUNTIME_FAKECUDA_FAKEDRIVER_H

#include <cstddef>
#include <cstdint>
#include <functional>

#define FAKE_CUDA_EXPORT __attribute__((visibility("default")))

/// What a real driver and real libraries know of each other, for those of
/// tests.
namespace fake_cuda {

/// Runs what a function of a library does, if the thread has the context: it is
/// counted, and fails with `failure` if FAKE_CUDA_FAIL has its name.
FAKE_CUDA_EXPORT int callLibrary(const char *name, int failure,
                                 const std::function<int()> &body);

/// Lets a stream do something: now, or whenever the graph is launched that is
/// captured. What it cannot do is an error of the device, with that message.
/// Returns whether there is such a stream.
FAKE_CUDA_EXPORT bool enqueue(void *stream,
                              const std::function<const char *()> &work);

FAKE_CUDA_EXPORT bool isCapturing(void *stream);

/// The bytes at an address of the device, or null if they are not all part of
/// one block.
FAKE_CUDA_EXPORT char *translate(uint64_t address, size_t size);

/// Counts what was made, and what was given back if negative.
FAKE_CUDA_EXPORT void countObjects(int number);

} // namespace fake_cuda

#endif // NNEF_UNITTESTS_RUNTIME_FAKECUDA_FAKEDRIVER_H
