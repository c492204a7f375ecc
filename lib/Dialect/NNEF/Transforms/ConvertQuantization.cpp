//===- ConvertQuantization.cpp - One form of quantization entries ---------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nnef {
#define GEN_PASS_DEF_CONVERTQUANTIZATIONPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// Whether two quantizations have the same codes, which stand for the same
/// numbers of single precision.
static bool isSame(const UniformQuantization &a, const UniformQuantization &b) {
  return a.bits == b.bits && a.isSigned == b.isSigned &&
         a.isSymmetric == b.isSymmetric && a.axis == b.axis &&
         a.zeroPoints == b.zeroPoints &&
         llvm::all_of(llvm::zip_equal(a.scales, b.scales), [](auto pair) {
           return float(std::get<0>(pair)) == float(std::get<1>(pair));
         });
}

namespace {
struct ConvertQuantizationPass
    : nnef::impl::ConvertQuantizationPassBase<ConvertQuantizationPass> {
  using Base::Base;

  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      if (auto function = dyn_cast<func::FuncOp>(op))
        return convertArguments(function);
      if (auto dequantize = dyn_cast<DequantizeOp>(op))
        if (auto entry = dequantize.getQuantization())
          dequantize.setQuantizationAttr(convert(*entry, op->getLoc()));
      for (OpResult result : op->getResults())
        if (QuantizationAttr entry = getQuantization(result))
          setQuantization(result, convert(entry, op->getLoc()));
    });
  }

private:
  void convertArguments(func::FuncOp function) {
    for (BlockArgument argument : function.getArguments()) {
      unsigned index = argument.getArgNumber();
      if (auto entry = function.getArgAttrOfType<QuantizationAttr>(
              index, kQuantizationAttr))
        function.setArgAttr(index, kQuantizationAttr,
                            convert(entry, argument.getLoc()));
    }
  }

  /// The same in the form that is asked for, or as it is if it has none.
  QuantizationAttr convert(QuantizationAttr entry, Location loc) {
    // What a custom fragment says, it says in its own words.
    if (entry.getStandard() != entry)
      return entry;
    std::string obstacle;
    auto uniform = UniformQuantization::get(entry, &obstacle);
    if (uniform) {
      QuantizationAttr converted = uniform->getAttribute(&getContext(), form);
      auto back = UniformQuantization::get(converted, &obstacle);
      if (back && isSame(*uniform, *back))
        return converted;
      if (back)
        obstacle = "the other form would not say the same";
    }
    emitRemark(loc) << "the quantization of this tensor stays as it is: "
                    << obstacle;
    return entry;
  }
};
} // namespace
