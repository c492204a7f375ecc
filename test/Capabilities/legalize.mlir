// What the target takes stays whole, the rest is decomposed as far as needed.
//
// RUN: split-file %s %t
// RUN: nnef-opt --nnef-legalize=target=%t/npu.caps %t/module.mlir | FileCheck %t/module.mlir
// RUN: not nnef-opt --nnef-legalize=target=%t/less.caps %t/module.mlir 2>&1 | FileCheck %t/module.mlir --check-prefix=LESS
// RUN: not nnef-opt --nnef-check-support="target=%t/npu.caps as-is" %t/module.mlir -o %t/none 2>&1 | FileCheck %t/module.mlir --check-prefix=AS-IS
// RUN: not ls %t/none
// RUN: nnef-opt --nnef-check-support="target=%t/npu.caps report-decomposed" %t/module.mlir 2>&1 | FileCheck %t/module.mlir --check-prefix=CHECKED

//--- npu.caps
version 1.0;
target 'npu';
operation gelu { rank_of(x) == 2; }
operation sigmoid, mul, rsqrt;
operation sub, div, exp, max_reduce, sum_reduce;
operation softmax { axes == [1]; }

//--- less.caps
version 1.0;
target 'npu';
operation gelu, mul, rsqrt;
operation sub, div, max_reduce, sum_reduce;
operation softmax { axes == [1]; }

//--- module.mlir
// CHECK-LABEL: func.func @net
func.func @net(%x: tensor<2x4xf32>, %v: tensor<4xf32>) -> (tensor<2x4xf32>, tensor<4xf32>, tensor<2x4xf32>, tensor<2x4xf32>) {
  // CHECK-NEXT: nnef.gelu %{{.+}} : tensor<2x4xf32>
  %a = nnef.gelu %x : tensor<2x4xf32>
  // CHECK-NEXT: nnef.constant dense<1.702
  // CHECK-NEXT: nnef.mul
  // CHECK-NEXT: nnef.sigmoid
  // CHECK-NEXT: nnef.mul
  %b = nnef.gelu %v : tensor<4xf32>
  // CHECK-NEXT: nnef.softmax
  %c = nnef.softmax %x : tensor<2x4xf32>
  // CHECK-NEXT: nnef.max_reduce
  // CHECK-NEXT: nnef.sub
  // CHECK-NEXT: nnef.exp
  // CHECK-NEXT: nnef.sum_reduce
  // CHECK-NEXT: nnef.div
  // LESS: module.mlir:[[#@LINE+3]]:8: error: 'softmax' cannot run on 'npu': needs 'axes == [1]', but axes is [0]
  // LESS: less.caps:5:21: note: asked for here
  // LESS: note: decomposed, it needs 'exp', which cannot run either: the table has no entry for it
  %d = nnef.softmax %x axes = [0] : tensor<2x4xf32>
  // CHECK-NEXT: return
  return %a, %b, %c, %d : tensor<2x4xf32>, tensor<4xf32>, tensor<2x4xf32>, tensor<2x4xf32>
}

// AS-IS: error: 'gelu' cannot run on 'npu': needs 'rank_of(x) == 2', but rank_of(x) is 1
// AS-IS: error: 'softmax' cannot run on 'npu': needs 'axes == [1]', but axes is [0]
// AS-IS: softmax 1 0 1

// CHECKED:      remark: 'gelu' is decomposed for 'npu': needs 'rank_of(x) == 2', but rank_of(x) is 1
// CHECKED:      npu.caps:3:18: note: asked for here
// CHECKED:      remark: 'softmax' is decomposed for 'npu': needs 'axes == [1]', but axes is [0]
// CHECKED:      network 'net' on target 'npu'
// CHECKED:      gelu       1  1  0
// CHECKED-NEXT: softmax    1  1  0
// CHECKED:      The target can run the network.
// CHECKED:      nnef.gelu
// CHECKED-NEXT: nnef.gelu
