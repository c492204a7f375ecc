#!/usr/bin/env python3
"""Writes a model with a variable of each type that a tensor file can store.

    make_stored_types.py FOLDER

FOLDER/model is the model, FOLDER/inputs what it takes, and FOLDER/expected what it
computes: the values of its variables, in the types in which networks compute.
"""

import struct
import sys
from pathlib import Path

import numpy as np

FLOAT, UINT, QUINT, QINT, INT, BOOL = range(6)
SHAPE = (3, 5)
rng = np.random.default_rng(7)


def pack(values, bits):
    """Items of whole words are little-endian, others one stream of bits."""
    numbers = [int(value) & ((1 << bits) - 1) for value in values]
    if bits in (8, 16, 32, 64):
        return b"".join(number.to_bytes(bits // 8, "little") for number in numbers)
    stream = "".join(format(number, f"0{bits}b") for number in numbers)
    stream += "0" * (-len(stream) % 8)
    return bytes(int(stream[i : i + 8], 2) for i in range(0, len(stream), 8))


def write_file(path, code, bits, data, shape=SHAPE):
    extents = list(shape) + [0] * (8 - len(shape))
    header = struct.pack(
        "<2s2B2I8I2I", b"N\xef", 1, 0, len(data), len(shape), *extents, bits, code
    )
    path.write_bytes(header.ljust(128, b"\0") + data)


def draw(bits, signed, width=32):
    """Integers of all sizes, the extremes among them, that fit into `width` bits."""
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    low, high = max(low, -(1 << (width - 1))), min(high, (1 << (width - 1)) - 1)
    values = rng.integers(low, high, size=SHAPE, endpoint=True, dtype=np.int64)
    values.flat[:2] = low, high
    return values


class Model:
    def __init__(self, folder):
        self.folder = Path(folder)
        for name in ("model", "inputs", "expected"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.statements = []
        self.outputs = []
        self.quantization = []

    def add(self, name, declared, code, bits, data, expected, quantization=None):
        write_file(self.folder / "model" / f"{name}.dat", code, bits, data)
        shape = ", ".join(map(str, SHAPE))
        self.statements.append(
            f"    {name} = variable<{declared}>(shape = [{shape}], label = '{name}');"
        )
        self.outputs.append(name)
        np.save(self.folder / "expected" / f"{name}.npy", expected)
        if quantization:
            self.quantization.append(f'"{name}": {quantization};')

    def add_integer(self, code, bits):
        signed = code in (QINT, INT)
        values = draw(bits, signed)
        name = f"{'abcdef'[code]}{bits}"
        self.add(name, "integer", code, bits, pack(values.flat, bits), values.astype(np.int32))

    def add_quantized(self, code, bits, operation, decode):
        values = draw(bits, code == QINT, width=64)
        name = f"q{len(self.outputs)}_{bits}"
        expected = np.broadcast_to(decode(values.astype(np.float64)), SHAPE).astype(np.float32)
        self.add(name, "scalar", code, bits, pack(values.flat, bits), expected, operation)

    def write(self):
        statements = "\n".join(self.statements)
        (self.folder / "model" / "graph.nnef").write_text(
            "version 1.0;\n\n"
            f"graph net(x) -> ({', '.join(self.outputs)}, y)\n{{\n"
            "    x = external<scalar>(shape = [2]);\n"
            f"{statements}\n    y = copy(x);\n}}\n"
        )
        quantization = "".join(line + "\n" for line in self.quantization)
        (self.folder / "model" / "graph.quant").write_text(quantization)
        x = np.array([1, 2], np.float32)
        np.save(self.folder / "inputs" / "x.npy", x)
        np.save(self.folder / "expected" / "y.npy", x)


def main():
    model = Model(sys.argv[1])
    for bits, letter in ((16, "e"), (32, "f"), (64, "d")):
        values = rng.normal(size=SHAPE).astype(f"<f{bits // 8}")
        data = struct.pack(f"<{values.size}{letter}", *values.flat)
        model.add(f"f{bits}", "scalar", FLOAT, bits, data, values.astype(np.float32))
    for bits in (1, 3, 4, 8, 12, 16, 24, 31, 32, 40, 64):
        model.add_integer(UINT, bits)
        model.add_integer(INT, bits)
    for bits in (1, 8):
        values = rng.integers(0, 2, SHAPE)
        # Every byte but 0 is true.
        items = values * 255 if bits == 8 else values
        model.add(f"flags{bits}", "logical", BOOL, bits, pack(items.flat, bits), values == 1)

    for bits in (4, 8, 16, 32):
        for code, signed in ((QUINT, False), (QINT, True)):
            flag = "true" if signed else "false"
            model.add_quantized(
                code,
                bits,
                "zero_point_linear_quantize(zero_point = 3, scale = [[0.5], [0.25], [2.0]], "
                f"bits = {bits}, signed = {flag}, symmetric = false)",
                lambda q: (q - 3) * np.array([[0.5], [0.25], [2.0]]),
            )
            for symmetric in (False, True):
                r = 2**bits - 1 - (signed and symmetric)
                p = 2 ** (bits - 1) - symmetric if signed else 0
                model.add_quantized(
                    code,
                    bits,
                    f"min_max_linear_quantize(min = -1.5, max = 2.25, bits = {bits}, "
                    f"signed = {flag}, symmetric = {'true' if symmetric else 'false'})",
                    lambda q, r=r, p=p: (q + p) / r * (2.25 + 1.5) - 1.5,
                )
    model.add_quantized(
        QUINT,
        8,
        "linear_quantize(min = -1.0, max = 1.0, bits = 8)",
        lambda q: q / 255 * 2 - 1,
    )
    model.write()


if __name__ == "__main__":
    main()
