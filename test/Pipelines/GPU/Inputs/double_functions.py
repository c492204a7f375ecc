"""Writes the inputs of expand-math-double.mlir into FOLDER/inputs, and what NumPy
computes from them into FOLDER/expected."""

import sys
from pathlib import Path

import numpy as np

inputs = {
    "x": np.array([0, 1, -1, 0.5, -0.3, 10.25, -52.7, 1023.5, -1074, 1100, -1200, np.nan]),
    "a": np.array([1, 2, 0.125, 3, 0.7, 1e300, 5e-324, 1e-310, 0, -1, np.inf, np.nan]),
    "b": np.array([2, 3, -3, 0, 5, 1, -1, -1, 7, -2, 10, 46340], np.int32),
    "e": np.array([10, 4, 5, 3, 0, -7, -7, -8, -1, 31, 9, 2], np.int32),
}
with np.errstate(all="ignore"):
    expected = {"powers": np.exp2(inputs["x"]), "logarithms": np.log2(inputs["a"])}
# A negative exponent gives the integral part of the result.
powers = [int(float(b) ** int(e)) for b, e in zip(inputs["b"], inputs["e"])]
expected["products"] = np.array(powers, np.int32)
for folder, tensors in ("inputs", inputs), ("expected", expected):
    path = Path(sys.argv[1], folder)
    path.mkdir(parents=True)
    for name, tensor in tensors.items():
        np.save(path / f"{name}.npy", tensor)
