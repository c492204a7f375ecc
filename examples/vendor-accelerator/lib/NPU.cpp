//===- NPU.cpp - The dialect of the NPU -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "NPU/NPU.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

using namespace mlir;
using namespace npu;

#include "NPU/NPUDialect.cpp.inc"
#include "NPU/NPUEnums.cpp.inc"
#define GET_OP_CLASSES
#include "NPU/NPUOps.cpp.inc"

void NPUDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "NPU/NPUOps.cpp.inc"
      >();
}

bool npu::isCodes(Type type, unsigned width, bool perChannel) {
  auto codes = dyn_cast<quant::QuantizedType>(type);
  return codes && codes.isSigned() &&
         codes.getStorageTypeIntegralWidth() == width &&
         (isa<quant::UniformQuantizedType>(codes) ||
          (perChannel && isa<quant::UniformQuantizedPerAxisType>(codes)));
}

/// What all layers ask of their operands.
template <typename OpT> static LogicalResult verifyLayer(OpT op, int64_t rank) {
  RankedTensorType input = op.getInput().getType();
  RankedTensorType filter = op.getFilter().getType();
  RankedTensorType output = op.getOutput().getType();
  bool isReal = output.getElementType().isF32();
  for (Type type : op->getOperandTypes())
    if (getElementTypeOrSelf(type).isF32() != isReal)
      return op.emitOpError("mixes real numbers and codes");
  if (input.getRank() != rank || filter.getRank() != rank ||
      output.getRank() != rank)
    return op.emitOpError("needs tensors of rank ") << rank;
  if (filter.getDimSize(0) != output.getDimSize(1) ||
      filter.getDimSize(1) != input.getDimSize(1))
    return op.emitOpError("has a filter for other channels");
  auto scales =
      dyn_cast<quant::UniformQuantizedPerAxisType>(filter.getElementType());
  if (scales && (scales.getQuantizedDimension() != 0 ||
                 llvm::any_of(scales.getZeroPoints(),
                              [](int64_t zero) { return zero != 0; })))
    return op.emitOpError("has a filter with scales of another kind");
  return success();
}

LogicalResult ConvOp::verify() {
  if (getStride().size() != 2 || getPadding().size() != 4)
    return emitOpError("needs 2 strides and 4 paddings");
  return verifyLayer(*this, 4);
}

LogicalResult DenseOp::verify() { return verifyLayer(*this, 2); }

/// Makes the activation part of the layer before it, if nothing else needs the
/// sums of that.
LogicalResult ReluOp::canonicalize(ReluOp op, PatternRewriter &rewriter) {
  Operation *layer = op.getInput().getDefiningOp();
  if (!isa_and_nonnull<ConvOp, DenseOp>(layer) || !layer->hasOneUse())
    return failure();
  auto relu = ActivationAttr::get(op.getContext(), Activation::Relu);
  rewriter.modifyOpInPlace(layer, [&] { layer->setAttr("activation", relu); });
  rewriter.replaceOp(op, layer);
  return success();
}
