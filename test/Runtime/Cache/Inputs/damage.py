"""Damages files.

damage.py flip FILE...     flips a bit in the middle
damage.py cut FILE...      removes the second half
damage.py empty FILE...    removes everything
"""

import pathlib
import sys

for path in map(pathlib.Path, sys.argv[2:]):
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    if sys.argv[1] == "flip":
        # The highest bit of an exponent, if the file is one of numbers.
        data[middle | 3] ^= 0x40
    elif sys.argv[1] == "cut":
        del data[middle:]
    else:
        data.clear()
    # A file that a process has mapped is left as it is.
    path.unlink()
    path.write_bytes(data)
