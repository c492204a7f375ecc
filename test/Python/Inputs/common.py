"""What the tests of the Python package share."""

import os
import re
import struct
from pathlib import Path

import numpy as np

import nnef_mlir

SOURCE = Path(os.environ["NNEF_SOURCE"])
DIGITS = SOURCE / "models/digits"


def read_dat(path):
    """The elements of a tensor file of NNEF with float32."""
    data = Path(path).read_bytes()
    rank = struct.unpack_from("<I", data, 8)[0]
    assert struct.unpack_from("<II", data, 44) == (32, 0)
    shape = struct.unpack_from(f"<{rank}I", data, 12)
    return np.frombuffer(data, "<f4", offset=128).reshape(shape)


def raises(pattern, function, *arguments, **named):
    """The error that a call must raise."""
    try:
        function(*arguments, **named)
    except nnef_mlir.Error as error:
        assert re.search(pattern, str(error)), str(error)
        return error
    raise AssertionError(f"no error like '{pattern}'")


def write_model(folder, text):
    """A model without variables."""
    os.makedirs(folder, exist_ok=True)
    (Path(folder) / "graph.nnef").write_text("version 1.0;\n" + text)
    return folder
