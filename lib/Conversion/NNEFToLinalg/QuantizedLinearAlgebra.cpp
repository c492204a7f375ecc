//===- QuantizedLinearAlgebra.cpp - Products of codes to Linalg ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinearAlgebra.h"
#include "Quantized.h"

using namespace mlir;
using namespace nnef;

/// The products of distances to the codes of zero, added to `init` in 32 bits.
static Value createSums(Lowering &b, Value lhs, const Codes &lhsCodes,
                        Value rhs, const Codes &rhsCodes, bool transposeLhs,
                        bool transposeRhs, Value init) {
  return createProduct(b, lhs, rhs, transposeLhs, transposeRhs, init,
                       [&](Lowering &b, ValueRange x) -> Value {
                         Value product = b.create<arith::MulIOp>(
                             getSteps(b, x[0], lhsCodes),
                             getSteps(b, x[1], rhsCodes));
                         return b.create<arith::AddIOp>(x[2], product);
                       });
}

static Value lowerMatmul(MatmulOp op, MatmulOp codes, Lowering &b) {
  Codes lhs = *getCodes(op.getA()), rhs = *getCodes(op.getB());
  Codes to = *getCodes(op.getC());
  Sizes sizes = getProductSizes(b, codes.getA(), codes.getB(),
                                op.getTransposeA(), op.getTransposeB());
  Value sums =
      createSums(b, codes.getA(), lhs, codes.getB(), rhs, op.getTransposeA(),
                 op.getTransposeB(), b.createZeros(sizes, b.getI32Type()));
  return createResult(b, sums, getMatmulScale(lhs, rhs, to), to);
}

static std::string findLinearObstacle(LinearOp op) {
  return findLayerObstacle(op, 0);
}

static Value lowerLinear(LinearOp op, LinearOp codes, Lowering &b) {
  Codes input = *getCodes(op.getInput()), to = *getCodes(op.getOutput());
  FilterCodes filter = *FilterCodes::get(op.getFilter());
  Sizes sizes = getProductSizes(b, codes.getInput(), codes.getFilter(),
                                /*transposeLhs=*/false, /*transposeRhs=*/true);
  Value sums = createSums(b, codes.getInput(), input, codes.getFilter(),
                          filter.codes, /*transposeLhs=*/false,
                          /*transposeRhs=*/true,
                          createBiasOfCodes(b, codes.getBias(), sizes));
  SmallVector<double> factors;
  for (float scale : filter.scales)
    factors.push_back(getLinearScale(input, scale, to));
  return createResultInDouble(b, sums, factors, to);
}

void nnef::populateQuantizedLinearAlgebraLowerings(QuantizedTable &table) {
  table.add(lowerMatmul, findCodesObstacleOf<MatmulOp>);
  table.add(lowerLinear, findLinearObstacle);
}
