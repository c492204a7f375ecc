# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes models as make_torchvision_model.py does, but without any packages.

  make_digits_model.py NAME FOLDER

The model is the network of the demo. NAME says what is wrong with it: `right`
nothing, `wrong` what is expected of it, `broken` everything.
"""

import json
import pathlib
import shutil
import struct
import sys

DIGITS = pathlib.Path(__file__).resolve().parents[3] / "models" / "digits"


def convert(source, target, offset):
    """Writes an NNEF tensor as a NumPy file, with something added to its values."""
    data = source.read_bytes()
    rank = struct.unpack_from("<I", data, 8)[0]
    shape = struct.unpack_from(f"<{rank}I", data, 12)
    values = [value + offset for (value,) in struct.iter_unpack("<f", data[128:])]
    header = str({"descr": "<f4", "fortran_order": False, "shape": shape}).ljust(117) + "\n"
    packed = struct.pack(f"<{len(values)}f", *values)
    target.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + header.encode() + packed)


name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if name == "broken":
    sys.exit("error: no network of this name")
shutil.copytree(DIGITS / "model", folder / "model")
convert(DIGITS / "inputs" / "image.dat", folder / "image.npy", 0)
offset = 0.25 if name == "wrong" else 0
convert(DIGITS / "expected" / "probabilities.dat", folder / "expected.npy", offset)
about = {
    "input": "image",
    "output": "probabilities",
    "image": 8,
    "parameters": 1234567,
    "deviation": 0.5,
    "change": 0.25,
    "rounding": 1e-7,
    "versions": {"digits": "1.0"},
}
(folder / "about.json").write_text(json.dumps(about))
