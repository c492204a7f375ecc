# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks as modules of MLIR."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from . import _core
from ._error import Error
from ._executable import Executable
from ._khronos import is_graph, save_graph
from ._tensors import TensorInfo, make_infos


class Network:
    """A network in MLIR. `from_nnef()` and `from_mlir()` make it.

    It never changes: what transforms it returns another one, which shares its weights.
    """

    def __init__(self, core: _core.Network, source: Any = None):
        self._core = core
        # Where variables have their values.
        self._source = source

    def _derive(self, core: _core.Network) -> Network:
        return Network(core, self._source)

    @property
    def name(self) -> str:
        """The name of the graph."""
        return self._core.interface()[0]

    @property
    def inputs(self) -> list[TensorInfo]:
        """What it takes, in order; variables of a network that is not frozen come last."""
        return make_infos(self._core.interface()[1])

    @property
    def outputs(self) -> list[TensorInfo]:
        """What it gives, in order."""
        return make_infos(self._core.interface()[2])

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The values that the model stores for the variables among the inputs, by name.

        Empty if the network is frozen.
        """
        result = {}
        for info in self.inputs:
            if info.label is None:
                continue
            if self._source is None:
                raise Error("a network that was read from MLIR has no values for its variables")
            dtype, shape, data = _core.read_variable(os.fspath(self._source), info.label)
            result[info.name] = np.frombuffer(data, dtype).reshape(shape)
        return result

    def to_mlir(self, *, weights: bool = True, locations: bool = False) -> str:
        """The module as text.

        Without `weights` it is short, and cannot be read again. With `locations` each
        operation says which tensor and line of NNEF it comes from.
        """
        return self._core.text(weights, locations)

    def to_bytecode(self) -> bytes:
        """The module as MLIR's bytecode, with locations and weights."""
        return self._core.bytecode()

    def to_nnef(self, path: str | os.PathLike[str], *, keep_fragments: bool = False) -> None:
        """Writes the network as an NNEF model: a folder, or an archive by the ending of `path`.

        A model that is there is replaced when the new one is complete. With
        `keep_fragments`, custom fragments stay operations.
        """
        self._core.write_model(os.fspath(path), keep_fragments)

    def run_passes(self, pipeline: str) -> Network:
        """Runs passes of `nnef-opt`, such as `"nnef-decompose{keep=softmax},canonicalize"`."""
        return self._derive(self._core.run_passes(pipeline))

    def decompose(
        self,
        expand: Iterable[str] = (),
        *,
        keep: Iterable[str] = (),
        recipes: str | os.PathLike[str] | None = None,
    ) -> Network:
        """Replaces compound operations by what they are made of.

        `expand` and `keep` are names of operations, where `*` stands for any characters; by
        default all are expanded. `recipes` is a file of NNEF with other bodies for them.
        """
        return self._derive(
            self._core.decompose(_get_names(expand), _get_names(keep), os.fspath(recipes or ""))
        )

    def legalize(
        self, target: str | os.PathLike[str], *, recipes: str | os.PathLike[str] | None = None
    ) -> Network:
        """Decomposes what a target does not take, and raises an error if that does not do.

        `target` is the file of a capability table, or the name of a target that is built in,
        such as `"tosa"`.
        """
        return self._derive(self._core.legalize(os.fspath(target), os.fspath(recipes or "")))

    def check_support(
        self,
        target: str | os.PathLike[str],
        *,
        recipes: str | os.PathLike[str] | None = None,
        as_is: bool = False,
    ) -> None:
        """Raises an error with all that a target does not take, even decomposed.

        With `as_is`, nothing is decomposed.
        """
        self._core.check_support(os.fspath(target), os.fspath(recipes or ""), as_is)

    def compile(
        self,
        *,
        threads: int | None = None,
        cpu: str = "native",
        cpu_features: str = "",
        cache: bool | str | os.PathLike[str] = True,
        opt_level: int = 2,
        lowering: str = "linalg",
        winograd: bool = True,
        quantization: str = "simulate",
        quantized_io: bool = False,
        activations: bool = False,
    ) -> Executable:
        """Makes machine code of the network, whose shapes must be known.

        `threads`: how many threads compile and run it; by default one for each processor.

        `cpu`, `cpu_features`: the processor, as LLVM names it and its features.

        `cache`: the folder that compiled networks are kept in for the next time. `True` is
        the one of the environment variable `NNEF_CACHE`, or else of the user; `False` none.

        `opt_level`: the effort of LLVM's optimizer, from 0 to 3.

        `lowering`: `"linalg"`, or `"tosa"` to go by way of TOSA as far as that goes.

        `winograd`: whether convolutions are computed with fewer products where that is faster.

        `quantization`: what the quantization file of the model means: `"simulate"` rounds
        numbers to those that have codes, `"integer"` computes with codes, `"ignore"` does
        nothing.

        `quantized_io`: with `"integer"`, whether inputs and outputs are codes as well.

        `activations`: whether all tensors that have a name are outputs, behind the others.
        """
        if threads is not None and threads < 1:
            raise Error(f"compile: threads is {threads}, not a positive number")
        if not 0 <= opt_level <= 3:
            raise Error(f"compile: opt_level is {opt_level}, not a number from 0 to 3")
        if quantized_io and quantization != "integer":
            raise Error("compile: quantized_io needs quantization='integer'")
        program = self._core.compile(
            threads or 0,
            cpu,
            cpu_features,
            _get_cache_folder(cache),
            opt_level,
            _get_choice("lowering", lowering, _core.Lowering),
            winograd,
            _get_choice("quantization", quantization, _core.Quantization),
            quantized_io,
            activations,
        )
        return Executable(program)

    def __str__(self) -> str:
        return self.to_mlir(weights=False).rstrip()

    def __repr__(self) -> str:
        name, *tensors = self._core.interface()
        inputs, outputs = (", ".join(map(str, make_infos(infos))) for infos in tensors)
        return f"<nnef_mlir.Network {name}({inputs}) -> ({outputs})>"


def _get_names(names: Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _get_choice(option: str, name: str, choices: Any) -> Any:
    """The value of an enumeration of that name."""
    found = getattr(choices, name, None)
    if not isinstance(found, choices):
        names = " or ".join(repr(value.name) for value in choices)
        raise Error(f"compile: {option} is {name!r}, not {names}")
    return found


def _get_cache_folder(cache: bool | str | os.PathLike[str]) -> str:
    """The folder that compiled networks are kept in; empty for none."""
    if cache is False:
        return ""
    if cache is not True:
        return os.fspath(cache)
    folder = os.environ.get("NNEF_CACHE")
    if folder is not None:
        return folder
    folder = _core.default_cache_folder()
    # There need not be a home that can be written to.
    try:
        if folder:
            os.makedirs(folder, exist_ok=True)
    except OSError:
        return ""
    return folder if os.access(folder, os.W_OK) else ""


def from_nnef(
    model: Any,
    *,
    freeze_vars: bool = True,
    input_shapes: Mapping[str, Sequence[int | None]] | None = None,
    target: str | os.PathLike[str] | None = None,
    load_weights: bool = True,
    strict: bool = False,
) -> Network:
    """Reads a network.

    `model`: the path of an NNEF model (a folder with a `graph.nnef`, an archive of one, or
    the graph file itself), or an `nnef.Graph` of Khronos' package.

    `freeze_vars`: whether variables have the values that the model stores; those that the
    network updates are its state. Otherwise they are inputs, behind the others, and
    `Network.params` has their values.

    `input_shapes`: shapes that replace those of inputs, by name: `{"image": (4, 3, 224, 224)}`.
    All other shapes follow. `None` is an extent that is not known.

    `target`: what the network is made for, which `Network.legalize()` describes.

    `load_weights`: without, only the structure is read, and no tensor file is opened.

    `strict`: whether what files in use do against the standard is an error.
    """
    if is_graph(model):
        model = save_graph(model)
    elif not isinstance(model, (str, os.PathLike)):
        raise TypeError(f"from_nnef: expected a path or an nnef.Graph, not a {type(model).__name__}")
    shapes = {name: list(shape) for name, shape in (input_shapes or {}).items()}
    core = _core.read_model(os.fspath(model), freeze_vars, shapes, load_weights, strict)
    network = Network(core, model)
    return network if target is None else network.legalize(target)


def from_mlir(path: str | os.PathLike[str]) -> Network:
    """Reads a network from a file of MLIR, text or bytecode."""
    return Network(_core.read_mlir(os.fspath(path)))
