#!/usr/bin/env python3
"""Writes an NNEF tensor file with integers of any width.

    write_tensor.py FILE SHAPE CODE BITS VALUE...

SHAPE is like 2x3, and CODE the code of the standard for a type of items.
"""

import struct
import sys
from pathlib import Path


def main():
    path, shape, code, bits = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    extents = [int(extent) for extent in shape.split("x")]
    numbers = [int(value) & ((1 << bits) - 1) for value in sys.argv[5:]]
    if bits in (8, 16, 32, 64):
        data = b"".join(number.to_bytes(bits // 8, "little") for number in numbers)
    else:
        stream = "".join(format(number, f"0{bits}b") for number in numbers)
        stream += "0" * (-len(stream) % 8)
        data = bytes(int(stream[i : i + 8], 2) for i in range(0, len(stream), 8))
    header = struct.pack(
        "<2s2B2I8I2I",
        b"N\xef",
        1,
        0,
        len(data),
        len(extents),
        *(extents + [0] * (8 - len(extents))),
        bits,
        code,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.ljust(128, b"\0") + data)


if __name__ == "__main__":
    main()
