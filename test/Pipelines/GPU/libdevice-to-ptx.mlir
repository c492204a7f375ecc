// REQUIRES: libdevice
// RUN: nnef-opt %s --nnef-gpu-to-ptx=libdevice=%libdevice | FileCheck %s

// Functions of libdevice become part of the code. It has the instruction of devices
// for powers of two, which our own arithmetic does not need.
// CHECK: gpu.binary @kernels
// CHECK-NOT: .extern
// CHECK-NOT: __nv_
// CHECK: ex2.approx
// CHECK-NOT: .extern
// CHECK-NOT: __nv_
module attributes {gpu.container_module} {
  gpu.module @m {
    gpu.func @f(%x: memref<4xf32>, %y: memref<4xf64>) kernel {
      %i = gpu.thread_id x
      %0 = memref.load %x[%i] : memref<4xf32>
      %1 = math.exp %0 : f32
      %2 = arith.remf %1, %0 : f32
      memref.store %2, %x[%i] : memref<4xf32>
      %3 = memref.load %y[%i] : memref<4xf64>
      %4 = math.powf %3, %3 : f64
      memref.store %4, %y[%i] : memref<4xf64>
      gpu.return
    }
  }
  func.func @net(%x: memref<4xf32>, %y: memref<4xf64>) {
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    gpu.launch_func @m::@f blocks in (%c1, %c1, %c1) threads in (%c4, %c1, %c1) args(%x : memref<4xf32>, %y : memref<4xf64>)
    return
  }
}
