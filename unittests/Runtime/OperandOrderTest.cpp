//===- OperandOrderTest.cpp - Tests of operands next to their uses --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OperandOrder.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace {

/// The names of the instructions of a block of a function, in their new order.
/// What has no name is its opcode.
std::vector<std::string> order(StringRef text, StringRef blockName) {
  LLVMContext context;
  SMDiagnostic error;
  std::unique_ptr<Module> module = parseAssemblyString(text, error, context);
  if (!module)
    return {error.getMessage().str()};
  Function &function = *module->begin();
  nnef::moveOperandsToUses(function);
  EXPECT_FALSE(verifyFunction(function, &errs()));
  std::vector<std::string> names;
  for (BasicBlock &block : function)
    if (block.getName() == blockName)
      for (Instruction &instruction : block)
        names.push_back(instruction.hasName() ? instruction.getName().str()
                                              : instruction.getOpcodeName());
  return names;
}

using Names = std::vector<std::string>;

// Each input is loaded right before its product is added, and not before that
// of another sum.
TEST(OperandOrderTest, LoadsRightBeforeUse) {
  EXPECT_EQ(order(R"(
define void @f(ptr %x, ptr %y) {
entry:
  br label %loop
loop:
  %sum0 = phi <4 x float> [ zeroinitializer, %entry ], [ %next0, %loop ]
  %sum1 = phi <4 x float> [ zeroinitializer, %entry ], [ %next1, %loop ]
  %i = phi i64 [ 0, %entry ], [ %j, %loop ]
  %p0 = getelementptr <4 x float>, ptr %x, i64 %i
  %a0 = load <4 x float>, ptr %p0
  %p1 = getelementptr <4 x float>, ptr %y, i64 %i
  %a1 = load <4 x float>, ptr %p1
  %m0 = fmul <4 x float> %a0, %a0
  %m1 = fmul <4 x float> %a1, %a0
  %next0 = fadd <4 x float> %sum0, %m0
  %next1 = fadd <4 x float> %sum1, %m1
  %j = add i64 %i, 1
  %end = icmp eq i64 %j, 8
  br i1 %end, label %exit, label %loop
exit:
  store <4 x float> %next0, ptr %x
  store <4 x float> %next1, ptr %y
  ret void
})",
                  "loop"),
            (Names{"sum0", "sum1", "i", "p0", "a0", "m0", "next0", "p1", "a1",
                   "m1", "next1", "j", "end", "br"}));
}

// A store may change what a load behind it would see.
TEST(OperandOrderTest, LoadsStayBeforeStores) {
  EXPECT_EQ(order(R"(
define void @f(ptr %x, ptr %y) {
entry:
  br label %loop
loop:
  %sum = phi <4 x float> [ zeroinitializer, %entry ], [ %next, %loop ]
  %i = phi i64 [ 0, %entry ], [ %j, %loop ]
  %a = load <4 x float>, ptr %x
  %b = load <4 x float>, ptr %y
  %j = add i64 %i, 1
  store <4 x float> %sum, ptr %y
  %c = load <4 x float>, ptr %y
  %m = fmul <4 x float> %b, %c
  %n = fmul <4 x float> %m, %a
  %next = fadd <4 x float> %sum, %n
  %end = icmp eq i64 %j, 8
  br i1 %end, label %exit, label %loop
exit:
  store <4 x float> %next, ptr %x
  ret void
})",
                  "loop"),
            (Names{"sum", "i", "j", "a", "b", "store", "c", "m", "n", "next",
                   "end", "br"}));
}

// An operand of two others comes before both, whichever is asked for first.
TEST(OperandOrderTest, SharedOperands) {
  EXPECT_EQ(order(R"(
define void @f(ptr %x) {
entry:
  br label %loop
loop:
  %sum = phi <4 x float> [ zeroinitializer, %entry ], [ %next, %loop ]
  %i = phi i64 [ 0, %entry ], [ %j, %loop ]
  %a = load <4 x float>, ptr %x
  %m = fmul <4 x float> %a, %a
  %n = fmul <4 x float> %m, %a
  %j = add i64 %i, 1
  %next = fsub <4 x float> %n, %a
  %end = icmp eq i64 %j, 8
  br i1 %end, label %exit, label %loop
exit:
  store <4 x float> %next, ptr %x
  ret void
})",
                  "loop"),
            (Names{"sum", "i", "j", "a", "m", "n", "next", "end", "br"}));
}

// Other loops are left alone.
TEST(OperandOrderTest, OnlyWhereSumsAreInRegisters) {
  EXPECT_EQ(order(R"(
define void @f(ptr %x, ptr %y) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %j, %loop ]
  %a = load <4 x float>, ptr %x
  %j = add i64 %i, 1
  %b = fadd <4 x float> %a, %a
  store <4 x float> %b, ptr %y
  %end = icmp eq i64 %j, 8
  br i1 %end, label %exit, label %loop
exit:
  ret void
})",
                  "loop"),
            (Names{"i", "a", "j", "b", "store", "end", "br"}));
}

} // namespace
