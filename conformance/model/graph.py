# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Flat NNEF documents (3.2), read and evaluated on the formulas of this package.

Only what the flat syntax has: no fragments and no expressions.
"""

import re
from dataclasses import dataclass, field

import numpy as np

from . import OPERATIONS

TOKEN = re.compile(
    r"\s+|#[^\n]*|(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<name>\w+)|(?P<mark>->|[^\w\s])"
)


@dataclass
class Name:
    """The identifier of a tensor as an argument."""

    name: str


@dataclass
class Operation:
    """An assignment: `results = name<type>(arguments)`."""

    name: str
    type: str
    positional: list
    named: dict
    # A name, or a list of names for an array or a tuple.
    results: object

    def result_names(self):
        return [self.results] if isinstance(self.results, str) else self.results


@dataclass
class Graph:
    name: str
    inputs: list
    outputs: list
    operations: list = field(default_factory=list)


class Parser:
    def __init__(self, text):
        self.tokens = []
        for match in TOKEN.finditer(text):
            if match.lastgroup:
                self.tokens.append((match.lastgroup, match[0]))
        self.tokens.append(("end", ""))
        self.place = 0

    def next(self):
        self.place += 1
        return self.tokens[self.place - 1]

    def sees(self, text):
        return self.tokens[self.place][1] == text

    def take(self, text):
        if self.sees(text):
            self.place += 1
            return True
        return False

    def expect(self, text):
        if not self.take(text):
            raise SyntaxError(f"expected '{text}' before '{self.tokens[self.place][1]}'")

    def name(self):
        kind, text = self.next()
        if kind != "name":
            raise SyntaxError(f"expected a name, not '{text}'")
        return text

    def list_of(self, item, close):
        items = []
        while not self.take(close):
            items.append(item())
            if not self.sees(close):
                self.expect(",")
        return items

    def document(self):
        self.expect("version")
        while not self.take(";"):
            self.next()
        while self.take("extension"):
            while not self.take(";"):
                self.next()
        self.expect("graph")
        name = self.name()
        self.expect("(")
        inputs = self.list_of(self.name, ")")
        self.expect("->")
        self.expect("(")
        graph = Graph(name, inputs, self.list_of(self.name, ")"))
        self.expect("{")
        while not self.take("}"):
            graph.operations.append(self.assignment())
        return graph

    def assignment(self):
        for opening, close in (("[", "]"), ("(", ")")):
            if self.take(opening):
                results = self.list_of(self.name, close)
                break
        else:
            results = [self.name()]
            while self.take(","):
                results.append(self.name())
            results = results[0] if len(results) == 1 else results
        self.expect("=")
        name, type = self.name(), "scalar"
        if self.take("<"):
            type = self.name()
            self.expect(">")
        self.expect("(")
        positional, named = [], {}
        for key, value in self.list_of(self.argument, ")"):
            if key is None:
                positional.append(value)
            else:
                named[key] = value
        self.expect(";")
        return Operation(name, type, positional, named, results)

    def argument(self):
        if self.tokens[self.place + 1][1] == "=":
            key = self.name()
            self.expect("=")
            return key, self.value()
        return None, self.value()

    def value(self):
        kind, text = self.next()
        if kind == "string":
            return text[1:-1]
        if kind == "number":
            return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
        if text in ("true", "false"):
            return text == "true"
        if kind == "name":
            return Name(text)
        if text == "[":
            return self.list_of(self.value, "]")
        if text == "(":
            return tuple(self.list_of(self.value, ")"))
        raise SyntaxError(f"expected a value, not '{text}'")


def parse(text):
    """The graph of a flat document."""
    return Parser(text).document()


# What the formulas call parameters whose names Python needs itself.
PARAMETERS = {"lambda": "lambda_"}


def evaluate(graph, inputs, variables, operations=OPERATIONS, finish=None):
    """The values of all tensors, and of the variables after the execution.

    Variables are known by their labels, in which case makes no difference (4.1.3).
    What is computed for a tensor is replaced by `finish(name, value)`.
    """
    values, updated = {}, dict(variables)
    labels = {}

    def resolved(argument):
        if isinstance(argument, Name):
            return values[argument.name]
        if isinstance(argument, (list, tuple)):
            return type(argument)(map(resolved, argument))
        return argument

    for operation in graph.operations:
        arguments = [resolved(argument) for argument in operation.positional]
        named = {PARAMETERS.get(key, key): resolved(value) for key, value in operation.named.items()}
        if operation.name == "external":
            result = inputs[operation.results]
        elif operation.name == "variable":
            label = named["label"].lower()
            labels[operation.results] = label
            result = variables[label]
        else:
            if operation.name in ("cast", "constant"):
                named["type"] = operation.type
            result = operations[operation.name](*arguments, **named)
        pairs = (
            [(operation.results, result)]
            if isinstance(operation.results, str)
            else zip(operation.results, result, strict=True)
        )
        for name, value in pairs:
            values[name] = finish(name, value) if finish else value
        if operation.name == "update":
            updated[labels[operation.positional[0].name]] = values[operation.results]
    return values, updated


def run(graph, inputs, variables, steps=1, operations=OPERATIONS, finish=None):
    """The outputs of one execution, or of several with a leading dimension for them."""
    outcomes = []
    for step in range(steps):
        given = inputs if steps == 1 else {name: value[step] for name, value in inputs.items()}
        values, variables = evaluate(graph, given, variables, operations, finish)
        outcomes.append({name: values[name] for name in graph.outputs})
    if steps == 1:
        return outcomes[0]
    return {name: np.stack([outcome[name] for outcome in outcomes]) for name in graph.outputs}
