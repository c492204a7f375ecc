# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensor files of NNEF, as section 5.2 of the standard has them."""

import struct
from pathlib import Path

import numpy as np

HEADER = struct.Struct("<2sBBII8III")
HEADER_SIZE = 128
FLOAT, UNSIGNED, QUANTIZED_UNSIGNED, QUANTIZED_SIGNED, SIGNED, LOGICAL = range(6)
KINDS = {FLOAT: "f", UNSIGNED: "u", QUANTIZED_UNSIGNED: "u", QUANTIZED_SIGNED: "i", SIGNED: "i"}
CODES = {"f": FLOAT, "u": UNSIGNED, "i": SIGNED, "b": LOGICAL}


def read(path):
    """The array in a `.dat` or `.npy` file. Quantized items are the integers that are stored."""
    path = Path(path)
    if path.suffix == ".npy":
        return np.load(path)
    data = path.read_bytes()
    magic, major, minor, length, rank, *rest = HEADER.unpack_from(data)
    *extents, bits, code = rest
    if magic != b"N\xef" or (major, minor) != (1, 0):
        raise ValueError(f"{path} is not a tensor file of NNEF 1.0")
    shape = extents[:rank]
    items = data[HEADER_SIZE : HEADER_SIZE + length]
    if code == LOGICAL and bits == 1:
        packed = np.frombuffer(items, np.uint8)
        return np.unpackbits(packed, count=int(np.prod(shape))).astype(bool).reshape(shape)
    if code == LOGICAL:
        return np.frombuffer(items, np.uint8).astype(bool).reshape(shape)
    if code in KINDS and code != FLOAT and 0 < bits <= 32 and bits not in (8, 16, 32):
        return unpacked(items, bits, KINDS[code] == "i", int(np.prod(shape))).reshape(shape)
    if code not in KINDS or bits % 8 or bits == 8 and code == FLOAT:
        raise ValueError(f"{path} has items of {bits} bits with the code {code}, which are not read here")
    return np.frombuffer(items, np.dtype(f"<{KINDS[code]}{bits // 8}")).reshape(shape)


def unpacked(items, bits, signed, count):
    """Integers of a number of bits that are no whole word: a stream of bits, the highest first."""
    stream = np.unpackbits(np.frombuffer(items, np.uint8))[: count * bits].reshape(count, bits)
    values = stream.astype(np.int64) @ (1 << np.arange(bits - 1, -1, -1))
    return values - ((values >> (bits - 1)) << bits) if signed else values


def write(path, array):
    """Writes an array of any width; logical items take a bit each."""
    array = np.asarray(array)
    code = CODES[array.dtype.kind]
    bits = 1 if code == LOGICAL else array.dtype.itemsize * 8
    if code == LOGICAL:
        items = np.packbits(array.reshape(-1)).tobytes()
    else:
        items = array.astype(array.dtype.newbyteorder("<")).tobytes()
    extents = list(array.shape) + [0] * (8 - array.ndim)
    header = HEADER.pack(b"N\xef", 1, 0, len(items), array.ndim, *extents, bits, code)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.ljust(HEADER_SIZE, b"\0") + items)
