"""Writes files that are almost NumPy's: FOLDER."""

import struct
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1])


def write(name, header, data=bytes(8), version=1):
    """A file with this header, padded as the format wants it."""
    header = header.ljust(117).encode() + b"\n"
    length = struct.pack("<H", len(header))
    content = b"\x93NUMPY" + bytes([version, 0]) + length + header + data
    (FOLDER / f"{name}.npy").write_bytes(content)
    return content


RIGHT = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"

right = write("right", RIGHT)
(FOLDER / "header.npy").write_bytes(right[:100])
write("version", RIGHT, version=4)
write("data", RIGHT, bytes(7))
write("start", "descr")
write("key", "{descr: 1}")
write("comma", RIGHT.replace(",), }", ",) 1}"))
write("value", RIGHT.replace("False", "0"))
write("text", RIGHT + " {}")
write("missing", RIGHT.replace("'shape': (2,), ", ""))
write("endian", RIGHT.replace("<f4", ">f4"))
write("type", RIGHT.replace("<f4", "<c8"))
write("memory", RIGHT.replace("(2,)", "(4294967296, 4294967296)"))
