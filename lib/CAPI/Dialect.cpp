//===- Dialect.cpp - The dialect, for C -----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF-C/Dialect.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Runtime/Executable.h"
#include "mlir/CAPI/Registration.h"

using namespace mlir;
using namespace nnef;

MLIR_DEFINE_CAPI_DIALECT_REGISTRATION(NNEF, nnef, nnef::NNEFDialect)

void nnefRegisterAllDialects(MlirDialectRegistry registry) {
  registerExecutionDialects(*unwrap(registry));
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

bool nnefAttributeIsAPadding(MlirAttribute attr) {
  return isa<PaddingAttr>(unwrap(attr));
}

MlirAttribute nnefPaddingAttrGet(MlirContext context, intptr_t numDims,
                                 const int64_t *values) {
  return wrap(PaddingAttr::get(unwrap(context), ArrayRef(values, 2 * numDims)));
}

MlirTypeID nnefPaddingAttrGetTypeID() { return wrap(PaddingAttr::getTypeID()); }

intptr_t nnefPaddingAttrGetNumDims(MlirAttribute attr) {
  return cast<PaddingAttr>(unwrap(attr)).size();
}

int64_t nnefPaddingAttrGetBefore(MlirAttribute attr, intptr_t dim) {
  return cast<PaddingAttr>(unwrap(attr)).getBefore(dim);
}

int64_t nnefPaddingAttrGetAfter(MlirAttribute attr, intptr_t dim) {
  return cast<PaddingAttr>(unwrap(attr)).getAfter(dim);
}

//===----------------------------------------------------------------------===//
// Borders and methods of interpolation
//===----------------------------------------------------------------------===//

bool nnefAttributeIsABorderMode(MlirAttribute attr) {
  return isa<BorderModeAttr>(unwrap(attr));
}

MlirAttribute nnefBorderModeAttrGet(MlirContext context, NnefBorderMode mode) {
  return wrap(
      BorderModeAttr::get(unwrap(context), static_cast<BorderMode>(mode)));
}

NnefBorderMode nnefBorderModeAttrGetValue(MlirAttribute attr) {
  return static_cast<NnefBorderMode>(
      cast<BorderModeAttr>(unwrap(attr)).getValue());
}

bool nnefAttributeIsAnInterpolationMethod(MlirAttribute attr) {
  return isa<InterpolationMethodAttr>(unwrap(attr));
}

MlirAttribute nnefInterpolationMethodAttrGet(MlirContext context,
                                             NnefInterpolationMethod method) {
  return wrap(InterpolationMethodAttr::get(
      unwrap(context), static_cast<InterpolationMethod>(method)));
}

NnefInterpolationMethod
nnefInterpolationMethodAttrGetValue(MlirAttribute attr) {
  return static_cast<NnefInterpolationMethod>(
      cast<InterpolationMethodAttr>(unwrap(attr)).getValue());
}

//===----------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------===//

bool nnefAttributeIsAQuantization(MlirAttribute attr) {
  return isa<QuantizationAttr>(unwrap(attr));
}

MlirAttribute nnefQuantizationAttrGet(MlirStringRef algorithm,
                                      MlirAttribute parameters) {
  auto dictionary = cast<DictionaryAttr>(unwrap(parameters));
  return wrap(QuantizationAttr::get(dictionary.getContext(), unwrap(algorithm),
                                    dictionary));
}

MlirTypeID nnefQuantizationAttrGetTypeID() {
  return wrap(QuantizationAttr::getTypeID());
}

MlirStringRef nnefQuantizationAttrGetAlgorithm(MlirAttribute attr) {
  return wrap(cast<QuantizationAttr>(unwrap(attr)).getAlgorithm());
}

MlirAttribute nnefQuantizationAttrGetParameters(MlirAttribute attr) {
  return wrap(cast<QuantizationAttr>(unwrap(attr)).getParameters());
}

MlirAttribute nnefQuantizationAttrGetStandard(MlirAttribute attr) {
  return wrap(cast<QuantizationAttr>(unwrap(attr)).getStandard());
}
