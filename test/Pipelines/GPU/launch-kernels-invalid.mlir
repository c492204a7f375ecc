// RUN: nnef-opt %s --nnef-launch-kernels --verify-diagnostics

func.func @extent(%x: memref<?xf32>) {
  %zero = arith.constant 0.0 : f32
  // expected-error @below {{the extents of its loops are not known, which kernels of a GPU must have}}
  linalg.fill ins(%zero : f32) outs(%x : memref<?xf32>)
  return
}
