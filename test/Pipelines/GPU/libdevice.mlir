// What libdevice has is left for upstream, which makes calls of it.
// RUN: nnef-opt %s --pass-pipeline='builtin.module(gpu.module(nnef-expand-math{libdevice=true},nnef-math-to-nvvm{libdevice=true}))' | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @functions
  gpu.func @functions(%x: f32, %y: f32, %d: f64) -> (f32, f32, f32, f64) {
    // CHECK: math.exp %{{.*}} : f32
    %0 = math.exp %x : f32
    // CHECK: math.powf %{{.*}}, %{{.*}} : f32
    %1 = math.powf %x, %y : f32
    // CHECK: arith.remf %{{.*}}, %{{.*}} : f32
    %2 = arith.remf %x, %y : f32
    // CHECK: math.log2 %{{.*}} : f64
    %3 = math.log2 %d : f64
    gpu.return %0, %1, %2, %3 : f32, f32, f32, f64
  }

  // There are none for half precision, nor for what is an instruction.
  // CHECK-LABEL: gpu.func @others
  gpu.func @others(%x: f16, %y: f32, %i: i32) -> (f16, f32, i32) {
    // CHECK: %[[X:.*]] = arith.extf %{{.*}} : f16 to f32
    // CHECK: math.tanh %[[X]] : f32
    %0 = math.tanh %x : f16
    // CHECK: llvm.call_intrinsic "llvm.sqrt"
    %1 = math.sqrt %y : f32
    // CHECK: scf.for
    %2 = math.ipowi %i, %i : i32
    gpu.return %0, %1, %2 : f16, f32, i32
  }
}
