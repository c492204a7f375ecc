//===- Calibration.cpp - The ranges of tensors on samples -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/Calibration.h"
#include "Probe.h"
#include "Roles.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Ranks
//===----------------------------------------------------------------------===//

/// An integer that grows with the number.
static uint32_t getKey(float value) {
  auto bits = llvm::bit_cast<uint32_t>(value);
  return bits >> 31 ? ~bits : bits | 0x80000000;
}

static float getNumber(uint32_t key) {
  return llvm::bit_cast<float>(key >> 31 ? key & 0x7fffffff : ~key);
}

namespace {
/// How often each value of 16 bits was seen.
class Histogram {
public:
  void add(uint16_t value) {
    if (counts.empty())
      counts.resize(1 << 16);
    ++counts[value];
  }

  /// The value at `rank`, which becomes the rank among those that are equal.
  uint16_t find(uint64_t &rank) const {
    for (size_t value = 0;; ++value) {
      assert(value < counts.size() && "not as many values");
      if (rank < counts[value])
        return value;
      rank -= counts[value];
    }
  }

private:
  std::vector<uint64_t> counts;
};

/// Finds the range of a tensor, in one or two passes over its values on all
/// samples. For a percentage, the first counts the upper halves of the values'
/// bits, and the second the lower halves of those that can be the ends.
class RangeFinder {
public:
  static constexpr uint64_t maxBytes = 3 * sizeof(uint64_t) << 16;

  explicit RangeFinder(std::optional<double> percentage)
      : percentage(percentage) {}

  /// Fails if a value is not finite.
  LogicalResult add(ArrayRef<float> values) {
    for (float value : values) {
      if (!std::isfinite(value))
        return failure();
      range.include(value);
      if (percentage)
        upperHalves.add(getKey(value) >> 16);
    }
    count += values.size();
    return success();
  }

  /// Begins the second pass.
  void refine() {
    if (count == 0)
      return;
    auto numOutside =
        std::min(uint64_t(double(count) * (100.0 - *percentage) / 200.0),
                 (count - 1) / 2);
    ends[0].rank = numOutside;
    ends[1].rank = count - 1 - numOutside;
    for (End &end : ends)
      end.upperHalf = upperHalves.find(end.rank);
  }

  void addAgain(ArrayRef<float> values) {
    for (float value : values) {
      uint32_t key = getKey(value);
      for (End &end : ends)
        if (key >> 16 == end.upperHalf)
          end.lowerHalves.add(key);
    }
  }

  Range getRange() {
    if (percentage && count != 0) {
      range = Range();
      for (End &end : ends)
        range.include(getNumber(uint32_t(end.upperHalf) << 16 |
                                end.lowerHalves.find(end.rank)));
    }
    return range;
  }

private:
  struct End {
    uint64_t rank = 0;
    uint16_t upperHalf = 0;
    Histogram lowerHalves;
  };

  std::optional<double> percentage;
  Range range;
  uint64_t count = 0;
  Histogram upperHalves;
  std::array<End, 2> ends;
};
} // namespace

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

namespace {
/// Finds the ranges of tensors that one compiled network gives.
class BatchObserver {
public:
  BatchObserver(std::unique_ptr<Executable> executable, const Samples &samples,
                std::optional<double> percentage)
      : executable(std::move(executable)), samples(samples),
        outputs(this->executable->allocateOutputs()),
        finders(outputs.size(), RangeFinder(percentage)) {}

  /// Calls `visit` with the finder and the values of each tensor on each
  /// sample.
  template <typename VisitFn> llvm::Error run(VisitFn visit) {
    for (size_t sample = 0; sample < samples.size(); ++sample) {
      if (llvm::Error error = executable->run(samples.get(sample), outputs))
        return error;
      for (size_t i = 0; i < outputs.size(); ++i)
        if (llvm::Error error =
                visit(finders[i], i, sample, outputs[i].getAs<float>()))
          return error;
    }
    return llvm::Error::success();
  }

  MutableArrayRef<RangeFinder> getFinders() { return finders; }

private:
  std::unique_ptr<Executable> executable;
  const Samples &samples;
  SmallVector<HostTensor> outputs;
  std::vector<RangeFinder> finders;
};
} // namespace

llvm::Expected<SmallVector<Range>>
nnef::observeRanges(ModuleOp network, ArrayRef<Value> tensors,
                    const Samples &samples, std::optional<double> percentage,
                    ProgressFunction progress) {
  SmallVector<Range> ranges;
  uint64_t finderBytes = percentage ? RangeFinder::maxBytes : 0;
  auto batches = divideIntoBatches(tensors, finderBytes);
  for (std::pair<size_t, size_t> range : batches) {
    size_t begin = range.first, end = range.second;
    ArrayRef<Value> batch = tensors.slice(begin, end - begin);
    progress("Compiling the network for tensors " + Twine(begin + 1) + " to " +
             Twine(end) + " of " + Twine(tensors.size()));
    auto executable = compileProbe(network, batch, samples.size());
    if (!executable)
      return executable.takeError();
    BatchObserver observer(std::move(*executable), samples, percentage);
    auto showSample = [&](size_t tensor, size_t sample) {
      if (tensor == 0)
        progress("Observing tensors " + Twine(begin + 1) + " to " + Twine(end) +
                 " of " + Twine(tensors.size()) + ", sample " +
                 Twine(sample + 1) + " of " + Twine(samples.size()));
    };
    auto observe = [&](RangeFinder &finder, size_t tensor, size_t sample,
                       ArrayRef<float> values) -> llvm::Error {
      showSample(tensor, sample);
      if (succeeded(finder.add(values)))
        return llvm::Error::success();
      return llvm::createStringError("tensor '" + getName(batch[tensor]) +
                                     "' has a value that is not a finite "
                                     "number, on sample " +
                                     Twine(sample + 1));
    };
    if (llvm::Error error = observer.run(observe))
      return std::move(error);
    if (percentage) {
      for (RangeFinder &finder : observer.getFinders())
        finder.refine();
      auto refine = [&](RangeFinder &finder, size_t tensor, size_t sample,
                        ArrayRef<float> values) -> llvm::Error {
        showSample(tensor, sample);
        finder.addAgain(values);
        return llvm::Error::success();
      };
      if (llvm::Error error = observer.run(refine))
        return std::move(error);
    }
    for (RangeFinder &finder : observer.getFinders())
      ranges.push_back(finder.getRange());
  }
  return ranges;
}
