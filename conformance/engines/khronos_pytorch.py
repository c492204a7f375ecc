# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Khronos' interpreter on PyTorch, which is part of their tools."""

import importlib.metadata
import re

from .engine import PythonEngine


class KhronosPyTorch(PythonEngine):
    name = "khronos-pytorch"
    title = "Khronos' interpreter on PyTorch"
    packages = ("nnef==1.0.10", "nnef-tools==1.0.11", "torch==2.15.0")
    arithmetics = {"real", "simulate"}


NEEDS = ("nnef_tools.interpreter.pytorch",)


def version():
    return (
        f"nnef-tools {importlib.metadata.version('nnef_tools')}, torch {importlib.metadata.version('torch')}"
    )


# What PyTorch raises further down is not a statement of the interpreter about what it supports.
UNSUPPORTED = re.compile(
    r"[Uu]nsupported|not (yet )?(supported|implemented)|does not support|only implemented|Tensors supported|Parse error"
)
LACKING = re.compile(r"Unsupported operation: (\w+)$")


class Model:
    """An interpreter. Operations that it lacks are decomposed, as with its option `--decompose`."""

    def __init__(self, folder, build):
        self.folder = folder
        self.decomposed = []
        self.open()

    def open(self):
        from nnef_tools.interpreter.pytorch import Interpreter

        self.interpreter = Interpreter(self.folder, device="cpu", decomposed=self.decomposed)

    def run(self, inputs):
        # Its integers have 64 bits.
        inputs = [array.astype("int64") if array.dtype.kind == "i" else array for array in inputs]
        while True:
            try:
                return list(self.interpreter(inputs).values())
            except AssertionError as error:
                lacking = LACKING.search(str(error))
                if not lacking or lacking[1] in self.decomposed:
                    raise
                self.decomposed.append(lacking[1])
                self.open()
