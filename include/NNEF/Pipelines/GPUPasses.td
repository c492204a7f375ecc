//===- GPUPasses.td - From networks to kernels of a GPU -----*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_GPUPASSES_TD
#define NNEF_PIPELINES_GPUPASSES_TD

include "mlir/Pass/PassBase.td"

def LaunchKernelsPass : Pass<"nnef-launch-kernels", "::mlir::func::FuncOp"> {
  let summary = "Turn Linalg ops and copies on buffers into kernels of a GPU";
  let description = [{
    Each `gpu.launch` has a thread for each place of the parallel loops of an
    op, or for four places beside each other if there are many. Threads beside
    each other compute elements beside each other in memory; loops that add up
    are loops of a thread, whose sums are in registers.

    Ops that follow each other are one kernel where each thread needs only what
    it has computed itself: initial values, what adds up, and what follows
    element by element. What nobody else reads is not stored. An op that has
    nothing to do with what is between two others keeps them not apart.

    In large products of matrices and convolutions, a block of threads has a
    tile of the rows of one operand and the columns of the other. It loads what
    is needed of them for a few terms into workgroup memory, of which each
    thread then reads what it needs for several sums in registers. Tensor cores
    compute such a tile if they are asked for, with factors that are rounded.

    In other sums of products, a thread has several places, at a distance from
    each other, and loads once what they have in common. In a few long sums it
    is the other way round: a block of threads shares each, and adds up its
    parts by `gpu.all_reduce`.

    Views, such as parts and other shapes of a buffer, are computed within
    kernels, which so are given whole buffers.

    Example:

    ```mlir
    linalg.fill ins(%c0 : f32) outs(%sum : memref<8xf32>)
    linalg.generic {... ["parallel", "reduction"]}
        ins(%x : memref<8x4xf32>) outs(%sum : memref<8xf32>) {...}
    ```

    becomes

    ```mlir
    gpu.launch blocks(%bx, %by, %bz) in (... = %c1, ... = %c1, ... = %c1)
        threads(%tx, %ty, %tz) in (... = %c8, ... = %c1, ... = %c1) {
      %n = affine.apply affine_map<(d0, d1, d2) -> ((d1 + d0) * 8 + d2)>(...)
      %0 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %zero) -> (f32) {
        %1 = memref.load %x[%n, %i] : memref<8x4xf32>
        ...
      }
      memref.store %0, %sum[%n] : memref<8xf32>
      gpu.terminator
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::ub::UBDialect"
  ];
  let options = [
    Option<"tensorCores", "tensor-cores", "::nnef::TensorCores",
           "::nnef::TensorCores::None",
           "What to round the factors of float32 products to, for tensor cores",
           [{::llvm::cl::values(
               clEnumValN(::nnef::TensorCores::None, "none",
                          "Nothing: no tensor cores"),
               clEnumValN(::nnef::TensorCores::TF32, "tf32",
                          "TF32: the range of float32, 11 bits of precision"),
               clEnumValN(::nnef::TensorCores::F16, "f16",
                          "float16: up to 65504, 11 bits of precision"))}]>
  ];
}

def CallCUDALibrariesPass : Pass<"nnef-call-cuda-libraries",
                                 "::mlir::ModuleOp"> {
  let summary = "Leave products of matrices and convolutions to libraries";
  let description = [{
    Replaces Linalg ops on buffers of float32 that add up products by calls of
    functions without bodies, which say what a library of CUDA has to do:

    - products of matrices, also as many as there are in a batch, and
      convolutions that are such products, for cuBLASLt. Its matrices are there
      column by column. Products with vectors are no faster there;
    - other convolutions for cuDNN, if they add up channels. Their inputs are
      padded already.

    Operands are whole buffers, and an attribute has all that there is to know
    about them. A result without a first value of its own begins with zero;
    others are added to what is there.

    Example:

    ```mlir
    linalg.generic {...} ins(%a, %b : memref<8x16xf32>, memref<16x4xf32>)
        outs(%c : memref<8x4xf32>) {...}
    ```

    becomes

    ```mlir
    call @cublaslt_product(%b, %a, %c) {nnef.library_call = {
      // Rows, columns, products to add up, and how many there are of this.
      product = array<i64: 4, 8, 16, 1>,
      // From a column to the next, from a matrix to the next, transposed?
      lhs = array<i64: 4, 0, 0>, rhs = array<i64: 16, 0, 0>,
      result = array<i64: 4, 0, 0>,
      offsets = array<i64: 0, 0, 0>, accumulates = array<i64: 1>
    }} : (memref<16x4xf32>, memref<8x16xf32>, memref<8x4xf32>) -> ()
    ```
  }];
  let options = [
    Option<"cublasLt", "cublaslt", "bool", /*default=*/"false",
           "Leave products of matrices to cuBLASLt">,
    Option<"cudnn", "cudnn", "bool", /*default=*/"false",
           "Leave convolutions to cuDNN">
  ];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def VerifyHostCodePass : Pass<"nnef-verify-host-code", "::mlir::ModuleOp"> {
  let summary = "Fail if a network does anything but launch kernels";
  let description = [{
    Whole networks stay on the device: a loop, copy or allocation that is left
    on the host would access memory that is not there. In public functions,
    this pass accepts launches of kernels with grids of known size, calls of
    libraries (see `nnef-call-cuda-libraries`), and what
    says where their arguments are: arguments of the function, globals, and
    views of the workspace at known places. Everything else is an error.
  }];
}

def KernelsToSPIRVPass
    : Pass<"nnef-kernels-to-spirv", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Convert kernels to SPIR-V for Vulkan";
  let description = [{
    Adds to a `gpu.module` the `spirv.module` of its kernels, for
    `gpu-module-to-binary`. Each argument of a kernel is a storage buffer: the
    binding of its number in set 0.

    Elements in memory have the sizes that they have on the host: logical values
    have a byte.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::spirv::SPIRVDialect"
  ];
}

#endif // NNEF_PIPELINES_GPUPASSES_TD
