//===- MathToNVVM.cpp - Functions that are instructions of a GPU ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

namespace nnef {
#define GEN_PASS_DEF_MATHTONVVMPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// The intrinsic of LLVM that has the operands of `op` and is one or a few
/// instructions of PTX. Empty if there is none.
static StringRef getIntrinsic(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case([](math::AbsFOp) { return "llvm.fabs"; })
      .Case([](math::CeilOp) { return "llvm.ceil"; })
      .Case([](math::CopySignOp) { return "llvm.copysign"; })
      .Case([](math::FloorOp) { return "llvm.floor"; })
      .Case([](math::FmaOp) { return "llvm.fma"; })
      .Case([](math::RoundOp) { return "llvm.round"; })
      .Case([](math::RoundEvenOp) { return "llvm.roundeven"; })
      .Case([](math::SqrtOp) { return "llvm.sqrt"; })
      .Case([](math::TruncOp) { return "llvm.trunc"; })
      .Case([](arith::MaxNumFOp) { return "llvm.maxnum"; })
      .Case([](arith::MinNumFOp) { return "llvm.minnum"; })
      .Default(StringRef());
}

/// Counts bits by an intrinsic. Returns whether that is what the operation
/// does.
static bool expandBitCount(Operation *op) {
  OpBuilder b(op);
  Location loc = op->getLoc();
  auto count = [&](auto counter, auto... flags) -> Value {
    return decltype(counter)::create(b, loc, op->getResult(0).getType(),
                                     op->getOperand(0), flags...);
  };
  constexpr bool isZeroPoison = false;
  Value result =
      llvm::TypeSwitch<Operation *, Value>(op)
          .Case([&](math::CountLeadingZerosOp) {
            return count(LLVM::CountLeadingZerosOp(), isZeroPoison);
          })
          .Case([&](math::CountTrailingZerosOp) {
            return count(LLVM::CountTrailingZerosOp(), isZeroPoison);
          })
          .Case([&](math::CtPopOp) { return count(LLVM::CtPopOp()); })
          .Default(Value());
  if (!result)
    return false;
  op->replaceAllUsesWith(ValueRange(result));
  op->erase();
  return true;
}

/// Whether upstream makes a call of libdevice of an operation.
static bool isInLibDevice(Operation *op) {
  Type type = op->getResult(0).getType();
  return (type.isF32() || type.isF64()) &&
         isa<arith::RemFOp, math::AcosOp, math::AcoshOp, math::AsinOp,
             math::AsinhOp, math::AtanOp, math::Atan2Op, math::AtanhOp,
             math::CbrtOp, math::CosOp, math::CoshOp, math::ErfOp, math::ErfcOp,
             math::ExpOp, math::Exp2Op, math::ExpM1Op, math::LogOp,
             math::Log10Op, math::Log1pOp, math::Log2Op, math::PowFOp,
             math::RsqrtOp, math::SinOp, math::SinhOp, math::TanOp,
             math::TanhOp>(op);
}

/// Writes an absolute value without the function that upstream would call.
static void expandAbs(math::AbsIOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value zero = arith::ConstantOp::create(builder, loc,
                                         builder.getZeroAttr(op.getType()));
  Value negated = arith::SubIOp::create(builder, loc, zero, op.getOperand());
  op.replaceAllUsesWith(
      Value(arith::MaxSIOp::create(builder, loc, op.getOperand(), negated)));
  op.erase();
}

/// Lets a product and the sum that it is part of be one instruction, which
/// rounds once.
static void allowFusedProducts(Operation *op) {
  if (!isa<arith::AddFOp, arith::MulFOp, arith::SubFOp>(op))
    return;
  auto math = cast<arith::ArithFastMathInterface>(op);
  arith::FastMathFlags flags = math.getFastMathFlagsAttr().getValue();
  op->setAttr(math.getFastMathAttrName(),
              arith::FastMathFlagsAttr::get(
                  op->getContext(), flags | arith::FastMathFlags::contract));
}

namespace {
struct MathToNVVMPass : nnef::impl::MathToNVVMPassBase<MathToNVVMPass> {
  using Base::Base;

  void runOnOperation() override {
    bool isComplete = true;
    getOperation().walk([&](Operation *op) {
      allowFusedProducts(op);
      if (auto abs = dyn_cast<math::AbsIOp>(op))
        return expandAbs(abs);
      if (expandBitCount(op))
        return;
      if (StringRef intrinsic = getIntrinsic(op); !intrinsic.empty())
        return replace(op, intrinsic);
      bool isFunction = isa<arith::RemFOp>(op) ||
                        isa_and_present<math::MathDialect>(op->getDialect());
      if (!isFunction || (libDevice && isInLibDevice(op)))
        return;
      op->emitError("'") << op->getName() << "' on "
                         << op->getResult(0).getType()
                         << " is no instruction of a CUDA device, and has no "
                            "expansion";
      isComplete = false;
    });
    if (!isComplete)
      signalPassFailure();
  }

private:
  static void replace(Operation *op, StringRef intrinsic) {
    OpBuilder builder(op);
    auto call = LLVM::CallIntrinsicOp::create(
        builder, op->getLoc(), op->getResult(0).getType(),
        builder.getStringAttr(intrinsic), op->getOperands());
    op->replaceAllUsesWith(call);
    op->erase();
  }
};
} // namespace
