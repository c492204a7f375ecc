//===- Winograd.cpp - Which convolutions have fewer products --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Winograd.h"
#include "NNEF/Pipelines/Passes.h"
#include "Tuning.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace nnef {
#define GEN_PASS_DEF_WINOGRADPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Finding convolutions
//===----------------------------------------------------------------------===//

/// Whether an operation sums up products of its two inputs.
static bool sumsProducts(linalg::LinalgOp op) {
  Block *block = op.getBlock();
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return false;
  auto isPair = [](Operation *inner, Value a, Value b) {
    return (inner->getOperand(0) == a && inner->getOperand(1) == b) ||
           (inner->getOperand(0) == b && inner->getOperand(1) == a);
  };
  auto sum =
      block->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  if (!sum)
    return false;
  for (Value operand : sum->getOperands())
    if (auto product = operand.getDefiningOp<arith::MulFOp>())
      return isPair(sum, block->getArgument(2), product) &&
             isPair(product, block->getArgument(0), block->getArgument(1));
  return false;
}

/// The shape of a convolution that has a form with fewer products.
static std::optional<ConvolutionShape> getShape(linalg::LinalgOp op) {
  if (op.getNumLoops() != 9 || !sumsProducts(op))
    return std::nullopt;
  AffineExpr n, o, y, x, c, i, j, oo, cc;
  bindDims(op.getContext(), n, o, y, x, c, i, j, oo, cc);
  auto getMap = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(9, 0, exprs, op.getContext());
  };
  if (op.getIndexingMapsArray() !=
      ArrayRef<AffineMap>{getMap({n, c, y + i, x + j, cc}),
                          getMap({o, c, i, j, cc, oo}),
                          getMap({n, o, y, x, oo})})
    return std::nullopt;
  for (Value operand : op->getOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    if (!type || !type.hasStaticShape() || !type.getElementType().isF32())
      return std::nullopt;
  }
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  if (ranges[5] != 3 || ranges[6] != 3)
    return std::nullopt;
  return ConvolutionShape{ranges[0], ranges[2], ranges[3], ranges[4],
                          ranges[8], ranges[1], ranges[7]};
}

/// The convolution of a kernel, whose filter is an argument for nothing else.
static std::optional<WinogradKernel> findKernel(func::FuncOp function) {
  std::optional<WinogradKernel> result;
  function.walk([&](linalg::LinalgOp op) {
    std::optional<ConvolutionShape> shape = getShape(op);
    if (!shape)
      return;
    auto filter = dyn_cast<BlockArgument>(op.getDpsInputs()[1]);
    if (!filter || !filter.hasOneUse() ||
        !isa<BlockArgument>(op.getDpsInputs()[0]))
      return;
    result = WinogradKernel{*shape, op, op, Value()};
  });
  if (!result)
    return std::nullopt;
  // What follows are elementwise operations, of which the last one is used by
  // something else.
  auto &root = result->root;
  while (root->hasOneUse() && isa<linalg::LinalgOp>(*root->user_begin()))
    root = cast<linalg::LinalgOp>(*root->user_begin());
  if (root->getResult(0).getType() !=
      result->convolution->getResult(0).getType())
    return std::nullopt;
  Value init = root->getResult(0);
  while (auto op = init.getDefiningOp<linalg::LinalgOp>())
    init = op.getDpsInits()[0];
  result->destination = init;
  return canEmitWinograd(*result) ? result : std::nullopt;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct WinogradPass : nnef::impl::WinogradPassBase<WinogradPass> {
  using Base::Base;

  void runOnOperation() override {
    SymbolTableCollection collection;
    SymbolUserMap users(collection, getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (!function->hasAttr(kernelAttrName))
        continue;
      std::optional<WinogradKernel> kernel = findKernel(function);
      if (!kernel)
        continue;
      FailureOr<std::optional<WinogradPlan>> plan =
          choosePlan(function, kernel->shape);
      if (failed(plan))
        return signalPassFailure();
      if (!*plan ||
          !replaceFilters(function, *kernel, **plan, users.getUsers(function)))
        continue;
      function->setAttr(tilesAttrName, getAttribute(**plan, &getContext()));
      replace(*kernel, **plan);
    }
    if (releaseSources)
      releaseFilters();
  }

private:
  /// The plan for a kernel: the one that was found to be the best, that is to
  /// be tried out, or that seems best. None if it stays as it is.
  static FailureOr<std::optional<WinogradPlan>>
  choosePlan(func::FuncOp function, const ConvolutionShape &shape) {
    std::optional<WinogradPlan> plan = planWinograd(shape);
    if (DictionaryAttr tiles = findTuning(function)) {
      plan = readWinogradPlan(shape, tiles);
      if (!plan && tiles.contains("winograd"))
        return function.emitError("the kernel ")
               << function->getAttr(kernelAttrName) << " cannot be divided as "
               << tiles << " says";
    }
    std::optional<uint64_t> trial = getTrial(function);
    if (!trial)
      return plan;
    // The other plans, and none, in any order; then other tiles.
    std::vector<std::optional<WinogradPlan>> others;
    if (plan)
      others.push_back(std::nullopt);
    for (const WinogradPlan &other : listWinogradPlans(shape))
      if (!(plan == other))
        others.push_back(other);
    auto rest = int64_t(*trial) - int64_t(others.size());
    function->setAttr(trialAttrName,
                      Builder(function.getContext()).getI64IntegerAttr(rest));
    return rest < 0 ? others[*trial] : plan;
  }

  /// Transforms the filters that the kernel is called with, if they are known.
  bool replaceFilters(func::FuncOp function, WinogradKernel kernel,
                      const WinogradPlan &plan, ArrayRef<Operation *> users) {
    auto argument = cast<BlockArgument>(kernel.convolution.getDpsInputs()[1]);
    unsigned position = argument.getArgNumber();
    SmallVector<ElementsAttr> filters;
    for (Operation *user : users) {
      auto call = dyn_cast<func::CallOp>(user);
      ElementsAttr filter;
      if (!call ||
          !matchPattern(call.getOperand(position), m_Constant(&filter)) ||
          !Elements::get(filter))
        return false;
      filters.push_back(filter);
    }
    for (auto [user, filter] : llvm::zip_equal(users, filters)) {
      ElementsAttr &transformed =
          transforms[{filter, {plan.tile, plan.sharesParts}}];
      if (!transformed)
        transformed =
            transformFilter(*Elements::get(filter), plan, &getContext())
                .getAttribute(getName(filter));
      OpBuilder builder(user);
      user->setOperand(position,
                       arith::ConstantOp::create(builder, user->getLoc(),
                                                 cast<TypedAttr>(transformed)));
      argument.setType(transformed.getType());
    }
    SmallVector<Type> types(function.getArgumentTypes());
    types[position] = argument.getType();
    function.setFunctionType(
        FunctionType::get(&getContext(), types, function.getResultTypes()));
    return true;
  }

  static std::string getName(ElementsAttr filter) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(filter);
    StringRef name = resource ? resource.getRawHandle().getKey() : "weight";
    return (name + "_winograd").str();
  }

  void replace(const WinogradKernel &kernel, const WinogradPlan &plan) {
    Value result = emitWinograd(kernel, plan,
                                VectorRegisters{vectorBits, vectorRegisters});
    kernel.root->getResult(0).replaceAllUsesWith(result);
    // Each operation is before those that use its result.
    SmallVector<Operation *> ops;
    for (Operation &op : *kernel.root->getBlock())
      ops.push_back(&op);
    for (Operation *op : llvm::reverse(ops))
      if (isOpTriviallyDead(op))
        op->erase();
  }

  /// Releases the memory of filters that nothing needs any more.
  void releaseFilters() {
    SmallVector<arith::ConstantOp> unused;
    DenseSet<const void *> resources;
    getOperation().walk([&](Operation *op) {
      auto constant = dyn_cast<arith::ConstantOp>(op);
      if (constant && op->use_empty())
        return unused.push_back(constant);
      op->getAttrDictionary().walk([&](DenseResourceElementsAttr resource) {
        resources.insert(resource.getRawHandle().getResource());
      });
    });
    for (arith::ConstantOp constant : unused)
      constant->erase();
    for (const auto &[key, transformed] : transforms)
      if (auto filter = dyn_cast<DenseResourceElementsAttr>(key.first)) {
        auto *resource = filter.getRawHandle().getResource();
        if (!resources.contains(resource))
          resource->setBlob(AsmResourceBlob());
      }
  }

  DenseMap<std::pair<Attribute, std::pair<int64_t, int64_t>>, ElementsAttr>
      transforms;
};
} // namespace
