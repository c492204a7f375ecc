# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tract, the inference engine of Sonos, through its Python package."""

import contextlib
import importlib.metadata
import re

from .engine import PythonEngine


class Tract(PythonEngine):
    name = "tract"
    title = "tract"
    packages = ("tract==0.23.9",)
    environment = {"RUST_BACKTRACE": "0", "RUST_LIB_BACKTRACE": "0"}


NEEDS = ("tract",)


def version():
    return f"tract {importlib.metadata.version('tract')}"


UNSUPPORTED = re.compile(
    r"No definition for|Pars(e|ing) [Ee]rror|Unknown binary operator|should be like"
    r"|[Uu]nsupported|[Uu]nimplemented|does not support|only support|not (yet )?(supported|implemented)"
)


class Model:
    """A state of a model, which keeps what it remembers from one run to the next."""

    def __init__(self, folder, build):
        import tract

        with last_cause():
            self.state = tract.nnef().load(folder).into_runnable().spawn_state()

    def run(self, inputs):
        # Its integers have 64 bits.
        inputs = [array.astype("int64") if array.dtype.kind == "i" else array for array in inputs]
        with last_cause():
            return [tensor.to_numpy() for tensor in self.state.run(inputs)]


@contextlib.contextmanager
def last_cause():
    """An error of tract is a chain of causes, numbered if there are several; the last one says it."""
    import tract

    try:
        yield
    except tract.TractError as error:
        causes = re.findall(r"(?:^ +\d+:|Caused by:\n) +(?:\d+: )?(.+)$", str(error), re.MULTILINE) or [
            str(error)
        ]
        unreadable = re.match(r"at line \d+, in", causes[-1])
        raise tract.TractError(("Parse error " if unreadable else "") + causes[-1]) from error
