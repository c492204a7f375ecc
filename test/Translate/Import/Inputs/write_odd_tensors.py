"""Writes tensor files that are wrong, old or of a vendor: FOLDER."""

import struct
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1])


def floats(*values):
    return struct.unpack(f"<{len(values)}I", struct.pack(f"<{len(values)}f", *values))


def write(
    name,
    code=4,
    bits=8,
    extents=(3,),
    data=b"\1\2\3",
    parameters=(),
    length=None,
    extra=b"",
):
    """Three integers of 8 bits, but for what the arguments say."""
    header = struct.pack(
        "<2sBBII8I2I",
        b"N\xef",
        1,
        0,
        len(data) if length is None else length,
        len(extents),
        *[*extents, *[0] * 8][:8],
        bits,
        code,
    )
    header += struct.pack(f"<{len(parameters)}I", *parameters)
    (FOLDER / f"{name}.dat").write_bytes(header.ljust(128, b"\0") + extra + data)


# What the header says is not possible.
write("length", length=4)
write("longer", data=b"\1\2\3\4", length=3)
write("rank", extents=[1] * 9)
write("extents", extents=[1 << 31, 1 << 31, 4])
write("code", code=6)
write("bits", code=0, bits=24)
# The upper half of the code is a vendor.
write("vendor", code=0x12340001)
write("complex", code=0x54520000)
write("strings", code=0x54521000)
write("q4", code=0x54522040)
write("q8", code=0x54523080)
write("tract", code=0x54520099)
# A header of 16 bytes, as in 2017, and one of 132.
(FOLDER / "provisional.dat").write_bytes(
    b"N\xef\1\0" + struct.pack("<IIIHH", 20, 1, 3, 8 << 8 | 4, 0) + b"\1\2\3"
)
write("header132", extra=bytes(4))
# Deprecated, and taken for what is meant.
write("hexadecimal", code=0x100)
write("signed", code=1, parameters=[1])
write("ignored", parameters=floats(0, 1))
write("linear", code=2, parameters=floats(-1.5, 2))
write("logarithmic", code=3, parameters=floats(-2, 2))
# Right, but not for the variable.
write("floats", code=0, bits=32, data=bytes(12))
