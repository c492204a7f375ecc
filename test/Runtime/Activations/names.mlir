// In a file of MLIR a name can be any text. What cannot be the name of a file has
// none, and an output has one in any case.
//
// RUN: rm -rf %t && mkdir -p %t/in
// RUN: %python -c "import numpy, sys; numpy.save(sys.argv[1], numpy.array([-1, 2], 'f'))" %t/in/x.npy
// RUN: nnef-run %s --inputs %t/in --dump-activations %t/out --output-format npy | FileCheck %s --check-prefix=WROTE
// WROTE: wrote 2 tensors
// RUN: %python -c "import numpy, os, sys; print(*[(f, *map(float, numpy.load(sys.argv[1] + '/' + f))) for f in sorted(os.listdir(sys.argv[1]))], sep='\n')" %t/out | FileCheck %s
// CHECK: ('in-ner 1.npy', 1.0, 2.0)
// CHECK-NEXT: ('y.npy', 1.0, 4.0)
// RUN: nnef-run %s --inputs %t/in --compare-activations %t/out --rtol 0 --atol 0 | FileCheck %s --check-prefix=TABLE
// TABLE:      {{^}}in-ner 1 add 0 of 2
// TABLE-NEXT: {{^}}y mul names.mlir:[[#]] 0 of 2
// TABLE-NEXT: 2 alike
//
// Networks with branches are refused.
// RUN: nnef-opt %s | sed 's/return %.*/cf.br ^end\n^end:\n&/' > %t/branch.mlir
// RUN: not nnef-run %t/branch.mlir --inputs %t/in --dump-activations %t/branch 2>&1 | FileCheck %s --check-prefix=BRANCH
// BRANCH: error: the network has branches, so that its tensors cannot be seen

func.func @net(%x: tensor<2xf32> {nnef.name = "x"}) -> (tensor<2xf32> {nnef.name = "y"}) {
  %0 = nnef.neg %x : tensor<2xf32> loc("../up")
  %1 = nnef.add %0, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("")
  %one = nnef.sub %0, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("a/b")
  %2 = nnef.abs %0 : tensor<2xf32>
  %3 = nnef.add %2, %1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("in-ner 1")
  %4 = nnef.mul %3, %3 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %4 : tensor<2xf32>
}
