# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Flat graphs whose tensors have entries in `graph.quant`, executed on codes."""

import numpy as np

from .. import OPERATIONS
from ..graph import Name, Parser
from . import operations
from .types import Quantized, type_of

# What only moves elements: the formulas of the real operations do for codes.
MOVING = set(
    "reshape squeeze unsqueeze transpose split stack unstack slice tile nearest_upsample nearest_downsample".split()
)
BOUNDING = {"relu", "clamp"}
RECIPES = {
    **{name: operations.by_table(function) for name, function in operations.TABLES.items()},
    **{
        name: getattr(operations, name)
        for name in (
            "copy conv deconv linear matmul add sub mul max min relu clamp leaky_relu prelu softmax sum_reduce"
            " mean_reduce max_reduce min_reduce avg_pool box max_pool multilinear_upsample concat pad"
        ).split()
    },
}


def parse_entries(text):
    """The entries of a `graph.quant`: {tensor: (operation, {parameter: value})}. Values are literals."""
    parser, entries = Parser(text), {}
    while parser.tokens[parser.place][0] != "end":
        _, tensor = parser.next()
        parser.expect(":")
        operation = parser.name()
        parser.expect("(")
        entries[tensor[1:-1]] = operation, dict(parser.list_of(parser.argument, ")"))
        parser.expect(";")
    return entries


def types_of(entries):
    return {name: type_of(*entry) for name, entry in entries.items()}


def names_in(argument):
    if isinstance(argument, Name):
        return [argument.name]
    if isinstance(argument, (list, tuple)):
        return [name for item in argument for name in names_in(item)]
    return []


def with_bounded(graph, types):
    """The types, and those of results without an entry that are only bounded by what follows.

    Such a result has the type of what follows: bounds are applied to the codes
    then, which is what kernels with a fused activation do.
    """
    users = {}
    for operation in graph.operations:
        for name in names_in([*operation.positional, *operation.named.values()]):
            users.setdefault(name, []).append(operation)
    types = dict(types)
    for name, found in users.items():
        user, *more = found
        if name not in types and not more and user.name in BOUNDING and user.results in types:
            types[name] = types[user.results]
    return types


def evaluate(graph, types, inputs, variables):
    """The codes of all tensors, for codes of the inputs and of the variables by their labels."""
    types, values = with_bounded(graph, types), {}

    def resolved(argument):
        if isinstance(argument, Name):
            return values[argument.name]
        if isinstance(argument, (list, tuple)):
            return type(argument)(map(resolved, argument))
        return argument

    for operation in graph.operations:
        results = operation.result_names()
        if operation.name == "external":
            found = [Quantized(inputs[results[0]], types[results[0]])]
        elif operation.name == "variable":
            found = [Quantized(variables[operation.named["label"].lower()], types[results[0]])]
        elif operation.name in MOVING:
            found = move(operation, resolved(operation.positional), resolved(operation.named), types)
        else:
            arguments, named = map(resolved, (operation.positional, list(operation.named.values())))
            named = dict(zip(operation.named, named))
            found = [RECIPES[operation.name](*arguments, out=types[results[0]], **named)]
        values.update(zip(results, found, strict=True))
    return values


def move(operation, arguments, named, types):
    """The results of an operation that moves elements; without an entry, they keep the type."""
    first = arguments[0]
    parts = first if isinstance(first, list) else [first]
    named = {key: value for key, value in named.items()}
    codes = [part.codes.astype(float) for part in parts]
    results = OPERATIONS[operation.name](
        codes if isinstance(first, list) else codes[0], *arguments[1:], **named
    )
    results = results if isinstance(results, list) else [results]
    outs = [types.get(name, parts[0].type) for name in operation.result_names()]
    return [
        operations.moved(parts[0], np.rint(each).astype(int), out)
        for each, out in zip(results, outs, strict=True)
    ]
