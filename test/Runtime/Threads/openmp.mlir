// Code that has loops of OpenMP runs them in its threads, as many as are asked
// for.
// RUN: rm -rf %t && mkdir -p %t
// RUN: %python -c "import numpy; numpy.save(r'%t/x.npy', numpy.arange(64, dtype=numpy.int32))"
// DEFINE: %{options} =
// DEFINE: %{run} = nnef-run %s --input x=%t/x.npy %{options}
// REDEFINE: %{options} = --threads=3
// RUN: %{run} | FileCheck %s --check-prefixes=CHECK,THREE
// REDEFINE: %{options} = --threads=1
// RUN: %{run} | FileCheck %s --check-prefixes=CHECK,ONE
// REDEFINE: %{options} = --threads=3 --cache=%t/cache
// RUN: %{run} | FileCheck %s --check-prefixes=CHECK,THREE
// RUN: %{run} | FileCheck %s --check-prefixes=CHECK,THREE
// RUN: env OMP_NUM_THREADS=3 nnef-run %s --input x=%t/x.npy | FileCheck %s --check-prefixes=CHECK,THREE
//
// CHECK: squares: int32[64]
// CHECK: first values 0, 1, 4, 9, 16, 25, 36, 49
// CHECK: count: int32[1]
// ONE:   values 1
// THREE: values 3

llvm.func @omp_get_num_threads() -> i32

llvm.func @square(%x: !llvm.ptr, %y: !llvm.ptr, %count: !llvm.ptr) attributes {passthrough = ["noinline"]} {
  %zero = llvm.mlir.constant(0 : i64) : i64
  %one = llvm.mlir.constant(1 : i64) : i64
  %end = llvm.mlir.constant(64 : i64) : i64
  omp.parallel {
    %threads = llvm.call @omp_get_num_threads() : () -> i32
    omp.single {
      llvm.store %threads, %count : i32, !llvm.ptr
      omp.terminator
    }
    omp.wsloop {
      omp.loop_nest (%i) : i64 = (%zero) to (%end) step (%one) {
        %from = llvm.getelementptr %x[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
        %value = llvm.load %from : !llvm.ptr -> i32
        %square = llvm.mul %value, %value : i32
        %to = llvm.getelementptr %y[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
        llvm.store %square, %to : i32, !llvm.ptr
        omp.yield
      }
    }
    omp.terminator
  }
  llvm.return
}

func.func @net(%x: tensor<64xi32> {nnef.name = "x"})
    -> (tensor<64xi32> {nnef.name = "squares"}, tensor<1xi32> {nnef.name = "count"}) {
  %0 = bufferization.to_buffer %x read_only : tensor<64xi32> to memref<64xi32>
  %squares = memref.alloc() : memref<64xi32>
  %count = memref.alloc() : memref<1xi32>
  %1 = memref.extract_aligned_pointer_as_index %0 : memref<64xi32> -> index
  %2 = memref.extract_aligned_pointer_as_index %squares : memref<64xi32> -> index
  %3 = memref.extract_aligned_pointer_as_index %count : memref<1xi32> -> index
  %4 = arith.index_cast %1 : index to i64
  %5 = arith.index_cast %2 : index to i64
  %6 = arith.index_cast %3 : index to i64
  %7 = llvm.inttoptr %4 : i64 to !llvm.ptr
  %8 = llvm.inttoptr %5 : i64 to !llvm.ptr
  %9 = llvm.inttoptr %6 : i64 to !llvm.ptr
  llvm.call @square(%7, %8, %9) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
  %10 = bufferization.to_tensor %squares restrict : memref<64xi32> to tensor<64xi32>
  %11 = bufferization.to_tensor %count restrict : memref<1xi32> to tensor<1xi32>
  return %10, %11 : tensor<64xi32>, tensor<1xi32>
}
