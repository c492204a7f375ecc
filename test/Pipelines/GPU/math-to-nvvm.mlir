// RUN: nnef-opt %s --pass-pipeline='builtin.module(gpu.module(nnef-math-to-nvvm))' --split-input-file --verify-diagnostics | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @instructions
  gpu.func @instructions(%x: f32, %y: f32, %i: i32) -> (f32, f32, f32, f32, i32, i32) {
    // CHECK: llvm.call_intrinsic "llvm.fabs"(%{{.*}}) : (f32) -> f32
    %0 = math.absf %x : f32
    // CHECK: llvm.call_intrinsic "llvm.sqrt"
    %1 = math.sqrt %x : f32
    // CHECK: llvm.call_intrinsic "llvm.fma"(%{{.*}}, %{{.*}}, %{{.*}}) : (f32, f32, f32) -> f32
    %2 = math.fma %x, %y, %x : f32
    // CHECK: llvm.call_intrinsic "llvm.maxnum"
    %3 = arith.maxnumf %x, %y : f32
    // CHECK: arith.subi
    // CHECK: arith.maxsi
    %4 = math.absi %i : i32
    // Upstream's lowering has no call for it.
    // CHECK: "llvm.intr.ctlz"(%{{.*}}) <{is_zero_poison = false}> : (i32) -> i32
    %5 = math.ctlz %i : i32
    gpu.return %0, %1, %2, %3, %4, %5 : f32, f32, f32, f32, i32, i32
  }
}

// -----

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @product
  gpu.func @product(%x: f32, %y: f32) -> f32 {
    // CHECK: arith.mulf %{{.*}}, %{{.*}} fastmath<contract> : f32
    %0 = arith.mulf %x, %y : f32
    // CHECK: arith.addf %{{.*}}, %{{.*}} fastmath<contract> : f32
    %1 = arith.addf %0, %y : f32
    gpu.return %1 : f32
  }
}

// -----

// What is left would be a call of what no device has.
gpu.module @kernels {
  gpu.func @functions(%x: f32, %y: f64) -> (f32, f64) {
    // expected-error @+1 {{'math.tanh' on 'f32' is no instruction of a CUDA device, and has no expansion}}
    %0 = math.tanh %x : f32
    // expected-error @+1 {{'math.exp' on 'f64' is no instruction of a CUDA device, and has no expansion}}
    %1 = math.exp %y : f64
    gpu.return %0, %1 : f32, f64
  }
}
