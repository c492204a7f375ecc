//===- MemoryPlan.cpp - Where buffers go in one memory --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/MemoryPlan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

using namespace llvm;
using namespace nnef;

/// Up to how many buffers more is tried, with how many sizes of the memory.
static constexpr size_t kMaxForManyTries = 2000;
static constexpr int64_t kNumLimits = 4;

/// A step, and by how much the memory in use grows there.
static std::vector<std::pair<int64_t, int64_t>>
getChanges(ArrayRef<BufferLifetime> buffers) {
  std::vector<std::pair<int64_t, int64_t>> changes;
  changes.reserve(2 * buffers.size());
  for (const BufferLifetime &buffer : buffers) {
    changes.push_back({buffer.first, buffer.size});
    changes.push_back({buffer.last + 1, -buffer.size});
  }
  // At the same step, what is over goes first.
  llvm::sort(changes);
  return changes;
}

int64_t nnef::getPeakSize(ArrayRef<BufferLifetime> buffers) {
  int64_t size = 0, peak = 0;
  for (auto [step, change] : getChanges(buffers)) {
    size += change;
    peak = std::max(peak, size);
  }
  return peak;
}

namespace {
/// Where in a gap a buffer is placed.
enum class Ends {
  /// At the beginning.
  Lower,
  /// In the gap at the end of the memory, at its end. What follows each other
  /// in time then goes to both ends of the memory in turns.
  Both,
};

/// Places buffers one after the other, each in the smallest gap between those
/// that are there at the same time.
class Placement {
public:
  Placement(ArrayRef<BufferLifetime> buffers, int64_t limit, Ends ends)
      : buffers(buffers), limit(limit), ends(ends) {
    plan.offsets.resize(buffers.size());
    placed.reserve(buffers.size());
  }

  /// Returns false if that takes more memory than the limit.
  bool add(unsigned index);

  MemoryPlan take() { return std::move(plan); }

private:
  std::optional<int64_t> findOffset(const BufferLifetime &buffer) const;

  struct PlacedBuffer {
    BufferLifetime lifetime;
    int64_t offset;

    int64_t getEnd() const { return offset + lifetime.size; }
  };

  ArrayRef<BufferLifetime> buffers;
  int64_t limit;
  Ends ends;
  MemoryPlan plan;
  /// Sorted by offset. To look through all of them takes less time than to keep
  /// anything better up to date: there are some thousands at most.
  std::vector<PlacedBuffer> placed;
};
} // namespace

std::optional<int64_t>
Placement::findOffset(const BufferLifetime &buffer) const {
  std::optional<int64_t> best;
  int64_t bestGap = std::numeric_limits<int64_t>::max();
  auto consider = [&](int64_t begin, int64_t end) {
    int64_t gap = end - begin;
    if (gap < buffer.size || gap > bestGap || (gap == bestGap && best))
      return;
    bestGap = gap;
    bool isAtEnd = ends == Ends::Both && end == limit && begin != 0;
    best = isAtEnd ? end - buffer.size : begin;
  };
  int64_t end = 0;
  for (const PlacedBuffer &other : placed) {
    if (!other.lifetime.overlaps(buffer))
      continue;
    consider(end, other.offset);
    end = std::max(end, other.getEnd());
  }
  consider(end, limit);
  return best;
}

bool Placement::add(unsigned index) {
  const BufferLifetime &buffer = buffers[index];
  std::optional<int64_t> offset = findOffset(buffer);
  if (!offset)
    return false;
  plan.offsets[index] = *offset;
  plan.size = std::max(plan.size, *offset + buffer.size);
  auto position = llvm::upper_bound(
      placed, *offset, [](int64_t value, const PlacedBuffer &other) {
        return value < other.offset;
      });
  placed.insert(position, {buffer, *offset});
  return true;
}

/// For each buffer, how much memory is in use when it is most.
static std::vector<int64_t> getPressures(ArrayRef<BufferLifetime> buffers) {
  // The size of all buffers from each step on, where it changes.
  std::vector<int64_t> steps, sizes;
  for (auto [step, change] : getChanges(buffers)) {
    if (steps.empty() || steps.back() != step) {
      steps.push_back(step);
      sizes.push_back(sizes.empty() ? 0 : sizes.back());
    }
    sizes.back() += change;
  }
  std::vector<int64_t> pressures;
  for (const BufferLifetime &buffer : buffers) {
    auto begin = llvm::lower_bound(steps, buffer.first) - steps.begin();
    auto end = llvm::upper_bound(steps, buffer.last) - steps.begin();
    pressures.push_back(
        *std::max_element(sizes.begin() + begin, sizes.begin() + end));
  }
  return pressures;
}

/// In which orders to place buffers. What is placed early gets a good place, so
/// each order begins with what is difficult in one way or another.
static std::vector<std::vector<unsigned>>
getOrders(ArrayRef<BufferLifetime> buffers) {
  std::vector<int64_t> pressures = getPressures(buffers);
  auto getSize = [&](unsigned i) { return buffers[i].size; };
  auto getDuration = [&](unsigned i) {
    return buffers[i].last - buffers[i].first + 1;
  };
  auto getPressure = [&](unsigned i) { return pressures[i]; };
  auto getStart = [&](unsigned i) { return -buffers[i].first; };
  auto getArea = [&](unsigned i) {
    return double(buffers[i].size) * double(getDuration(i));
  };

  std::vector<std::vector<unsigned>> orders;
  // Buffers with a high key go first, and equal ones by the next keys.
  auto addOrder = [&](auto... keys) {
    std::vector<unsigned> &order = orders.emplace_back(buffers.size());
    std::iota(order.begin(), order.end(), 0);
    llvm::sort(order, [&](unsigned l, unsigned r) {
      return std::make_tuple(keys(l)..., r) > std::make_tuple(keys(r)..., l);
    });
  };
  addOrder(getSize, getDuration);
  addOrder(getPressure, getSize, getDuration);
  addOrder(getArea, getSize);
  addOrder(getDuration, getSize);
  addOrder(getStart, getDuration, getSize);
  return orders;
}

MemoryPlan nnef::planMemory(ArrayRef<BufferLifetime> buffers,
                            int64_t alignment) {
  std::vector<BufferLifetime> aligned(buffers);
  for (BufferLifetime &buffer : aligned)
    buffer.size = llvm::alignTo(buffer.size, alignment);
  int64_t peak = getPeakSize(aligned);
  std::vector<std::vector<unsigned>> orders = getOrders(aligned);

  MemoryPlan best;
  best.size = std::numeric_limits<int64_t>::max();
  auto improve = [&](const std::vector<unsigned> &order, int64_t limit,
                     Ends ends) {
    Placement placement(aligned, limit, ends);
    if (!llvm::all_of(order, [&](unsigned i) { return placement.add(i); }))
      return false;
    best = placement.take();
    return true;
  };
  for (const std::vector<unsigned> &order : orders)
    if (best.size > peak)
      improve(order, /*limit=*/best.size - 1, Ends::Lower);

  // From both ends it takes a limit to begin with. The lowest that does is
  // taken.
  if (best.size == peak || buffers.size() > kMaxForManyTries)
    return best;
  int64_t step = alignTo(divideCeil(best.size - peak, kNumLimits), alignment);
  for (int64_t limit = peak; limit < best.size; limit += step)
    for (const std::vector<unsigned> &order : orders)
      if (improve(order, limit, Ends::Both))
        return best;
  return best;
}
