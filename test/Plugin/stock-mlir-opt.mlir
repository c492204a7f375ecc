// A program without sanitizers cannot load a plug-in with them.
// UNSUPPORTED: sanitizers
//
// The stock mlir-opt knows the dialect and the passes when it loads the plug-in.
// RUN: %mlir-opt --load-dialect-plugin=%plugin %s | FileCheck %s
// RUN: %mlir-opt --load-dialect-plugin=%plugin --load-pass-plugin=%plugin \
// RUN:   --pass-pipeline='builtin.module(nnef-to-linalg)' %s | FileCheck %s --check-prefix=LINALG
// RUN: %mlir-opt --load-dialect-plugin=%plugin --load-pass-plugin=%plugin \
// RUN:   --pass-pipeline='builtin.module(nnef-cpu-pipeline)' %s | FileCheck %s --check-prefix=LLVM

// CHECK-LABEL: func.func @relu
// CHECK: nnef.relu %{{.*}} : tensor<2x4xf32>
// LINALG-LABEL: func.func @relu
// LINALG: linalg.generic
// LINALG-NOT: nnef.relu
// LLVM: llvm.func @_mlir_ciface_nnef_relu
func.func @relu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = nnef.relu %x : tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
