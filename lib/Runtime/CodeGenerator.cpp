//===- CodeGenerator.cpp - From the LLVM dialect to objects ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CodeGenerator.h"
#include "Compilation.h"
#include "OperandOrder.h"
#include "SplitModule.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/Threading.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/ExecutionEngine/Orc/CompileUtils.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"
#include <chrono>
#include <mutex>

using namespace mlir;
using namespace nnef;

void nnef::collectErrors(llvm::LLVMContext &context, std::string &errors) {
  context.setDiagnosticHandlerCallBack(
      [](const llvm::DiagnosticInfo *info, void *text) {
        if (info->getSeverity() != llvm::DS_Error)
          return;
        llvm::raw_string_ostream os(*static_cast<std::string *>(text));
        llvm::DiagnosticPrinterRawOStream printer(os);
        info->print(printer);
        os << '\n';
      },
      &errors);
}

/// Lets the bodies of parallel loops, which are functions of their own, keep
/// their names, which profilers show. Those begin with the name of the function
/// that they were in, so no two are equal.
static void nameParallelRegions(llvm::Module &module) {
  for (llvm::Function &function : module) {
    if (!function.hasLocalLinkage() || !function.getName().contains("omp_par"))
      continue;
    function.setLinkage(llvm::GlobalValue::ExternalLinkage);
    function.setVisibility(llvm::GlobalValue::HiddenVisibility);
  }
}

/// Lets loops around others remain loops. Copies of their bodies take long to
/// compile, and do not run faster: the time is spent in the innermost ones.
static void keepOuterLoops(llvm::Module &module) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    llvm::DominatorTree dominators(function);
    llvm::LoopInfo loops(dominators);
    for (llvm::Loop *loop : loops.getLoopsInPreorder())
      if (!loop->isInnermost())
        loop->setLoopAlreadyUnrolled();
  }
}

llvm::CodeGenOptLevel
nnef::getCodeGenOptLevel(const CompilationOptions &options) {
  return llvm::CodeGenOpt::getLevel(options.optLevel)
      .value_or(llvm::CodeGenOptLevel::Aggressive);
}

/// Writes optimized code in another form.
static llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
emit(llvm::Module &module, llvm::TargetMachine &machine, CodeForm form) {
  if (form == CodeForm::Object) {
    nameParallelRegions(module);
    return llvm::orc::SimpleCompiler(machine)(module);
  }
  llvm::SmallVector<char, 0> bitcode;
  llvm::raw_svector_ostream os(bitcode);
  llvm::WriteBitcodeToFile(module, os);
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(bitcode), /*RequiresNullTerminator=*/false);
}

/// Turns a part into code.
static llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
compilePart(CodePart &part, const Target &target, CodeForm form,
            const CompilationOptions &options) {
  auto machine = target.createMachine(getCodeGenOptLevel(options));
  if (!machine)
    return machine.takeError();

  llvm::LLVMContext context;
  std::string errors;
  collectErrors(context, errors);
  Builder builder(part.module->getContext());
  ModuleOp module = *part.module;
  module->setAttr(LLVM::LLVMDialect::getTargetTripleAttrName(),
                  builder.getStringAttr((*machine)->getTargetTriple().str()));
  module->setAttr(
      LLVM::LLVMDialect::getDataLayoutAttrName(),
      builder.getStringAttr(
          (*machine)->createDataLayout().getStringRepresentation()));
  std::unique_ptr<llvm::Module> llvmModule =
      translateModuleToLLVMIR(module, context, part.name);
  part.module = nullptr;
  if (!llvmModule)
    return llvm::createStringError("'" + part.name +
                                   "' cannot be translated to LLVM IR");
  keepOuterLoops(*llvmModule);
  auto optimize = makeOptimizingTransformer(options.optLevel, /*sizeLevel=*/0,
                                            machine->get());
  if (llvm::Error error = optimize(llvmModule.get()))
    return std::move(error);
  for (llvm::Function &function : *llvmModule)
    moveOperandsToUses(function);
  auto code = emit(*llvmModule, **machine, form);
  if (code && !errors.empty())
    return llvm::createStringError(StringRef(errors).trim());
  return code;
}

llvm::Expected<SmallVector<CompiledPart, 0>>
nnef::generateCode(ModuleOp module, const Target &target, CodeForm form,
                   const CompilationOptions &options) {
  FailureOr<SmallVector<CodePart, 0>> parts = splitModule(module);
  if (failed(parts))
    return makeCompilationFailure();

  // The longest work first, so that all threads end at about the same time.
  SmallVector<size_t> order = llvm::to_vector(llvm::seq(parts->size()));
  llvm::sort(order, [&](size_t lhs, size_t rhs) {
    return (*parts)[lhs].size > (*parts)[rhs].size;
  });
  SmallVector<CompiledPart, 0> compiled(parts->size());
  SmallVector<std::string, 0> errors(parts->size());
  std::mutex mutex;
  unsigned numDone = 0;
  auto result =
      failableParallelForEach(module.getContext(), order, [&](size_t index) {
        using Clock = std::chrono::steady_clock;
        Clock::time_point start = Clock::now();
        CompiledPart &part = compiled[index];
        part.name = (*parts)[index].name;
        auto buffer = compilePart((*parts)[index], target, form, options);
        if (!buffer) {
          errors[index] = toString(buffer.takeError());
          return failure();
        }
        part.buffer = std::move(*buffer);
        part.seconds =
            std::chrono::duration<double>(Clock::now() - start).count();
        if (options.progress) {
          std::lock_guard<std::mutex> lock(mutex);
          options.progress(++numDone, parts->size());
        }
        return success();
      });
  if (succeeded(result))
    return std::move(compiled);
  for (const std::string &error : errors)
    if (!error.empty())
      return llvm::createStringError(error);
  llvm_unreachable("failed without an error");
}
