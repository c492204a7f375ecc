# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Graphs of Khronos' package `nnef`, which this one works without."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

import numpy as np


class TemporaryModel(os.PathLike):
    """The folder of a model, which is removed when nobody has this any more."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="nnef-mlir-")

    def __fspath__(self) -> str:
        return os.path.join(self._folder.name, "model")


def is_graph(model: Any) -> bool:
    """Whether it is an `nnef.Graph`. Nobody has one who has not imported `nnef`."""
    khronos = sys.modules.get("nnef")
    return khronos is not None and isinstance(model, khronos.Graph)


def save_graph(graph: Any) -> TemporaryModel:
    """Writes an `nnef.Graph` as a model."""
    import nnef

    model = TemporaryModel()
    nnef.save_graph(graph, os.fspath(model))
    # Which it leaves out.
    entries = [
        f'"{tensor.name}": {_format_quantization(tensor.quantization)};\n'
        for tensor in graph.tensors.values()
        if tensor.quantization
    ]
    if entries:
        with open(os.path.join(model, "graph.quant"), "w", encoding="utf-8") as file:
            file.writelines(entries)
    return model


def _format_quantization(quantization: dict[str, Any]) -> str:
    import nnef

    arguments = {
        name: value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
        for name, value in quantization.items()
        if name != "op-name" and value is not None
    }
    return nnef.format_invocation(quantization["op-name"], arguments, [])
