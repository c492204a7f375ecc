#!/usr/bin/env python3
"""Writes the text of a long network in flat NNEF.

    make_large_graph.py OPERATIONS FILE

The network is a chain of the blocks that image networks are made of, as the
converters write them: every attribute is spelled out, and every weight is a
variable of its own. All shapes are valid. The same number of operations always
gives the same text.
"""

import argparse
import pathlib
import random

CHANNELS = 16
SHAPE = [1, CHANNELS, 28, 28]
WINDOW = "border = 'constant', stride = [1, 1], dilation = [1, 1], groups = 1"
POOL = (
    "size = [1, 1, 3, 3], border = 'ignore', padding = [(0, 0), (0, 0), (1, 1), (1, 1)], "
    "stride = [1, 1, 1, 1], dilation = [1, 1, 1, 1]"
)


class Network:
    def __init__(self):
        self.rng = random.Random(100)
        self.statements = []
        self.tensor = self.add("external", "external<scalar>({})", f"shape = {SHAPE}", name="input")
        # What a residual connection can lead back to.
        self.earlier = [self.tensor]

    def add(self, kind, form, *arguments, name=None):
        name = name or f"{kind}{len(self.statements)}"
        self.statements.append(f"    {name} = {form.format(*arguments)};")
        return name

    def add_variable(self, kind, shape):
        number = len(self.statements)
        return self.add(
            kind, "variable<scalar>(shape = {}, label = '{}')", shape, f"layer{number}/{kind}"
        )

    def add_convolution(self, tensor, channels, size):
        weights = self.add_variable("filter", [CHANNELS, channels, size, size])
        bias = self.add_variable("bias", [1, CHANNELS])
        border = size // 2
        padding = [(border, border)] * 2
        return self.add("conv", "conv({}, {}, {}, padding = {}, {})", tensor, weights, bias, padding, WINDOW)

    def add_block(self):
        tensor, skip = self.tensor, self.rng.choice(self.earlier[-8:])
        kind = self.rng.choices(
            ["conv", "normalized", "residual", "branch", "pool", "activation", "scale"],
            weights=[4, 3, 3, 1, 1, 2, 1],
        )[0]
        if kind == "conv":
            tensor = self.add("relu", "relu({})", self.add_convolution(tensor, CHANNELS, 3))
        elif kind == "normalized":
            tensor = self.add_convolution(tensor, CHANNELS, 3)
            names = ["mean", "variance", "offset", "scale"]
            tensor = self.add(
                "norm",
                "batch_normalization({}, {}, {}, {}, {}, epsilon = 1e-05)",
                tensor,
                *[self.add_variable(name, [1, CHANNELS]) for name in names],
            )
            tensor = self.add("relu", "relu({})", tensor)
        elif kind == "residual":
            tensor = self.add("add", "add({}, {})", tensor, skip)
        elif kind == "branch":
            tensor = self.add("concat", "concat([{}, {}], axis = 1)", tensor, skip)
            tensor = self.add_convolution(tensor, 2 * CHANNELS, 1)
        elif kind == "pool":
            pool = self.rng.choice(["max_pool", "avg_pool"])
            tensor = self.add("pool", pool + "({}, {})", tensor, POOL)
        elif kind == "activation":
            form = self.rng.choice(
                ["sigmoid({})", "tanh({})", "leaky_relu({}, alpha = 0.1)", "clamp({}, 0.0, 6.0)"]
            )
            tensor = self.add("activation", form, tensor)
        else:
            tensor = self.add("mul", "mul({}, {})", tensor, 0.5)
        self.tensor = tensor
        self.earlier.append(tensor)


def make_text(operations):
    network = Network()
    while len(network.statements) < operations - 1:
        network.add_block()
    # A block can be longer than what is missing.
    while len(network.statements) > operations - 1:
        network.statements.pop()
    names = [statement.split(" = ")[0].strip() for statement in network.statements]
    results = [name for name in names if name.startswith(("relu", "add", "conv", "pool"))]
    network.add("copy", "copy({})", results[-1], name="output")
    lines = ["version 1.0;", "", "graph large(input) -> (output)", "{", *network.statements, "}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("operations", type=int)
    parser.add_argument("file", type=pathlib.Path)
    args = parser.parse_args()
    if args.operations < 16:
        parser.error("a network needs at least 16 operations")
    args.file.parent.mkdir(parents=True, exist_ok=True)
    args.file.write_text(make_text(args.operations))


if __name__ == "__main__":
    main()
