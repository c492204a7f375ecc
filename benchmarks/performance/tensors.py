# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Numbers in files, and how they differ.

NumPy is imported only where it is used: pages can be written without it.
"""

from checking import Failure

# The largest relative error of an output that is still right; see docs/models.md.
TOLERANCE = 1e-3


def read_tensor(path):
    """The numbers of a NumPy file, or of a tensor file of NNEF with float32."""
    import numpy as np

    if path.suffix == ".npy":
        return np.load(path)
    data = path.read_bytes()
    rank = int.from_bytes(data[8:12], "little")
    shape = np.frombuffer(data, "<u4", rank, 12)
    bits, kind = np.frombuffer(data, "<u4", 2, 44)
    if data[:2] != b"N\xef" or (bits, kind) != (32, 0):
        raise Failure(f"{path} is not a tensor file of float32")
    return np.frombuffer(data, "<f4", offset=128).reshape(shape)


def get_error(actual, expected):
    """The largest difference, relative to the value, or to the standard deviation
    of all where a value is smaller."""
    import numpy as np

    if actual.shape != expected.shape:
        raise Failure(f"an output has shape {actual.shape}, not {expected.shape}")
    scale = np.maximum(np.abs(expected), expected.std())
    # A constant output has no deviation.
    scale = np.where(scale > 0, scale, 1)
    error = float((np.abs(actual - expected) / scale).max())
    return error if np.isfinite(error) else 1e9


def write_npy(source, target):
    import numpy as np

    np.save(target, read_tensor(source))
