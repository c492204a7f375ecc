"""Writes a module that packs a large filter, or checks what became of it.

The filter has 24 x 40 x 3 x 3 elements of f32, which count from 0. It is packed
into blocks of 16 output and 16 input channels.
"""

import re
import sys

import numpy

FILTER = numpy.arange(24 * 40 * 9, dtype=numpy.float32).reshape(24, 40, 3, 3)

MODULE = """
func.func @weights() -> (tensor<2x3x3x3x16x16xf32>, tensor<24x360xf32>, tensor<24x360xf32>, tensor<960x9xf32>) {
  %%zero = arith.constant 0.0 : f32
  %%filter = arith.constant dense_resource<"conv1/filter"> : tensor<24x40x3x3xf32>
  %%other = arith.constant dense_resource<other> : tensor<960x9xf32>
  // By way of the layout HWIO.
  %%hwio_init = tensor.empty() : tensor<3x3x40x24xf32>
  %%hwio = linalg.transpose ins(%%filter : tensor<24x40x3x3xf32>) outs(%%hwio_init : tensor<3x3x40x24xf32>)
      permutation = [2, 3, 1, 0]
  %%init = tensor.empty() : tensor<2x3x3x3x16x16xf32>
  %%packed = linalg.pack %%hwio padding_value(%%zero : f32) outer_dims_perm = [3, 2, 0, 1]
      inner_dims_pos = [2, 3] inner_tiles = [16, 16] into %%init
      : tensor<3x3x40x24xf32> -> tensor<2x3x3x3x16x16xf32>
  %%matrix = tensor.collapse_shape %%other [[0, 1]] : tensor<960x9xf32> into tensor<8640xf32>
  %%again = tensor.expand_shape %%matrix [[0, 1]] output_shape [24, 360] : tensor<8640xf32> into tensor<24x360xf32>
  return %%packed, %%again, %%again, %%other
      : tensor<2x3x3x3x16x16xf32>, tensor<24x360xf32>, tensor<24x360xf32>, tensor<960x9xf32>
}

{-#
  dialect_resources: {
    builtin: {
      "conv1/filter": "0x04000000%s",
      other: "0x04000000%s"
    }
  }
#-}
"""


def pack():
    padded = numpy.pad(FILTER, ((0, 8), (0, 8), (0, 0), (0, 0)))
    return padded.reshape(2, 16, 3, 16, 3, 3).transpose(0, 2, 4, 5, 3, 1)


def main():
    if sys.argv[1:]:
        with open(sys.argv[1]) as file:
            match = re.search(r'"conv1/filter_packed": "0x........([0-9A-F]*)"', file.read())
        result = numpy.frombuffer(bytes.fromhex(match[1]), numpy.float32)
        numpy.testing.assert_array_equal(result, pack().flatten())
    else:
        items = FILTER.tobytes().hex()
        print(MODULE % (items, items))


main()
