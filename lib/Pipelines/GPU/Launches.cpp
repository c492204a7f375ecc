//===- Launches.cpp - Kernels that are to be filled -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Launches.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

std::pair<int64_t, int64_t> nnef::getGrid(int64_t numBlocks) {
  int64_t x = std::min(numBlocks, kMaxGridExtent);
  return {x, int64_t(llvm::divideCeil(numBlocks, x))};
}

std::pair<gpu::LaunchOp, Value> nnef::createLaunch(OpBuilder &b, Location loc,
                                                   int64_t numBlocks,
                                                   int64_t blockSize,
                                                   TypeRange workgroupMemory) {
  auto [gridX, gridY] = getGrid(numBlocks);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  Value one = constant(1);
  auto launch = gpu::LaunchOp::create(
      b, loc, constant(gridX), constant(gridY), one, constant(blockSize), one,
      one, /*dynamicSharedMemorySize=*/Value(), /*asyncTokenType=*/Type(),
      /*asyncDependencies=*/ValueRange(), workgroupMemory);
  b.setInsertionPointToStart(&launch.getBody().front());
  AffineExpr x, y;
  bindDims(b.getContext(), x, y);
  Value block = affine::AffineApplyOp::create(
      b, loc, AffineMap::get(2, 0, y * gridX + x),
      ValueRange{launch.getBlockIds().x, launch.getBlockIds().y});
  gpu::TerminatorOp::create(b, loc);
  b.setInsertionPointAfterValue(block);
  return {launch, block};
}

SmallVector<Value> nnef::getPlace(OpBuilder &b, Location loc, Value number,
                                  ArrayRef<int64_t> extents) {
  if (extents.empty())
    return {};
  if (extents.size() == 1)
    return {number};
  return SmallVector<Value>(
      affine::AffineDelinearizeIndexOp::create(b, loc, number, extents)
          .getResults());
}

void nnef::addGuard(OpBuilder &b, Location loc, arith::CmpIPredicate predicate,
                    Value value, int64_t limit) {
  Value end = arith::ConstantIndexOp::create(b, loc, limit);
  Value holds = arith::CmpIOp::create(b, loc, predicate, value, end);
  b.setInsertionPointToStart(scf::IfOp::create(b, loc, holds).thenBlock());
}

MemRefType nnef::getWorkgroupMemory(ArrayRef<int64_t> shape, Type elementType) {
  return MemRefType::get(
      shape, elementType, MemRefLayoutAttrInterface(),
      gpu::AddressSpaceAttr::get(elementType.getContext(),
                                 gpu::AddressSpace::Workgroup));
}
