# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes files of samples, right and wrong, for the networks of this folder.

  write_samples.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
right = np.arange(-4, 8, dtype=np.float32).reshape(3, 4)
np.save(folder / "three.npy", right)
np.save(folder / "two.npy", right[:2])
np.save(folder / "one.npy", right[:1])
np.save(folder / "in-front.npy", right[:, None])
np.save(folder / "none.npy", right[:0])
np.save(folder / "wide.npy", np.zeros((3, 5), np.float32))
np.save(folder / "double.npy", right.astype(np.float64))
np.save(folder / "bytes.npy", np.zeros((3, 4), np.uint8))
with_nan = right.copy()
with_nan[1, 2] = np.nan
np.save(folder / "nan.npy", with_nan)
with_infinity = right.copy()
with_infinity[2, 0] = np.inf
np.save(folder / "infinity.npy", with_infinity)
for name, files in {
    "named": {"x": right, "other": right[:2]},
    "unnamed": {"b": right[:2], "a": right, "c": right[:1]},
    "pair": {"a": right, "b": right},
    "half": {"a": right},
    "empty": {},
}.items():
    (folder / name).mkdir(exist_ok=True)
    for file, values in files.items():
        np.save(folder / name / f"{file}.npy", values)
