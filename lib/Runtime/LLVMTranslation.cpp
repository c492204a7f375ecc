//===- LLVMTranslation.cpp - What translates to LLVM IR -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "NNEF/Runtime/Executable.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/OpenMP/OpenMPToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/LLVMTranslationInterface.h"

using namespace mlir;
using namespace nnef;

namespace {
/// Lets attributes of the dialect vanish, such as the names of tensors on the
/// arguments of a function. Without an interface there would be a warning.
class DropAttributesInterface : public LLVMTranslationDialectInterface {
public:
  using LLVMTranslationDialectInterface::LLVMTranslationDialectInterface;

  LogicalResult convertParameterAttr(LLVM::LLVMFuncOp, int, NamedAttribute,
                                     LLVM::ModuleTranslation &) const override {
    return success();
  }
};
} // namespace

void nnef::registerExecutionDialects(DialectRegistry &registry) {
  registerPipelineDialects(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerOpenMPDialectTranslation(registry);
  registry.addExtension(+[](MLIRContext *, NNEFDialect *dialect) {
    dialect->addInterfaces<DropAttributesInterface>();
  });
}
