# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the inputs and outputs of networks are, and arrays that fit them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ._error import Diagnostic, Error


class Location(NamedTuple):
    """A place in a file; lines and columns start at 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class TensorInfo:
    """An input or output of a network."""

    name: str
    dtype: np.dtype
    shape: tuple[int | None, ...]
    """The extents; `None` for one that is not known."""

    label: str | None = None
    """The label of the variable that an input stands for, if the network is not frozen."""

    location: Location | None = None
    """Where an input is declared."""

    def __str__(self) -> str:
        extents = ", ".join("?" if extent is None else str(extent) for extent in self.shape)
        return f"{self.name}: {self.dtype}[{extents}]"


def make_infos(items: Sequence[tuple]) -> list[TensorInfo]:
    """What the extension module says about tensors, as objects."""
    return [
        TensorInfo(name, np.dtype(dtype), shape, label, Location(*location) if location else None)
        for name, dtype, shape, label, location in items
    ]


def _fail(info: TensorInfo, message: str) -> Error:
    """An error about an argument, at the place where the tensor is declared."""
    location = info.location or (None, None, None)
    diagnostic = Diagnostic("error", message, *location)
    return Error(str(diagnostic) if info.location else message, (diagnostic,))


def _describe(array: np.ndarray) -> str:
    return f"{array.dtype}[{', '.join(map(str, array.shape))}]"


def _check(info: TensorInfo, array: np.ndarray) -> None:
    extents_fit = len(array.shape) == len(info.shape) and all(
        extent is None or extent == given for extent, given in zip(info.shape, array.shape)
    )
    # Whatever the order of bytes.
    if not extents_fit or array.dtype.newbyteorder("=") != info.dtype:
        message = f"'{info}' is given an array of {_describe(array)}"
        if extents_fit:
            message += f"; use array.astype(numpy.{info.dtype}) if that is meant"
        raise _fail(info, message)


def to_input(info: TensorInfo, value: Any) -> np.ndarray:
    """The elements of `value`, where they are if possible, else as a copy.

    `value` is an array of NumPy's, an array of any library that speaks DLPack or the
    array interface, or a number or nested lists of numbers.
    """
    if isinstance(value, np.ndarray):
        array = value
    elif hasattr(value, "__dlpack__") and not isinstance(value, np.generic):
        try:
            array = np.from_dlpack(value)
        except Exception as reason:  # Each library raises what it likes.
            raise _fail(info, f"'{info}' is given a {type(value).__name__} that has no array in memory of the CPU: {reason}") from reason
    elif isinstance(value, (list, tuple, bool, int, float)):
        # These have no type of their own.
        try:
            array = np.asarray(value, dtype=info.dtype)
        except (OverflowError, TypeError, ValueError) as reason:
            raise _fail(info, f"'{info}' is given a {type(value).__name__} that is no such array: {reason}") from reason
    else:
        array = np.asarray(value)
    _check(info, array)
    return np.require(array, dtype=info.dtype, requirements=["C_CONTIGUOUS", "ALIGNED"])


def to_output(info: TensorInfo, array: Any) -> np.ndarray:
    """`array`, if results can be written to it."""
    if not isinstance(array, np.ndarray):
        raise _fail(info, f"output '{info}' is given a {type(array).__name__}, not an array of NumPy's")
    _check(info, array)
    if not (array.flags.carray and array.dtype.isnative):
        raise _fail(info, f"output '{info}' is given an array that is not contiguous, aligned and writable")
    return array


def bind(
    name: str, infos: Sequence[TensorInfo], arrays: Sequence[Any], named: Mapping[str, Any]
) -> list[np.ndarray]:
    """The inputs in their order: those without a name first."""
    if len(arrays) > len(infos):
        raise Error(f"'{name}' has {len(infos)} inputs, but {len(arrays)} are given")
    values: dict[str, Any] = {info.name: array for info, array in zip(infos, arrays)}
    known = {info.name for info in infos}
    for key, value in named.items():
        if key not in known:
            raise Error(f"'{name}' has no input '{key}'; its inputs are {', '.join(map(repr, sorted(known)))}")
        if key in values:
            raise Error(f"input '{key}' of '{name}' is given twice")
        values[key] = value
    for info in infos:
        if info.name not in values:
            hint = "; it is a variable of the network, whose values are in 'params' of it" if info.label else ""
            raise _fail(info, f"input '{info}' is missing{hint}")
    return [to_input(info, values[info.name]) for info in infos]
