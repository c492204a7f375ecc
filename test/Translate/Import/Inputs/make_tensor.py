#!/usr/bin/env python3
"""Writes an NNEF tensor file, or one that is wrong in some way.

    make_tensor.py FILE SHAPE TYPE [VALUE ...]

SHAPE is like 2x3, or `scalar`; the values are repeated as needed.
"""

import argparse
import math
import os
import struct

# Item type code, bits per item, and how `struct` packs an item.
TYPES = {
    "f16": (0, 16, "e"),
    "f32": (0, 32, "f"),
    "f64": (0, 64, "d"),
    "u8": (1, 8, "B"),
    "q8": (3, 8, "b"),
    "i8": (4, 8, "b"),
    "i32": (4, 32, "i"),
    "i64": (4, 64, "q"),
    "bool1": (5, 1, None),
    "bool8": (5, 8, "B"),
}


def pack(values, type_name):
    code, bits, packing = TYPES[type_name]
    if packing:
        number = float if code == 0 else int
        return b"".join(struct.pack("<" + packing, number(v)) for v in values)
    # Single bits, the first one highest.
    data = bytearray((len(values) + 7) // 8)
    for i, value in enumerate(values):
        data[i // 8] |= int(value) << (7 - i % 8)
    return bytes(data)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("shape")
    parser.add_argument("type", choices=TYPES)
    parser.add_argument("values", nargs="*", default=["0"])
    parser.add_argument("--magic", default="4eef", help="the first two bytes")
    parser.add_argument("--version", default="1.0")
    parser.add_argument("--keep", type=int, help="how many bytes to write")
    args = parser.parse_args()

    shape = [] if args.shape == "scalar" else [int(x) for x in args.shape.split("x")]
    count = math.prod(shape)
    values = (args.values * count)[:count]
    data = pack(values, args.type)
    code, bits, _ = TYPES[args.type]
    header = struct.pack(
        "<2s2B2I8I2I",
        bytes.fromhex(args.magic),
        *(int(x) for x in args.version.split(".")),
        len(data),
        len(shape),
        *(shape + [0] * (8 - len(shape))),
        bits,
        code,
    )
    content = header.ljust(128, b"\0") + data
    os.makedirs(os.path.dirname(args.file) or ".", exist_ok=True)
    with open(args.file, "wb") as file:
        file.write(content[: args.keep])


if __name__ == "__main__":
    main()
