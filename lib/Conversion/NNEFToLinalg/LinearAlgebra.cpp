//===- LinearAlgebra.cpp - Matrix products to Linalg ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinearAlgebra.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace nnef;

/// Repeats an operand over leading dimensions if only the run time knows
/// whether it is repeated.
static Value repeatUnknown(Lowering &b, Value operand,
                           ArrayRef<OpFoldResult> leading) {
  Sizes sizes = b.getSizes(operand);
  bool mayRepeat = false;
  for (auto [size, want] : llvm::zip(sizes, leading)) {
    if (isOneInteger(size) || areSameSize(size, want))
      continue;
    mayRepeat |= !getConstantIntValue(size);
    size = want;
  }
  return mayRepeat ? b.createBroadcast(operand, sizes) : operand;
}

/// Multiplies the matrices in the last two dimensions and adds to `init`.
/// Dimensions before them have the same extent in both operands, or 1.
static Value createMatmul(Lowering &b, Value lhs, Value rhs, Value init,
                          bool transposeLhs, bool transposeRhs,
                          Lowering::ScalarBody addProduct) {
  // Loops: the leading dimensions, then m, n, k.
  unsigned rank = getShape(init).size(), leading = rank - 2;
  auto dim = [&](unsigned i) { return b.getAffineDimExpr(i); };
  AffineExpr m = dim(leading), n = dim(leading + 1), k = dim(leading + 2);
  auto getMap = [&](Value &operand, AffineExpr rows, AffineExpr columns) {
    SmallVector<AffineExpr> exprs;
    SmallVector<int64_t> repeated;
    for (unsigned i = 0; i < leading; ++i) {
      if (getShape(operand)[i] == 1 && getShape(init)[i] != 1)
        repeated.push_back(i);
      else
        exprs.push_back(dim(i));
    }
    operand = b.createSqueeze(operand, repeated);
    exprs.append({rows, columns});
    return AffineMap::get(rank + 1, 0, exprs, b.getContext());
  };
  AffineMap lhsMap = transposeLhs ? getMap(lhs, k, m) : getMap(lhs, m, k);
  AffineMap rhsMap = transposeRhs ? getMap(rhs, n, k) : getMap(rhs, k, n);
  AffineMap initMap = getMap(init, m, n);
  ArrayAttr maps = b.getAffineMapArrayAttr({lhsMap, rhsMap, initMap});

  bool isBatch =
      leading == 1 && getShape(lhs).size() == 3 && getShape(rhs).size() == 3;
  auto indexing = b.getNamedAttr("indexing_maps", maps);
  if (leading == 0 && !addProduct)
    return b
        .create<linalg::MatmulOp>(init.getType(), ValueRange{lhs, rhs},
                                  ValueRange{init}, indexing)
        .getResult(0);
  if (isBatch && !addProduct)
    return b
        .create<linalg::BatchMatmulOp>(init.getType(), ValueRange{lhs, rhs},
                                       ValueRange{init}, indexing)
        .getResult(0);
  SmallVector<utils::IteratorType> iterators(rank + 1,
                                             utils::IteratorType::parallel);
  iterators.back() = utils::IteratorType::reduction;
  return b
      .create<linalg::GenericOp>(
          init.getType(), ValueRange{lhs, rhs}, init,
          ArrayRef<AffineMap>{lhsMap, rhsMap, initMap}, iterators,
          [&](OpBuilder &builder, Location loc, ValueRange args) {
            Lowering inner(loc, builder);
            Value sum = addProduct
                            ? addProduct(inner, args)
                            : inner.add(args[2], inner.mul(args[0], args[1]));
            inner.create<linalg::YieldOp>(sum);
          })
      .getResult(0);
}

Sizes nnef::getProductSizes(Lowering &b, Value lhs, Value rhs,
                            bool transposeLhs, bool transposeRhs) {
  int64_t rank = getShape(lhs).size();
  Sizes sizes = b.getBroadcastSizes({lhs, rhs});
  sizes[rank - 2] = b.getSize(lhs, transposeLhs ? rank - 1 : rank - 2);
  sizes[rank - 1] = b.getSize(rhs, transposeRhs ? rank - 2 : rank - 1);
  return sizes;
}

Value nnef::createProduct(Lowering &b, Value lhs, Value rhs, bool transposeLhs,
                          bool transposeRhs, Value init,
                          Lowering::ScalarBody addProduct) {
  Sizes sizes = b.getSizes(init);
  ArrayRef<OpFoldResult> leading = ArrayRef(sizes).drop_back(2);
  lhs = repeatUnknown(b, lhs, leading);
  rhs = repeatUnknown(b, rhs, leading);
  return createMatmul(b, lhs, rhs, init, transposeLhs, transposeRhs,
                      addProduct);
}

static Value lowerMatmul(MatmulOp op, Lowering &b) {
  Sizes sizes = getProductSizes(b, op.getA(), op.getB(), op.getTransposeA(),
                                op.getTransposeB());
  return createProduct(b, op.getA(), op.getB(), op.getTransposeA(),
                       op.getTransposeB(),
                       b.createZeros(sizes, getElementType(op.getA())));
}

static Value lowerLinear(LinearOp op, Lowering &b) {
  Sizes sizes = getProductSizes(b, op.getInput(), op.getFilter(),
                                /*transposeLhs=*/false, /*transposeRhs=*/true);
  return createProduct(b, op.getInput(), op.getFilter(),
                       /*transposeLhs=*/false, /*transposeRhs=*/true,
                       b.createBroadcast(op.getBias(), sizes));
}

void nnef::populateLinearAlgebraLowerings(LoweringTable &table) {
  table.add(lowerMatmul);
  table.add(lowerLinear);
}
