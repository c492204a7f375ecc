//===- CallLibraries.cpp - Linalg on buffers for libraries of CUDA --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/LibraryCalls.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace nnef {
#define GEN_PASS_DEF_CALLCUDALIBRARIESPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

namespace {
/// Where an operand of an op is accessed: at `offset`, and as many elements
/// further as `strides` says for each step of each loop.
struct Access {
  Value buffer;
  int64_t offset;
  SmallVector<int64_t> strides;
};
} // namespace

/// The memory that a memref is a view of.
static Value getRoot(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return memref;
}

/// Adds what an index contributes to the place of an element. Fails if that is
/// not a sum of multiples of loops.
static LogicalResult addIndex(AffineExpr index, int64_t factor,
                              Access &access) {
  if (auto dim = dyn_cast<AffineDimExpr>(index)) {
    access.strides[dim.getPosition()] += factor;
    return success();
  }
  if (auto constant = dyn_cast<AffineConstantExpr>(index)) {
    access.offset += constant.getValue() * factor;
    return success();
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(index);
  if (!binary)
    return failure();
  if (binary.getKind() == AffineExprKind::Add)
    return success(succeeded(addIndex(binary.getLHS(), factor, access)) &&
                   succeeded(addIndex(binary.getRHS(), factor, access)));
  auto multiple = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (binary.getKind() != AffineExprKind::Mul || !multiple)
    return failure();
  return addIndex(binary.getLHS(), factor * multiple.getValue(), access);
}

/// Where an operand is accessed, if it is float32 and all is known.
static std::optional<Access> getAccess(linalg::GenericOp op,
                                       OpOperand &operand) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type || !type.getElementType().isF32() || !type.hasStaticShape() ||
      failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset) ||
      llvm::any_of(strides, ShapedType::isDynamic))
    return std::nullopt;
  Access access{getRoot(operand.get()), offset,
                SmallVector<int64_t>(op.getNumLoops(), 0)};
  auto rootType = dyn_cast<MemRefType>(access.buffer.getType());
  if (!rootType || !rootType.hasStaticShape() ||
      !rootType.getLayout().isIdentity() || !rootType.getElementType().isF32())
    return std::nullopt;
  // Some of what libraries are told has 32 bits.
  if (rootType.getNumElements() > INT32_MAX)
    return std::nullopt;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [index, stride] : llvm::zip_equal(map.getResults(), strides))
    if (failed(addIndex(index, stride, access)))
      return std::nullopt;
  return access;
}

/// Whether an op adds up products of its two operands, and does nothing else.
static bool isSumOfProducts(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      !op.hasPureBufferSemantics() || op.hasDynamicShape() ||
      llvm::is_contained(op.getStaticLoopRanges(), 0))
    return false;
  Block *body = op.getBody();
  if (!llvm::hasNItems(body->without_terminator(), 2))
    return false;
  auto sum =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  if (!sum)
    return false;
  auto isArgument = [&](Value value, unsigned number) {
    return value == body->getArgument(number);
  };
  for (auto [product, other] : {std::pair(sum.getLhs(), sum.getRhs()),
                                std::pair(sum.getRhs(), sum.getLhs())}) {
    auto mul = product.getDefiningOp<arith::MulFOp>();
    if (mul && isArgument(other, 2) &&
        ((isArgument(mul.getLhs(), 0) && isArgument(mul.getRhs(), 1)) ||
         (isArgument(mul.getLhs(), 1) && isArgument(mul.getRhs(), 0))))
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Products of matrices
//===----------------------------------------------------------------------===//

namespace {
/// One loop, or several that are like one.
struct Loop {
  int64_t extent = 1;
  /// In the two factors and the result.
  std::array<int64_t, 3> strides = {0, 0, 0};
};

/// The loops of a product by what they are loops of.
struct ProductLoops {
  SmallVector<Loop> batches, rows, columns, depth;
};
} // namespace

/// Joins loops that together step through all operands like one.
static void joinLoops(SmallVectorImpl<Loop> &loops) {
  llvm::sort(loops, [](const Loop &lhs, const Loop &rhs) {
    return std::tie(lhs.strides[2], lhs.strides[0], lhs.strides[1]) >
           std::tie(rhs.strides[2], rhs.strides[0], rhs.strides[1]);
  });
  SmallVector<Loop> joined;
  for (const Loop &loop : loops) {
    if (!joined.empty() && llvm::all_of_zip(joined.back().strides, loop.strides,
                                            [&](int64_t outer, int64_t inner) {
                                              return outer ==
                                                     inner * loop.extent;
                                            })) {
      joined.back().extent *= loop.extent;
      joined.back().strides = loop.strides;
      continue;
    }
    joined.push_back(loop);
  }
  loops.assign(joined);
}

/// Finds out what each loop of an op is a loop of.
static std::optional<ProductLoops> getProductLoops(linalg::GenericOp op,
                                                   ArrayRef<Access> accesses) {
  ProductLoops loops;
  for (auto [index, extent] : llvm::enumerate(op.getStaticLoopRanges())) {
    if (extent == 1)
      continue;
    Loop loop{extent,
              {accesses[0].strides[index], accesses[1].strides[index],
               accesses[2].strides[index]}};
    auto [lhs, rhs, result] = loop.strides;
    if (lhs && rhs && result)
      loops.batches.push_back(loop);
    else if (lhs && !rhs && result)
      loops.rows.push_back(loop);
    else if (!lhs && rhs && result)
      loops.columns.push_back(loop);
    else if (lhs && rhs && !result)
      loops.depth.push_back(loop);
    else
      return std::nullopt;
  }
  for (auto *group :
       {&loops.batches, &loops.rows, &loops.columns, &loops.depth})
    joinLoops(*group);
  // Images that share a filter, for example.
  for (auto *group : {&loops.rows, &loops.columns})
    if (group->size() == 2 && loops.batches.empty()) {
      loops.batches.push_back(group->front());
      group->erase(group->begin());
    }
  return loops;
}

/// The layout of a matrix with so many rows and columns, if either are side by
/// side.
static std::optional<MatrixLayout> getLayout(const Loop &rows,
                                             const Loop &columns,
                                             int64_t batchStride,
                                             unsigned operand) {
  for (bool isTransposed : {false, true}) {
    const Loop &inner = isTransposed ? columns : rows;
    const Loop &outer = isTransposed ? rows : columns;
    if (inner.strides[operand] == 1 && outer.strides[operand] >= inner.extent)
      return MatrixLayout{outer.strides[operand], batchStride, isTransposed};
  }
  return std::nullopt;
}

/// What cuBLASLt is asked for in place of an op, if it can do that. It is
/// better than our kernels where it can load an element once for many products:
/// not for vectors. The second result is whether the factors are in the other
/// order.
static std::optional<std::pair<MatrixProduct, bool>>
getProduct(linalg::GenericOp op, ArrayRef<Access> accesses) {
  std::optional<ProductLoops> loops = getProductLoops(op, accesses);
  if (!loops || loops->batches.size() > 1 || loops->rows.size() != 1 ||
      loops->columns.size() != 1 || loops->depth.size() != 1)
    return std::nullopt;
  Loop rows = loops->rows[0], columns = loops->columns[0],
       depth = loops->depth[0];
  Loop batch = loops->batches.empty() ? Loop() : loops->batches[0];
  // A result that is there row by row is the transposed product of the
  // transposed matrices in the other order.
  bool isSwapped = rows.strides[2] != 1;
  if (isSwapped) {
    std::swap(rows, columns);
    for (Loop *loop : {&rows, &columns, &depth, &batch})
      std::swap(loop->strides[0], loop->strides[1]);
  }
  auto lhs = getLayout(rows, depth, batch.strides[0], 0);
  auto rhs = getLayout(depth, columns, batch.strides[1], 1);
  auto result = getLayout(rows, columns, batch.strides[2], 2);
  if (!lhs || !rhs || !result || result->isTransposed)
    return std::nullopt;
  MatrixProduct product{rows.extent,
                        columns.extent,
                        depth.extent,
                        batch.extent,
                        {*lhs, *rhs, *result}};
  return std::pair(product, isSwapped);
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// The only loop of a kind, or one that is executed once.
static std::optional<Loop> getLoop(ArrayRef<unsigned> dims,
                                   ArrayRef<int64_t> extents,
                                   ArrayRef<Access> accesses) {
  if (dims.empty())
    return Loop();
  if (dims.size() > 1)
    return std::nullopt;
  return Loop{extents[dims[0]],
              {accesses[0].strides[dims[0]], accesses[1].strides[dims[0]],
               accesses[2].strides[dims[0]]}};
}

/// The stride of all channels of an operand, where each group has some of them.
static std::optional<int64_t>
getChannelStride(const Loop &group, const Loop &channel, unsigned operand) {
  if (group.extent == 1)
    return channel.strides[operand];
  if (channel.extent == 1)
    return group.strides[operand];
  if (group.strides[operand] != channel.extent * channel.strides[operand])
    return std::nullopt;
  return channel.strides[operand];
}

/// What cuDNN is asked for in place of an op, if it can do that. What has no
/// channels to add up is no faster there.
static std::optional<ConvolutionCall>
getConvolution(linalg::GenericOp op, ArrayRef<Access> accesses) {
  FailureOr<linalg::ConvolutionDimensions> dims =
      linalg::inferConvolutionDims(op);
  if (failed(dims) || dims->outputImage.size() != dims->filterLoop.size() ||
      dims->outputImage.size() > 3)
    return std::nullopt;
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  auto batch = getLoop(dims->batch, extents, accesses);
  auto group = getLoop(dims->depth, extents, accesses);
  auto in = getLoop(dims->inputChannel, extents, accesses);
  auto out = getLoop(dims->outputChannel, extents, accesses);
  if (!batch || !group || !in || !out || in->extent == 1)
    return std::nullopt;
  auto inStride = getChannelStride(*group, *in, 0);
  auto outStride = getChannelStride(*group, *out, 2);
  if (!inStride || !outStride)
    return std::nullopt;

  ConvolutionCall call;
  call.groups = group->extent;
  call.inputShape = {batch->extent, group->extent * in->extent};
  call.inputStrides = {batch->strides[0], *inStride};
  call.filterShape = {group->extent * out->extent, in->extent};
  call.outputShape = {batch->extent, group->extent * out->extent};
  call.outputStrides = {batch->strides[2], *outStride};
  for (auto [image, window, step, dilation] :
       llvm::zip_equal(dims->outputImage, dims->filterLoop, dims->strides,
                       dims->dilations)) {
    int64_t extent =
        (extents[image] - 1) * step + (extents[window] - 1) * dilation + 1;
    // The loops of an input step by multiples of the stride that it has.
    call.inputStrides.push_back(accesses[0].strides[window] / dilation);
    call.inputShape.push_back(extent);
    call.filterShape.push_back(extents[window]);
    call.outputShape.push_back(extents[image]);
    call.outputStrides.push_back(accesses[2].strides[image]);
    call.steps.push_back(step);
    call.dilations.push_back(dilation);
  }
  // Filters have no strides of their own.
  SmallVector<unsigned> filterDims(dims->depth.begin(), dims->depth.end());
  filterDims.append(dims->outputChannel);
  filterDims.append(dims->inputChannel);
  filterDims.append(dims->filterLoop);
  int64_t expected = 1;
  for (unsigned dim : llvm::reverse(filterDims)) {
    if (extents[dim] != 1 && accesses[1].strides[dim] != expected)
      return std::nullopt;
    expected *= extents[dim];
  }
  // What no loop steps through has a stride, too.
  for (auto [shape, strides] :
       {std::pair(&call.inputShape, &call.inputStrides),
        std::pair(&call.outputShape, &call.outputStrides)})
    for (size_t i : {1, 0})
      if ((*strides)[i] == 0)
        (*strides)[i] = (*shape)[i + 1] * (*strides)[i + 1];
  // There are functions for planes and for volumes.
  if (dims->outputImage.size() == 1)
    for (auto *values :
         {&call.inputShape, &call.inputStrides, &call.filterShape,
          &call.outputShape, &call.outputStrides, &call.steps, &call.dilations})
      values->push_back(1);
  return call;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Whether an op writes zeros everywhere in its result.
static bool isZeroFill(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() != 0 ||
      !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
    return false;
  Value value = op.getBody()->getTerminator()->getOperand(0);
  if (auto argument = dyn_cast<BlockArgument>(value))
    if (argument.getOwner() == op.getBody())
      value = op->getOperand(argument.getArgNumber());
  return matchPattern(value, m_AnyZeroFloat());
}

/// Removes the zeros that the result of `op` has before it, if nothing comes
/// between them.
static bool removeZeros(linalg::GenericOp op) {
  Value result = op.getDpsInits()[0];
  // Arguments and allocations are memory of their own.
  Value root = getRoot(result);
  if (!isa<BlockArgument>(root) && !root.getDefiningOp<memref::AllocOp>())
    return false;
  for (Operation *before = op->getPrevNode(); before;
       before = before->getPrevNode()) {
    if (isa<ViewLikeOpInterface>(before))
      continue;
    auto uses = [&](Operation *user) {
      return llvm::any_of(user->getOperands(), [&](Value operand) {
        return getRoot(operand) == root;
      });
    };
    bool accesses = before
                        ->walk([&](Operation *inner) {
                          return uses(inner) ? WalkResult::interrupt()
                                             : WalkResult::advance();
                        })
                        .wasInterrupted();
    if (!accesses)
      continue;
    auto fill = dyn_cast<linalg::GenericOp>(before);
    if (!fill || !isZeroFill(fill) || fill.getDpsInits()[0] != result)
      return false;
    fill.erase();
    return true;
  }
  return false;
}

namespace {
struct CallCUDALibrariesPass
    : nnef::impl::CallCUDALibrariesPassBase<CallCUDALibrariesPass> {
  using Base::Base;

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto func : getOperation().getOps<func::FuncOp>())
      // Others are erased only before the one that is replaced.
      for (auto op : llvm::to_vector(func.getOps<linalg::GenericOp>()))
        replace(op, symbols);
  }

private:
  void replace(linalg::GenericOp op, SymbolTable &symbols);
  func::FuncOp getCallee(StringRef name, TypeRange operands,
                         SymbolTable &symbols);

  /// The functions that are called, by name and type.
  DenseMap<std::pair<StringRef, Type>, func::FuncOp> callees;
};
} // namespace

func::FuncOp CallCUDALibrariesPass::getCallee(StringRef name,
                                              TypeRange operands,
                                              SymbolTable &symbols) {
  FunctionType type = FunctionType::get(&getContext(), operands, {});
  func::FuncOp &callee = callees[{name, type}];
  if (!callee) {
    callee = func::FuncOp::create(getOperation().getLoc(), name, type);
    callee.setPrivate();
    symbols.insert(callee);
  }
  return callee;
}

void CallCUDALibrariesPass::replace(linalg::GenericOp op,
                                    SymbolTable &symbols) {
  if (!isSumOfProducts(op))
    return;
  SmallVector<Access, 3> accesses;
  for (OpOperand &operand : op->getOpOperands()) {
    std::optional<Access> access = getAccess(op, operand);
    if (!access)
      return;
    accesses.push_back(std::move(*access));
  }
  LibraryCall call;
  StringRef name;
  if (auto product = cublasLt ? getProduct(op, accesses) : std::nullopt) {
    call.problem = product->first;
    if (product->second)
      std::swap(accesses[0], accesses[1]);
    name = "cublaslt_product";
  } else if (auto convolution =
                 cudnn ? getConvolution(op, accesses) : std::nullopt) {
    call.problem = std::move(*convolution);
    name = "cudnn_convolution";
  } else {
    return;
  }
  call.accumulates = !removeZeros(op);
  SmallVector<Value> operands;
  for (auto [access, offset] : llvm::zip_equal(accesses, call.offsets)) {
    operands.push_back(access.buffer);
    offset = access.offset;
  }
  OpBuilder builder(op);
  auto callee = getCallee(name, ValueRange(operands).getTypes(), symbols);
  auto replacement =
      func::CallOp::create(builder, op.getLoc(), callee, operands);
  replacement->setAttr(libraryCallAttrName, call.getAttribute(&getContext()));
  op.erase();
}
