//===- OutlineKernels.cpp - A function for each layer ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteTables.h"
#include "NNEF/Pipelines/Passes.h"
#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"

namespace nnef {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

//===----------------------------------------------------------------------===//
// Which operations go together
//===----------------------------------------------------------------------===//

static bool isStaticTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape();
}

/// Whether the blocks of a tensor make up the whole of the plain one.
template <typename OpT>
static bool dividesEvenly(OpT op, RankedTensorType plain) {
  for (auto [dim, tile] :
       llvm::zip_equal(op.getInnerDimsPos(), op.getStaticTiles()))
    if (ShapedType::isDynamic(tile) || plain.getDimSize(dim) % tile != 0)
      return false;
  return true;
}

/// Whether an operation can be a part of a kernel: one result of a known
/// shape, and operands that are tensors or constants.
static bool isPartOfKernel(Operation *op) {
  if (op->getNumResults() != 1 || !isStaticTensor(op->getResult(0).getType()))
    return false;
  for (Value operand : op->getOperands())
    if (!isStaticTensor(operand.getType()) &&
        !matchPattern(operand, m_Constant()))
      return false;
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return linalgOp.hasPureTensorSemantics();
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    return pad.getConstantPaddingValue() && pad.getLow().empty() &&
           pad.getHigh().empty();
  if (auto pack = dyn_cast<linalg::PackOp>(op))
    return dividesEvenly(pack, pack.getSourceType());
  if (auto unpack = dyn_cast<linalg::UnPackOp>(op))
    return dividesEvenly(unpack, unpack.getDestType());
  return false;
}

/// Whether an operation gives a tensor its first values, copies of next to
/// nothing: doing that again costs less than keeping them.
static bool isInitialization(Operation *op) {
  auto linalgOp = dyn_cast_or_null<linalg::LinalgOp>(op);
  if (!linalgOp || !isPartOfKernel(op) ||
      !llvm::hasSingleElement(*linalgOp.getBlock()) ||
      !linalgOp.getDpsInits()[0].getDefiningOp<tensor::EmptyOp>())
    return false;
  int64_t size = cast<ShapedType>(op->getResult(0).getType()).getNumElements();
  return llvm::all_of(linalgOp.getDpsInputs(), [&](Value input) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    return !type || type.getNumElements() * 4 <= size;
  });
}

namespace {
/// Operations that become one function, in their order. The last one computes
/// the result; the others are used within alone.
struct Kernel {
  SmallVector<Operation *> ops;
  bool isComplete = false;

  Operation *getRoot() const { return ops.back(); }
};

/// Divides the operations of a block into kernels.
class KernelBuilder {
public:
  explicit KernelBuilder(Block &block) {
    for (Operation &op : block)
      add(&op);
    joinRows();
  }

  std::vector<Kernel> kernels;

private:
  void add(Operation *op);
  /// Joins kernels that compute, row by row, what only one other does with the
  /// same rows: such as the steps of a softmax.
  void joinRows();
  bool joinProducer(Kernel &kernel);
  /// The kernel that computes `value` for `op` alone, which may still grow.
  std::optional<unsigned> findOpenKernel(Value value, Operation *op) const;

  DenseMap<Operation *, unsigned> kernelOfRoot;
};
} // namespace

std::optional<unsigned> KernelBuilder::findOpenKernel(Value value,
                                                      Operation *op) const {
  Operation *producer = value.getDefiningOp();
  auto it = kernelOfRoot.find(producer);
  if (!producer || !value.hasOneUse() || it == kernelOfRoot.end() ||
      kernels[it->second].isComplete)
    return std::nullopt;
  return it->second;
}

/// Whether an elementwise operation needs of an operand, at each place, the
/// element of that place.
static bool readsInPlace(linalg::LinalgOp op, OpOperand *operand) {
  return op.getMatchingIndexingMap(operand).isIdentity() &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity();
}

void KernelBuilder::add(Operation *op) {
  if (!isPartOfKernel(op) || isInitialization(op))
    return;
  std::optional<unsigned> kernel;
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (linalgOp && linalgOp.getNumLoops() == linalgOp.getNumParallelLoops()) {
    // The operand that was computed last joins what may have been ready before.
    for (OpOperand *input : linalgOp.getDpsInputOperands())
      if (readsInPlace(linalgOp, input) &&
          nnef::looksUpBytes(op) ==
              nnef::looksUpBytes(input->get().getDefiningOp()))
        if (auto open = findOpenKernel(input->get(), op))
          kernel = kernel ? std::max(*kernel, *open) : *open;
  }
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    kernel = findOpenKernel(pad.getSource(), op);
  if (!kernel) {
    kernel = kernels.size();
    kernels.emplace_back();
  } else {
    kernelOfRoot.erase(kernels[*kernel].getRoot());
  }
  kernels[*kernel].ops.push_back(op);
  // What comes after a border has another shape.
  kernels[*kernel].isComplete =
      isa<tensor::PadOp, linalg::PackOp, linalg::UnPackOp>(op);
  kernelOfRoot[op] = *kernel;
}

/// The ops of two kernels, in their order.
static SmallVector<Operation *> mergeOps(const Kernel &a, const Kernel &b) {
  SmallVector<Operation *> ops(a.ops);
  llvm::append_range(ops, b.ops);
  llvm::sort(ops,
             [](Operation *x, Operation *y) { return x->isBeforeInBlock(y); });
  return ops;
}

static bool computeRows(ArrayRef<Operation *> ops) {
  if (!llvm::all_of(ops, llvm::IsaPred<linalg::LinalgOp>))
    return false;
  return nnef::getPlacesOfRows(
             llvm::map_to_vector(
                 ops, [](Operation *op) { return cast<linalg::LinalgOp>(op); }))
      .has_value();
}

bool KernelBuilder::joinProducer(Kernel &kernel) {
  llvm::SmallPtrSet<Operation *, 8> ops(kernel.ops.begin(), kernel.ops.end());
  for (Operation *op : kernel.ops)
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      auto it = kernelOfRoot.find(producer);
      if (!producer || it == kernelOfRoot.end() || ops.contains(producer) ||
          !llvm::all_of(producer->getUsers(),
                        [&](Operation *user) { return ops.contains(user); }))
        continue;
      Kernel &other = kernels[it->second];
      SmallVector<Operation *> merged = mergeOps(other, kernel);
      if (!computeRows(merged))
        continue;
      kernel.ops = merged;
      other.ops.clear();
      kernelOfRoot.erase(it);
      return true;
    }
  return false;
}

void KernelBuilder::joinRows() {
  for (Kernel &kernel : llvm::reverse(kernels))
    while (!kernel.ops.empty() && joinProducer(kernel))
      ;
  llvm::erase_if(kernels,
                 [](const Kernel &kernel) { return kernel.ops.empty(); });
}

//===----------------------------------------------------------------------===//
// Outlining
//===----------------------------------------------------------------------===//

/// Whether a value is computed again where it is used.
static bool isCheap(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (isa<tensor::EmptyOp>(op) || isInitialization(op))
    return true;
  Attribute constant;
  if (!matchPattern(op, m_Constant(&constant)))
    return false;
  return !isa<ShapedType>(value.getType()) || isa<SplatElementsAttr>(constant);
}

/// Whether an operation computes its result in a new tensor, whose elements do
/// not matter or are all alike.
static bool needsDestination(Operation *root) {
  if (!isa<linalg::LinalgOp>(root))
    return true;
  Operation *op = root;
  while (auto linalgOp = dyn_cast_or_null<linalg::LinalgOp>(op))
    op = linalgOp.getDpsInits()[0].getDefiningOp();
  SplatElementsAttr splat;
  return op &&
         (isa<tensor::EmptyOp>(op) || matchPattern(op, m_Constant(&splat)));
}

namespace {
/// Makes the function of a kernel.
class Outliner {
public:
  Outliner(const Kernel &kernel, func::FuncOp caller)
      : kernel(kernel), builder(caller), caller(caller) {}

  func::FuncOp createFunction();
  /// The values outside that the function takes.
  SmallVector<Value> arguments;

private:
  void collect(Operation *op);
  Value createResult(Operation *root, Value destination);

  const Kernel &kernel;
  OpBuilder builder;
  func::FuncOp caller;
  IRMapping mapping;
  llvm::SetVector<Operation *> body;
};
} // namespace

/// Notes `op` and what is computed again for it, in an order in which they can
/// be computed, and the values it takes from outside.
void Outliner::collect(Operation *op) {
  llvm::SetVector<Value> used(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), used);
  for (Value value : used) {
    Operation *definition = value.getDefiningOp();
    if (definition && body.contains(definition))
      continue;
    if (isCheap(value))
      collect(definition);
    else if (!llvm::is_contained(arguments, value))
      arguments.push_back(value);
  }
  body.insert(op);
}

/// Puts `source` into `destination`, at the offsets that `pad` says, and fills
/// what is around it.
static Value createPad(OpBuilder &b, tensor::PadOp pad, Value source,
                       Value value, Value destination) {
  Location loc = pad.getLoc();
  ArrayRef<int64_t> inner = pad.getSourceType().getShape();
  SmallVector<int64_t> offsets(inner.size(), 0);
  SmallVector<int64_t> sizes(pad.getType().getShape());
  SmallVector<OpFoldResult> strides(inner.size(), b.getIndexAttr(1));
  auto attributes = [&](ArrayRef<int64_t> values) {
    return getAsIndexOpFoldResult(b.getContext(), values);
  };
  Value result = destination;
  auto fill = [&](int64_t dim, int64_t offset, int64_t size) {
    if (size == 0)
      return;
    SmallVector<int64_t> edgeOffsets = offsets, edgeSizes = sizes;
    edgeOffsets[dim] = offset;
    edgeSizes[dim] = size;
    Value edge =
        tensor::ExtractSliceOp::create(b, loc, result, attributes(edgeOffsets),
                                       attributes(edgeSizes), strides);
    edge = linalg::FillOp::create(b, loc, value, edge).getResult(0);
    result = tensor::InsertSliceOp::create(b, loc, edge, result,
                                           attributes(edgeOffsets),
                                           attributes(edgeSizes), strides);
  };
  // Each dimension has its edges within those of the dimensions before it.
  for (auto [dim, low, high] :
       llvm::enumerate(pad.getStaticLow(), pad.getStaticHigh())) {
    fill(dim, 0, low);
    fill(dim, low + inner[dim], high);
    offsets[dim] = low;
    sizes[dim] = inner[dim];
  }
  return tensor::InsertSliceOp::create(
      b, loc, source, result, attributes(offsets), attributes(sizes), strides);
}

namespace {
/// How a tensor with blocks looks when these are beside what they divide.
struct Unfolding {
  /// The dimensions of the plain tensor that each of its own comes from.
  SmallVector<ReassociationIndices> groups;
  SmallVector<int64_t> shape;
  /// Where each dimension of the tensor with blocks is in `shape`.
  SmallVector<int64_t> permutation;

  template <typename OpT> explicit Unfolding(OpT op, ArrayRef<int64_t> plain) {
    ArrayRef<int64_t> dims = op.getInnerDimsPos();
    SmallVector<int64_t> tiles = op.getStaticTiles();
    SmallVector<int64_t> outer(plain.size()), inner(dims.size());
    for (int64_t i = 0, e = plain.size(); i < e; ++i) {
      ReassociationIndices group{int64_t(shape.size())};
      outer[i] = shape.size();
      const auto *it = llvm::find(dims, i);
      int64_t tile = it == dims.end() ? 1 : tiles[it - dims.begin()];
      shape.push_back(plain[i] / tile);
      if (it != dims.end()) {
        inner[it - dims.begin()] = shape.size();
        group.push_back(shape.size());
        shape.push_back(tile);
      }
      groups.push_back(group);
    }
    permutation = outer;
    if (ArrayRef<int64_t> perm = op.getOuterDimsPerm(); !perm.empty())
      for (auto [i, p] : llvm::enumerate(perm))
        permutation[i] = outer[p];
    llvm::append_range(permutation, inner);
  }
};
} // namespace

static Value expand(OpBuilder &b, Location loc, Value value,
                    const Unfolding &unfolding) {
  auto type = cast<RankedTensorType>(value.getType());
  return tensor::ExpandShapeOp::create(b, loc, type.clone(unfolding.shape),
                                       value, unfolding.groups);
}

static Value createPack(OpBuilder &b, linalg::PackOp pack, Value source,
                        Value destination) {
  Unfolding unfolding(pack, pack.getSourceType().getShape());
  Value expanded = expand(b, pack.getLoc(), source, unfolding);
  return linalg::TransposeOp::create(b, pack.getLoc(), expanded, destination,
                                     unfolding.permutation)
      ->getResult(0);
}

static Value createUnPack(OpBuilder &b, linalg::UnPackOp unpack, Value source,
                          Value destination) {
  auto type = cast<RankedTensorType>(destination.getType());
  Unfolding unfolding(unpack, type.getShape());
  Value expanded = expand(b, unpack.getLoc(), destination, unfolding);
  Value transposed = linalg::TransposeOp::create(
                         b, unpack.getLoc(), source, expanded,
                         invertPermutationVector(unfolding.permutation))
                         ->getResult(0);
  return tensor::CollapseShapeOp::create(b, unpack.getLoc(), type, transposed,
                                         unfolding.groups);
}

/// Computes the result of a kernel in `destination`.
Value Outliner::createResult(Operation *root, Value destination) {
  auto lookup = [&](Value value) { return mapping.lookupOrDefault(value); };
  if (auto pad = dyn_cast<tensor::PadOp>(root)) {
    Value source = lookup(pad.getSource());
    // What another kernel computed is copied, as any other operation would be
    // scheduled.
    if (isa<BlockArgument>(source)) {
      auto type = cast<RankedTensorType>(source.getType());
      Value inner = tensor::EmptyOp::create(
          builder, pad.getLoc(), type.getShape(), type.getElementType());
      source = linalg::CopyOp::create(builder, pad.getLoc(), source, inner)
                   .getResult(0);
    }
    return createPad(builder, pad, source,
                     lookup(pad.getConstantPaddingValue()), destination);
  }
  if (auto pack = dyn_cast<linalg::PackOp>(root))
    return createPack(builder, pack, lookup(pack.getSource()), destination);
  if (auto unpack = dyn_cast<linalg::UnPackOp>(root))
    return createUnPack(builder, unpack, lookup(unpack.getSource()),
                        destination);
  linalg::LinalgOp op = cast<linalg::LinalgOp>(builder.clone(*root, mapping));
  // Others may share the empty tensor that the result is computed in.
  OpOperand *init = op.getDpsInitOperand(0);
  while (auto producer = init->get().getDefiningOp<linalg::LinalgOp>())
    init = producer.getDpsInitOperand(0);
  if (init->get().getDefiningOp<tensor::EmptyOp>())
    init->set(destination);
  SplatElementsAttr splat;
  if (matchPattern(init->get(), m_Constant(&splat))) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(init->getOwner());
    auto scalar = cast<TypedAttr>(splat.getSplatValue<Attribute>());
    Value value = arith::ConstantOp::create(builder, op.getLoc(), scalar);
    init->set(linalg::FillOp::create(builder, op.getLoc(), value, destination)
                  .getResult(0));
  }
  return op->getResult(0);
}

func::FuncOp Outliner::createFunction() {
  for (Operation *op : kernel.ops)
    collect(op);
  Operation *root = kernel.getRoot();
  Location loc = root->getLoc();
  auto resultType = cast<RankedTensorType>(root->getResult(0).getType());
  bool hasDestination = needsDestination(root);
  SmallVector<Type> types = llvm::to_vector(ValueRange(arguments).getTypes());
  if (hasDestination)
    types.push_back(resultType);
  auto function = func::FuncOp::create(
      builder, loc, "kernel", builder.getFunctionType(types, resultType));
  function.setPrivate();
  function->setAttr(nnef::kernelAttrName, builder.getUnitAttr());
  // All that there is to know about an argument is where it is.
  function->setAttr("llvm.bareptr", builder.getUnitAttr());
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  mapping.map(arguments, entry->getArguments().take_front(arguments.size()));
  Value destination = hasDestination ? entry->getArguments().back() : Value();
  body.remove(root);
  for (Operation *op : body)
    builder.clone(*op, mapping);
  Value result = createResult(root, destination);
  func::ReturnOp::create(builder, loc, result);
  return function;
}

/// The text of a function without its name, by which equal ones are found.
static std::string getText(func::FuncOp function) {
  std::string text;
  llvm::raw_string_ostream os(text);
  function.print(os, OpPrintingFlags().useLocalScope().enableDebugInfo(false));
  return text;
}

/// Where all that a kernel computes comes from.
static Location getLoc(const Kernel &kernel) {
  SmallVector<Location> locations;
  for (Operation *op : kernel.ops)
    if ((isa<linalg::LinalgOp>(op) && !isa<linalg::FillOp>(op)) ||
        op == kernel.getRoot())
      locations.push_back(op->getLoc());
  return FusedLoc::get(kernel.getRoot()->getContext(), locations);
}

namespace {
struct OutlineKernelsPass
    : nnef::impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    llvm::StringMap<func::FuncOp> known;
    for (func::FuncOp caller : functions) {
      if (caller.isExternal() || !caller.getBody().hasOneBlock())
        continue;
      KernelBuilder builder(caller.getBody().front());
      for (const Kernel &kernel : builder.kernels)
        outline(kernel, caller, known, symbols);
    }
  }

  void outline(const Kernel &kernel, func::FuncOp caller,
               llvm::StringMap<func::FuncOp> &known, SymbolTable &symbols) {
    Outliner outliner(kernel, caller);
    func::FuncOp function = outliner.createFunction();
    std::string text = getText(function);
    auto [it, isNew] = known.try_emplace(text, function);
    if (isNew) {
      function->setAttr(
          nnef::kernelAttrName,
          StringAttr::get(&getContext(),
                          llvm::utohexstr(llvm::xxh3_64bits(text),
                                          /*LowerCase=*/true, /*Width=*/16)));
      function.setName((caller.getName() + "_kernel").str());
      symbols.insert(function);
    } else {
      function.erase();
      function = it->second;
    }

    Operation *root = kernel.getRoot();
    OpBuilder builder(root);
    SmallVector<Value> arguments = outliner.arguments;
    if (arguments.size() < function.getNumArguments()) {
      auto type = cast<RankedTensorType>(root->getResult(0).getType());
      arguments.push_back(tensor::EmptyOp::create(
          builder, root->getLoc(), type.getShape(), type.getElementType()));
    }
    auto call =
        func::CallOp::create(builder, getLoc(kernel), function, arguments);
    root->getResult(0).replaceAllUsesWith(call.getResult(0));
    for (Operation *op : llvm::reverse(kernel.ops))
      op->erase();
  }
};
} // namespace
