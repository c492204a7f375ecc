// REQUIRES: x86
// Vectors that a schedule has chosen stay as wide as they are, also on CPUs for
// which LLVM prefers narrower ones.
// RUN: rm -rf %t
// RUN: %python -c "import numpy; numpy.save(r'%t.npy', numpy.arange(16, dtype=numpy.float32))"
// RUN: nnef-run %s --input x=%t.npy --cpu=sapphirerapids --save-objects=%t | FileCheck %s --check-prefix=RESULT
// RUN: %if avx512 %{ llvm-objdump --disassemble --no-show-raw-insn %t/*.o | FileCheck %s %}
// RESULT: values 0, 2, 6, 12, 20, 30, 42, 56
// CHECK: vfmadd{{.*}} %zmm

func.func @net(%x: tensor<16xf32> {nnef.name = "x"}) -> (tensor<16xf32> {nnef.name = "y"}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %0 = vector.transfer_read %x[%c0], %zero {in_bounds = [true]} : tensor<16xf32>, vector<16xf32>
  %1 = vector.fma %0, %0, %0 : vector<16xf32>
  %e = tensor.empty() : tensor<16xf32>
  %2 = vector.transfer_write %1, %e[%c0] {in_bounds = [true]} : vector<16xf32>, tensor<16xf32>
  return %2 : tensor<16xf32>
}
