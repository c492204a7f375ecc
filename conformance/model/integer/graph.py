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
# What keeps the type of its operands if the result has no entry.
CARRYING = MOVING | set("copy concat pad max_pool max_reduce min_reduce max min".split())
# What is computed with codes if all operands have some; others have parameters behind the first operand.
JOINING = set("add sub mul max min concat stack matmul prelu conv deconv linear".split())
BOUNDING = {"relu", "clamp"}
RECIPES = {
    **{name: operations.by_table(function) for name, function in operations.TABLES.items()},
    "abs": operations.abs_,
    **{
        name: getattr(operations, name)
        for name in (
            "copy conv deconv linear matmul add sub mul max min relu clamp leaky_relu prelu softmax sum_reduce"
            " log mean_reduce max_reduce min_reduce avg_pool area_downsample box max_pool multilinear_upsample concat pad"
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


class Ambiguous(RuntimeError):
    """A real number lies so near to the middle between two codes that single precision decides."""


def evaluate(graph, types, inputs, variables):
    """All tensors: codes where they have a type, and real numbers elsewhere.

    Inputs and variables, by their labels, are codes if they have a type.
    """
    types, values = with_bounded(graph, types), {}

    def resolved(argument):
        if isinstance(argument, Name):
            return values[argument.name]
        if isinstance(argument, (list, tuple)):
            return type(argument)(map(resolved, argument))
        return argument

    for operation in graph.operations:
        names = operation.result_names()
        if operation.name in ("external", "variable"):
            label = operation.named.get("label", "").lower()
            value = inputs[names[0]] if operation.name == "external" else variables[label]
            found = [Quantized(value, types[names[0]]) if names[0] in types else np.asarray(value, float)]
        else:
            arguments = resolved(operation.positional)
            named = {key: resolved(value) for key, value in operation.named.items()}
            found = execute(operation, arguments, named, [types.get(name) for name in names])
        values.update(zip(names, found, strict=True))
    return values


def tensors_in(arguments):
    """Positional arguments one by one, also those in arrays."""
    for argument in arguments:
        yield from tensors_in(argument) if isinstance(argument, list) else [argument]


def execute(operation, arguments, named, outs):
    """The results of an operation: on codes if there are codes and a recipe for them, otherwise on reals."""
    tensors = list(tensors_in(arguments))
    codes = [isinstance(tensor, Quantized) for tensor in tensors]
    if operation.name in CARRYING and all(codes):
        first = tensors[0].type
        if all(tensor.type == first for tensor in tensors):
            outs = [out or first for out in outs]
    if operation.name in ("conv", "deconv", "linear") and not isinstance(tensors[-1], np.ndarray):
        codes = codes[:2]  # a bias of 0.0 does not matter
    if all(codes if operation.name in JOINING else codes[:1]) and all(outs):
        if operation.name in MOVING:
            return move(operation, arguments, named, outs)
        if operation.name in RECIPES:
            return [RECIPES[operation.name](*arguments, out=outs[0], **named)]
    results = OPERATIONS[operation.name](*map(as_real, arguments), **named)
    results = results if isinstance(results, list) else [results]
    return [as_codes(value, out) if out else value for value, out in zip(results, outs, strict=True)]


def as_real(argument):
    if isinstance(argument, list):
        return [as_real(item) for item in argument]
    return operations.dequantized(argument).astype(float) if isinstance(argument, Quantized) else argument


def as_codes(value, out):
    """Reals that were computed become codes, which must not depend on their last digits."""
    codes = operations.quantized(value, out)
    for error in (-1e-5, 1e-5):
        if not np.array_equal(operations.quantized(value * (1 + error), out).codes, codes.codes):
            raise Ambiguous("a real number lies between two codes")
    return codes


def move(operation, arguments, named, outs):
    """The results of an operation that moves elements."""
    first = arguments[0]
    parts = first if isinstance(first, list) else [first]
    codes = [part.codes.astype(float) for part in parts]
    results = OPERATIONS[operation.name](
        codes if isinstance(first, list) else codes[0], *arguments[1:], **named
    )
    results = results if isinstance(results, list) else [results]
    return [
        operations.moved(parts[0], np.rint(each).astype(int), out)
        for each, out in zip(results, outs, strict=True)
    ]
