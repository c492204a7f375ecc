//===- NVPTX.h - From kernels to code for CUDA devices ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_NVPTX_H
#define NNEF_PIPELINES_NVPTX_H

#include "mlir/Pass/PassOptions.h"

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace nnef {

/// The options of `nnef-gpu-to-ptx`.
struct NVPTXOptions : mlir::PassPipelineOptions<NVPTXOptions> {
  ListOption<std::string> chips{
      *this, "chips",
      llvm::cl::desc("The devices to make code for, as LLVM names them, such "
                     "as sm_80 or sm_90a (default: sm_80). Code for sm_80 runs "
                     "on all newer devices, code for sm_90a on these alone")};
  Option<int> optLevel{
      *this, "opt-level",
      llvm::cl::desc("The effort of LLVM's optimizer, from 0 to 3"),
      llvm::cl::init(3)};
  Option<std::string> libDevice{
      *this, "libdevice",
      llvm::cl::desc("The file of functions such as exp that is part of CUDA's "
                     "toolkit, libdevice.10.bc (default: none, and arithmetic "
                     "instead of such functions)")};
};

/// Whether LLVM makes code for a kind of CUDA device of that name.
bool isNVPTXChip(llvm::StringRef name);

/// What a kind of CUDA device can do, as a number: 80 for `sm_80` and `sm_80a`.
unsigned getNVPTXCapability(llvm::StringRef chip);

/// Adds the passes that turn all kernels into one `gpu.binary` with an object
/// for each chip, which is text of PTX: the pipeline `nnef-gpu-to-ptx`.
///
/// Kernels have operands of static shape only, of which they get the addresses
/// of the first elements. Nothing of a CUDA toolkit is needed but what the
/// options name.
void buildGPUToPTXPipeline(mlir::OpPassManager &pm,
                           const NVPTXOptions &options = {});

} // namespace nnef

#endif // NNEF_PIPELINES_NVPTX_H
