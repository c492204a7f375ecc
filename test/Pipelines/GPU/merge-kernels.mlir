// RUN: nnef-opt %s --nnef-merge-kernels | FileCheck %s

// Kernels that do the same are one, which is named after the first tensor.
module attributes {gpu.container_module} {
  // CHECK: gpu.module @kernels {
  // CHECK: gpu.func @nnef_conv_1(%{{.*}}: memref<4xf32>) kernel
  // CHECK: gpu.func @kernel(%{{.*}}: memref<8xf32>) kernel
  // CHECK-NOT: gpu.func
  // CHECK-NOT: gpu.module
  gpu.module @net_kernel {
    gpu.func @net_kernel(%x: memref<4xf32>) kernel {
      gpu.return
    } loc("conv-1"("graph.nnef":3:5))
  }
  gpu.module @net_kernel_0 {
    gpu.func @net_kernel(%x: memref<8xf32>) kernel {
      gpu.return
    }
  }
  gpu.module @net_kernel_1 {
    gpu.func @another(%y: memref<4xf32>) kernel {
      gpu.return
    } loc("conv-2"("graph.nnef":4:5))
  }
  func.func @net(%x: memref<4xf32>, %y: memref<8xf32>) {
    %c1 = arith.constant 1 : index
    // CHECK: gpu.launch_func @kernels::@nnef_conv_1
    gpu.launch_func @net_kernel::@net_kernel blocks in (%c1, %c1, %c1)
        threads in (%c1, %c1, %c1) args(%x : memref<4xf32>)
    // CHECK: gpu.launch_func @kernels::@kernel
    gpu.launch_func @net_kernel_0::@net_kernel blocks in (%c1, %c1, %c1)
        threads in (%c1, %c1, %c1) args(%y : memref<8xf32>)
    // CHECK: gpu.launch_func @kernels::@nnef_conv_1
    gpu.launch_func @net_kernel_1::@another blocks in (%c1, %c1, %c1)
        threads in (%c1, %c1, %c1) args(%x : memref<4xf32>)
    return
  }
}
