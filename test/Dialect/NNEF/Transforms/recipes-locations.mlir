// Operations of a recipe know where they stand in its file, and all that led
// there.
// RUN: cd %S/Inputs && nnef-opt --nnef-decompose=recipes=recipes.nnef %s \
// RUN:   --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// CHECK: nnef.exp {{.*}} loc(callsite("exp"("stdlib.nnef":{{[0-9]+:[0-9]+}}) at callsite("sigmoid"("recipes.nnef":19:24) at callsite("tanh"("recipes.nnef":8:26) at "act"("graph.nnef":7:5)))))
// CHECK: nnef.sub {{.*}} loc("tanh"(callsite("w"("recipes.nnef":14:9) at "tanh"(callsite("y"("recipes.nnef":19:9) at callsite("tanh"("recipes.nnef":8:26) at "act"("graph.nnef":7:5)))))))
// CHECK: nnef.mul {{.*}} loc("act"(callsite("y"("recipes.nnef":8:{{[0-9]+}}) at "act"("graph.nnef":7:5))))
func.func @gelu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.gelu %x : tensor<4xf32> loc("act"("graph.nnef":7:5))
  return %y : tensor<4xf32>
}
