# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes folders of the lines in the tables: documents, data, and what is expected."""

import json
import shutil
from pathlib import Path

import numpy as np

from ..model import integer, simulation
from ..model.graph import run
from ..tensor_files import write
from .storage import write_items
from .table import STORED, WIDE
from .tolerance import BadlyChosen, Rounding, measure

# How many sets of random numbers are tried for a case.
ATTEMPTS = 500
TYPE_OF_KIND = {"f": "scalar", "i": "integer", "b": "logical"}


def computed_with(source, value):
    """What the model takes for the values in a file."""
    if source.means is not None:
        value = source.means(value)
    return np.asarray(value, WIDE[source.type])


def evaluate(case):
    """The data of a case, what it gives, and how exactly: (values, expected, rtol, atol)."""
    if case.arithmetic == "integer":
        return first_attempt(evaluate_integers, case)
    if case.arithmetic == "simulate":
        return first_attempt(evaluate_rounded, case)
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


def first_attempt(evaluate, case):
    """What a function makes of a case, with the first random numbers of which none is too near to a half."""
    while True:
        try:
            return evaluate(case, case.values())
        except (BadlyChosen, integer.Ambiguous):
            case.attempt += 1
            if case.attempt == ATTEMPTS or case.exact:
                raise


def evaluate_rounded(case, values):
    """The same of a case whose tensors are rounded as entries of `graph.quant` say."""
    entries, inputs, variables = dict(case.flat_entries), {}, {}
    for name, source in case.sources.items():
        wide = np.asarray(values[name], WIDE[source.type])
        if not source.is_variable:
            inputs[name] = wide
            continue
        if source.codes:
            # What is decoded has no need to be rounded.
            wide = simulation.decoded(values[name], *entries.pop(name))
        variables[(source.label or name).lower()] = wide
    rounding = Rounding(entries)
    with np.errstate(all="ignore"):
        expected = run(case.graph, inputs, variables, case.steps, finish=rounding)
        return values, expected, *measure(case, inputs, variables, expected, rounding)


def evaluate_integers(case, values):
    """The same of a case in integer arithmetic, where nothing may differ."""
    types = integer.types_of(case.flat_entries)
    tensors = {}
    for name, source in case.sources.items():
        key = (source.label or name).lower() if source.is_variable else name
        if not source.is_variable and case.boundary == "codes":
            values[name] = values[name].astype(types[name].stored)
        real = name in types and not source.is_variable and case.boundary == "real"
        tensors[key] = integer.quantized(values[name], types[name]).codes if real else values[name]
    with np.errstate(all="ignore"):
        results = integer.evaluate(case.graph, types, tensors, tensors)
    expected = {}
    for name in case.output_names:
        result = results[name]
        if case.boundary == "codes":
            expected[name] = result.codes.astype(result.type.stored)
        else:
            expected[name] = integer.dequantized(result)
    return values, expected, 0.0, 0.0


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
        write(
            folder / "expected" / f"{name}.dat", value if case.arithmetic == "integer" else as_stored(value)
        )
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
    if case.arithmetic != "real":
        facts |= {"arithmetic": case.arithmetic, "boundary": case.boundary}
    if case.arithmetic == "integer" and case.prologue:
        # The same in the operations of the standard, for engines that do not know fragments.
        facts |= {"flat": case.flat_text, "flat_quantization": case.flat_quantization}
    (folder / "case.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return folder
