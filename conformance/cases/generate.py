# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes folders of the lines in the tables: documents, data, and what is expected."""

import json
import shutil
from pathlib import Path

import numpy as np

from ..model.graph import run
from ..tensor_files import write
from .storage import write_items
from .table import STORED, WIDE
from .tolerance import measure

TYPE_OF_KIND = {"f": "scalar", "i": "integer", "b": "logical"}


def computed_with(source, value):
    """What the model takes for the values in a file."""
    if source.means is not None:
        value = source.means(value)
    return np.asarray(value, WIDE[source.type])


def evaluate(case):
    """The data of a case, what it gives, and how exactly: (values, expected, rtol, atol)."""
    values = case.values()
    if case.mode == "refuse":
        return values, {}, 0.0, 0.0
    sources = case.sources.items()
    inputs = {name: computed_with(source, values[name]) for name, source in sources if not source.is_variable}
    variables = {
        (source.label or name).lower(): computed_with(source, values[name])
        for name, source in sources
        if source.is_variable
    }
    with np.errstate(all="ignore"):
        if case.expected is not None:
            return values, case.expected(**inputs, **variables), 0.0, 0.0
        expected = run(case.graph, inputs, variables, case.steps)
        return values, expected, *measure(case, inputs, variables, expected)


def as_stored(value):
    """What engines give: 32 bits for numbers."""
    value = np.asarray(value)
    with np.errstate(over="ignore"):
        return value.astype(STORED[TYPE_OF_KIND[value.dtype.kind]])


def write_case(case, cases):
    """Writes a case below the folder CASES, and returns its own."""
    folder = Path(cases) / case.operation / case.name
    shutil.rmtree(folder, ignore_errors=True)
    model = folder / "model"
    for each in (model, folder / "inputs", folder / "expected"):
        each.mkdir(parents=True)
    values, expected, rtol, atol = evaluate(case)
    (model / "graph.nnef").write_text(case.text, encoding="utf-8")
    if case.quantization:
        (model / "graph.quant").write_text(case.quantization, encoding="utf-8")
    for path, content in case.files.items():
        (model / path).write_bytes(content)
    for name, source in case.sources.items():
        if not source.is_variable:
            write(folder / "inputs" / f"{name}.dat", values[name])
        elif source.stored:
            write_items(model / f"{source.label or name}.dat", values[name], *source.stored)
        else:
            write(model / f"{source.label or name}.dat", values[name])
    for name, value in expected.items():
        write(folder / "expected" / f"{name}.dat", as_stored(value))
    facts = {
        "operation": case.operation,
        "name": case.name,
        "section": case.section,
        "what": case.what,
        "tags": case.tags,
        "rtol": rtol,
        "atol": atol,
        "steps": case.steps,
        "mode": case.mode,
    }
    (folder / "case.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return folder
