// Globals that no importer has made: names come from symbols, and a store is an
// update where it stands.
// RUN: nnef-translate --export-nnef %s | FileCheck %s

// CHECK: graph net(x) -> (y)
// CHECK-NEXT: {
// CHECK-NEXT:     x = external<scalar>(shape = [4]);
// CHECK-NEXT:     h = variable<scalar>(shape = [4], label = 'h');
// CHECK-NEXT:     y = add(h, x);
// CHECK-NEXT:     variable = variable<scalar>(shape = [4], label = 'rnn/g');
// CHECK-NEXT:     update = update(variable, y);
// CHECK-NEXT:     update_1 = update(h, x);
// CHECK-NEXT: }
ml_program.global private mutable @h : tensor<4xf32>
ml_program.global private mutable @g : tensor<4xf32> {nnef.label = "rnn/g"}
func.func @net(%x: tensor<4xf32> {nnef.name = "x"})
    -> (tensor<4xf32> {nnef.name = "y"}) {
  %h = ml_program.global_load @h : tensor<4xf32> loc("h")
  %y = nnef.add %h, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  ml_program.global_store @g = %y : tensor<4xf32>
  ml_program.global_store @h = %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
