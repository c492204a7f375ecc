// Powers and logarithms to base 2 in double precision, as devices compute them,
// run on this machine; and powers of integers.
//
// RUN: rm -rf %t && mkdir -p %t
// RUN: %python %S/Inputs/double_functions.py %t
// RUN: nnef-run %s --passes=nnef-expand-math --inputs %t/inputs --expected %t/expected --rtol 1e-14 --atol 0 | FileCheck %s --check-prefix=RESULT
// RESULT-DAG: powers: float64[12] matches
// RESULT-DAG: logarithms: float64[12] matches
// RESULT-DAG: products: int32[12] matches
//
// RUN: nnef-opt %s --nnef-expand-math | FileCheck %s
// CHECK-NOT: math.{{exp2|log2|ipowi}}

#id = affine_map<(d0) -> (d0)>
func.func @double(%x: tensor<12xf64> {nnef.name = "x"}, %a: tensor<12xf64> {nnef.name = "a"},
                  %b: tensor<12xi32> {nnef.name = "b"}, %e: tensor<12xi32> {nnef.name = "e"})
    -> (tensor<12xf64> {nnef.name = "powers"}, tensor<12xf64> {nnef.name = "logarithms"},
        tensor<12xi32> {nnef.name = "products"}) {
  %0 = tensor.empty() : tensor<12xf64>
  %1 = tensor.empty() : tensor<12xi32>
  %2:2 = linalg.generic {indexing_maps = [#id, #id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %a : tensor<12xf64>, tensor<12xf64>) outs(%0, %0 : tensor<12xf64>, tensor<12xf64>) {
  ^bb0(%p: f64, %q: f64, %r: f64, %s: f64):
    %3 = math.exp2 %p : f64
    %4 = math.log2 %q : f64
    linalg.yield %3, %4 : f64, f64
  } -> (tensor<12xf64>, tensor<12xf64>)
  %5 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%b, %e : tensor<12xi32>, tensor<12xi32>) outs(%1 : tensor<12xi32>) {
  ^bb0(%p: i32, %q: i32, %r: i32):
    %6 = math.ipowi %p, %q : i32
    linalg.yield %6 : i32
  } -> tensor<12xi32>
  return %2#0, %2#1, %5 : tensor<12xf64>, tensor<12xf64>, tensor<12xi32>
}
