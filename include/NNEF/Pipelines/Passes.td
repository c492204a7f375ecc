//===- Passes.td - The passes between upstream's passes -----*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_PASSES_TD
#define NNEF_PIPELINES_PASSES_TD

include "mlir/Pass/PassBase.td"

def DecomposeAggregatesPass : Pass<"nnef-decompose-aggregates"> {
  let summary = "Decompose Linalg ops that have no loops of their own";
  let description = [{
    `linalg.softmax` and the like stand for several loops, and say themselves
    which ops those are.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def FuseElementwisePass : Pass<"nnef-fuse-elementwise"> {
  let summary = "Fuse elementwise linalg.generic ops into their consumers";
  let description = [{
    Upstream's `linalg-fuse-elementwise-ops` fuses an elementwise op into any
    consumer, also into a convolution, which then computes it once per element
    of its window and output channel. This pass fuses an op only where its
    consumer needs each of its elements exactly once.

    An elementwise op that reads an expanded result of another Linalg op computes
    in the shape before that, so that nothing is between the two.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def BlockLayoutsPass
    : Pass<"nnef-block-layouts", "::mlir::func::FuncOp"> {
  let summary = "Lay channels out in blocks, from convolution to convolution";
  let description = [{
    Processors compute with vectors. For these to be loaded and stored whole,
    some channels of a place must be side by side in memory. This pass splits
    the channels of convolutions into an outer dimension and a last one of a
    fixed extent, the block.

    Dimensions that one loop runs over, and those that keep their place when
    elements are moved, are split alike, so that the blocks go through
    elementwise operations, pools, pads and concatenations. The extent of the
    block depends on the common divisor of all their extents. Where a network
    begins and ends, and around what cannot be split, a `linalg.pack` and
    `linalg.unpack` remain, and so they do for the weights.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FoldWeightsPass : Pass<"nnef-fold-weights", "::mlir::ModuleOp"> {
  let summary = "Move elements of constants when compiling";
  let description = [{
    Evaluates what only moves elements of constants, such as packing the filter
    of a convolution into the layout that its kernel reads: `linalg.pack` and
    `unpack`, `linalg.transpose` and each `linalg.generic` that reads an element
    and writes it, and of the Tensor dialect `expand_shape`, `collapse_shape`,
    `pad`, `extract_slice`, `insert_slice`, `concat` and `cast`. Shapes must be
    static. A chain of such ops becomes one constant.

    Elements go from memory to memory, in the threads of the context. A large
    result is a resource, named after the constant and after what happened to
    it, such as `conv1_filter_packed`. The same constant in another shape is the
    same resource.

    An op stays if it makes a constant more than 32 times as large, by padding,
    and larger than 64 KiB; if its result has elements several times and takes
    more than 1 KiB; and if elements do not fill their bytes.

    With `release-sources` the memory of a resource is released as soon as
    nothing in the module needs it any more. Others who have its attribute, such
    as a copy of the module, find no data then.

    Example: `nnef-opt --nnef-fold-weights`.
  }];
  let options = [
    Option<"releaseSources", "release-sources", "bool", /*default=*/"false",
           "Release the memory of resources that were replaced">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def ExternalizeWeightsPass
    : Pass<"nnef-externalize-weights", "::mlir::ModuleOp"> {
  let summary = "Turn large constants into external globals";
  let description = [{
    The weights of a network must neither be copied nor pass through LLVM IR.
    Each `arith.constant` of a `dense_resource`, and each one of a dense value
    that is not a splat and takes `min-bytes` or more, becomes an external
    `memref.global` and a read-only tensor of it. Equal constants share one.

    What each global stands for is recorded in the module's `nnef.weights`
    attribute, a dictionary from symbol to value, which survives the lowering to
    the LLVM dialect. Whoever links or runs the code defines the symbols.

    Example:

    ```mlir
    %w = arith.constant dense_resource<filter> : tensor<8x4xf32>
    ```

    becomes

    ```mlir
    memref.global @weight_filter : memref<8x4xf32>
    ...
    %0 = memref.get_global @weight_filter : memref<8x4xf32>
    %w = bufferization.to_tensor %0 restrict
        : memref<8x4xf32> to tensor<8x4xf32>
    ```
  }];
  let options = [
    Option<"minBytes", "min-bytes", "uint64_t", /*default=*/"1024",
           "The size from which on dense values become external">
  ];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def LowerGlobalsPass : Pass<"nnef-lower-globals", "::mlir::ModuleOp"> {
  let summary = "Turn globals of tensors into constants and memory";
  let description = [{
    Replaces `ml_program.global` operations, which variables become when a model
    is imported with `--variables=globals`. The load of an immutable one becomes
    an `arith.constant` of its value.

    A mutable one becomes an external `memref.global`. What it was called and
    its initial value are recorded in the module's `nnef.state` attribute, a
    dictionary from symbol to `{global = "h", value = ...}`, which survives the
    lowering to the LLVM dialect. Whoever links or runs the code defines the
    symbol, as a memory that holds this value and lives as long as the network
    keeps its state.

    A function loads the old value first, whatever it computes in between, and
    stores the new one where it says so. Loads after a store, several stores of
    one global, and loads and stores that are not at the top of a public
    function are errors.

    Example:

    ```mlir
    ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
    ...
    %old = ml_program.global_load @h : tensor<4xf32>
    %new = arith.addf %old, %x : tensor<4xf32>
    ml_program.global_store @h = %new : tensor<4xf32>
    ```

    becomes, in a module with the attribute
    `nnef.state = {state_h = {global = "h", value = dense<0.0> : tensor<4xf32>}}`,

    ```mlir
    memref.global @state_h : memref<4xf32>
    ...
    %0 = memref.get_global @state_h : memref<4xf32>
    %1 = bufferization.to_tensor %0 restrict : memref<4xf32> to tensor<4xf32>
    %old = bufferization.alloc_tensor() copy(%1) : tensor<4xf32>
    %new = arith.addf %old, %x : tensor<4xf32>
    %2 = memref.get_global @state_h : memref<4xf32>
    bufferization.materialize_in_destination %new in restrict writable %2
        : (tensor<4xf32>, memref<4xf32>) -> ()
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def EntryPointABIPass : Pass<"nnef-entry-point-abi", "::mlir::ModuleOp"> {
  let summary = "Give public functions the calling convention of networks";
  let description = [{
    The caller of a compiled network provides the memory of the outputs: each
    tensor that a public function returns becomes a `memref` argument behind the
    inputs, which the function writes to. Inputs are only read. The function is
    callable from C as `_mlir_ciface_nnef_<name>`, with a pointer to a memref
    descriptor per argument. `nnef-plan-memory` adds another argument.

    This runs before bufferization, so that results are computed where they are
    wanted instead of being copied there.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::memref::MemRefDialect"];
}

def ExpandCopiesPass : Pass<"nnef-expand-copies"> {
  let summary = "Turn fills, and copies between strided memrefs, into loops";
  let description = [{
    A `memref.copy` that is not contiguous on both sides would become the call
    of a function of MLIR's runtime library, which copies element by element
    through descriptors. It becomes a loop over vectors if rows of known extents
    are made of such, and so does a `linalg.fill`: LLVM takes much longer to find
    that out. Otherwise it becomes a `linalg.copy`.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

def DotProductsPass : Pass<"nnef-dot-products", "::mlir::func::FuncOp"> {
  let summary = "Add up products of bytes without zero points, four at a time";
  let description = [{
    Quantized convolutions, and products with matrices of weights, add up
    products of distances to zero points. Where the weights are known, and have
    the zero point 0, the zero point of the input is the same number times the
    sum of all weights that an element of the result sees: it becomes a part of
    the bias, and products are those of the bytes themselves.

    With `instruction`, the channels that are added up are divided into groups
    of four, which are the last loop; the weights of a group lie side by side.
    `nnef-schedule-kernels` makes of that loop a processor's instruction that
    multiplies four unsigned bytes with signed ones. Inputs that are signed
    become unsigned ones that are 128 more: if possible, in the operation that
    computes them. Channels whose number is no multiple of four get zeros beside
    them.

    Sums are modulo 2^32 before and after, so that they stay the same.

    Example:

    ```mlir
    ^bb0(%x: i8, %w: i8, %sum: i32):
      %0 = arith.extsi %x : i8 to i32
      %1 = arith.subi %0, %c3_i32 : i32
      %2 = arith.extsi %w : i8 to i32
      %3 = arith.muli %1, %2 : i32
      %4 = arith.addi %sum, %3 : i32
      linalg.yield %4 : i32
    ```

    becomes

    ```mlir
    ^bb0(%x: i8, %w: i8, %sum: i32):
      %0 = arith.xori %x, %c-128_i8 : i8
      %1 = arith.extui %0 : i8 to i32
      %2 = arith.extsi %w : i8 to i32
      %3 = arith.muli %1, %2 : i32
      %4 = arith.addi %sum, %3 : i32
      linalg.yield %4 : i32
    ```

    and the sums begin with 131 times the sum of the weights less.
  }];
  let options = [
    Option<"instruction", "instruction", "bool", /*default=*/"false",
           "Whether the processor has an instruction for four products">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def HoistAllocasPass : Pass<"nnef-hoist-allocas"> {
  let summary = "Take memory from the stack once for each thread";
  let description = [{
    A `memref.alloca` within a loop would take more of the stack with each step,
    and the scope that prevents that is not one that loops may be in when they
    become branches. Of a known size, it is moved to the beginning of the
    `omp.parallel` around it, or else of the function. What it holds is not kept
    from one step to the next, so that nothing but its place changes.
  }];
}

def PrefetchWeightsPass
    : Pass<"nnef-prefetch-weights", "::mlir::func::FuncOp"> {
  let summary = "Load weights before they are needed";
  let description = [{
    A step of the parallel loop of a kernel reads the weights of its block of
    channels again and again, and then come others that are still far away.
    While it does, those of the next step are loaded as well.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect"];
}

def LoadBroadcastsPass
    : Pass<"nnef-load-broadcasts", "::mlir::func::FuncOp"> {
  let summary = "Load vectors element by element that memory does not have";
  let description = [{
    A `vector.transfer_read` whose last dimension is one element of memory again
    and again becomes a `memref.load` and a `vector.broadcast`, for each place in
    the other dimensions. `convert-vector-to-scf` would make it a loop that loads
    the element as often as the vector has it, and LLVM takes long to find that
    out.

    Elements of a vector that are not side by side in memory, as those that a
    window with a stride sees, are loaded one after the other, and make up a
    vector. From a loop that does so, LLVM would make vectors only if it is
    short.

    Example:

    ```mlir
    %0 = vector.transfer_read %m[%i, %j], %p {in_bounds = [true, true],
        permutation_map = affine_map<(d0, d1) -> (d0, 0)>}
        : memref<8x8xf32>, vector<2x16xf32>
    ```

    becomes

    ```mlir
    %a = memref.load %m[%i, %j] : memref<8x8xf32>
    %b = vector.broadcast %a : f32 to vector<16xf32>
    %c = vector.insert %b, %poison [0] : vector<16xf32> into vector<2x16xf32>
    %i1 = affine.apply affine_map<(d0) -> (d0 + 1)>(%i)
    %d = memref.load %m[%i1, %j] : memref<8x8xf32>
    %e = vector.broadcast %d : f32 to vector<16xf32>
    %f = vector.insert %e, %c [1] : vector<16xf32> into vector<2x16xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::memref::MemRefDialect",
    "::mlir::ub::UBDialect", "::mlir::vector::VectorDialect"
  ];
}

def ExpandMathPass : Pass<"nnef-expand-math"> {
  let summary = "Compute functions such as exp by arithmetic";
  let description = [{
    Devices have no library of functions: without a vendor's toolkit, `exp` of a
    kernel would stay a call of something that is nowhere. This pass writes
    functions of real numbers as polynomials and expressions, with upstream's
    patterns. What devices have instructions for, such as `math.sqrt`,
    `math.floor` and `math.fma`, stays. Half precision is computed in single.
  }];
  let options = [
    Option<"libDevice", "libdevice", "bool", /*default=*/"false",
           "Leave the functions that CUDA's libdevice has">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def MathToNVVMPass : Pass<"nnef-math-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Turn functions that are instructions of PTX into intrinsics";
  let description = [{
    Upstream's `convert-gpu-to-nvvm` makes a call of CUDA's library of device
    functions of each operation of Math, also of those that are one instruction.
    This pass turns these into intrinsics of LLVM before. A function that is
    left then is an error: run `nnef-expand-math` before. If the library will be
    there, the functions that it has are left for upstream.

    Products and the sums that they are part of may become one instruction, as
    compilers of CUDA do it: flags of fast math say so.
  }];
  let options = [
    Option<"libDevice", "libdevice", "bool", /*default=*/"false",
           "Leave the functions that CUDA's libdevice has">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect"];
}

def KernelAlignmentsPass
    : Pass<"nnef-kernel-alignments", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Say what the addresses of kernels' memory are multiples of";
  let description = [{
    Adds `llvm.align` to the buffers that kernels are given and to memory that
    the threads of a block share, so that LLVM makes one access of several that
    are side by side, and fragments of tensor cores can be loaded.
  }];
  let options = [
    Option<"alignment", "alignment", "int64_t", "256",
           "What the addresses of buffers are multiples of, in bytes">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def MergeKernelsPass : Pass<"nnef-merge-kernels", "::mlir::ModuleOp"> {
  let summary = "Put all kernels of a network into one module, each once";
  let description = [{
    Outlining makes a `gpu.module` for each launch. The driver of a device
    compiles each of them for itself, and layers that are alike again and again.
    This pass makes one `gpu.module` of all. Of kernels that differ in nothing
    but their names, one is left. Kernels are named after the tensor that they
    compute, where the location says which that is.
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect"];
}

def VerifyPTXPass : Pass<"nnef-verify-ptx", "::mlir::ModuleOp"> {
  let summary = "Check that code for CUDA devices calls nothing that is missing";
  let description = [{
    A `gpu.binary` with a text of PTX that declares an external function is an
    error: no driver would load it.
  }];
}

def OutlineKernelsPass : Pass<"nnef-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Move each layer of a network into a function of its own";
  let description = [{
    A layer is an operation that is not elementwise, such as a convolution,
    together with the elementwise operations that follow it and the border that
    is put around its result. Each becomes a private function on tensors, a
    kernel, with the attribute `nnef.kernel`. Its last argument is the tensor
    that it writes its result to. Equal layers share one function.

    Kernels can be scheduled and compiled apart from each other. Operations on
    tensors whose extents are not known stay where they are.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def WinogradPass : Pass<"nnef-winograd", "::mlir::ModuleOp"> {
  let summary = "Compute convolutions with fewer products";
  let description = [{
    A kernel, see `nnef-outline-kernels`, that convolves with a constant 3x3
    filter at every place becomes loops of Winograd's algorithm, if that is
    estimated to be faster. It computes tiles of 4x4 or 2x2 results with 36 or
    16 products for each pair of channels, not 144 or 36. The filter is
    transformed when compiling, in double precision, and becomes 4 or 1.8 times
    as large.

    For a part of the result at a time, the inputs are transformed; then, for
    each block of output channels, products are summed up and transformed to
    results, which go through the elementwise operations that follow. Threads
    share the parts, or the blocks of channels if there are few parts.

    Sums are rounded differently: results are about twice as far from exact ones
    as those that are summed up directly.
  }];
  let options = [
    Option<"releaseSources", "release-sources", "bool", /*default=*/"false",
           "Release the memory of resources that were replaced">,
    Option<"vectorBits", "vector-bits", "int64_t", /*default=*/"512",
           "The size of the processor's vector registers">,
    Option<"vectorRegisters", "vector-registers", "int64_t", /*default=*/"32",
           "How many vector registers the processor has">
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"
  ];
}

def ScheduleKernelsPass
    : Pass<"nnef-schedule-kernels", "::mlir::func::FuncOp"> {
  let summary = "Tile and vectorize kernels";
  let description = [{
    Each kernel, see `nnef-outline-kernels`, becomes a parallel loop over parts
    of its result. Within it, a loop goes over tiles that fit into registers,
    and for each tile everything that the kernel does is done at once, with
    vectors: initial values, products and sums, and elementwise operations.

    The extents of tiles come from a table. The steps from tiles to vectors are
    a sequence of the transform dialect, which `schedules` replaces.
  }];
  let options = [
    Option<"schedules", "schedules", "std::string", /*default=*/"",
           "A file of MLIR with the sequences to use in place of the built-in "
           "ones">,
    Option<"vectorBits", "vector-bits", "int64_t", /*default=*/"512",
           "The size of the processor's vector registers">,
    Option<"vectorRegisters", "vector-registers", "int64_t", /*default=*/"32",
           "How many vector registers the processor has">,
    Option<"byteTables", "byte-tables", "bool", /*default=*/"false",
           "Whether the processor looks bytes up in vectors (AVX-512 VBMI)">
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::transform::TransformDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def TimeStepsPass : Pass<"nnef-time-steps", "::mlir::ModuleOp"> {
  let summary = "Measure how long each step of a network takes";
  let description = [{
    Each call, loop and copy at the top of a public function is a step. The time
    that it takes is added to an element of the external global
    `@nnef_step_times`, in the unit of the external function `@nnef_clock`.

    The attribute `nnef.steps` of the module describes the steps: an array with
    a dictionary for each. There, `loc` is the location that it comes from. If it
    calls a function, `function` is its name, and `nnef.kernel` and `nnef.tiles`
    are those of the function, if it has them.

    Example:

    ```mlir
    func.call @layer(%0) : (memref<8xf32>) -> () loc("relu"("graph.nnef":5:3))
    ```

    becomes, where the description is
    `{function = "layer", loc = loc("relu"("graph.nnef":5:3))}`,

    ```mlir
    %start = func.call @nnef_clock() : () -> i64
    func.call @layer(%0) : (memref<8xf32>) -> ()
    %end = func.call @nnef_clock() : () -> i64
    %time = arith.subi %end, %start : i64
    %times = memref.get_global @nnef_step_times : memref<1xi64>
    %c0 = arith.constant 0 : index
    %old = memref.load %times[%c0] : memref<1xi64>
    %new = arith.addi %old, %time : i64
    memref.store %new, %times[%c0] : memref<1xi64>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::memref::MemRefDialect"];
}

def MergeBuffersPass : Pass<"nnef-merge-buffers", "::mlir::ModuleOp"> {
  let summary = "Compute parts of buffers where they are, not beside them";
  let description = [{
    The operands of a concatenation are computed in buffers of their own, and
    copied side by side into another one. Where such a copy has nothing but
    contiguous memory on both sides, and until then nobody else needs the place
    that it goes to, this pass makes the one buffer a part of the other, and the
    copy disappears. Likewise what is copied to an output of a public function is
    computed there, and what is nothing but read after it was copied is read
    where it was. The pass does that for copies at the top of a function. Which
    arguments of other functions of the module are only read, it finds out.

    Example:

    ```mlir
    %0 = memref.alloc() : memref<1x8xf32>
    call @f(%0) : (memref<1x8xf32>) -> ()
    %1 = memref.alloc() : memref<2x8xf32>
    %2 = memref.subview %1[1, 0] [1, 8] [1, 1]
        : memref<2x8xf32> to memref<1x8xf32, strided<[8, 1], offset: 8>>
    memref.copy %0, %2
        : memref<1x8xf32> to memref<1x8xf32, strided<[8, 1], offset: 8>>
    ```

    becomes

    ```mlir
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    %m = memref.alloc() {alignment = 64 : i64} : memref<64xi8>
    %1 = memref.view %m[%c0][] : memref<64xi8> to memref<2x8xf32>
    %0 = memref.view %m[%c32][] : memref<64xi8> to memref<1x8xf32>
    call @f(%0) : (memref<1x8xf32>) -> ()
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect"];
}

def PlanMemoryPass : Pass<"nnef-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Put the buffers of functions into a workspace";
  let description = [{
    A network that allocates memory whenever it runs takes longer, may fail, and
    does not fit programs that must know beforehand how much they need. Each
    public function gets one more argument, the workspace, behind all others: a
    memory that its caller provides, whose address is a multiple of 64. It need
    not be initialized, and keeps nothing from one invocation to the next.

    Each `memref.alloc` of a known shape becomes a `memref.view` of the
    workspace. Those that are never in use at the same time share memory. Left
    alone are buffers that a function returns, that live from one iteration of a
    loop to the next, or that each thread of a parallel loop has for itself. A
    private function with buffers gets a workspace from each of its callers,
    which is a buffer of the caller.

    The pass runs before upstream's deallocation of buffers, which then finds
    only what is left. The module's attribute `nnef.memory` is a dictionary of
    the size of the workspace, `arena`, and the least that any plan could do
    with, `live`: both in bytes, and of several public functions the largest.

    Example:

    ```mlir
    func.func @net(%x: memref<16xf32>, %y: memref<16xf32>) {
      %0 = memref.alloc() : memref<16xf32>
      linalg.exp ins(%x : memref<16xf32>) outs(%0 : memref<16xf32>)
      %1 = memref.alloc() : memref<16xf32>
      linalg.exp ins(%0 : memref<16xf32>) outs(%1 : memref<16xf32>)
      linalg.exp ins(%1 : memref<16xf32>) outs(%y : memref<16xf32>)
      return
    }
    ```

    becomes, in a module with the attribute
    `nnef.memory = {arena = 128 : i64, live = 128 : i64}`,

    ```mlir
    func.func @net(%x: memref<16xf32>, %y: memref<16xf32>, %w: memref<128xi8>) {
      %c0 = arith.constant 0 : index
      %0 = memref.view %w[%c0][] : memref<128xi8> to memref<16xf32>
      linalg.exp ins(%x : memref<16xf32>) outs(%0 : memref<16xf32>)
      %c64 = arith.constant 64 : index
      %1 = memref.view %w[%c64][] : memref<128xi8> to memref<16xf32>
      linalg.exp ins(%0 : memref<16xf32>) outs(%1 : memref<16xf32>)
      linalg.exp ins(%1 : memref<16xf32>) outs(%y : memref<16xf32>)
      return
    }
    ```
  }];
  let options = [
    Option<"alignment", "alignment", "int64_t", /*default=*/"64",
           "What the places of buffers in the workspace are multiples of">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect"];
}

def OutlineLoopsPass : Pass<"nnef-outline-loops", "::mlir::ModuleOp"> {
  let summary = "Move each loop nest of a function into a function of its own";
  let description = [{
    LLVM takes time that grows with the square of the number of loops in a
    function. With a function for each nest it grows with their number.

    Loops at the top of a function that has several of them become calls of
    private functions that are not inlined. Constants and the addresses of
    globals are computed again there.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

include "NNEF/Pipelines/GPUPasses.td"

#endif // NNEF_PIPELINES_PASSES_TD
