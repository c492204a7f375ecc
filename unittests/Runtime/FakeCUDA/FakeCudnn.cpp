//===- FakeCudnn.cpp - A cuDNN for tests ----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A `libcudnn.so.9` for machines without a GPU, on the driver beside it. It
// computes convolutions of float32 by the formula in NVIDIA's manual, and
// refuses whatever is not exactly what a program says before.
//
//===----------------------------------------------------------------------===//

#include "FakeLibrary.h"
#include <vector>

using namespace fake_cuda;

namespace {
enum Status {
  Success = 0,
  NotInitialized = 1001,
  BadParam = 2000,
  NotSupported = 3000,
  ExecutionFailed = 5000,
};

struct Handle : Object {
  void *stream = nullptr;
};

struct Tensor : Object {
  std::vector<int> shape, strides;

  int64_t getExtent() const {
    int64_t extent = 1;
    for (size_t i = 0; i < shape.size(); ++i)
      extent += int64_t(shape[i] - 1) * strides[i];
    return extent;
  }
};

struct Filter : Object {
  std::vector<int> shape;

  int64_t getExtent() const {
    int64_t extent = 1;
    for (int size : shape)
      extent *= size;
    return extent;
  }
};

struct Convolution : Object {
  std::vector<int> padding, steps, dilations;
  int groups = 1;
  /// What is the default allows TF32.
  int mathType = 0;
};

struct Performance {
  int algorithm;
  int status;
  float time;
  size_t memory;
  int determinism;
  int mathType;
  int reserved[3];
};
} // namespace

/// The algorithm that computes all convolutions here, and what it needs.
static constexpr int kAlgorithm = 1;
static constexpr size_t kWorkspaceSize = 4096;

#define CALL(name, ...)                                                        \
  callLibrary(#name, ExecutionFailed, [&]()->int __VA_ARGS__)

EXPORT cudnnCreate(Handle **handle) {
  return CALL(cudnnCreate, {
    *handle = create<Handle>();
    return Success;
  });
}

EXPORT cudnnDestroy(Handle *handle) {
  return CALL(cudnnDestroy,
              { return destroy(handle) ? Success : NotInitialized; });
}

extern "C" FAKE_CUDA_EXPORT const char *cudnnGetErrorString(int status) {
  switch (status) {
  case NotInitialized:
    return "CUDNN_STATUS_NOT_INITIALIZED";
  case BadParam:
    return "CUDNN_STATUS_BAD_PARAM";
  case NotSupported:
    return "CUDNN_STATUS_NOT_SUPPORTED";
  case ExecutionFailed:
    return "CUDNN_STATUS_EXECUTION_FAILED";
  default:
    return "CUDNN_UNKNOWN_STATUS";
  }
}

EXPORT cudnnSetStream(Handle *handle, void *stream) {
  return CALL(cudnnSetStream, {
    if (!isLive(handle))
      return NotInitialized;
    handle->stream = stream;
    return Success;
  });
}

EXPORT cudnnCreateTensorDescriptor(Tensor **tensor) {
  return CALL(cudnnCreateTensorDescriptor, {
    *tensor = create<Tensor>();
    return Success;
  });
}

EXPORT cudnnDestroyTensorDescriptor(Tensor *tensor) {
  return CALL(cudnnDestroyTensorDescriptor,
              { return destroy(tensor) ? Success : BadParam; });
}

/// Whether there are as many positive numbers as a tensor with two or three
/// dimensions, channels and a batch has.
static bool assign(std::vector<int> &target, int rank, const int *values) {
  target.assign(values, values + rank);
  return (rank == 4 || rank == 5) &&
         std::all_of(values, values + rank,
                     [](int value) { return value > 0; });
}

EXPORT cudnnSetTensorNdDescriptor(Tensor *tensor, int type, int rank,
                                  const int *shape, const int *strides) {
  return CALL(cudnnSetTensorNdDescriptor, {
    return isLive(tensor) && type == 0 && assign(tensor->shape, rank, shape) &&
                   assign(tensor->strides, rank, strides)
               ? Success
               : BadParam;
  });
}

EXPORT cudnnCreateFilterDescriptor(Filter **filter) {
  return CALL(cudnnCreateFilterDescriptor, {
    *filter = create<Filter>();
    return Success;
  });
}

EXPORT cudnnDestroyFilterDescriptor(Filter *filter) {
  return CALL(cudnnDestroyFilterDescriptor,
              { return destroy(filter) ? Success : BadParam; });
}

EXPORT cudnnSetFilterNdDescriptor(Filter *filter, int type, int format,
                                  int rank, const int *shape) {
  return CALL(cudnnSetFilterNdDescriptor, {
    return isLive(filter) && type == 0 && format == 0 &&
                   assign(filter->shape, rank, shape)
               ? Success
               : BadParam;
  });
}

EXPORT cudnnCreateConvolutionDescriptor(Convolution **convolution) {
  return CALL(cudnnCreateConvolutionDescriptor, {
    *convolution = create<Convolution>();
    return Success;
  });
}

EXPORT cudnnDestroyConvolutionDescriptor(Convolution *convolution) {
  return CALL(cudnnDestroyConvolutionDescriptor,
              { return destroy(convolution) ? Success : BadParam; });
}

EXPORT cudnnSetConvolutionNdDescriptor(Convolution *convolution, int rank,
                                       const int *padding, const int *steps,
                                       const int *dilations, int mode,
                                       int computeType) {
  return CALL(cudnnSetConvolutionNdDescriptor, {
    auto isPositive = [](int value) { return value > 0; };
    // Filters are not mirrored.
    if (!isLive(convolution) || (rank != 2 && rank != 3) || mode != 1 ||
        computeType != 0 || !std::all_of(steps, steps + rank, isPositive) ||
        !std::all_of(dilations, dilations + rank, isPositive))
      return BadParam;
    convolution->padding.assign(padding, padding + rank);
    convolution->steps.assign(steps, steps + rank);
    convolution->dilations.assign(dilations, dilations + rank);
    return Success;
  });
}

EXPORT cudnnSetConvolutionGroupCount(Convolution *convolution, int count) {
  return CALL(cudnnSetConvolutionGroupCount, {
    if (!isLive(convolution) || count < 1)
      return BadParam;
    convolution->groups = count;
    return Success;
  });
}

EXPORT cudnnSetConvolutionMathType(Convolution *convolution, int type) {
  return CALL(cudnnSetConvolutionMathType, {
    if (!isLive(convolution) || type < 0 || type > 3)
      return BadParam;
    convolution->mathType = type;
    return Success;
  });
}

/// Whether all fits together.
static bool fit(const Tensor *input, const Filter *filter,
                const Convolution *convolution, const Tensor *output) {
  if (!isLive(input) || !isLive(filter) || !isLive(convolution) ||
      !isLive(output))
    return false;
  size_t rank = convolution->steps.size() + 2;
  const std::vector<int> &in = input->shape, &window = filter->shape,
                         &out = output->shape;
  // Only multiplication and addition of float32 is as exact as networks are.
  if (rank < 4 || in.size() != rank || window.size() != rank ||
      out.size() != rank || in[0] != out[0] ||
      in[1] != window[1] * convolution->groups || out[1] != window[0] ||
      window[0] % convolution->groups != 0 || convolution->mathType != 3)
    return false;
  for (size_t i = 2; i < rank; ++i) {
    int reach = (window[i] - 1) * convolution->dilations[i - 2] + 1;
    int rest = in[i] + 2 * convolution->padding[i - 2] - reach;
    if (rest < 0 || out[i] != rest / convolution->steps[i - 2] + 1)
      return false;
  }
  return true;
}

EXPORT cudnnGetConvolutionForwardAlgorithm_v7(
    Handle *handle, Tensor *input, Filter *filter, Convolution *convolution,
    Tensor *output, int numRequested, int *numResults, Performance *results) {
  return CALL(cudnnGetConvolutionForwardAlgorithm_v7, {
    if (!isLive(handle))
      return NotInitialized;
    if (numRequested < 1 || !fit(input, filter, convolution, output))
      return BadParam;
    // The fastest ones are of no use: one is for tensor cores, one does not
    // work, and one needs more memory than there is.
    const Performance all[] = {
        {kAlgorithm, Success, 1, kWorkspaceSize, 1, /*mathType=*/1, {}},
        {6, NotSupported, 2, 0, 1, 3, {}},
        {4, Success, 3, size_t(1) << 40, 1, 3, {}},
        {kAlgorithm, Success, 4, kWorkspaceSize, 1, 3, {}}};
    *numResults = std::min(numRequested, 4);
    std::copy_n(all, *numResults, results);
    return Success;
  });
}

EXPORT cudnnGetConvolutionForwardWorkspaceSize(Handle *handle, Tensor *input,
                                               Filter *filter,
                                               Convolution *convolution,
                                               Tensor *output, int algorithm,
                                               size_t *size) {
  return CALL(cudnnGetConvolutionForwardWorkspaceSize, {
    if (!isLive(handle))
      return NotInitialized;
    if (!fit(input, filter, convolution, output))
      return BadParam;
    *size = algorithm == kAlgorithm ? kWorkspaceSize : size_t(1) << 40;
    return Success;
  });
}

/// Steps through all places of a tensor.
static bool advance(std::vector<int> &place, const std::vector<int> &shape) {
  for (size_t i = shape.size(); i-- > 0;) {
    if (++place[i] < shape[i])
      return true;
    place[i] = 0;
  }
  return false;
}

/// One element of a convolution, without what it is added to.
static double getElement(const float *x, const Tensor &input, const float *w,
                         const Filter &filter, const Convolution &convolution,
                         const std::vector<int> &place) {
  int channelsOut = filter.shape[0] / convolution.groups;
  int firstChannel = place[1] / channelsOut * filter.shape[1];
  std::vector<int> window(filter.shape.begin() + 1, filter.shape.end());
  std::vector<int> at(window.size(), 0);
  int64_t index = int64_t(place[1]) * (filter.getExtent() / filter.shape[0]);
  double sum = 0;
  do {
    int64_t offset = int64_t(place[0]) * input.strides[0] +
                     int64_t(firstChannel + at[0]) * input.strides[1];
    bool isInside = true;
    for (size_t i = 1; i < at.size(); ++i) {
      int position = place[i + 1] * convolution.steps[i - 1] +
                     at[i] * convolution.dilations[i - 1] -
                     convolution.padding[i - 1];
      isInside &= position >= 0 && position < input.shape[i + 1];
      offset += int64_t(position) * input.strides[i + 1];
    }
    if (isInside)
      sum += double(x[offset]) * w[index];
    ++index;
  } while (advance(at, window));
  return sum;
}

EXPORT cudnnConvolutionForward(Handle *handle, const float *alpha,
                               Tensor *input, uint64_t x, Filter *filter,
                               uint64_t w, Convolution *convolution,
                               int algorithm, uint64_t workspace,
                               size_t workspaceSize, const float *beta,
                               Tensor *output, uint64_t y) {
  return CALL(cudnnConvolutionForward, {
    if (!isLive(handle))
      return NotInitialized;
    if (!fit(input, filter, convolution, output) || algorithm != kAlgorithm ||
        workspaceSize < kWorkspaceSize || workspace % 256 != 0 || x % 4 != 0 ||
        w % 4 != 0 || y % 4 != 0)
      return BadParam;
    if (!loadKernels(*convolution, handle->stream))
      return ExecutionFailed;
    auto compute = [=, input = *input, filter = *filter,
                    convolution = *convolution, output = *output,
                    alpha = *alpha, beta = *beta]() -> const char * {
      const float *in = getFloats(x, input.getExtent());
      const float *weights = getFloats(w, filter.getExtent());
      float *out = getFloats(y, output.getExtent());
      char *scratch = translate(workspace, workspaceSize);
      if (!in || !weights || !out || !scratch)
        return "a tensor of a convolution is not within memory";
      memset(scratch, 0xff, workspaceSize);
      std::vector<int> place(output.shape.size(), 0);
      do {
        int64_t offset = 0;
        for (size_t i = 0; i < place.size(); ++i)
          offset += int64_t(place[i]) * output.strides[i];
        double sum = getElement(in, input, weights, filter, convolution, place);
        // What is not added to is not read either.
        out[offset] = float(alpha * sum + (beta == 0 ? 0 : beta * out[offset]));
      } while (advance(place, output.shape));
      return nullptr;
    };
    return enqueue(handle->stream, compute) ? Success : ExecutionFailed;
  });
}
