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
