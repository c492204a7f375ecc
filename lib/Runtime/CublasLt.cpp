//===- CublasLt.cpp - Products of matrices by cuBLASLt --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The library is opened at run time. What it needs of `cublasLt.h` is written
// down here; `scripts/check_cuda_headers.py` compares it with that file.
//
//===----------------------------------------------------------------------===//

#include "CUDALibraries.h"
#include "llvm/ADT/bit.h"

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

namespace {
using Status = int;

/// Values of the enumerations of the header, by the same names.
enum {
  CUDA_R_32F = 0,
  CUBLAS_OP_T = 1,
  CUBLAS_COMPUTE_32F = 68,
  CUBLASLT_MATMUL_DESC_TRANSA = 3,
  CUBLASLT_MATMUL_DESC_TRANSB = 4,
  CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT = 5,
  CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET = 6,
  CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES = 1,
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES = 5,
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES = 6,
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES = 7,
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES = 8,
};

struct cublasLtMatmulAlgo_t {
  uint64_t data[8];
};

struct cublasLtMatmulHeuristicResult_t {
  cublasLtMatmulAlgo_t algo;
  size_t workspaceSize;
  Status state;
  float wavesCount;
  int reserved[4];
};

/// The functions that we call. What the header has its own pointers for is
/// `void *` here.
struct Functions {
  static Expected<Functions> get(const CUDADriver &driver);

  Status (*cublasLtCreate)(void **handle);
  Status (*cublasLtDestroy)(void *handle);
  const char *(*cublasLtGetStatusString)(Status status);
  Status (*cublasLtMatmulDescCreate)(void **descriptor, int computeType,
                                     int scaleType);
  Status (*cublasLtMatmulDescDestroy)(void *descriptor);
  Status (*cublasLtMatmulDescSetAttribute)(void *descriptor, int attribute,
                                           const void *value, size_t size);
  Status (*cublasLtMatrixLayoutCreate)(void **layout, int type, uint64_t rows,
                                       uint64_t columns, int64_t leading);
  Status (*cublasLtMatrixLayoutDestroy)(void *layout);
  Status (*cublasLtMatrixLayoutSetAttribute)(void *layout, int attribute,
                                             const void *value, size_t size);
  Status (*cublasLtMatmulPreferenceCreate)(void **preference);
  Status (*cublasLtMatmulPreferenceDestroy)(void *preference);
  Status (*cublasLtMatmulPreferenceSetAttribute)(void *preference,
                                                 int attribute,
                                                 const void *value,
                                                 size_t size);
  Status (*cublasLtMatmulAlgoGetHeuristic)(
      void *handle, void *operation, void *a, void *b, void *c, void *d,
      void *preference, int numRequested,
      cublasLtMatmulHeuristicResult_t *results, int *numResults);
  Status (*cublasLtMatmul)(void *handle, void *operation, const void *alpha,
                           const void *a, void *aLayout, const void *b,
                           void *bLayout, const void *beta, const void *c,
                           void *cLayout, void *d, void *dLayout,
                           const cublasLtMatmulAlgo_t *algorithm,
                           void *workspace, size_t workspaceSize, void *stream);

  Error check(Status status, const Twine &action) const {
    if (status == 0)
      return Error::success();
    return createStringError(action + ": " + cublasLtGetStatusString(status) +
                             " (cuBLAS error " + Twine(status) + ")");
  }
};
} // namespace

Expected<Functions> Functions::get(const CUDADriver &driver) {
  // A library is for drivers of its version or newer ones.
  int version = 0;
  if (Error error = driver.check(driver.cuDriverGetVersion(&version),
                                 "the CUDA driver has no version"))
    return std::move(error);
  SmallVector<std::string, 2> files;
  for (int major : {13, 12})
    if (version >= major * 1000)
      files.push_back("libcublasLt.so." + std::to_string(major));
  if (files.empty())
    return createStringError("the CUDA driver is too old for cuBLASLt");
  Expected<SharedLibrary> library = SharedLibrary::open("cuBLASLt", files);
  if (!library)
    return library.takeError();
  Functions result = {};
#define FIND(name) library->find(#name, result.name)
  FIND(cublasLtCreate);
  FIND(cublasLtDestroy);
  FIND(cublasLtGetStatusString);
  FIND(cublasLtMatmulDescCreate);
  FIND(cublasLtMatmulDescDestroy);
  FIND(cublasLtMatmulDescSetAttribute);
  FIND(cublasLtMatrixLayoutCreate);
  FIND(cublasLtMatrixLayoutDestroy);
  FIND(cublasLtMatrixLayoutSetAttribute);
  FIND(cublasLtMatmulPreferenceCreate);
  FIND(cublasLtMatmulPreferenceDestroy);
  FIND(cublasLtMatmulPreferenceSetAttribute);
  FIND(cublasLtMatmulAlgoGetHeuristic);
  FIND(cublasLtMatmul);
#undef FIND
  if (Error error = library->verify())
    return std::move(error);
  return result;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

namespace {
class Product : public LibraryStep {
public:
  Product(const Functions &functions, void *handle, const LibraryCall &call,
          std::array<CUDADriver::Pointer, 3> operands)
      : functions(functions), handle(handle), operands(operands),
        beta(call.accumulates) {}

  /// Makes the descriptions that the library wants, and lets it choose an
  /// algorithm.
  Error prepare(const MatrixProduct &product);

  uint64_t getWorkspaceSize() const override { return choice.workspaceSize; }
  Error enqueue(CUDADriver::Stream stream,
                CUDADriver::Pointer workspace) const override;

private:
  Error describe(const MatrixProduct &product);
  Error describeMatrix(unsigned operand, const MatrixProduct &product);
  Error choose();

  Error check(Status status) const {
    return functions.check(status, "cuBLASLt does not take a product");
  }

  const Functions &functions;
  void *handle;
  std::array<CUDADriver::Pointer, 3> operands;
  float alpha = 1, beta;
  LibraryObject operation{nullptr, functions.cublasLtMatmulDescDestroy};
  SmallVector<LibraryObject, 3> matrices;
  cublasLtMatmulHeuristicResult_t choice = {};
};

class CublasLt : public LoadedLibrary {
public:
  explicit CublasLt(const Functions &functions)
      : functions(functions), handle(nullptr, functions.cublasLtDestroy) {}

  Error start() {
    void *created = nullptr;
    if (Error error = functions.check(functions.cublasLtCreate(&created),
                                      "cuBLASLt does not start"))
      return error;
    handle.reset(created);
    return Error::success();
  }

  Expected<std::unique_ptr<LibraryStep>>
  prepare(const LibraryCall &call,
          std::array<CUDADriver::Pointer, 3> operands) override {
    auto step =
        std::make_unique<Product>(functions, handle.get(), call, operands);
    if (Error error = step->prepare(std::get<MatrixProduct>(call.problem)))
      return std::move(error);
    return std::move(step);
  }

private:
  Functions functions;
  LibraryObject handle;
};
} // namespace

Error Product::describeMatrix(unsigned operand, const MatrixProduct &product) {
  std::array<std::pair<uint64_t, uint64_t>, 3> sizes = {
      {{product.rows, product.depth},
       {product.depth, product.columns},
       {product.rows, product.columns}}};
  auto [rows, columns] = sizes[operand];
  const MatrixLayout &layout = product.layouts[operand];
  if (layout.isTransposed)
    std::swap(rows, columns);
  void *created = nullptr;
  if (Error error = check(functions.cublasLtMatrixLayoutCreate(
          &created, CUDA_R_32F, rows, columns, layout.leading)))
    return error;
  matrices.emplace_back(created, functions.cublasLtMatrixLayoutDestroy);
  int32_t numBatches = product.batches;
  if (Error error = check(functions.cublasLtMatrixLayoutSetAttribute(
          created, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &numBatches,
          sizeof(numBatches))))
    return error;
  return check(functions.cublasLtMatrixLayoutSetAttribute(
      created, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &layout.batchStride,
      sizeof(layout.batchStride)));
}

Error Product::describe(const MatrixProduct &product) {
  void *created = nullptr;
  // Products of float32 without shortening them first, which tensor cores would
  // ask for.
  if (Error error = check(functions.cublasLtMatmulDescCreate(
          &created, CUBLAS_COMPUTE_32F, CUDA_R_32F)))
    return error;
  operation.reset(created);
  for (auto [operand, attribute] :
       {std::pair(0, CUBLASLT_MATMUL_DESC_TRANSA),
        std::pair(1, CUBLASLT_MATMUL_DESC_TRANSB)}) {
    int32_t transposes = CUBLAS_OP_T;
    if (!product.layouts[operand].isTransposed)
      continue;
    if (Error error = check(functions.cublasLtMatmulDescSetAttribute(
            created, attribute, &transposes, sizeof(transposes))))
      return error;
  }
  for (unsigned operand : {0, 1, 2})
    if (Error error = describeMatrix(operand, product))
      return error;
  return Error::success();
}

Error Product::choose() {
  void *created = nullptr;
  if (Error error = check(functions.cublasLtMatmulPreferenceCreate(&created)))
    return error;
  LibraryObject preference(created, functions.cublasLtMatmulPreferenceDestroy);
  auto set = [&](int attribute, auto value) {
    return check(functions.cublasLtMatmulPreferenceSetAttribute(
        preference.get(), attribute, &value, sizeof(value)));
  };
  if (Error error =
          set(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, maxLibraryWorkspace))
    return error;
  for (auto [operand, attribute] :
       {std::pair(0, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES),
        std::pair(1, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES),
        std::pair(2, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES),
        std::pair(2, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES)}) {
    uint32_t alignment =
        std::min<uint64_t>(256, uint64_t(1) << countr_zero(operands[operand]));
    if (Error error = set(attribute, alignment))
      return error;
  }
  int numResults = 0;
  if (Error error = check(functions.cublasLtMatmulAlgoGetHeuristic(
          handle, operation.get(), matrices[0].get(), matrices[1].get(),
          matrices[2].get(), matrices[2].get(), preference.get(), 1, &choice,
          &numResults)))
    return error;
  if (numResults == 0)
    return createStringError("cuBLASLt has no algorithm for a product");
  return check(choice.state);
}

Error Product::prepare(const MatrixProduct &product) {
  if (Error error = describe(product))
    return error;
  return choose();
}

Error Product::enqueue(CUDADriver::Stream stream,
                       CUDADriver::Pointer workspace) const {
  auto getPointer = [](CUDADriver::Pointer address) {
    return reinterpret_cast<void *>(address);
  };
  void *result = getPointer(operands[2]);
  return functions.check(
      functions.cublasLtMatmul(
          handle, operation.get(), &alpha, getPointer(operands[0]),
          matrices[0].get(), getPointer(operands[1]), matrices[1].get(), &beta,
          result, matrices[2].get(), result, matrices[2].get(), &choice.algo,
          getPointer(workspace), choice.workspaceSize, stream),
      "cuBLASLt does not compute a product");
}

//===----------------------------------------------------------------------===//
// The library
//===----------------------------------------------------------------------===//

Expected<std::unique_ptr<LoadedLibrary>>
nnef::createCublasLt(const CUDADriver &driver) {
  Expected<Functions> functions = Functions::get(driver);
  if (!functions)
    return functions.takeError();
  auto library = std::make_unique<CublasLt>(*functions);
  if (Error error = library->start())
    return std::move(error);
  return std::move(library);
}

Error nnef::verifyCublasLt(const CUDADriver &driver) {
  return Functions::get(driver).takeError();
}
