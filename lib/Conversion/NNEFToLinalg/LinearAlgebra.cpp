//===- LinearAlgebra.cpp - Matrix products to Linalg ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

using namespace mlir;
using namespace nnef;

/// Multiplies the matrices in the last two dimensions and adds to `init`.
/// Dimensions before them have the same extent in both operands, or 1.
static Value createMatmul(Lowering &b, Value lhs, Value rhs, Value init,
                          bool transposeLhs, bool transposeRhs) {
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
  if (leading == 0)
    return b
        .create<linalg::MatmulOp>(init.getType(), ValueRange{lhs, rhs},
                                  ValueRange{init}, indexing)
        .getResult(0);
  if (isBatch)
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
          [](OpBuilder &builder, Location loc, ValueRange args) {
            Lowering inner(loc, builder);
            Value product = inner.mul(args[0], args[1]);
            inner.create<linalg::YieldOp>(inner.add(args[2], product));
          })
      .getResult(0);
}

static LogicalResult lowerMatmul(MatmulOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  Value init =
      b.createZeros(b.getSizes(op->getResult(0)), getElementType(op.getA()));
  rewriter.replaceOp(op, createMatmul(b, op.getA(), op.getB(), init,
                                      op.getTransposeA(), op.getTransposeB()));
  return success();
}

static LogicalResult lowerLinear(LinearOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  Value init = b.createElementwise(
      op.getBias(), b.getSizes(op->getResult(0)), getElementType(op.getInput()),
      [](Lowering &, ValueRange x) { return x[0]; });
  rewriter.replaceOp(op, createMatmul(b, op.getInput(), op.getFilter(), init,
                                      /*transposeLhs=*/false,
                                      /*transposeRhs=*/true));
  return success();
}

void nnef::populateLinearAlgebraPatterns(RewritePatternSet &patterns) {
  patterns.add(lowerMatmul);
  patterns.add(lowerLinear);
}
