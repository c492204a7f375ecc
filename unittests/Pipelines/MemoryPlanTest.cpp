//===- MemoryPlanTest.cpp - Tests of places in one memory -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/MemoryPlan.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <chrono>
#include <random>

using namespace nnef;

namespace {

constexpr int64_t kAlignment = 64;

/// Checks what must hold for any plan, step by step and pair by pair.
void expectValid(const std::vector<BufferLifetime> &buffers,
                 const MemoryPlan &plan) {
  ASSERT_EQ(plan.offsets.size(), buffers.size());
  int64_t end = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_GE(plan.offsets[i], 0);
    EXPECT_EQ(plan.offsets[i] % kAlignment, 0);
    int64_t endOfBuffer = plan.offsets[i] + buffers[i].size;
    end = std::max(end, endOfBuffer);
    for (size_t j = 0; j < i; ++j) {
      bool sameTime = buffers[i].first <= buffers[j].last &&
                      buffers[j].first <= buffers[i].last;
      bool samePlace = plan.offsets[i] < plan.offsets[j] + buffers[j].size &&
                       plan.offsets[j] < endOfBuffer;
      EXPECT_FALSE(sameTime && samePlace) << i << " and " << j;
    }
  }
  EXPECT_GE(plan.size, end);
  EXPECT_LT(plan.size, end + kAlignment);
}

/// The size in use at each step, of which getPeakSize() finds the largest.
int64_t computePeak(const std::vector<BufferLifetime> &buffers,
                    int64_t numSteps) {
  int64_t peak = 0;
  for (int64_t step = 0; step < numSteps; ++step) {
    int64_t size = 0;
    for (const BufferLifetime &buffer : buffers)
      if (buffer.first <= step && step <= buffer.last)
        size += buffer.size;
    peak = std::max(peak, size);
  }
  return peak;
}

TEST(MemoryPlanTest, NothingNeedsNothing) {
  MemoryPlan plan = planMemory({}, kAlignment);
  EXPECT_TRUE(plan.offsets.empty());
  EXPECT_EQ(plan.size, 0);
  EXPECT_EQ(getPeakSize({}), 0);
}

TEST(MemoryPlanTest, SharesMemoryBetweenSteps) {
  // A chain: each step reads one buffer and writes the next.
  std::vector<BufferLifetime> buffers{
      {128, 0, 1}, {256, 1, 2}, {128, 2, 3}, {256, 3, 4}};
  MemoryPlan plan = planMemory(buffers, kAlignment);
  expectValid(buffers, plan);
  EXPECT_EQ(plan.size, 384);
  EXPECT_EQ(getPeakSize(buffers), 384);
}

TEST(MemoryPlanTest, BuffersOfTheSameStepAreApart) {
  std::vector<BufferLifetime> buffers{{64, 0, 0}, {64, 0, 0}, {64, 1, 1}};
  MemoryPlan plan = planMemory(buffers, kAlignment);
  expectValid(buffers, plan);
  EXPECT_EQ(plan.size, 128);
}

TEST(MemoryPlanTest, SizesAreRoundedUp) {
  std::vector<BufferLifetime> buffers{{1, 0, 1}, {65, 0, 1}, {4, 0, 1}};
  MemoryPlan plan = planMemory(buffers, kAlignment);
  expectValid(buffers, plan);
  EXPECT_EQ(plan.size, 256);
  EXPECT_EQ(getPeakSize(buffers), 70);
}

TEST(MemoryPlanTest, BuffersOfNoSizeNeedNoMemory) {
  std::vector<BufferLifetime> buffers{{0, 0, 1}, {64, 0, 1}, {0, 1, 1}};
  MemoryPlan plan = planMemory(buffers, kAlignment);
  EXPECT_EQ(plan.size, 64);
}

TEST(MemoryPlanTest, SkipConnectionsStay) {
  // What is used much later must not break the memory of the rest into pieces.
  std::vector<BufferLifetime> buffers{{64, 0, 9}};
  for (int64_t i = 0; i < 9; ++i)
    buffers.push_back({640 + 64 * (i % 3), i, i + 1});
  MemoryPlan plan = planMemory(buffers, kAlignment);
  expectValid(buffers, plan);
  EXPECT_EQ(plan.size, getPeakSize(buffers));
}

TEST(MemoryPlanTest, RandomPlansAreValid) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    int64_t numSteps = 1 + random() % 60;
    std::vector<BufferLifetime> buffers(random() % 80);
    for (BufferLifetime &buffer : buffers) {
      buffer.size = random() % (round % 2 ? 300 : 100000);
      buffer.first = random() % numSteps;
      buffer.last = std::min<int64_t>(
          numSteps - 1, buffer.first + random() % (1 + round % 9));
    }
    MemoryPlan plan = planMemory(buffers, kAlignment);
    expectValid(buffers, plan);
    EXPECT_EQ(getPeakSize(buffers), computePeak(buffers, numSteps));
  }
}

/// Layers that read what a few layers before them wrote, as in networks.
std::vector<BufferLifetime> makeNetwork(std::mt19937 &random,
                                        int64_t numLayers) {
  std::vector<BufferLifetime> buffers;
  for (int64_t i = 0; i < numLayers; ++i) {
    int64_t size = 4 * 49 * (int64_t(1) << random() % 8) * (1 + random() % 24);
    int64_t duration = random() % 4 ? 1 : 1 + random() % 8;
    buffers.push_back({size, i, i + duration});
  }
  return buffers;
}

TEST(MemoryPlanTest, IsCloseToTheBound) {
  std::mt19937 random(2);
  for (int round = 0; round < 100; ++round) {
    std::vector<BufferLifetime> buffers = makeNetwork(random, 200);
    MemoryPlan plan = planMemory(buffers, kAlignment);
    expectValid(buffers, plan);
    EXPECT_GE(plan.size, getPeakSize(buffers));
    EXPECT_LE(double(plan.size), 1.2 * double(getPeakSize(buffers)));
  }
}

TEST(MemoryPlanTest, PlansManyBuffersInTime) {
  std::mt19937 random(3);
  std::vector<BufferLifetime> buffers = makeNetwork(random, 10000);
  auto start = std::chrono::steady_clock::now();
  MemoryPlan plan = planMemory(buffers, kAlignment);
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  EXPECT_LE(double(plan.size), 1.2 * double(getPeakSize(buffers)));
  // A tenth of that on a machine that does nothing else.
  EXPECT_LT(time.count(), 10);
  RecordProperty("milliseconds", int(time.count() * 1000));
}

TEST(MemoryPlanTest, PlansManyBuffersOfOneTimeInTime) {
  std::vector<BufferLifetime> buffers(10000, {64, 0, 1});
  MemoryPlan plan = planMemory(buffers, kAlignment);
  EXPECT_EQ(plan.size, 640000);
}

} // namespace
