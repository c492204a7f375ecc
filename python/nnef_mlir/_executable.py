# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks that run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._error import Error
from ._tensors import TensorInfo, bind, make_infos, to_output


class MemoryUse(NamedTuple):
    """The memory that a network takes, in bytes."""

    weights: int
    """Of what it has learned."""

    workspace: int
    """Of what each thread that calls it computes in."""


class Executable:
    """A network as machine code. `Network.compile()` makes it.

    Call it with arrays, in the order of `inputs` or by name. The result is a dictionary
    of new arrays, by the names of `outputs` and in that order:

        outputs = exe(image=image)
        (probabilities,) = exe(image).values()

    Arrays are NumPy's, or those of other libraries that speak DLPack. They are used where
    they are if they are contiguous; otherwise they are copied. Elements must have the
    type of the input: nothing is converted but plain numbers and lists.

    While it runs, other threads of Python run as well. Several may call it at the same
    time; if it has state, they wait for each other.
    """

    def __init__(self, program: _core.Program):
        self._program = program
        self._name, inputs, outputs = program.interface()
        self._inputs, self._outputs = make_infos(inputs), make_infos(outputs)

    @property
    def name(self) -> str:
        """The name of the graph."""
        return self._name

    @property
    def inputs(self) -> list[TensorInfo]:
        """What it takes, in order; variables of a network that is not frozen come last."""
        return list(self._inputs)

    @property
    def outputs(self) -> list[TensorInfo]:
        """What it gives, in order."""
        return list(self._outputs)

    @property
    def memory_use(self) -> MemoryUse:
        """The memory that it takes."""
        return MemoryUse(*self._program.memory_use())

    @property
    def has_state(self) -> bool:
        """Whether it updates variables, which the next call sees."""
        return self._program.has_state()

    def reset(self) -> None:
        """Gives the state the values that the model stores."""
        self._program.reset()

    def __call__(self, /, *arrays: Any, **named: Any) -> dict[str, np.ndarray]:
        """Runs the network once."""
        return self._run(bind(self._name, self._inputs, arrays, named), {})

    def run(
        self, inputs: Mapping[str, Any], outputs: Mapping[str, np.ndarray] | None = None
    ) -> dict[str, np.ndarray]:
        """Runs the network once, with inputs by name.

        Results are written to the arrays in `outputs`, which must be contiguous; there are
        new arrays for those that it does not name.
        """
        return self._run(bind(self._name, self._inputs, (), inputs), outputs or {})

    def _run(self, inputs: list[np.ndarray], given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        unknown = set(given) - {info.name for info in self._outputs}
        if unknown:
            raise Error(f"'{self._name}' has no output '{min(unknown)}'")
        outputs = {
            info.name: to_output(info, given[info.name])
            if info.name in given
            else np.empty([extent or 0 for extent in info.shape], info.dtype)
            for info in self._outputs
        }
        self._program.run(inputs, list(outputs.values()))
        return outputs

    def __repr__(self) -> str:
        inputs, outputs = (", ".join(map(str, infos)) for infos in (self._inputs, self._outputs))
        return f"<nnef_mlir.Executable {self._name}({inputs}) -> ({outputs})>"
