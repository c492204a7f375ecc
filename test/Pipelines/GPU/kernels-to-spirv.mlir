// RUN: nnef-opt %s --pass-pipeline='builtin.module(gpu.module(nnef-kernels-to-spirv))' --split-input-file | FileCheck %s

// Each argument is a storage buffer with the elements that the host has, and a
// logical value is a byte there. The kernel stays for its launches.

// CHECK: gpu.module @m [#spirv.target_env
// CHECK: spirv.module @{{.*}} Logical GLSL450
// CHECK: spirv.func @k(
// CHECK-SAME: !spirv.ptr<!spirv.struct<(!spirv.array<16 x f32, stride=4> [0])>, StorageBuffer> {spirv.interface_var_abi = #spirv.interface_var_abi<(0, 0)>}
// CHECK-SAME: !spirv.ptr<!spirv.struct<(!spirv.array<16 x i8, stride=1> [0])>, StorageBuffer> {spirv.interface_var_abi = #spirv.interface_var_abi<(0, 1)>}
// CHECK-SAME: workgroup_size = [16, 1, 1]
// CHECK: %[[X:.*]] = spirv.Load "StorageBuffer" %{{.*}} : f32
// CHECK: %[[IS:.*]] = spirv.FOrdLessThan %[[X]], %{{.*}} : f32
// CHECK: %[[BYTE:.*]] = spirv.Select %[[IS]], %{{.*}}, %{{.*}} : i1, i8
// CHECK: spirv.Store "StorageBuffer" %{{.*}}, %[[BYTE]]
// CHECK: gpu.func @k
gpu.module @m {
  gpu.func @k(%x: memref<16xf32>, %y: memref<16xi1>) kernel attributes {known_block_size = array<i32: 16, 1, 1>} {
    %zero = arith.constant 0.0 : f32
    %i = gpu.thread_id x
    %0 = memref.load %x[%i] : memref<16xf32>
    %1 = arith.cmpf olt, %0, %zero : f32
    memref.store %1, %y[%i] : memref<16xi1>
    gpu.return
  }
}

// -----

// Sums are variables of a thread, and loops have the form that SPIR-V asks for.

// CHECK: spirv.func @k(
// CHECK: spirv.mlir.loop
// CHECK: spirv.IAdd
gpu.module @m {
  gpu.func @k(%x: memref<16xi32>) kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %zero = arith.constant 0 : i32
    %sum = scf.for %i = %c0 to %c16 step %c1 iter_args(%s = %zero) -> (i32) {
      %0 = memref.load %x[%i] : memref<16xi32>
      %1 = arith.addi %s, %0 : i32
      scf.yield %1 : i32
    }
    memref.store %sum, %x[%c0] : memref<16xi32>
    gpu.return
  }
}

// -----

// Workgroup memory is a variable of the module.

// CHECK: spirv.GlobalVariable @{{.*}} : !spirv.ptr<!spirv.struct<(!spirv.array<4 x f32>)>, Workgroup>
// CHECK: spirv.func @k(
// CHECK: spirv.Store "Workgroup"
// CHECK: spirv.ControlBarrier <Workgroup>, <Workgroup>
// CHECK: spirv.Load "Workgroup"
gpu.module @m {
  gpu.func @k(%x: memref<4xf32>) workgroup(%m: memref<4xf32, #gpu.address_space<workgroup>>)
      kernel attributes {known_block_size = array<i32: 4, 1, 1>} {
    %c0 = arith.constant 0 : index
    %i = gpu.thread_id x
    %0 = memref.load %x[%i] : memref<4xf32>
    memref.store %0, %m[%i] : memref<4xf32, #gpu.address_space<workgroup>>
    gpu.barrier
    %1 = memref.load %m[%c0] : memref<4xf32, #gpu.address_space<workgroup>>
    memref.store %1, %x[%i] : memref<4xf32>
    gpu.return
  }
}

// -----

// Threads add up what they have in workgroup memory, half as many of them in
// each step.

// CHECK: spirv.GlobalVariable @{{.*}} : !spirv.ptr<!spirv.struct<(!spirv.array<4 x f32>)>, Workgroup>
// CHECK: spirv.func @k(
// CHECK: %[[X:.*]] = spirv.Load "StorageBuffer"
// CHECK: spirv.Store "Workgroup" %{{.*}}, %[[X]]
// CHECK: spirv.ControlBarrier <Workgroup>, <Workgroup>
// CHECK: spirv.ULessThan %{{.*}}, %{{.*}}
// CHECK: spirv.FAdd
// CHECK: spirv.ControlBarrier <Workgroup>, <Workgroup>
// CHECK: spirv.ULessThan
// CHECK: spirv.FAdd
// CHECK: spirv.ControlBarrier <Workgroup>, <Workgroup>
// CHECK-NOT: spirv.FAdd
// CHECK: %[[SUM:.*]] = spirv.Load "Workgroup"
// CHECK: spirv.Store "StorageBuffer" %{{.*}}, %[[SUM]]
gpu.module @m {
  gpu.func @k(%x: memref<4xf32>) kernel attributes {known_block_size = array<i32: 4, 1, 1>} {
    %i = gpu.thread_id x
    %0 = memref.load %x[%i] : memref<4xf32>
    %1 = gpu.all_reduce %0 uniform {
    ^bb0(%a: f32, %b: f32):
      %sum = arith.addf %a, %b : f32
      gpu.yield %sum : f32
    } : (f32) -> f32
    memref.store %1, %x[%i] : memref<4xf32>
    gpu.return
  }
}
