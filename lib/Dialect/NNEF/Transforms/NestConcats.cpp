//===- NestConcats.cpp - Concatenations that begin with others ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "mlir/IR/TypeUtilities.h"

namespace nnef {
#define GEN_PASS_DEF_NESTCONCATSPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

namespace {
/// Knows the concatenations of a block so far, and what they put together in
/// the beginning.
class ConcatNester {
public:
  void visit(ConcatOp op) {
    SmallVector<Value> values(op.getValues());
    if (values.size() < 2)
      return;
    auto &others = concatsOf[{values.front(), op.getAxis()}];
    const Entry *best = nullptr;
    for (const Entry &other : others)
      if (isBeginning(other, values, op) &&
          (!best || other.values.size() > best->values.size()))
        best = &other;
    if (best) {
      SmallVector<Value> nested{best->result};
      llvm::append_range(
          nested, ArrayRef<Value>(values).drop_front(best->values.size()));
      op.getValuesMutable().assign(nested);
    }
    others.push_back({std::move(values), op->getResult(0)});
  }

private:
  struct Entry {
    SmallVector<Value> values;
    Value result;
  };

  /// Whether `op` puts together what the other one does, and more.
  static bool isBeginning(const Entry &other, ArrayRef<Value> values,
                          ConcatOp op) {
    return other.values.size() < values.size() &&
           getElementTypeOrSelf(other.result) ==
               getElementTypeOrSelf(op->getResult(0)) &&
           values.take_front(other.values.size()) ==
               ArrayRef<Value>(other.values);
  }

  DenseMap<std::pair<Value, int64_t>, SmallVector<Entry>> concatsOf;
};

struct NestConcatsPass : nnef::impl::NestConcatsPassBase<NestConcatsPass> {
  void runOnOperation() override {
    getOperation()->walk([](Block *block) {
      ConcatNester nester;
      for (auto op : block->getOps<ConcatOp>())
        nester.visit(op);
    });
  }
};
} // namespace
