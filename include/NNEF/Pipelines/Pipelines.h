//===- Pipelines.h - The ways from networks to machine code -----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_PIPELINES_H
#define NNEF_PIPELINES_PIPELINES_H

#include "NNEF/Pipelines/TensorCores.h"
#include "mlir/Pass/PassOptions.h"

namespace mlir {
class DialectRegistry;
class OpPassManager;
} // namespace mlir

namespace nnef {

/// The vector registers of a processor.
struct VectorRegisters {
  int64_t bits = 512;
  int64_t count = 32;
  /// Whether an instruction multiplies unsigned bytes with signed ones and adds
  /// up four of the products in 32 bits: VPDPBUSD of AVX-512 and AVX.
  bool hasDotProducts = false;
  /// Whether an instruction looks bytes up in registers: VPERMI2B of AVX-512.
  bool hasByteTables = false;
};

/// The options of `nnef-linalg-to-llvm`.
struct LinalgToLLVMOptions {
  VectorRegisters registers = {};
  /// Release the memory of large constants once they are replaced. The module
  /// must not share resources with others that are needed then.
  bool releasesWeights = false;
  /// Compute convolutions with fewer products; see `nnef-winograd`.
  bool usesWinograd = true;
  /// Run loops in threads, by OpenMP. Otherwise all memory that they need is
  /// part of the workspace.
  bool usesThreads = true;
  /// Measure the time of each step; see `nnef-time-steps`.
  bool timesSteps = false;
};

/// Adds the passes that turn functions on tensors (Linalg, Tensor, Arith, Math)
/// into the LLVM dialect: the pipeline `nnef-linalg-to-llvm`.
///
/// Each public function becomes callable from C; see `nnef-entry-point-abi`.
/// Large constants become external globals; see `nnef-externalize-weights`.
void buildLinalgToLLVMPipeline(mlir::OpPassManager &pm,
                               const LinalgToLLVMOptions &options = {});

/// Adds the passes that make a network simpler before it is lowered, without
/// leaving its dialect: the pipeline `nnef-prepare`. Fragments become part of
/// the graph, and all that constants allow is computed in advance:
/// normalizations, scales and offsets go into weights, zeros around tensors
/// into the windows that see them; see `nnef-fold-constants`,
/// `nnef-fold-normalization` and `nnef-simplify`. `releasesWeights` is as
/// above.
void buildPreparePipeline(mlir::OpPassManager &pm,
                          bool releasesWeights = false);

/// Which dialect a network is lowered to first.
enum class NNEFLowering {
  /// Linalg, on its own.
  Linalg,
  /// TOSA as far as it goes, and Linalg for the rest.
  Tosa,
};

/// The options of `nnef-cpu-pipeline`.
struct CPUPipelineOptions : mlir::PassPipelineOptions<CPUPipelineOptions> {
  Option<NNEFLowering> lowering{
      *this, "lowering",
      llvm::cl::desc("The dialect that networks are lowered to first:"),
      llvm::cl::init(NNEFLowering::Linalg),
      llvm::cl::values(
          clEnumValN(NNEFLowering::Linalg, "linalg", "Linalg"),
          clEnumValN(NNEFLowering::Tosa, "tosa",
                     "TOSA as far as it goes, and Linalg for the rest"))};
  Option<int64_t> vectorBits{
      *this, "vector-bits",
      llvm::cl::desc("The size of the processor's vector registers"),
      llvm::cl::init(VectorRegisters().bits)};
  Option<int64_t> vectorRegisters{
      *this, "vector-registers",
      llvm::cl::desc("How many vector registers the processor has"),
      llvm::cl::init(VectorRegisters().count)};
  Option<bool> winograd{
      *this, "winograd",
      llvm::cl::desc("Compute convolutions with fewer products where that is "
                     "faster; see nnef-winograd"),
      llvm::cl::init(true)};
  Option<bool> threads{
      *this, "threads",
      llvm::cl::desc("Run loops in threads, by OpenMP. Code without threads "
                     "needs no library for them, and no memory but the "
                     "workspace"),
      llvm::cl::init(true)};
  Option<bool> dotProducts{
      *this, "dot-products",
      llvm::cl::desc("Whether the processor adds up products of bytes, four at "
                     "a time"),
      llvm::cl::init(VectorRegisters().hasDotProducts)};
  Option<bool> byteTables{
      *this, "byte-tables",
      llvm::cl::desc("Whether the processor looks bytes up in vectors"),
      llvm::cl::init(VectorRegisters().hasByteTables)};
  Option<bool> timeSteps{
      *this, "time-steps",
      llvm::cl::desc("Measure how long each step takes; see nnef-time-steps"),
      llvm::cl::init(false)};
  Option<bool> releasesWeights{
      *this, "release-weights",
      llvm::cl::desc("Release the memory of weights that were replaced, which "
                     "other modules then have no more"),
      llvm::cl::init(false)};
};

/// Adds the passes that turn networks into the LLVM dialect for a CPU: the
/// pipeline `nnef-cpu-pipeline`.
void buildCPUPipeline(mlir::OpPassManager &pm,
                      const CPUPipelineOptions &options = {});

/// The options of `nnef-gpu-kernels`.
struct GPUKernelsOptions : mlir::PassPipelineOptions<GPUKernelsOptions> {
  Option<TensorCores> tensorCores{
      *this, "tensor-cores",
      llvm::cl::desc("What to round the factors of float32 products to, for "
                     "tensor cores of CUDA devices"),
      llvm::cl::init(TensorCores::None),
      llvm::cl::values(
          clEnumValN(TensorCores::None, "none", "Nothing: no tensor cores"),
          clEnumValN(TensorCores::TF32, "tf32",
                     "TF32: the range of float32, 11 bits of precision"),
          clEnumValN(TensorCores::F16, "f16",
                     "float16: up to 65504, 11 bits of precision"))};
  Option<bool> cublasLt{
      *this, "cublaslt",
      llvm::cl::desc("Leave products of matrices to cuBLASLt; see "
                     "nnef-call-cuda-libraries"),
      llvm::cl::init(false)};
  Option<bool> cudnn{*this, "cudnn",
                     llvm::cl::desc("Leave convolutions to cuDNN, likewise"),
                     llvm::cl::init(false)};
  Option<bool> releasesWeights{
      *this, "release-weights",
      llvm::cl::desc("Release the memory of weights that were replaced, which "
                     "other modules then have no more"),
      llvm::cl::init(false)};
};

/// Adds the passes that turn networks into launches of kernels, which are the
/// same for all GPUs: the pipeline `nnef-gpu-kernels`.
///
/// Each network is a function with memrefs for its inputs, its outputs and the
/// workspace, in this order. It has nothing but launches of kernels, whose
/// arguments are those memrefs, external globals, and views of the workspace,
/// and what is asked for calls of libraries; see `nnef-verify-host-code`.
void buildGPUKernelsPipeline(mlir::OpPassManager &pm,
                             const GPUKernelsOptions &options = {});

/// Adds the passes that turn each `gpu.module` into a `gpu.binary` of SPIR-V
/// for Vulkan: the pipeline `nnef-gpu-to-spirv`.
void buildGPUToSPIRVPipeline(mlir::OpPassManager &pm);

/// Registers the pipelines of this header, and the passes they are made of.
void registerNNEFPipelines();

/// Registers the dialects that the input of the pipelines may be written in,
/// and the interfaces of ops that the passes go by.
void registerPipelineDialects(mlir::DialectRegistry &registry);

} // namespace nnef

#endif // NNEF_PIPELINES_PIPELINES_H
