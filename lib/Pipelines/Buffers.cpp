//===- Buffers.cpp - The buffers of a function ----------------------------===//
//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Buffers.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

/// No machine has memory for larger buffers. They are left alone, so that sums
/// of sizes do not overflow.
static constexpr int64_t kMaxBufferSize = int64_t(1) << 40;

std::optional<int64_t> nnef::getElementSize(MemRefType type,
                                            const DataLayout &layout) {
  Type element = type.getElementType();
  if (!getElementTypeOrSelf(element).isIntOrIndexOrFloat())
    return std::nullopt;
  return llvm::PowerOf2Ceil(layout.getTypeSize(element));
}

/// The bytes that a buffer takes, if its shape is known and its elements follow
/// each other.
static std::optional<int64_t> getSizeInBytes(MemRefType type,
                                             const DataLayout &layout) {
  std::optional<int64_t> size = getElementSize(type, layout);
  if (!size || !type.hasStaticShape() || !type.getLayout().isIdentity() ||
      type.getMemorySpace())
    return std::nullopt;
  for (int64_t extent : type.getShape())
    if (llvm::MulOverflow(*size, extent, *size) || *size > kMaxBufferSize)
      return std::nullopt;
  return size;
}

/// Whether two executions of `op` never happen at the same time, as long as two
/// of its function do not.
static bool isExecutedSequentially(Operation *op) {
  Operation *parent = op->getParentOp();
  while (isa<scf::ForOp, scf::WhileOp, scf::IfOp, scf::IndexSwitchOp>(parent))
    parent = parent->getParentOp();
  return isa<func::FuncOp>(parent);
}

namespace {
/// Finds the buffers of a function.
class BufferFinder {
public:
  BufferFinder(func::FuncOp func, const DataLayout &layout)
      : entry(func.getBody().front()), layout(layout), aliases(func) {
    for (auto [index, op] : llvm::enumerate(entry))
      steps[&op] = index;
  }

  std::optional<Buffer> getBuffer(memref::AllocOp alloc) const;

private:
  bool addUser(Buffer &buffer, Operation *user, Value alias,
               const BufferViewFlowAnalysis::ValueSetT &values) const;

  Block &entry;
  const DataLayout &layout;
  BufferViewFlowAnalysis aliases;
  DenseMap<Operation *, int64_t> steps;
};
} // namespace

/// Whether `alias` is made within one execution of `block`, in which the buffer
/// is allocated. Otherwise the block may be executed again while it is in use.
static bool staysInBlock(Value alias, Block *block) {
  if (alias.getParentBlock() == block)
    return !isa<BlockArgument>(alias);
  return block->findAncestorOpInBlock(*alias.getParentBlock()->getParentOp());
}

/// Whether `op` hides what becomes of a buffer from the analysis of aliases.
static bool isOpaque(Operation *op,
                     const BufferViewFlowAnalysis::ValueSetT &values) {
  if (isa<func::ReturnOp, bufferization::DeallocOp, bufferization::ToTensorOp,
          memref::ExtractAlignedPointerAsIndexOp, memref::ReallocOp,
          memref::DeallocOp, UnrealizedConversionCastOp>(op))
    return true;
  return llvm::any_of(op->getResults(), [&](Value result) {
    return isa<BaseMemRefType>(result.getType()) && !values.contains(result);
  });
}

bool BufferFinder::addUser(
    Buffer &buffer, Operation *user, Value alias,
    const BufferViewFlowAnalysis::ValueSetT &values) const {
  if (isa<memref::DeallocOp>(user) && alias == buffer.alloc) {
    buffer.deallocs.push_back(user);
    return true;
  }
  if (isOpaque(user, values))
    return false;
  // Views and the like do not access the memory.
  if (!isMemoryEffectFree(user))
    buffer.accesses.push_back(
        {user, alias, steps.at(entry.findAncestorOpInBlock(*user))});
  return true;
}

std::optional<Buffer> BufferFinder::getBuffer(memref::AllocOp alloc) const {
  std::optional<int64_t> size = getSizeInBytes(alloc.getType(), layout);
  if (!size || !isExecutedSequentially(alloc) ||
      alloc.getAlignment().value_or(1) > workspaceAlignment)
    return std::nullopt;
  Buffer buffer{alloc, *size, {}, {}};
  auto values = aliases.resolve(alloc);
  for (Value alias : values) {
    if (!staysInBlock(alias, alloc->getBlock()))
      return std::nullopt;
    for (Operation *user : alias.getUsers())
      if (!addUser(buffer, user, alias, values))
        return std::nullopt;
  }
  return buffer;
}

std::vector<Buffer> nnef::findBuffers(func::FuncOp func,
                                      const DataLayout &layout) {
  std::vector<Buffer> buffers;
  if (!func.getBody().hasOneBlock())
    return buffers;
  BufferFinder finder(func, layout);
  func.walk([&](memref::AllocOp alloc) {
    if (std::optional<Buffer> buffer = finder.getBuffer(alloc))
      buffers.push_back(std::move(*buffer));
  });
  return buffers;
}
