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
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"

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

/// A view whose elements follow each other.
struct Part {
  unsigned buffer;
  ByteRange range;
};

/// Merges the buffers of a function.
class Merger {
public:
  Merger(func::FuncOp func, const DataLayout &layout);
  /// `hasOutputs` says whether arguments that are written to are outputs, which
  /// overlap nothing else.
  void run(bool hasOutputs);

private:
  std::optional<ByteRange> getRange(Value value, memref::AllocOp alloc,
                                    bool &isDense) const;
  std::optional<Part> getPart(Value value) const;
  void tryToMerge(memref::CopyOp copy);
  void tryToReplace(memref::CopyOp copy, BlockArgument output);
  bool canMerge(const Memory &source, const Memory &target, ByteRange place,
                const llvm::SmallDenseSet<Operation *> &copies,
                int64_t lastCopy) const;
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
  return Part{it->second, *range};
}

/// Whether `op` does nothing but read from a value.
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

Merger::Merger(func::FuncOp func, const DataLayout &layout)
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
                                 onlyReads(access.op, access.value)});
    }
  }
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

/// Whether `source` can be at `place` in `target`, if what `copies` do is not
/// done.
bool Merger::canMerge(const Memory &source, const Memory &target,
                      ByteRange place,
                      const llvm::SmallDenseSet<Operation *> &copies,
                      int64_t lastCopy) const {
  int64_t first = lastCopy, last = lastCopy;
  for (const Access &access : source.accesses) {
    first = std::min(first, access.step);
    last = std::max(last, access.step);
  }
  // Once they have the same elements, both may be read.
  auto isAllowed = [&](const Access &access, bool isOfTarget) {
    if (copies.contains(access.op) || access.step > last)
      return true;
    if (access.step > lastCopy)
      return access.isRead;
    return !isOfTarget || access.step < first;
  };
  for (const Access &access : source.accesses)
    if (!isAllowed(access, /*isOfTarget=*/false))
      return false;
  for (const Access &access : target.accesses)
    if (access.range.overlaps(place) && !isAllowed(access, /*isOfTarget=*/true))
      return false;
  return true;
}

void Merger::tryToMerge(memref::CopyOp copy) {
  std::optional<Part> from = getPart(copy.getSource());
  std::optional<Part> to = getPart(copy.getTarget());
  if (!from || !to)
    return;
  auto [sourceIndex, sourceOffset] = places[from->buffer];
  auto [targetIndex, targetOffset] = places[to->buffer];
  Memory &source = memories[sourceIndex], &target = memories[targetIndex];
  ByteRange place = to->range.shift(targetOffset);
  ByteRange whole = from->range.shift(sourceOffset);
  if (sourceIndex == targetIndex) {
    if (place == whole)
      needlessCopies.insert(copy);
    return;
  }
  if (!(whole == ByteRange{0, source.size}))
    return;
  // Buffers remain as well aligned as they are.
  for (auto [index, offset] : source.parts)
    if ((place.begin + offset) %
            int64_t(buffers[index].alloc.getAlignment().value_or(1)) !=
        0)
      return;

  // There may be a copy in the other direction before everything else.
  llvm::SmallDenseSet<Operation *> copies{copy};
  const Access *firstAccess = &source.accesses.front();
  int64_t lastCopy = 0;
  for (const Access &access : source.accesses) {
    if (access.step < firstAccess->step)
      firstAccess = &access;
    if (access.op == copy)
      lastCopy = access.step;
  }
  if (auto reverse = dyn_cast<memref::CopyOp>(firstAccess->op)) {
    std::optional<Part> begin = getPart(reverse.getSource());
    std::optional<Part> end = getPart(reverse.getTarget());
    if (begin && end && places[begin->buffer].first == targetIndex &&
        places[end->buffer].first == sourceIndex &&
        begin->range.shift(places[begin->buffer].second) == place &&
        end->range.shift(places[end->buffer].second) == whole)
      copies.insert(reverse);
  }
  if (!canMerge(source, target, place, copies, lastCopy))
    return;

  needlessCopies.insert(copies.begin(), copies.end());
  for (const Access &access : source.accesses)
    target.accesses.push_back({access.op, access.step,
                               access.range.shift(place.begin), access.isRead});
  llvm::erase_if(target.accesses, [&](const Access &access) {
    return copies.contains(access.op);
  });
  for (auto [index, offset] : source.parts) {
    places[index] = {targetIndex, offset + place.begin};
    target.parts.push_back({index, offset + place.begin});
  }
  source = Memory();
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
    func::FuncOp func = getOperation();
    if (func.isExternal() || !func.getBody().hasOneBlock())
      return;
    DataLayout layout = DataLayout::closest(func);
    Merger(func, layout).run(/*hasOutputs=*/func.isPublic());
  }
};
} // namespace
