//===- nnef-benchmark-peak.cpp - What the machine can do at most ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Measures, for numbers of threads, how many operations and bytes per second
// the machine does in loops that do nothing else: what the speed of networks is
// compared with. The result is a line of JSON.
//
// The best of several short measurements counts. Others may use the machine,
// and no layer should be said to be faster than what is possible.
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

using Clock = std::chrono::steady_clock;

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
/// Does something `count` times with memory of its own.
using Loop = void (*)(uint64_t count, char *memory, size_t size);

/// The loops for an instruction set.
struct InstructionSet {
  const char *name;
  /// The number of floats in a vector.
  unsigned width;
  Loop fma;
  /// Products of bytes; null where there is no instruction for that.
  Loop int8;
  Loop read;
  Loop write;
};
} // namespace

/// Enough to hide the latency of an instruction, and no more than registers.
static constexpr unsigned numAccumulators = 12;

/// Keeps results from being optimized away.
template <typename Vector>
[[gnu::always_inline]] static inline void use(const Vector *values,
                                              unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    // A copy, so that the values may stay in registers until now.
    Vector copy = values[i];
    asm volatile("" : : "m"(copy));
  }
}

template <typename Vector>
[[gnu::always_inline]] static inline void multiplyAndAdd(uint64_t count) {
  // All different, or one would do for all.
  Vector accumulators[numAccumulators];
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < numAccumulators; ++i)
    accumulators[i] = Vector{} + float(i);
  Vector factor = Vector{} + 0.5f, summand = Vector{} + 1.0f;
  for (uint64_t n = 0; n < count; ++n)
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < numAccumulators; ++i)
      accumulators[i] = accumulators[i] * factor + summand;
  use(accumulators, numAccumulators);
}

template <typename Vector>
[[gnu::always_inline]] static inline void
readMemory(uint64_t count, const char *memory, size_t size) {
  constexpr unsigned numSums = 8;
  Vector sums[numSums] = {};
  const auto *vectors = reinterpret_cast<const Vector *>(memory);
  for (uint64_t n = 0; n < count; ++n) {
    asm volatile("" : : "r"(memory) : "memory");
    for (size_t i = 0; i + numSums <= size / sizeof(Vector); i += numSums)
#pragma clang loop unroll(full)
      for (unsigned j = 0; j < numSums; ++j)
        sums[j] += vectors[i + j];
  }
  use(sums, numSums);
}

template <typename Vector>
[[gnu::always_inline]] static inline void
writeMemory(uint64_t count, char *memory, size_t size) {
  auto *vectors = reinterpret_cast<Vector *>(memory);
  for (uint64_t n = 0; n < count; ++n) {
    Vector value = Vector{} + float(n);
    for (size_t i = 0; i < size / sizeof(Vector); ++i)
      vectors[i] = value;
    asm volatile("" : : "r"(memory) : "memory");
  }
}

using Vector128 = float __attribute__((vector_size(16)));

static const InstructionSet portable = {
    "128 bits",
    4,
    [](uint64_t count, char *, size_t) { multiplyAndAdd<Vector128>(count); },
    nullptr,
    [](uint64_t count, char *memory, size_t size) {
      readMemory<Vector128>(count, memory, size);
    },
    [](uint64_t count, char *memory, size_t size) {
      writeMemory<Vector128>(count, memory, size);
    },
};

#if defined(__x86_64__)

using Vector256 = float __attribute__((vector_size(32)));
using Vector512 = float __attribute__((vector_size(64)));

#define AVX2 [[gnu::target("avx2,fma")]]
#define AVX512 [[gnu::target("avx512f,avx512bw,avx512vl")]]

AVX2 static void fmaAVX2(uint64_t count, char *, size_t) {
  multiplyAndAdd<Vector256>(count);
}
AVX2 static void readAVX2(uint64_t count, char *memory, size_t size) {
  readMemory<Vector256>(count, memory, size);
}
AVX2 static void writeAVX2(uint64_t count, char *memory, size_t size) {
  writeMemory<Vector256>(count, memory, size);
}
AVX512 static void fmaAVX512(uint64_t count, char *, size_t) {
  multiplyAndAdd<Vector512>(count);
}
AVX512 static void readAVX512(uint64_t count, char *memory, size_t size) {
  readMemory<Vector512>(count, memory, size);
}
AVX512 static void writeAVX512(uint64_t count, char *memory, size_t size) {
  writeMemory<Vector512>(count, memory, size);
}

[[gnu::target("avxvnni")]] static void int8AVX2(uint64_t count, char *,
                                                size_t) {
  __m256i accumulators[numAccumulators];
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < numAccumulators; ++i)
    accumulators[i] = _mm256_set1_epi32(int(i));
  __m256i a = _mm256_set1_epi8(1), b = _mm256_set1_epi8(2);
  for (uint64_t n = 0; n < count; ++n) {
    // The compiler must not know what this is, or it needs no loop.
    asm volatile("" : "+x"(a));
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < numAccumulators; ++i)
      accumulators[i] = _mm256_dpbusd_avx_epi32(accumulators[i], a, b);
  }
  use(accumulators, numAccumulators);
}

[[gnu::target("avx512f,avx512vnni")]] static void int8AVX512(uint64_t count,
                                                             char *, size_t) {
  __m512i accumulators[numAccumulators];
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < numAccumulators; ++i)
    accumulators[i] = _mm512_set1_epi32(int(i));
  __m512i a = _mm512_set1_epi8(1), b = _mm512_set1_epi8(2);
  for (uint64_t n = 0; n < count; ++n) {
    asm volatile("" : "+v"(a));
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < numAccumulators; ++i)
      accumulators[i] = _mm512_dpbusd_epi32(accumulators[i], a, b);
  }
  use(accumulators, numAccumulators);
}

#endif

/// The widest that the processor has.
static InstructionSet getInstructionSet() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    return {
        "AVX-512",  16,
        fmaAVX512,  __builtin_cpu_supports("avx512vnni") ? int8AVX512 : nullptr,
        readAVX512, writeAVX512};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {"AVX2",   8,
            fmaAVX2,  __builtin_cpu_supports("avxvnni") ? int8AVX2 : nullptr,
            readAVX2, writeAVX2};
#endif
  return portable;
}

//===----------------------------------------------------------------------===//
// Measuring
//===----------------------------------------------------------------------===//

namespace {
struct Measuring {
  unsigned numThreads;
  /// How long a measurement should take, and how many there are.
  double seconds;
  unsigned numRounds;
};

struct FreeMemory {
  void operator()(char *memory) const { std::free(memory); }
};
} // namespace

/// The time in which threads that start together are all done.
static double timeThreads(unsigned numThreads,
                          const std::function<void(unsigned)> &work) {
  std::atomic<unsigned> numReady = 0;
  std::atomic<bool> started = false;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < numThreads; ++i)
    threads.emplace_back([&, i] {
      ++numReady;
      while (!started)
        std::this_thread::yield();
      work(i);
    });
  while (numReady != numThreads)
    std::this_thread::yield();
  Clock::time_point start = Clock::now();
  started = true;
  for (std::thread &thread : threads)
    thread.join();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// How often per second all threads together do the body of a loop, each in
/// `size` bytes of its own.
static double getRate(const Measuring &measuring, Loop loop, size_t size = 0) {
  std::vector<std::unique_ptr<char, FreeMemory>> memories;
  for (unsigned i = 0; i < measuring.numThreads; ++i) {
    size_t rounded = (std::max<size_t>(size, 1) + 4095) / 4096 * 4096;
    memories.emplace_back(
        static_cast<char *>(std::aligned_alloc(4096, rounded)));
    if (!memories.back()) {
      std::fprintf(stderr, "nnef-benchmark-peak: error: out of memory\n");
      std::exit(1);
    }
    std::memset(memories.back().get(), 0, rounded);
  }
  auto measure = [&](uint64_t count) {
    return timeThreads(measuring.numThreads, [&](unsigned i) {
      loop(count, memories[i].get(), size);
    });
  };
  uint64_t count = 1;
  while (measure(count) < measuring.seconds && count < uint64_t(1) << 40)
    count *= 2;
  double best = 0;
  for (unsigned i = 0; i < measuring.numRounds; ++i)
    best = std::max(best, count / measure(count));
  return best * measuring.numThreads;
}

/// Bytes per second by the number of bytes that each thread goes through.
static std::string measureMemory(const Measuring &measuring, Loop loop,
                                 size_t largest) {
  std::string text;
  for (size_t size = 16 << 10; size <= largest; size *= 4) {
    double rate = getRate(measuring, loop, size) * double(size);
    text += (text.empty() ? "{\"" : ", \"") + std::to_string(size) +
            "\": " + std::to_string(rate);
  }
  return text + "}";
}

int main(int argc, char **argv) {
  Measuring measuring = {1, 0.03, 10};
  size_t largest = 256 << 20;
  std::vector<unsigned> threadCounts;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--quick")) {
      measuring.seconds = 0.001;
      measuring.numRounds = 1;
      largest = 1 << 20;
    } else if (unsigned count = std::strtoul(argv[i], nullptr, 10)) {
      threadCounts.push_back(count);
    } else {
      std::fprintf(stderr, "usage: nnef-benchmark-peak [--quick] THREADS...\n");
      return 2;
    }
  }
  if (threadCounts.empty())
    threadCounts.push_back(1);

  InstructionSet set = getInstructionSet();
  std::printf("{\"instructions\": \"%s\", \"threads\": {", set.name);
  for (unsigned count : threadCounts) {
    measuring.numThreads = count;
    double perVector = 2.0 * numAccumulators * set.width;
    std::printf("%s\"%u\": {\"f32\": %f, ",
                count == threadCounts.front() ? "" : ", ", count,
                getRate(measuring, set.fma) * perVector);
    if (set.int8)
      std::printf("\"int8\": %f, ",
                  getRate(measuring, set.int8) * perVector * 4);
    std::printf("\"read\": %s, \"write\": %s}",
                measureMemory(measuring, set.read, largest).c_str(),
                measureMemory(measuring, set.write, largest).c_str());
  }
  std::printf("}}\n");
}
