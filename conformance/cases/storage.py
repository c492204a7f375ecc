# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensor files whose items are stored in other ways than usual (5.2)."""

import numpy as np

from ..tensor_files import HEADER, HEADER_SIZE


def pack(values, bits):
    """Items of whole words are little-endian, others are one stream of bits."""
    numbers = [int(value) & ((1 << bits) - 1) for value in np.ravel(values)]
    if bits in (8, 16, 32, 64):
        return b"".join(number.to_bytes(bits // 8, "little") for number in numbers)
    stream = "".join(format(number, f"0{bits}b") for number in numbers)
    stream += "0" * (-len(stream) % 8)
    return bytes(int(stream[i : i + 8], 2) for i in range(0, len(stream), 8))


def write_items(path, values, kind, bits):
    """Writes values as items of a kind, one of those in tensor_files, and a width."""
    values = np.asarray(values)
    items = values.astype(f"<f{bits // 8}").tobytes() if kind == 0 else pack(values, bits)
    extents = list(values.shape) + [0] * (8 - values.ndim)
    header = HEADER.pack(b"N\xef", 1, 0, len(items), values.ndim, *extents, bits, kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.ljust(HEADER_SIZE, b"\0") + items)
