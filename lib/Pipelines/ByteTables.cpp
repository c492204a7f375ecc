//===- ByteTables.cpp - Looks bytes up in tables --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteTables.h"
#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace nnef;

static constexpr int64_t tableSize = 256, registerSize = 64;

static bool isByteTable(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getElementType().isInteger(8) && type.getRank() == 1 &&
         type.getDimSize(0) == tableSize;
}

bool nnef::looksUpBytes(Operation *op) {
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  return generic &&
         llvm::any_of(generic.getBlock()->getOps<tensor::ExtractOp>(),
                      [](tensor::ExtractOp extract) {
                        return isByteTable(extract.getTensor());
                      });
}

bool nnef::isByteLookup(linalg::LinalgOp op) {
  if (!isa<linalg::GenericOp>(op) || !looksUpBytes(op) ||
      op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 ||
      op.getNumParallelLoops() != op.getNumLoops() ||
      !llvm::all_of(op.getIndexingMapsArray(),
                    [](AffineMap map) { return map.isIdentity(); }))
    return false;
  Type byte = IntegerType::get(op.getContext(), 8);
  // Bytes become places in the table, and nothing else.
  return llvm::all_of(*op.getBlock(), [&](Operation &inner) {
    if (auto cast = dyn_cast<arith::IndexCastUIOp>(inner))
      return cast.getIn().getType() == byte &&
             llvm::all_of(cast->getUsers(), llvm::IsaPred<tensor::ExtractOp>);
    if (auto extract = dyn_cast<tensor::ExtractOp>(inner))
      return isByteTable(extract.getTensor()) &&
             isa_and_present<arith::IndexCastUIOp>(
                 extract.getIndices()[0].getDefiningOp());
    return isa<arith::ConstantOp, arith::XOrIOp, linalg::YieldOp>(inner);
  });
}

namespace {
/// Computes the body of a lookup for rows of bytes.
class RowLookup {
public:
  RowLookup(ImplicitLocOpBuilder &b, Block &body) : b(b), body(body) {
    for (auto extract : body.getOps<tensor::ExtractOp>())
      readTable(extract.getTensor());
  }

  Value compute(Value row) {
    DenseMap<Value, Value> values{{body.getArgument(0), row}};
    auto type = cast<VectorType>(row.getType());
    auto get = [&](Value scalar) -> Value {
      if (Value known = values.lookup(scalar))
        return known;
      // A number that is the same for all bytes.
      return values[scalar] = vector::BroadcastOp::create(b, type, scalar);
    };
    for (Operation &op : body.without_terminator()) {
      if (auto place = dyn_cast<arith::IndexCastUIOp>(op))
        values[place] = get(place.getIn());
      else if (auto extract = dyn_cast<tensor::ExtractOp>(op))
        values[extract] =
            lookUp(get(extract.getIndices()[0]), extract.getTensor());
      else if (auto flip = dyn_cast<arith::XOrIOp>(op))
        values[flip] =
            arith::XOrIOp::create(b, get(flip.getLhs()), get(flip.getRhs()));
      else if (auto constant = dyn_cast<arith::ConstantOp>(op))
        values[constant] = arith::ConstantOp::create(
            b, DenseElementsAttr::get(type, Attribute(constant.getValue())));
    }
    return get(body.getTerminator()->getOperand(0));
  }

private:
  void readTable(Value table) {
    SmallVector<Value> &quarters = tables[table];
    if (!quarters.empty())
      return;
    Value padding = arith::ConstantIntOp::create(b, b.getI8Type(), 0);
    auto quarter = VectorType::get(registerSize, b.getI8Type());
    for (int64_t i = 0; i < tableSize; i += registerSize)
      quarters.push_back(vector::TransferReadOp::create(
          b, quarter, table, ValueRange(arith::ConstantIndexOp::create(b, i)),
          padding, ArrayRef<bool>(true)));
  }

  Value lookUp(Value places, Value table) {
    auto type = cast<VectorType>(places.getType());
    auto full = VectorType::get(registerSize, b.getI8Type());
    Value zeros = arith::ConstantOp::create(b, b.getZeroAttr(full));
    if (type != full)
      places = vector::InsertStridedSliceOp::create(b, places, zeros,
                                                    int64_t(0), int64_t(1));
    ArrayRef<Value> quarters = tables[table];
    auto name = b.getStringAttr("llvm.x86.avx512.vpermi2var.qi.512");
    auto permute = [&](Value low, Value high) {
      return LLVM::CallIntrinsicOp::create(b, full, name,
                                           ValueRange{low, places, high})
          .getResult(0);
    };
    Value lower = permute(quarters[0], quarters[1]);
    Value upper = permute(quarters[2], quarters[3]);
    Value isUpper =
        arith::CmpIOp::create(b, arith::CmpIPredicate::slt, places, zeros);
    Value result = arith::SelectOp::create(b, isUpper, upper, lower);
    if (type != full)
      result = vector::ExtractStridedSliceOp::create(
          b, result, int64_t(0), type.getDimSize(0), int64_t(1));
    return result;
  }

  ImplicitLocOpBuilder &b;
  Block &body;
  DenseMap<Value, SmallVector<Value>> tables;
};
} // namespace

LogicalResult nnef::vectorizeByteLookup(RewriterBase &rewriter,
                                        linalg::GenericOp op) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (!isByteLookup(op) || !type.hasStaticShape() || type.getRank() == 0 ||
      type.getShape().back() > registerSize)
    return failure();
  rewriter.setInsertionPoint(op);
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  auto vectorType = VectorType::get(type.getShape(), b.getI8Type());
  Value padding = arith::ConstantIntOp::create(b, b.getI8Type(), 0);
  SmallVector<Value> zeros(type.getRank(),
                           arith::ConstantIndexOp::create(b, 0));
  SmallVector<bool> inBounds(type.getRank(), true);
  Value bytes = vector::TransferReadOp::create(
      b, vectorType, op.getDpsInputs()[0], zeros, padding, inBounds);
  RowLookup lookup(b, *op.getBlock());
  ArrayRef<int64_t> rows = type.getShape().drop_back();
  SmallVector<int64_t> strides = getStrides(rows);
  for (int64_t i = 0, e = ShapedType::getNumElements(rows); i < e; ++i) {
    SmallVector<int64_t> place = delinearize(i, strides);
    if (place.empty()) {
      bytes = lookup.compute(bytes);
      continue;
    }
    Value row = lookup.compute(vector::ExtractOp::create(b, bytes, place));
    bytes = vector::InsertOp::create(b, row, bytes, place);
  }
  auto write = vector::TransferWriteOp::create(b, bytes, op.getDpsInits()[0],
                                               zeros, inBounds);
  rewriter.replaceOp(op, write.getResult());
  return success();
}
