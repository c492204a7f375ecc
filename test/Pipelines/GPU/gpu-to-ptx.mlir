// RUN: nnef-opt %s --nnef-gpu-to-ptx=chips=sm_80,sm_90a | FileCheck %s

// One object for each chip. Operands are addresses, indices have 32 bits, and
// tanh is arithmetic.
// CHECK: gpu.binary @kernels [
// CHECK-SAME: #gpu.object<#nvvm.target<O = 3, chip = "sm_80"
// CHECK-SAME: .target sm_80
// CHECK-SAME: .visible .entry kernel(
// CHECK-SAME: .param .u64 .ptr .align 256 kernel_param_0
// CHECK-SAME: .param .u64 .ptr .align 256 kernel_param_1
// CHECK-NOT: kernel_param_2
// CHECK-NOT: .extern
// CHECK-SAME: ld.global
// CHECK-SAME: fma.rn.f32
// CHECK-SAME: div.rn.f32
// CHECK-SAME: st.global
// CHECK-SAME: chip = "sm_90a"
// CHECK-SAME: .target sm_90a
// CHECK: gpu.launch_func @kernels::@kernel
module attributes {gpu.container_module} {
  gpu.module @net_kernel {
    gpu.func @net_kernel(%x: memref<1000xf32>, %y: memref<1000xf32>) kernel
        attributes {known_block_size = array<i32: 128, 1, 1>} {
      %c128 = arith.constant 128 : index
      %c1000 = arith.constant 1000 : index
      %block = gpu.block_id x
      %thread = gpu.thread_id x
      %0 = arith.muli %block, %c128 : index
      %i = arith.addi %0, %thread : index
      %inside = arith.cmpi slt, %i, %c1000 : index
      scf.if %inside {
        %1 = memref.load %x[%i] : memref<1000xf32>
        %2 = math.tanh %1 : f32
        memref.store %2, %y[%i] : memref<1000xf32>
      }
      gpu.return
    }
  }
  func.func @net(%x: memref<1000xf32>, %y: memref<1000xf32>) {
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %c128 = arith.constant 128 : index
    gpu.launch_func @net_kernel::@net_kernel blocks in (%c8, %c1, %c1)
        threads in (%c128, %c1, %c1)
        args(%x : memref<1000xf32>, %y : memref<1000xf32>)
    return
  }
}
