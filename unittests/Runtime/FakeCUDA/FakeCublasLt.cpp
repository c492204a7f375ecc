//===- FakeCublasLt.cpp - A cuBLASLt for tests ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A `libcublasLt.so.12` for machines without a GPU, on the driver beside it. It
// multiplies matrices of float32 by the formula in NVIDIA's manual, and refuses
// whatever is not exactly what a program says before: layouts, alignment,
// algorithms. Products are computed from what the descriptors say when the
// function is called.
//
//===----------------------------------------------------------------------===//

#include "FakeLibrary.h"

using namespace fake_cuda;

namespace {
enum Status {
  Success = 0,
  NotInitialized = 1,
  InvalidValue = 7,
  ExecutionFailed = 13,
  NotSupported = 15,
};

struct Handle : Object {};

struct Operation : Object {
  bool transposes[2] = {false, false};
};

struct Layout : Object {
  uint64_t rows, columns;
  int64_t leading;
  int32_t batches = 1;
  int64_t batchStride = 0;

  int64_t getExtent() const {
    return (batches - 1) * batchStride + (int64_t(columns) - 1) * leading +
           int64_t(rows);
  }
  bool operator==(const Layout &other) const {
    return std::tie(rows, columns, leading, batches, batchStride) ==
           std::tie(other.rows, other.columns, other.leading, other.batches,
                    other.batchStride);
  }
};

struct Preference : Object {
  uint64_t workspace = 0;
  uint32_t alignments[4] = {256, 256, 256, 256};
};

/// What an algorithm was chosen for, in the bytes that programs keep of it.
struct Algorithm {
  uint64_t magic;
  uint64_t workspace;
  uint32_t alignments[4];
  int64_t rows, columns;
  char rest[16];
};
static_assert(sizeof(Algorithm) == 64);

struct HeuristicResult {
  Algorithm algorithm;
  size_t workspaceSize;
  int state;
  float wavesCount;
  int reserved[4];
};
} // namespace

static constexpr uint64_t kMagic = 0x6375424c41534c74;
/// What each product wants to have, and writes to.
static constexpr uint64_t kWorkspaceSize = 1024;

#define CALL(name, ...)                                                        \
  callLibrary(#name, ExecutionFailed, [&]()->int __VA_ARGS__)

EXPORT cublasLtCreate(Handle **handle) {
  return CALL(cublasLtCreate, {
    *handle = create<Handle>();
    return Success;
  });
}

EXPORT cublasLtDestroy(Handle *handle) {
  return CALL(cublasLtDestroy,
              { return destroy(handle) ? Success : NotInitialized; });
}

extern "C" FAKE_CUDA_EXPORT const char *cublasLtGetStatusString(int status) {
  switch (status) {
  case NotInitialized:
    return "the library was not initialized";
  case InvalidValue:
    return "an unsupported value or parameter was passed to the function";
  case ExecutionFailed:
    return "the function failed to launch on the GPU";
  case NotSupported:
    return "the functionality requested is not supported";
  default:
    return "unknown";
  }
}

EXPORT cublasLtMatmulDescCreate(Operation **operation, int computeType,
                                int scaleType) {
  return CALL(cublasLtMatmulDescCreate, {
    // Float32 without TF32.
    if (computeType != 68 || scaleType != 0)
      return NotSupported;
    *operation = create<Operation>();
    return Success;
  });
}

EXPORT cublasLtMatmulDescDestroy(Operation *operation) {
  return CALL(cublasLtMatmulDescDestroy,
              { return destroy(operation) ? Success : InvalidValue; });
}

EXPORT cublasLtMatmulDescSetAttribute(Operation *operation, int attribute,
                                      const void *value, size_t size) {
  return CALL(cublasLtMatmulDescSetAttribute, {
    int32_t number;
    if (!isLive(operation) || (attribute != 3 && attribute != 4) ||
        !read(value, size, number) || (number != 0 && number != 1))
      return InvalidValue;
    operation->transposes[attribute - 3] = number == 1;
    return Success;
  });
}

EXPORT cublasLtMatrixLayoutCreate(Layout **layout, int type, uint64_t rows,
                                  uint64_t columns, int64_t leading) {
  return CALL(cublasLtMatrixLayoutCreate, {
    if (type != 0 || rows == 0 || columns == 0 || leading < int64_t(rows))
      return InvalidValue;
    *layout = create<Layout>();
    (*layout)->rows = rows;
    (*layout)->columns = columns;
    (*layout)->leading = leading;
    return Success;
  });
}

EXPORT cublasLtMatrixLayoutDestroy(Layout *layout) {
  return CALL(cublasLtMatrixLayoutDestroy,
              { return destroy(layout) ? Success : InvalidValue; });
}

EXPORT cublasLtMatrixLayoutSetAttribute(Layout *layout, int attribute,
                                        const void *value, size_t size) {
  return CALL(cublasLtMatrixLayoutSetAttribute, {
    if (!isLive(layout))
      return InvalidValue;
    if (attribute == 5)
      return read(value, size, layout->batches) && layout->batches > 0
                 ? Success
                 : InvalidValue;
    if (attribute == 6)
      return read(value, size, layout->batchStride) && layout->batchStride >= 0
                 ? Success
                 : InvalidValue;
    return InvalidValue;
  });
}

EXPORT cublasLtMatmulPreferenceCreate(Preference **preference) {
  return CALL(cublasLtMatmulPreferenceCreate, {
    *preference = create<Preference>();
    return Success;
  });
}

EXPORT cublasLtMatmulPreferenceDestroy(Preference *preference) {
  return CALL(cublasLtMatmulPreferenceDestroy,
              { return destroy(preference) ? Success : InvalidValue; });
}

EXPORT cublasLtMatmulPreferenceSetAttribute(Preference *preference,
                                            int attribute, const void *value,
                                            size_t size) {
  return CALL(cublasLtMatmulPreferenceSetAttribute, {
    if (!isLive(preference))
      return InvalidValue;
    if (attribute == 1)
      return read(value, size, preference->workspace) ? Success : InvalidValue;
    if (attribute >= 5 && attribute <= 8)
      return read(value, size, preference->alignments[attribute - 5])
                 ? Success
                 : InvalidValue;
    return InvalidValue;
  });
}

/// Whether matrices can be multiplied.
static bool fit(const Operation *operation, const Layout *a, const Layout *b,
                const Layout *c, const Layout *d) {
  if (!isLive(operation) || !isLive(a) || !isLive(b) || !isLive(c) ||
      !isLive(d) || !(*c == *d))
    return false;
  uint64_t rows = a->rows, depth = a->columns;
  if (operation->transposes[0])
    std::swap(rows, depth);
  uint64_t otherDepth = b->rows, columns = b->columns;
  if (operation->transposes[1])
    std::swap(otherDepth, columns);
  // The results of a batch must not overlap: each is behind the others, or
  // there is room for the columns of all between those of one.
  int64_t batches = d->batches, step = d->batchStride;
  int64_t height = int64_t(d->rows);
  int64_t size = (int64_t(d->columns) - 1) * d->leading + height;
  bool isApart =
      batches == 1 || step >= size ||
      (step >= height && (batches - 1) * step + height <= d->leading);
  return rows == d->rows && columns == d->columns && depth == otherDepth &&
         a->batches == d->batches && b->batches == d->batches && isApart;
}

EXPORT cublasLtMatmulAlgoGetHeuristic(Handle *handle, Operation *operation,
                                      Layout *a, Layout *b, Layout *c,
                                      Layout *d, Preference *preference,
                                      int numRequested,
                                      HeuristicResult *results,
                                      int *numResults) {
  return CALL(cublasLtMatmulAlgoGetHeuristic, {
    if (!isLive(handle))
      return NotInitialized;
    if (!isLive(preference) || numRequested < 1 || !fit(operation, a, b, c, d))
      return InvalidValue;
    *numResults = 0;
    if (preference->workspace < kWorkspaceSize)
      return NotSupported;
    HeuristicResult result = {};
    result.algorithm.magic = kMagic;
    result.algorithm.workspace = kWorkspaceSize;
    std::copy_n(preference->alignments, 4, result.algorithm.alignments);
    result.algorithm.rows = int64_t(d->rows);
    result.algorithm.columns = int64_t(d->columns);
    result.workspaceSize = kWorkspaceSize;
    results[0] = result;
    *numResults = 1;
    return Success;
  });
}

EXPORT cublasLtMatmul(Handle *handle, Operation *operation, const float *alpha,
                      uint64_t a, Layout *aLayout, uint64_t b, Layout *bLayout,
                      const float *beta, uint64_t c, Layout *cLayout,
                      uint64_t d, Layout *dLayout, const Algorithm *algorithm,
                      uint64_t workspace, size_t workspaceSize, void *stream) {
  return CALL(cublasLtMatmul, {
    if (!isLive(handle))
      return NotInitialized;
    if (!fit(operation, aLayout, bLayout, cLayout, dLayout) || c != d ||
        algorithm->magic != kMagic ||
        algorithm->rows != int64_t(dLayout->rows) ||
        algorithm->columns != int64_t(dLayout->columns) ||
        workspaceSize != algorithm->workspace || workspace % 256 != 0)
      return InvalidValue;
    const uint64_t addresses[] = {a, b, c, d};
    for (int i = 0; i < 4; ++i)
      if (addresses[i] % algorithm->alignments[i] != 0 || addresses[i] % 4 != 0)
        return InvalidValue;
    if (!loadKernels(*operation, stream))
      return ExecutionFailed;
    bool transposesA = operation->transposes[0];
    bool transposesB = operation->transposes[1];
    int64_t depth = int64_t(transposesA ? aLayout->rows : aLayout->columns);
    auto compute = [=, A = *aLayout, B = *bLayout, D = *dLayout, alpha = *alpha,
                    beta = *beta]() -> const char * {
      const float *lhs = getFloats(a, A.getExtent());
      const float *rhs = getFloats(b, B.getExtent());
      float *result = getFloats(d, D.getExtent());
      char *scratch = translate(workspace, workspaceSize);
      if (!lhs || !rhs || !result || !scratch)
        return "a matrix of a product is not within memory";
      memset(scratch, 0xff, workspaceSize);
      for (int64_t batch = 0; batch < D.batches; ++batch)
        for (int64_t j = 0; j < int64_t(D.columns); ++j)
          for (int64_t i = 0; i < int64_t(D.rows); ++i) {
            double sum = 0;
            for (int64_t k = 0; k < depth; ++k)
              sum += double(lhs[batch * A.batchStride +
                                (transposesA ? i * A.leading + k
                                             : k * A.leading + i)]) *
                     rhs[batch * B.batchStride +
                         (transposesB ? k * B.leading + j : j * B.leading + k)];
            float &element = result[batch * D.batchStride + j * D.leading + i];
            // What is not added to is not read either.
            element = float(alpha * sum + (beta == 0 ? 0 : beta * element));
          }
      return nullptr;
    };
    return enqueue(stream, compute) ? Success : ExecutionFailed;
  });
}
