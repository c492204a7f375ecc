# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a line in the tables of cases says, and what follows from it."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..model.graph import parse
from ..model.integer import parse_entries
from .choices import is_choice
from .features import features
from .sections import SECTION_OF

STORED = {"scalar": np.float32, "integer": np.int32, "logical": np.bool_}
WIDE = {"scalar": np.float64, "integer": np.int64, "logical": np.bool_}

# ---------------------------------------------------------------------------
# Where tensors come from
# ---------------------------------------------------------------------------


@dataclass
class Source:
    """An input of the graph, or a variable in a file of the model.

    `fill` makes the values, given a generator of random numbers. Items of a
    variable may be stored in another way than usual: with a kind of tensor_files
    and a number of bits.
    """

    type: str
    shape: tuple
    fill: object
    is_variable: bool = False
    # The label of a variable, if it is not its name.
    label: str = ""
    # For a variable: (item kind, bits); None is the usual type.
    stored: tuple = None
    # What the network computes with, if it is not what is stored.
    means: object = None
    # Whether the values are codes, which may be larger than what single precision has all of.
    codes: bool = False

    def values(self, rng):
        """In the type that the network computes in, as tensor files have it."""
        array = np.asarray(self.fill(rng), WIDE[self.type])
        return np.broadcast_to(array, self.shape).astype(np.int64 if self.codes else STORED[self.type])

    def as_variable(self, label="", stored=None, means=None):
        return Source(self.type, self.shape, self.fill, True, label, stored, means, self.codes)


def normal(*shape, mean=0.0, deviation=1.0):
    return Source("scalar", shape, lambda rng: rng.normal(mean, deviation, shape))


def uniform(low, high, *shape):
    return Source("scalar", shape, lambda rng: rng.uniform(low, high, shape))


def signed(low, high, *shape):
    """Of either sign, and with a magnitude in the range."""
    return Source("scalar", shape, lambda rng: rng.uniform(low, high, shape) * rng.choice([-1, 1], shape))


def wholes(low, high, *shape):
    """Whole numbers from low to high, as scalars; equal ones are likely."""
    return Source("scalar", shape, lambda rng: rng.integers(low, high + 1, shape))


def between(low, high, *shape, margin=0.1):
    """Numbers that are not near a multiple of a half."""

    def fill(rng):
        halves = rng.integers(round(2 * low), round(2 * high), shape)
        return (halves + rng.uniform(2 * margin, 1 - 2 * margin, shape)) / 2

    return Source("scalar", shape, fill)


def integers(low, high, *shape):
    return Source("integer", shape, lambda rng: rng.integers(low, high + 1, shape))


def logicals(*shape):
    return Source("logical", shape, lambda rng: rng.integers(0, 2, shape) == 1)


def of_type(type, *shape):
    """Any values of a type."""
    makers = {"scalar": normal, "logical": logicals, "integer": lambda *s: integers(-1000, 1000, *s)}
    return makers[type](*shape)


def given(values, type="scalar", shape=None):
    shape = np.shape(values) if shape is None else shape
    return Source(type, tuple(shape), lambda rng: np.reshape(values, shape))


def weights(*shape, deviation=0.5):
    """A variable."""
    return normal(*shape, deviation=deviation).as_variable()


# ---------------------------------------------------------------------------
# Text
# ---------------------------------------------------------------------------


def text_of(value):
    """A literal of NNEF."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "e" in text else text + ".0"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, list):
        return f"[{', '.join(map(text_of, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(text_of, value))})"
    return str(value)


def call(operation, *tensors, **attributes):
    """An invocation. Names of tensors are given as text."""
    arguments = list(tensors)
    arguments += [f"{key} = {text_of(value)}" for key, value in attributes.items()]
    return f"{operation}({', '.join(arguments)})"


# ---------------------------------------------------------------------------
# Cases
# ---------------------------------------------------------------------------


@dataclass
class Case:
    """An operation, a name, and a sentence on what it is about; the rest makes the document."""

    operation: str
    name: str
    what: str
    # By the names of tensors, where they come from.
    sources: dict
    # Statements of the graph.
    body: str
    # The names of the outputs; by default what the last statement gives.
    outputs: list = None
    # The flat statements that mean the same, if the body has expressions.
    flat: str = None
    # What is in front of the graph: extensions and fragments.
    prologue: str = ""
    quantization: str = ""
    # What `quantization` means, in the standard's operations, if it has others.
    flat_quantization: str = None
    # How the network computes: with reals as they are, with "simulate" as `graph.quant`
    # has them, or with the "integer" arithmetic of codes.
    arithmetic: str = "real"
    # Whether inputs and outputs are "real" or "codes"; the latter only of integer arithmetic.
    boundary: str = "real"
    extra_tags: tuple = ()
    steps: int = 1
    mode: str = "run"
    # A function from the values of the sources to those of the outputs, where there is no flat graph.
    expected: object = None
    # Whether values may lie where results jump, because all of them are exact.
    exact: bool = False
    # Which random numbers it has: others are tried if results would jump.
    attempt: int = 0
    # The whole document, for those that are not made of the above.
    document: str = None
    files: dict = field(default_factory=dict)

    @property
    def id(self):
        return f"{self.operation}/{self.name}"

    @property
    def section(self):
        return SECTION_OF[self.operation]

    @property
    def declarations(self):
        """The statements that introduce the sources."""
        lines = []
        for name, source in self.sources.items():
            if source.is_variable:
                shape, label = list(source.shape), source.label or name
                lines.append(f"{name} = variable<{source.type}>(shape = {shape}, label = '{label}');")
            else:
                # The first extent of a file is that of the steps.
                shape = list(source.shape[1:] if self.steps > 1 else source.shape)
                lines.append(f"{name} = external<{source.type}>(shape = {shape});")
        return lines

    def text_with(self, body, prologue):
        """The document, with these statements and with this in front of the graph."""
        if self.document is not None:
            return self.document
        statements = [line.strip() + ";" for line in body.splitlines() if line.strip()]
        name = f"{self.operation}_{self.name}".replace("-", "_")
        inputs = ", ".join(name for name, source in self.sources.items() if not source.is_variable)
        lines = [f"graph {name}({inputs}) -> ({', '.join(self.output_names)})", "{"]
        lines += [f"    {line}" for line in self.declarations + statements]
        front = f"version 1.0;\n{prologue}\n" if prologue else "version 1.0;\n\n"
        return front + "\n".join(lines) + "\n}\n"

    @property
    def text(self):
        """The document."""
        return self.text_with(self.body, self.prologue)

    @property
    def flat_text(self):
        """A flat document that means the same."""
        return self.text_with(self.flat if self.flat is not None else self.body, "")

    @property
    def flat_entries(self):
        """The entries of `graph.quant` in the standard's operations."""
        return parse_entries(self.quantization if self.flat_quantization is None else self.flat_quantization)

    @property
    def output_names(self):
        if self.outputs is not None:
            return self.outputs
        left = self.body.strip().splitlines()[-1].split("=")[0]
        return [name.strip() for name in left.strip(" []()").split(",")]

    @cached_property
    def graph(self):
        """The flat graph; None if there is none."""
        return parse(self.flat_text) if self.mode == "run" and self.expected is None else None

    def generator(self, name):
        """Random numbers that are the same each time, for a source of the case."""
        again = f"/{self.attempt}" if self.attempt else ""
        digest = hashlib.sha256(f"{self.id}/{name}{again}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "little"))

    def values(self):
        """Of each source, what is in its file."""
        return {name: source.values(self.generator(name)) for name, source in self.sources.items()}

    @cached_property
    def tags(self):
        """What the case is about, in words to search for."""
        found = {*self.extra_tags, *features(self)}
        if self.mode == "run" and is_choice(self.operation, self.name):
            found.add("choice")
        return sorted(found)


def case(operation, name, what, body, outputs=None, **keywords):
    """A line of a table. What is no field of a Case is a source."""
    tags = keywords.pop("tags", ())
    fields = {key: keywords.pop(key) for key in list(keywords) if key in Case.__dataclass_fields__}
    return Case(operation, name, what, keywords, body, outputs, extra_tags=tuple(tags), **fields)
