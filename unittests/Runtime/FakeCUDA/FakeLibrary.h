//===- FakeLibrary.h - What libraries of tests have in common ---*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_RUNTIME_FAKECUDA_FAKELIBRARY_H
#define NNEF_UNITTESTS_RUNTIME_FAKECUDA_FAKELIBRARY_H

#include "FakeDriver.h"
#include <algorithm>
#include <cstring>
#include <set>
#include <tuple>
#include <type_traits>
#include <utility>

#define EXPORT extern "C" FAKE_CUDA_EXPORT int

namespace fake_cuda {

/// What a library has made and programs have pointers to.
struct Object {
  virtual ~Object() = default;
  /// Whether the kernels for it are loaded.
  bool hasKernels = false;
};

inline std::set<const void *> liveObjects;

/// Whether a pointer is that of an object which was not destroyed.
template <typename ObjectT> bool isLive(const ObjectT *object) {
  return liveObjects.count(object) &&
         dynamic_cast<const ObjectT *>(static_cast<const Object *>(object));
}

template <typename ObjectT> ObjectT *create() {
  auto *object = new ObjectT;
  liveObjects.insert(object);
  countObjects(1);
  return object;
}

template <typename ObjectT> bool destroy(ObjectT *object) {
  if (!isLive(object))
    return false;
  liveObjects.erase(object);
  countObjects(-1);
  delete object;
  return true;
}

/// Reads a value of a type that has that size.
template <typename ValueT>
bool read(const void *bytes, size_t size, ValueT &value) {
  if (size != sizeof(value))
    return false;
  memcpy(&value, bytes, size);
  return true;
}

inline float *getFloats(uint64_t address, int64_t count) {
  return reinterpret_cast<float *>(
      translate(address, size_t(count) * sizeof(float)));
}

/// Loads what an object needs on the device when it is used first, which cannot
/// be while a graph is captured. Returns false then.
inline bool loadKernels(Object &object, void *stream) {
  object.hasKernels |= !isCapturing(stream);
  return object.hasKernels;
}

} // namespace fake_cuda

#endif // NNEF_UNITTESTS_RUNTIME_FAKECUDA_FAKELIBRARY_H
