"""Runs a network that nnef-compile made a shared library of, and compares its outputs.

    run_package.py HEADER LIBRARY INPUTS EXPECTED RTOL ATOL
"""

import ctypes
import os
import re
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../.."))
from conformance import tensor_files

ALIGNMENT = 64
TENSOR = re.compile(r"/\* The (input|output) '(.*)': (\w+)\[([\d, ]*)\]")


def allocate(size):
    """Memory with the alignment that the header asks for."""
    memory = np.zeros(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size]


def main(header, library, inputs, expected, rtol, atol):
    with open(header, encoding="utf-8") as file:
        text = file.read()
    prefix = re.search(r"void (\w+)_run\(", text)[1]
    workspace = allocate(int(re.search(r"WORKSPACE_BYTES (\d+)", text)[1]))
    tensors = {"input": {}, "output": {}}
    for kind, name, dtype, shape in TENSOR.findall(text):
        shape = [int(extent) for extent in shape.split(",") if extent.strip()]
        tensors[kind][name] = np.zeros(shape, dtype)
    for name, tensor in tensors["input"].items():
        np.copyto(tensor, tensor_files.read(os.path.join(inputs, name + ".dat")), casting="no")

    code = ctypes.CDLL(os.path.abspath(library))
    arguments = [
        (ctypes.c_void_p * len(kind))(*(tensor.ctypes.data for tensor in kind.values()))
        for kind in tensors.values()
    ]
    arguments.append(ctypes.c_void_p(workspace.ctypes.data))
    if f"typedef struct {prefix}_state" in text:
        # Each has the width of its type, and there is no space between them.
        fields = re.findall(r"^  \w+ \w+\[(\d+)\]; /\* \D+(\d+)\[", text, re.MULTILINE)
        state = allocate(sum(int(count) * int(bits) // 8 for count, bits in fields))
        arguments.append(ctypes.c_void_p(state.ctypes.data))
        code[f"{prefix}_reset"](arguments[-1])
    code[f"{prefix}_run"](*arguments)

    for name, tensor in tensors["output"].items():
        right = tensor_files.read(os.path.join(expected, name + ".dat"))
        np.testing.assert_allclose(tensor, right, float(rtol), float(atol), err_msg=name)
        print(f"{name} matches")


main(*sys.argv[1:])
