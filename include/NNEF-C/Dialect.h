//===- Dialect.h - The dialect, for C ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_C_DIALECT_H
#define NNEF_C_DIALECT_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

MLIR_DECLARE_CAPI_DIALECT_REGISTRATION(NNEF, nnef);

/// Adds all dialects that networks become on the way to machine code, with what
/// passes need to know of them.
MLIR_CAPI_EXPORTED void nnefRegisterAllDialects(MlirDialectRegistry registry);

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

MLIR_CAPI_EXPORTED bool nnefAttributeIsAPadding(MlirAttribute attr);

/// The padding before and after, in turn, of `numDims` dimensions: `values` has
/// twice as many. None at all stands for automatic padding.
MLIR_CAPI_EXPORTED MlirAttribute nnefPaddingAttrGet(MlirContext context,
                                                    intptr_t numDims,
                                                    const int64_t *values);

MLIR_CAPI_EXPORTED MlirTypeID nnefPaddingAttrGetTypeID(void);

MLIR_CAPI_EXPORTED intptr_t nnefPaddingAttrGetNumDims(MlirAttribute attr);
MLIR_CAPI_EXPORTED int64_t nnefPaddingAttrGetBefore(MlirAttribute attr,
                                                    intptr_t dim);
MLIR_CAPI_EXPORTED int64_t nnefPaddingAttrGetAfter(MlirAttribute attr,
                                                   intptr_t dim);

//===----------------------------------------------------------------------===//
// Borders and methods of interpolation
//===----------------------------------------------------------------------===//

/// What a window sees beyond the edge of its input.
typedef enum NnefBorderMode {
  NnefBorderModeConstant = 0,
  NnefBorderModeReplicate = 1,
  NnefBorderModeReflect = 2,
  NnefBorderModeReflectEven = 3,
  NnefBorderModeIgnore = 4,
} NnefBorderMode;

MLIR_CAPI_EXPORTED bool nnefAttributeIsABorderMode(MlirAttribute attr);
MLIR_CAPI_EXPORTED MlirAttribute nnefBorderModeAttrGet(MlirContext context,
                                                       NnefBorderMode mode);
MLIR_CAPI_EXPORTED NnefBorderMode
nnefBorderModeAttrGetValue(MlirAttribute attr);

/// Where the samples of an interpolation lie.
typedef enum NnefInterpolationMethod {
  NnefInterpolationMethodSymmetric = 0,
  NnefInterpolationMethodAsymmetric = 1,
  NnefInterpolationMethodAligned = 2,
} NnefInterpolationMethod;

MLIR_CAPI_EXPORTED bool
nnefAttributeIsAnInterpolationMethod(MlirAttribute attr);
MLIR_CAPI_EXPORTED MlirAttribute nnefInterpolationMethodAttrGet(
    MlirContext context, NnefInterpolationMethod method);
MLIR_CAPI_EXPORTED NnefInterpolationMethod
nnefInterpolationMethodAttrGetValue(MlirAttribute attr);

//===----------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------===//

MLIR_CAPI_EXPORTED bool nnefAttributeIsAQuantization(MlirAttribute attr);

/// How a tensor is quantized: an operation, and its parameters as a dictionary.
MLIR_CAPI_EXPORTED MlirAttribute
nnefQuantizationAttrGet(MlirStringRef algorithm, MlirAttribute parameters);

MLIR_CAPI_EXPORTED MlirTypeID nnefQuantizationAttrGetTypeID(void);

MLIR_CAPI_EXPORTED MlirStringRef
nnefQuantizationAttrGetAlgorithm(MlirAttribute attr);
MLIR_CAPI_EXPORTED MlirAttribute
nnefQuantizationAttrGetParameters(MlirAttribute attr);

/// The standard operation that this is, or that the body of a custom fragment
/// comes to. Null if there is none.
MLIR_CAPI_EXPORTED MlirAttribute
nnefQuantizationAttrGetStandard(MlirAttribute attr);

#ifdef __cplusplus
}
#endif

#endif // NNEF_C_DIALECT_H
