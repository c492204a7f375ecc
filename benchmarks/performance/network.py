# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a network consists of, and how much there is to compute and to move."""

import dataclasses
import math
import re

from checking import run

# %3 = nnef.conv %1, %2 stride = [1, 1] : (tensor<...>, tensor<...>) -> tensor<...>
OPERATION = re.compile(r"^ *%[\w:]+ = nnef\.(\w+) (.*?) : (.*?)(?: loc\(.*)?$")
TENSOR = re.compile(r"tensor<((?:\d+x)*)(\w+)>")


@dataclasses.dataclass(frozen=True)
class Tensor:
    shape: tuple[int, ...]
    element: str

    def count(self):
        return math.prod(self.shape)


@dataclasses.dataclass(frozen=True)
class Operation:
    """An operation without its name and operands: what one layer has in common
    with others."""

    name: str
    attributes: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    # Whether an input is a variable or a constant.
    fixed: tuple[bool, ...]

    def count_operations(self):
        """Multiplications and additions of products of matrices, and of what
        amounts to them; nothing else counts."""
        if self.name in ("conv", "box_conv"):
            filters = self.inputs[1]
            return 2 * self.outputs[0].count() * math.prod(filters.shape[1:])
        if self.name == "deconv":
            return 2 * self.inputs[0].count() * math.prod(self.inputs[1].shape[1:])
        if self.name in ("linear", "matmul"):
            # Rows times common, common times columns: however they are transposed,
            # the extent that both have is in the product of their sizes twice.
            rows, columns = self.outputs[0].shape[-2:]
            factors = [math.prod(tensor.shape[-2:]) for tensor in self.inputs[:2]]
            common = math.isqrt(math.prod(factors) // (rows * columns))
            return 2 * self.outputs[0].count() * common
        return 0


def parse_type(text):
    return tuple(
        Tensor(tuple(int(extent) for extent in shape.split("x")[:-1]), element)
        for shape, element in TENSOR.findall(text)
    )


def parse_operations(text):
    """The operations of a network in the text form of MLIR."""
    operations, fixed = [], set()
    for line in text.splitlines():
        match = OPERATION.match(line)
        if not match:
            continue
        result = line.split("=", 1)[0].strip()
        name, rest, types = match.groups()
        if name in ("variable", "constant"):
            fixed.add(result)
            continue
        operands = re.match(r"(?:[\[(]*%[\w#]+[\])]*(?:, *)?)*", rest).group()
        names = re.findall(r"%[\w#]+", operands)
        inputs, arrow, outputs = types.partition("->")
        operations.append(
            Operation(
                name,
                rest[len(operands) :].strip(),
                # Operations that keep the type name it once.
                parse_type(inputs) if arrow else parse_type(inputs) * len(names),
                parse_type(outputs if arrow else inputs),
                tuple(operand in fixed for operand in names),
            )
        )
    return operations


def read_operations(tools, model):
    """The operations of the NNEF model in a folder."""
    words = ["--import-nnef", "--no-weights", model]
    return parse_operations(run(tools / "nnef-translate", *words, timeout=600).output)


def count_operations(tools, model):
    return sum(operation.count_operations() for operation in read_operations(tools, model))
