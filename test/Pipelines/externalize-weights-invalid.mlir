// RUN: nnef-opt %s --nnef-externalize-weights --split-input-file --verify-diagnostics

func.func @size() -> tensor<3xf32> {
  // expected-error @+1 {{resource 'w' has 8 bytes, but 'tensor<3xf32>' takes 12}}
  %0 = arith.constant dense_resource<w> : tensor<3xf32>
  return %0 : tensor<3xf32>
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F00000040"
    }
  }
#-}

// -----

func.func @missing() -> tensor<2xf32> {
  // expected-error @+1 {{the data of resource 'elided' is missing}}
  %0 = arith.constant dense_resource<elided> : tensor<2xf32>
  return %0 : tensor<2xf32>
}
