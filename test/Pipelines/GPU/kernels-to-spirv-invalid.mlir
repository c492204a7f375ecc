// RUN: nnef-opt %s --pass-pipeline='builtin.module(gpu.module(nnef-kernels-to-spirv))' --split-input-file --verify-diagnostics

gpu.module @m {
  // expected-error @below {{has blocks of unknown size, which SPIR-V does not have}}
  gpu.func @k(%x: memref<16xf32>) kernel {
    gpu.return
  }
}

// -----

// The operation that a device does not have is named.

gpu.module @m {
  gpu.func @k(%x: memref<16xf32>) kernel attributes {known_block_size = array<i32: 16, 1, 1>} {
    %i = gpu.thread_id x
    %0 = memref.load %x[%i] : memref<16xf32>
    // expected-error @below {{failed to legalize operation 'math.erf'}}
    %1 = math.erf %0 : f32
    memref.store %1, %x[%i] : memref<16xf32>
    gpu.return
  }
}

// -----

gpu.module @m {
  gpu.func @k(%x: memref<3xf32>) kernel attributes {known_block_size = array<i32: 3, 1, 1>} {
    %i = gpu.thread_id x
    %0 = memref.load %x[%i] : memref<3xf32>
    // expected-error @below {{needs a region, and blocks with one dimension, of a power of two}}
    %1 = gpu.all_reduce add %0 {} : (f32) -> f32
    memref.store %1, %x[%i] : memref<3xf32>
    gpu.return
  }
}
