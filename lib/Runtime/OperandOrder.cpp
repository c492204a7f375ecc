//===- OperandOrder.cpp - Operands next to what uses them -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OperandOrder.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

/// Whether values of a type are vectors, or several of them.
static bool isOfVectors(Type *type) {
  if (auto *array = dyn_cast<ArrayType>(type))
    return isOfVectors(array->getElementType());
  return type->isVectorTy();
}

/// Whether a block is the body of a loop that passes vectors on to its next
/// step.
static bool keepsVectors(BasicBlock &block) {
  return any_of(block.phis(), [&](PHINode &phi) {
    return isOfVectors(phi.getType()) && phi.getBasicBlockIndex(&block) >= 0;
  });
}

/// Whether an instruction prepares operands and can do that later, as far as
/// only its block uses it.
static bool isOperand(Instruction &instruction) {
  bool prepares = isa<GetElementPtrInst, InsertElementInst, ShuffleVectorInst,
                      CastInst, ExtractValueInst>(instruction) ||
                  instruction.getOpcode() == Instruction::FMul;
  if (auto *load = dyn_cast<LoadInst>(&instruction))
    prepares = load->isSimple();
  return prepares && any_of(instruction.users(), [&](User *user) {
           return cast<Instruction>(user)->getParent() ==
                      instruction.getParent() &&
                  !isa<PHINode>(user);
         });
}

namespace {
/// The instructions of a block in a new order.
class Order {
public:
  explicit Order(BasicBlock &block) {
    SmallVector<Instruction *> operands;
    for (Instruction &instruction : block) {
      if (isa<PHINode>(instruction))
        continue;
      if (isOperand(instruction)) {
        operands.push_back(&instruction);
        waiting.insert(&instruction);
        continue;
      }
      // What is loaded after it could be something else.
      if (instruction.mayWriteToMemory()) {
        for (Instruction *operand : operands)
          if (waiting.contains(operand))
            add(operand);
        operands.clear();
      }
      add(&instruction);
    }
  }

  std::vector<Instruction *> instructions;

private:
  /// Adds an instruction, behind those of its operands that are waiting.
  void add(Instruction *instruction) {
    waiting.insert(instruction);
    SmallVector<Instruction *> stack{instruction};
    while (!stack.empty()) {
      Instruction *top = stack.back();
      size_t size = stack.size();
      // The first operand last, as it is taken from the stack first then.
      for (Value *operand : reverse(top->operand_values()))
        if (auto *definition = dyn_cast<Instruction>(operand))
          if (waiting.contains(definition))
            stack.push_back(definition);
      if (stack.size() > size)
        continue;
      stack.pop_back();
      // Others may have needed it, too.
      if (waiting.erase(top))
        instructions.push_back(top);
    }
  }

  DenseSet<Instruction *> waiting;
};
} // namespace

void nnef::moveOperandsToUses(Function &function) {
  for (BasicBlock &block : function) {
    if (!keepsVectors(block))
      continue;
    for (Instruction *instruction : Order(block).instructions)
      if (!instruction->isTerminator())
        instruction->moveBefore(block.getTerminator()->getIterator());
  }
}
