# A network is compiled in the ways that nnef-run knows, and gives the same numbers.
# RUN: rm -rf %t
# RUN: %python %s %t

import os
import sys

import numpy as np
from common import DIGITS, read_dat

import nnef_mlir

net = nnef_mlir.from_nnef(DIGITS / "model")
image = read_dat(DIGITS / "inputs/image.dat")
expected = read_dat(DIGITS / "expected/probabilities.dat")
cache = sys.argv[1]
for options in (
    {"lowering": "tosa"},
    {"opt_level": 0},
    {"winograd": False, "threads": 1},
    {"cpu_features": ""},
    {"cache": cache},
    {"cache": cache},
):
    result = net.compile(**options)(image)["probabilities"]
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-6)
assert len(os.listdir(cache)) >= 1

# With what it computes on the way, it is another network to the cache.
exe = net.compile(activations=True, cache=cache)
assert [info.name for info in exe.outputs][:2] == ["probabilities", "conv1"]
tensors = exe(image)
np.testing.assert_allclose(tensors["probabilities"], expected, rtol=1e-4, atol=1e-6)
np.testing.assert_array_equal(tensors["shapes"], np.maximum(tensors["conv2"], 0))
np.testing.assert_array_equal(tensors["pooled"], tensors["shapes"].reshape(1, 32, 4, 2, 4, 2).max((3, 5)))
assert list(net.compile(cache=cache)(image)) == ["probabilities"]
