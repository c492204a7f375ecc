//===- MergeBuffers.cpp - Buffers as parts of those they are copied to ----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Buffers.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallBitVector.h"

namespace nnef {
#define GEN_PASS_DEF_MERGEBUFFERSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using nnef::Buffer;
using nnef::BufferAccess;
using nnef::findBuffers;
using nnef::getElementSize;

namespace {
/// The bytes of a buffer from `begin` up to `end`.
struct ByteRange {
  int64_t begin;
  int64_t end;

  bool overlaps(const ByteRange &other) const {
    return begin < other.end && other.begin < end;
  }
  bool contains(const ByteRange &other) const {
    return begin <= other.begin && other.end <= end;
  }
  bool operator==(const ByteRange &other) const {
    return begin == other.begin && end == other.end;
  }
  ByteRange shift(int64_t offset) const {
    return {begin + offset, end + offset};
  }
};

/// What an operation accesses of a memory.
struct Access {
  Operation *op;
  int64_t step;
  ByteRange range;
  bool isRead;
};

/// One or several buffers whose places relative to each other are fixed.
struct Memory {
  int64_t size;
  std::vector<Access> accesses;
  /// The buffers, by their number, and where they are.
  SmallVector<std::pair<unsigned, int64_t>> parts;
};

/// A view whose elements follow each other, as a part of a memory.
struct Part {
  unsigned memory;
  ByteRange range;
};

/// What becomes of a memory that is put into another one.
struct Move {
  Part from;
  Part to;
  /// What they have in common then, which needs no copies any more.
  llvm::SmallDenseSet<Operation *> copies;
};

/// Which arguments of the functions of a module are nothing but read.
class ReadArguments {
public:
  explicit ReadArguments(ModuleOp module) : symbols(module) {}

  bool contains(func::CallOp call, unsigned index);

private:
  SymbolTable symbols;
  DenseMap<func::FuncOp, llvm::SmallBitVector> read;
};

/// Merges the buffers of a function.
class Merger {
public:
  Merger(func::FuncOp func, const DataLayout &layout, ReadArguments &read);
  /// `hasOutputs` says whether arguments that are written to are outputs, which
  /// overlap nothing else.
  void run(bool hasOutputs);

private:
  std::optional<ByteRange> getRange(Value value, memref::AllocOp alloc,
                                    bool &isDense) const;
  std::optional<Part> getPart(Value value) const;
  void tryToMerge(memref::CopyOp copy);
  void tryToReplace(memref::CopyOp copy, BlockArgument output);
  bool fits(const Move &move) const;
  bool canMoveSource(Move &move, memref::CopyOp copy) const;
  bool canMoveTarget(const Move &move, memref::CopyOp copy) const;
  void merge(const Move &move);
  void rewrite();

  Block &entry;
  const DataLayout &layout;
  std::vector<Buffer> buffers;
  DenseMap<Value, unsigned> bufferOfAlloc;
  /// By buffer: the memory that it is in, and where.
  SmallVector<std::pair<unsigned, int64_t>> places;
  std::vector<Memory> memories;
  DenseSet<Operation *> needlessCopies;
  /// Buffers whose place outputs take.
  SmallVector<std::pair<unsigned, BlockArgument>> outputs;
};
} // namespace

//===----------------------------------------------------------------------===//
// What is accessed
//===----------------------------------------------------------------------===//

/// The allocation that a value is a view of, if that is said by the operations
/// between them.
static memref::AllocOp getAllocation(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (auto alloc = dyn_cast<memref::AllocOp>(op))
      return alloc;
    if (!isa<memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
             memref::CastOp>(op))
      break;
    value = op->getOperand(0);
  }
  return nullptr;
}

/// The bytes of `alloc` between the first and last element of a view. `isDense`
/// says whether these are all, in their order.
std::optional<ByteRange> Merger::getRange(Value value, memref::AllocOp alloc,
                                          bool &isDense) const {
  auto type = dyn_cast<MemRefType>(value.getType());
  int64_t offset;
  SmallVector<int64_t> strides;
  if (!type || !type.hasStaticShape() || type.getNumElements() == 0 ||
      getAllocation(value) != alloc ||
      failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset) || ShapedType::isDynamicShape(strides))
    return std::nullopt;
  isDense = true;
  int64_t last = offset, size = 1;
  for (auto [extent, stride] :
       llvm::reverse(llvm::zip_equal(type.getShape(), strides))) {
    if (stride < 0)
      return std::nullopt;
    last += (extent - 1) * stride;
    isDense &= extent == 1 || stride == size;
    size *= extent;
  }
  int64_t elementSize = *getElementSize(type, layout);
  return ByteRange{offset * elementSize, (last + 1) * elementSize};
}

std::optional<Part> Merger::getPart(Value value) const {
  memref::AllocOp alloc = getAllocation(value);
  auto it = bufferOfAlloc.find(alloc ? alloc.getResult() : Value());
  if (!alloc || it == bufferOfAlloc.end())
    return std::nullopt;
  bool isDense = false;
  std::optional<ByteRange> range = getRange(value, alloc, isDense);
  if (!range || !isDense)
    return std::nullopt;
  auto [memory, offset] = places[it->second];
  return Part{memory, range->shift(offset)};
}

/// Whether `op` says itself that it does nothing but read from a value.
static bool onlyReads(Operation *op, Value value) {
  auto interface = dyn_cast<MemoryEffectOpInterface>(op);
  if (!interface)
    return false;
  SmallVector<MemoryEffects::EffectInstance> effects;
  interface.getEffects(effects);
  return llvm::all_of(effects, [&](const MemoryEffects::EffectInstance &it) {
    return isa<MemoryEffects::Read>(it.getEffect()) ||
           (it.getValue() && it.getValue() != value);
  });
}

/// Whether a buffer is nothing but read through a value and its views.
static bool isOnlyRead(Value buffer) {
  SmallVector<Value> worklist = {buffer};
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    for (Operation *user : value.getUsers()) {
      if (isa<memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
              memref::CastOp>(user))
        worklist.push_back(user->getResult(0));
      else if (!onlyReads(user, value) ||
               llvm::any_of(user->getResultTypes(),
                            llvm::IsaPred<BaseMemRefType>))
        return false;
    }
  }
  return true;
}

bool ReadArguments::contains(func::CallOp call, unsigned index) {
  auto function = symbols.lookup<func::FuncOp>(call.getCallee());
  if (!function || function.isExternal())
    return false;
  auto [it, isNew] = read.try_emplace(function);
  if (isNew)
    for (BlockArgument argument : function.getArguments())
      it->second.push_back(isa<BaseMemRefType>(argument.getType()) &&
                           isOnlyRead(argument));
  return it->second[index];
}

/// Whether an access of a buffer does nothing but read from it.
static bool isRead(const BufferAccess &access, ReadArguments &read) {
  auto call = dyn_cast<func::CallOp>(access.op);
  if (!call)
    return onlyReads(access.op, access.value);
  return llvm::all_of(call->getOpOperands(), [&](OpOperand &operand) {
    return operand.get() != access.value ||
           read.contains(call, operand.getOperandNumber());
  });
}

Merger::Merger(func::FuncOp func, const DataLayout &layout, ReadArguments &read)
    : entry(func.getBody().front()), layout(layout),
      buffers(findBuffers(func, layout)) {
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    if (buffer.alloc->getBlock() == &entry)
      bufferOfAlloc[buffer.alloc] = index;
    Memory &memory = memories.emplace_back();
    memory.size = buffer.size;
    memory.parts = {{unsigned(index), 0}};
    places.push_back({index, 0});
    for (const BufferAccess &access : buffer.accesses) {
      bool isDense;
      std::optional<ByteRange> range =
          getRange(access.value, buffer.alloc, isDense);
      memory.accesses.push_back({access.op, access.step,
                                 range.value_or(ByteRange{0, buffer.size}),
                                 isRead(access, read)});
    }
  }
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

/// The bytes of a memory that are accessed.
static ByteRange getUsed(const Memory &memory) {
  ByteRange used = memory.accesses.front().range;
  for (const Access &access : memory.accesses)
    used = {std::min(used.begin, access.range.begin),
            std::max(used.end, access.range.end)};
  return used;
}

/// When an operation that accesses a memory does so.
static int64_t getStep(const Memory &memory, Operation *op) {
  return llvm::find_if(memory.accesses,
                       [&](const Access &access) { return access.op == op; })
      ->step;
}

/// Whether all that is used of a memory has a place in the other one.
bool Merger::fits(const Move &move) const {
  const Memory &inner = memories[move.from.memory];
  int64_t distance = move.to.range.begin - move.from.range.begin;
  if (!move.from.range.contains(getUsed(inner)))
    return false;
  return llvm::all_of(inner.parts, [&](const auto &part) {
    auto [index, offset] = part;
    const Buffer &buffer = buffers[index];
    // Buffers remain as well aligned as they are.
    int64_t alignment =
        memref::AllocOp(buffer.alloc).getAlignment().value_or(1);
    return offset + distance >= 0 && (offset + distance) % alignment == 0;
  });
}

/// Whether the memory that is copied from can be in the other one.
bool Merger::canMoveSource(Move &move, memref::CopyOp copy) const {
  if (!fits(move))
    return false;
  const Memory &source = memories[move.from.memory];
  const Memory &target = memories[move.to.memory];
  move.copies = {copy};
  int64_t copyStep = getStep(source, copy);
  auto accesses = std::minmax_element(
      source.accesses.begin(), source.accesses.end(),
      [](const Access &a, const Access &b) { return a.step < b.step; });
  int64_t first = accesses.first->step, last = accesses.second->step;

  // There may be a copy in the other direction before everything else.
  if (auto reverse = dyn_cast<memref::CopyOp>(accesses.first->op)) {
    std::optional<Part> begin = getPart(reverse.getSource());
    std::optional<Part> end = getPart(reverse.getTarget());
    if (begin && end && begin->memory == move.to.memory &&
        begin->range == move.to.range && end->memory == move.from.memory &&
        end->range == move.from.range)
      move.copies.insert(reverse);
  }

  // Once they have the same elements, both may be read.
  auto isAllowed = [&](const Access &access, bool isOfTarget) {
    if (move.copies.contains(access.op) || access.step > last)
      return true;
    if (access.step > copyStep)
      return access.isRead;
    return !isOfTarget || access.step < first;
  };
  return llvm::all_of(source.accesses,
                      [&](const Access &access) {
                        return isAllowed(access, /*isOfTarget=*/false);
                      }) &&
         llvm::all_of(target.accesses, [&](const Access &access) {
           return !access.range.overlaps(move.to.range) ||
                  isAllowed(access, /*isOfTarget=*/true);
         });
}

/// Whether the memory that is copied to can be in the other one: it is nothing
/// but read, as long as what it has been copied from has the same elements.
bool Merger::canMoveTarget(const Move &move, memref::CopyOp copy) const {
  if (!fits(move))
    return false;
  const Memory &target = memories[move.from.memory];
  const Memory &source = memories[move.to.memory];
  int64_t copyStep = getStep(target, copy), last = copyStep;
  for (const Access &access : target.accesses) {
    if (access.op != copy && (access.step < copyStep || !access.isRead))
      return false;
    last = std::max(last, access.step);
  }
  return llvm::all_of(source.accesses, [&](const Access &access) {
    return !access.range.overlaps(move.to.range) || access.step <= copyStep ||
           access.step > last || access.isRead;
  });
}

void Merger::merge(const Move &move) {
  Memory &inner = memories[move.from.memory];
  Memory &outer = memories[move.to.memory];
  int64_t distance = move.to.range.begin - move.from.range.begin;
  outer.size = std::max(outer.size, inner.size + distance);
  for (const Access &access : inner.accesses)
    outer.accesses.push_back(
        {access.op, access.step, access.range.shift(distance), access.isRead});
  needlessCopies.insert(move.copies.begin(), move.copies.end());
  llvm::erase_if(outer.accesses, [&](const Access &access) {
    return move.copies.contains(access.op);
  });
  for (auto [index, offset] : inner.parts) {
    places[index] = {move.to.memory, offset + distance};
    outer.parts.push_back({index, offset + distance});
  }
  inner = Memory();
}

void Merger::tryToMerge(memref::CopyOp copy) {
  std::optional<Part> source = getPart(copy.getSource());
  std::optional<Part> target = getPart(copy.getTarget());
  if (!source || !target)
    return;
  if (source->memory == target->memory) {
    if (source->range == target->range)
      needlessCopies.insert(copy);
    return;
  }
  Move move{*source, *target, {}}, opposite{*target, *source, {copy}};
  if (canMoveSource(move, copy))
    merge(move);
  else if (canMoveTarget(opposite, copy))
    merge(opposite);
}

/// Computes an output where the caller wants it.
void Merger::tryToReplace(memref::CopyOp copy, BlockArgument output) {
  auto it = bufferOfAlloc.find(copy.getSource());
  if (it == bufferOfAlloc.end() || output.getOwner() != &entry ||
      !output.hasOneUse() || output.getType() != copy.getSource().getType())
    return;
  auto [index, offset] = places[it->second];
  Memory &memory = memories[index];
  auto access = llvm::find_if(memory.accesses,
                              [&](const Access &it) { return it.op == copy; });
  int64_t step = access->step;
  bool isKept = llvm::all_of(memory.accesses, [&](const Access &access) {
    return access.step <= step || access.isRead;
  });
  if (memory.parts.size() != 1 || !isKept)
    return;
  needlessCopies.insert(copy);
  outputs.push_back({it->second, output});
  // Nothing else can be merged with it.
  bufferOfAlloc.erase(it);
}

void Merger::run(bool hasOutputs) {
  for (auto copy : entry.getOps<memref::CopyOp>())
    if (auto argument = dyn_cast<BlockArgument>(copy.getTarget());
        argument && hasOutputs)
      tryToReplace(copy, argument);
  for (auto copy : entry.getOps<memref::CopyOp>())
    if (!needlessCopies.contains(copy))
      tryToMerge(copy);
  rewrite();
}

void Merger::rewrite() {
  for (Operation *copy : needlessCopies)
    copy->erase();
  for (auto [index, output] : outputs) {
    buffers[index].alloc.replaceAllUsesWith(output);
    for (Operation *dealloc : buffers[index].deallocs)
      dealloc->erase();
    buffers[index].alloc.erase();
  }
  for (Memory &memory : memories) {
    if (memory.parts.size() < 2)
      continue;
    auto builder = OpBuilder::atBlockBegin(&entry);
    Location loc = buffers[memory.parts.front().first].alloc.getLoc();
    auto bytes = memref::AllocOp::create(
        builder, loc, MemRefType::get({memory.size}, builder.getI8Type()),
        builder.getI64IntegerAttr(nnef::workspaceAlignment));
    for (auto [index, offset] : memory.parts) {
      Buffer &buffer = buffers[index];
      Value position = arith::ConstantIndexOp::create(builder, loc, offset);
      Value view = memref::ViewOp::create(builder, buffer.alloc.getLoc(),
                                          buffer.alloc.getType(), bytes,
                                          position, /*sizes=*/ValueRange());
      for (Operation *dealloc : buffer.deallocs)
        dealloc->erase();
      buffer.alloc.replaceAllUsesWith(view);
    }
    // Not before everything is inserted before what was the first operation.
    for (auto [index, offset] : memory.parts)
      buffers[index].alloc.erase();
  }
}

namespace {
struct MergeBuffersPass : nnef::impl::MergeBuffersPassBase<MergeBuffersPass> {
  void runOnOperation() override {
    ReadArguments read(getOperation());
    DataLayout layout(getOperation());
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (!func.isExternal() && func.getBody().hasOneBlock())
        Merger(func, layout, read).run(/*hasOutputs=*/func.isPublic());
  }
};
} // namespace
