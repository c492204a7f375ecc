# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases made of flat graphs in a folder: their documents, with random data."""

from pathlib import Path

from .cases import elementwise
from .cases.table import Case, normal, of_type, uniform
from .model.graph import Name, parse


def cases(folder):
    """A case for each FOLDER/NAME/graph.nnef."""
    paths = sorted(Path(folder).glob("*/graph.nnef"))
    return [case_of(path) for path in paths]


def case_of(path):
    text = path.read_text(encoding="utf-8")
    graph = parse(text)
    sources = {}
    for operation in graph.operations:
        if operation.name not in ("external", "variable"):
            continue
        name, shape = operation.results, tuple(operation.named["shape"])
        source = of_type(operation.type, *shape)
        if operation.type == "scalar":
            source = values_for(graph, name)(*shape)
        if operation.name == "variable":
            source = source.as_variable(label=operation.named["label"])
        sources[name] = source
    return Case(
        "graphs", path.parent.name, f"The graph {graph.name}.", sources, "", graph.outputs, document=text
    )


def values_for(graph, name):
    """Values for which the operations that a tensor goes into are defined."""
    for operation in graph.operations:
        for place, argument in enumerate(operation.positional):
            if argument != Name(name):
                continue
            if operation.name in elementwise.DOMAINS:
                return elementwise.DOMAINS[operation.name]
            if (operation.name, place) == ("div", 1):
                return elementwise.DOMAINS["rcp"]
            if (operation.name, place) in (("pow", 0), ("batch_normalization", 2)):
                return lambda *shape: uniform(0.2, 3, *shape)
    return normal
