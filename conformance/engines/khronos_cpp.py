# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Khronos' sample executor in C++, which is part of their parser: `nnef.Session`."""

import importlib.metadata
import re

from .engine import PythonEngine


class KhronosCpp(PythonEngine):
    name = "khronos-cpp"
    title = "Khronos' executor in C++"
    packages = ("nnef==1.0.10",)


NEEDS = ("nnef",)


def version():
    return f"nnef {importlib.metadata.version('nnef')}"


# The parser and the shape inference refuse; the executor says what it lacks.
# What else it raises, it did not foresee.
UNSUPPORTED = re.compile(r"not implemented|not supported|is not provided|Parse error|Shape error")
# What it cannot do as a whole, but perhaps by the definition of the operation.
LACKING = re.compile(
    r"operation not implemented: (\w+)$|Shape function for operation '(\w+)' is not provided"
)


class Model:
    """A session. Operations that the executor lacks are lowered, as its own command `infer` does."""

    def __init__(self, folder, build):
        self.folder = folder
        self.lowered = []
        self.open()

    def open(self):
        import nnef

        while True:
            try:
                self.session = nnef.Session(self.folder, lowered=self.lowered)
                return
            except Exception as error:
                self.lower_what_is_lacking(error)

    def run(self, inputs):
        while True:
            try:
                return self.session(*inputs)
            except Exception as error:
                self.lower_what_is_lacking(error)
                self.open()

    def lower_what_is_lacking(self, error):
        lacking = LACKING.search(str(error))
        name = lacking and (lacking[1] or lacking[2])
        if not name or name in self.lowered:
            raise error
        self.lowered.append(name)
