//===- Cudnn.cpp - Convolutions by cuDNN ----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The library is opened at run time. What it needs of `cudnn.h` is written down
// here; `scripts/check_cuda_headers.py` compares it with that file.
//
//===----------------------------------------------------------------------===//

#include "CUDALibraries.h"

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

namespace {
using Status = int;

/// Values of the enumerations of the header, by the same names.
enum {
  CUDNN_DATA_FLOAT = 0,
  CUDNN_TENSOR_NCHW = 0,
  CUDNN_CROSS_CORRELATION = 1,
  CUDNN_DEFAULT_MATH = 0,
  CUDNN_FMA_MATH = 3,
  CUDNN_CONVOLUTION_FWD_ALGO_COUNT = 8,
};

struct cudnnConvolutionFwdAlgoPerf_t {
  int algo;
  Status status;
  float time;
  size_t memory;
  int determinism;
  int mathType;
  int reserved[3];
};

/// The functions that we call. What the header has its own pointers for is
/// `void *` here.
struct Functions {
  static Expected<Functions> get();

  Status (*cudnnCreate)(void **handle);
  Status (*cudnnDestroy)(void *handle);
  const char *(*cudnnGetErrorString)(Status status);
  Status (*cudnnSetStream)(void *handle, void *stream);
  Status (*cudnnCreateTensorDescriptor)(void **descriptor);
  Status (*cudnnDestroyTensorDescriptor)(void *descriptor);
  Status (*cudnnSetTensorNdDescriptor)(void *descriptor, int type, int rank,
                                       const int *shape, const int *strides);
  Status (*cudnnCreateFilterDescriptor)(void **descriptor);
  Status (*cudnnDestroyFilterDescriptor)(void *descriptor);
  Status (*cudnnSetFilterNdDescriptor)(void *descriptor, int type, int format,
                                       int rank, const int *shape);
  Status (*cudnnCreateConvolutionDescriptor)(void **descriptor);
  Status (*cudnnDestroyConvolutionDescriptor)(void *descriptor);
  Status (*cudnnSetConvolutionNdDescriptor)(void *descriptor, int rank,
                                            const int *padding,
                                            const int *steps,
                                            const int *dilations, int mode,
                                            int computeType);
  Status (*cudnnSetConvolutionGroupCount)(void *descriptor, int count);
  Status (*cudnnSetConvolutionMathType)(void *descriptor, int type);
  Status (*cudnnGetConvolutionForwardAlgorithm_v7)(
      void *handle, void *input, void *filter, void *convolution, void *output,
      int numRequested, int *numResults,
      cudnnConvolutionFwdAlgoPerf_t *results);
  Status (*cudnnGetConvolutionForwardWorkspaceSize)(void *handle, void *input,
                                                    void *filter,
                                                    void *convolution,
                                                    void *output, int algorithm,
                                                    size_t *size);
  Status (*cudnnConvolutionForward)(void *handle, const void *alpha,
                                    void *inputDescriptor, const void *input,
                                    void *filterDescriptor, const void *filter,
                                    void *convolution, int algorithm,
                                    void *workspace, size_t workspaceSize,
                                    const void *beta, void *outputDescriptor,
                                    void *output);

  Error check(Status status, const Twine &action) const {
    if (status == 0)
      return Error::success();
    return createStringError(action + ": " + cudnnGetErrorString(status) +
                             " (cuDNN error " + Twine(status) + ")");
  }
};
} // namespace

Expected<Functions> Functions::get() {
  Expected<SharedLibrary> library =
      SharedLibrary::open("cuDNN", {"libcudnn.so.9"});
  if (!library)
    return library.takeError();
  Functions result = {};
#define FIND(name) library->find(#name, result.name)
  FIND(cudnnCreate);
  FIND(cudnnDestroy);
  FIND(cudnnGetErrorString);
  FIND(cudnnSetStream);
  FIND(cudnnCreateTensorDescriptor);
  FIND(cudnnDestroyTensorDescriptor);
  FIND(cudnnSetTensorNdDescriptor);
  FIND(cudnnCreateFilterDescriptor);
  FIND(cudnnDestroyFilterDescriptor);
  FIND(cudnnSetFilterNdDescriptor);
  FIND(cudnnCreateConvolutionDescriptor);
  FIND(cudnnDestroyConvolutionDescriptor);
  FIND(cudnnSetConvolutionNdDescriptor);
  FIND(cudnnSetConvolutionGroupCount);
  FIND(cudnnSetConvolutionMathType);
  FIND(cudnnGetConvolutionForwardAlgorithm_v7);
  FIND(cudnnGetConvolutionForwardWorkspaceSize);
  FIND(cudnnConvolutionForward);
#undef FIND
  if (Error error = library->verify())
    return std::move(error);
  return result;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

namespace {
class Convolution : public LibraryStep {
public:
  Convolution(const Functions &functions, void *handle, const LibraryCall &call,
              std::array<CUDADriver::Pointer, 3> operands)
      : functions(functions), handle(handle), operands(operands),
        beta(call.accumulates) {}

  /// Makes the descriptions that the library wants, and lets it choose an
  /// algorithm.
  Error prepare(const ConvolutionCall &call);

  uint64_t getWorkspaceSize() const override { return workspaceSize; }
  Error enqueue(CUDADriver::Stream stream,
                CUDADriver::Pointer workspace) const override;

private:
  Error describe(const ConvolutionCall &call);
  Error describeTensor(LibraryObject &descriptor, ArrayRef<int64_t> shape,
                       ArrayRef<int64_t> strides);
  Error choose();

  Error check(Status status) const {
    return functions.check(status, "cuDNN does not take a convolution");
  }

  const Functions &functions;
  void *handle;
  std::array<CUDADriver::Pointer, 3> operands;
  float alpha = 1, beta;
  LibraryObject input{nullptr, functions.cudnnDestroyTensorDescriptor};
  LibraryObject output{nullptr, functions.cudnnDestroyTensorDescriptor};
  LibraryObject filter{nullptr, functions.cudnnDestroyFilterDescriptor};
  LibraryObject convolution{nullptr,
                            functions.cudnnDestroyConvolutionDescriptor};
  int algorithm = 0;
  size_t workspaceSize = 0;
};

class Cudnn : public LoadedLibrary {
public:
  explicit Cudnn(const Functions &functions)
      : functions(functions), handle(nullptr, functions.cudnnDestroy) {}

  Error start(CUDADriver::Stream stream) {
    auto check = [&](Status status) {
      return functions.check(status, "cuDNN does not start");
    };
    void *created = nullptr;
    if (Error error = check(functions.cudnnCreate(&created)))
      return error;
    handle.reset(created);
    return check(functions.cudnnSetStream(created, stream));
  }

  Expected<std::unique_ptr<LibraryStep>>
  prepare(const LibraryCall &call,
          std::array<CUDADriver::Pointer, 3> operands) override {
    auto step =
        std::make_unique<Convolution>(functions, handle.get(), call, operands);
    if (Error error = step->prepare(std::get<ConvolutionCall>(call.problem)))
      return std::move(error);
    return std::move(step);
  }

private:
  Functions functions;
  LibraryObject handle;
};
} // namespace

static SmallVector<int> getInts(ArrayRef<int64_t> values) {
  return SmallVector<int>(values.begin(), values.end());
}

Error Convolution::describeTensor(LibraryObject &descriptor,
                                  ArrayRef<int64_t> shape,
                                  ArrayRef<int64_t> strides) {
  void *created = nullptr;
  if (Error error = check(functions.cudnnCreateTensorDescriptor(&created)))
    return error;
  descriptor.reset(created);
  return check(functions.cudnnSetTensorNdDescriptor(
      created, CUDNN_DATA_FLOAT, shape.size(), getInts(shape).data(),
      getInts(strides).data()));
}

Error Convolution::describe(const ConvolutionCall &call) {
  if (Error error = describeTensor(input, call.inputShape, call.inputStrides))
    return error;
  if (Error error =
          describeTensor(output, call.outputShape, call.outputStrides))
    return error;
  void *created = nullptr;
  if (Error error = check(functions.cudnnCreateFilterDescriptor(&created)))
    return error;
  filter.reset(created);
  if (Error error = check(functions.cudnnSetFilterNdDescriptor(
          created, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, call.filterShape.size(),
          getInts(call.filterShape).data())))
    return error;
  if (Error error = check(functions.cudnnCreateConvolutionDescriptor(&created)))
    return error;
  convolution.reset(created);
  SmallVector<int> padding(call.steps.size(), 0);
  if (Error error = check(functions.cudnnSetConvolutionNdDescriptor(
          created, padding.size(), padding.data(), getInts(call.steps).data(),
          getInts(call.dilations).data(), CUDNN_CROSS_CORRELATION,
          CUDNN_DATA_FLOAT)))
    return error;
  if (Error error =
          check(functions.cudnnSetConvolutionGroupCount(created, call.groups)))
    return error;
  // Products of float32 without shortening them first, which tensor cores would
  // ask for.
  return check(functions.cudnnSetConvolutionMathType(created, CUDNN_FMA_MATH));
}

Error Convolution::choose() {
  cudnnConvolutionFwdAlgoPerf_t results[CUDNN_CONVOLUTION_FWD_ALGO_COUNT] = {};
  int numResults = 0;
  if (Error error = check(functions.cudnnGetConvolutionForwardAlgorithm_v7(
          handle, input.get(), filter.get(), convolution.get(), output.get(),
          CUDNN_CONVOLUTION_FWD_ALGO_COUNT, &numResults, results)))
    return error;
  // The fastest is the first. Those for tensor cores are not as exact as the
  // convolution asks for.
  for (const auto &result : ArrayRef(results, numResults)) {
    if (result.status != 0 || (result.mathType != CUDNN_DEFAULT_MATH &&
                               result.mathType != CUDNN_FMA_MATH))
      continue;
    Status status = functions.cudnnGetConvolutionForwardWorkspaceSize(
        handle, input.get(), filter.get(), convolution.get(), output.get(),
        result.algo, &workspaceSize);
    if (status != 0 || workspaceSize > maxLibraryWorkspace)
      continue;
    algorithm = result.algo;
    return Error::success();
  }
  return createStringError("cuDNN has no algorithm for a convolution");
}

Error Convolution::prepare(const ConvolutionCall &call) {
  if (Error error = describe(call))
    return error;
  return choose();
}

Error Convolution::enqueue(CUDADriver::Stream,
                           CUDADriver::Pointer workspace) const {
  auto getPointer = [](CUDADriver::Pointer address) {
    return reinterpret_cast<void *>(address);
  };
  return functions.check(functions.cudnnConvolutionForward(
                             handle, &alpha, input.get(),
                             getPointer(operands[0]), filter.get(),
                             getPointer(operands[1]), convolution.get(),
                             algorithm, getPointer(workspace), workspaceSize,
                             &beta, output.get(), getPointer(operands[2])),
                         "cuDNN does not compute a convolution");
}

//===----------------------------------------------------------------------===//
// The library
//===----------------------------------------------------------------------===//

Expected<std::unique_ptr<LoadedLibrary>>
nnef::createCudnn(CUDADriver::Stream stream) {
  Expected<Functions> functions = Functions::get();
  if (!functions)
    return functions.takeError();
  auto library = std::make_unique<Cudnn>(*functions);
  if (Error error = library->start(stream))
    return std::move(error);
  return std::move(library);
}

Error nnef::verifyCudnn() { return Functions::get().takeError(); }
