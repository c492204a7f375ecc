#!/usr/bin/env python3
"""Splits a tensor file with a leading dimension of steps into two NumPy files.

    split_sequence.py FILE STEPS FIRST REST
"""

import struct
import sys

import numpy as np

path, steps, first, rest = sys.argv[1:]
with open(path, "rb") as file:
    content = file.read()
rank, *extents = struct.unpack("<9I", content[8:44])
sequence = np.frombuffer(content[128:], "<f4").reshape(extents[:rank])
np.save(first, sequence[: int(steps)])
np.save(rest, sequence[int(steps) :])
