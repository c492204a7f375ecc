//===- Runtime.h - Compiling and running networks, for C --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_C_RUNTIME_H
#define NNEF_C_RUNTIME_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A network that is compiled for the processor at hand, in memory. The context
/// that it was compiled in must outlive it.
typedef struct NnefExecutable {
  void *ptr;
} NnefExecutable;

/// The types that elements of tensors have in memory.
typedef enum NnefElementType {
  /// A byte, 0 or 1.
  NnefElementTypeBool = 0,
  NnefElementTypeInt8 = 1,
  NnefElementTypeInt16 = 2,
  NnefElementTypeInt32 = 3,
  NnefElementTypeInt64 = 4,
  NnefElementTypeUInt8 = 5,
  NnefElementTypeUInt16 = 6,
  NnefElementTypeUInt32 = 7,
  NnefElementTypeUInt64 = 8,
  NnefElementTypeFloat16 = 9,
  NnefElementTypeFloat32 = 10,
  NnefElementTypeFloat64 = 11,
} NnefElementType;

/// An input or output of a network. The pointers in it are valid as long as the
/// executable is.
typedef struct NnefTensorSpec {
  MlirStringRef name;
  NnefElementType elementType;
  intptr_t rank;
  const int64_t *shape;
  /// The bytes that it takes in memory, with the last dimension innermost.
  size_t numBytes;
} NnefTensorSpec;

typedef struct NnefCompilationOptions {
  /// The effort of LLVM's optimizer and code generator, from 0 to 3.
  unsigned optLevel;
  /// Whether convolutions are computed with fewer products where that is
  /// faster.
  bool winograd;
  /// The processor as LLVM names it, or "native", and features to add or take
  /// away: "+avx2,-avx512f".
  MlirStringRef cpu;
  MlirStringRef cpuFeatures;
  /// The threads that the network runs in; 0 for as many as OpenMP chooses.
  unsigned numThreads;
  /// The folder that compiled networks are kept in for the next time. Empty for
  /// none.
  MlirStringRef cacheFolder;
  /// Is called with what is wrong, if given. What is wrong with an operation is
  /// a diagnostic of the context before that.
  MlirStringCallback errorCallback;
  void *errorUserData;
} NnefCompilationOptions;

/// The options that a null pointer stands for.
MLIR_CAPI_EXPORTED NnefCompilationOptions
nnefCompilationOptionsGetDefault(void);

/// Compiles the one public function of `module`, whose context must have the
/// dialects of `nnefRegisterAllDialects`. The module is lowered in place, and
/// is of no more use. The result is null if that fails.
MLIR_CAPI_EXPORTED NnefExecutable
nnefCompile(MlirModule module, const NnefCompilationOptions *options);

static inline bool nnefExecutableIsNull(NnefExecutable executable) {
  return !executable.ptr;
}

MLIR_CAPI_EXPORTED void nnefExecutableDestroy(NnefExecutable executable);

MLIR_CAPI_EXPORTED intptr_t
nnefExecutableGetNumInputs(NnefExecutable executable);
MLIR_CAPI_EXPORTED intptr_t
nnefExecutableGetNumOutputs(NnefExecutable executable);

/// The inputs and outputs in the order of the graph. `index` must be one of
/// them.
MLIR_CAPI_EXPORTED NnefTensorSpec
nnefExecutableGetInput(NnefExecutable executable, intptr_t index);
MLIR_CAPI_EXPORTED NnefTensorSpec
nnefExecutableGetOutput(NnefExecutable executable, intptr_t index);

/// Runs the network once. There is a pointer for each input and output, to as
/// many bytes as its description says, aligned as its elements are. May be
/// called from several threads, unless the network has state. Fails if there is
/// no memory to compute in.
MLIR_CAPI_EXPORTED MlirLogicalResult nnefExecutableRun(
    NnefExecutable executable, const void *const *inputs, void *const *outputs);

/// Whether a run sees what runs before it have left.
MLIR_CAPI_EXPORTED bool nnefExecutableHasState(NnefExecutable executable);

/// Gives the state the values that it had before the first run.
MLIR_CAPI_EXPORTED void nnefExecutableReset(NnefExecutable executable);

#ifdef __cplusplus
}
#endif

#endif // NNEF_C_RUNTIME_H
