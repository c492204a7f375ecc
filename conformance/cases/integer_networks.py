# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Blocks of quantized networks in integer arithmetic, and entries that are fragments."""

from .codes import (
    GEMMLOWP,
    Entry,
    codes,
    given_codes,
    i8,
    i32,
    integer_case,
    nested,
    text_of_entries,
    u8,
    weight,
)
from .networks import BOTH
from .table import uniform

SIGNS = {"unsigned": (u8, 0), "signed": (i8, -128)}
SIX = 0.023529412


def cases():
    for kind, (make, low) in SIGNS.items():
        for boundary in ("codes", "real"):
            yield from networks(kind, make, low, boundary)
        yield from mixed(kind, make, low)
    yield from fragments()


class Block:
    """A network that grows: statements, entries, and tensors."""

    def __init__(self, make, low, **inputs):
        self.make, self.low = make, low
        self.statements, self.entries, self.tensors, self.variables = [], {}, {}, []
        for name, (shape, scale, zero) in inputs.items():
            self.entries[name] = make(scale, low + zero)
            self.tensors[name] = shape

    def add(self, statement, scale=None, zero=128):
        """A statement, whose result has an entry if it has a scale."""
        self.statements.append(statement)
        if scale is not None:
            self.entries[statement.split()[0]] = self.make(scale, self.low + zero)

    def weights(self, input, *shape, scale=0.005):
        """The names of a filter and of a bias behind an input; signed filters have a scale for each channel."""
        number = len(self.variables) // 2
        w, b, channels = f"w{number}", f"b{number}", shape[0]
        factor = self.entries[input].parameters["scale"]
        if self.make is u8:
            self.entries[w], self.entries[b] = u8(scale, 127), i32(factor * scale)
        else:
            scales = [scale * (0.6 + 0.8 * (7 * i % 5) / 5) for i in range(channels)]
            self.entries[w] = weight(nested(scales, (channels,) + (1,) * (len(shape) - 1)))
            rounded = [float(f"{each:.4g}") for each in scales]
            self.entries[b] = i32([[factor * each for each in rounded]])
        self.tensors[w] = shape
        self.tensors[b] = codes(i32(1.0), 1, channels, low=-8000, high=8000)
        self.variables += [w, b]
        return f"{input}, {w}, {b}"

    def finish(self, name, what, kind, boundary):
        tensors = dict(self.tensors)
        if boundary == "real":
            for key, shape in self.tensors.items():
                if key not in self.variables:
                    p = self.entries[key].parameters
                    ends = [(limit - p["zero_point"]) * p["scale"] for limit in self.entries[key].limits]
                    tensors[key] = uniform(*ends, *shape)
        return integer_case(
            f"network-{kind}-{name}{'-of-reals' if boundary == 'real' else ''}",
            what if boundary == "codes" else f"{what} Inputs and outputs are real.",
            "\n".join(self.statements),
            self.entries,
            tensors,
            variables=self.variables,
            boundary=boundary,
        )


def networks(kind, make, low, boundary):
    block = Block(make, low, x=((1, 4, 8, 8), 0.03, 120))
    block.add(f"s1 = conv({block.weights('x', 8, 4, 1, 1, scale=0.01)})")
    block.add("r1 = clamp(s1, 0.0, 6.0)", SIX, 0)
    block.add(f"s2 = conv({block.weights('r1', 8, 1, 3, 3, scale=0.01)}, groups = 0)")
    block.add("r2 = clamp(s2, 0.0, 6.0)", SIX, 0)
    block.add(f"s3 = conv({block.weights('r2', 4, 8, 1, 1, scale=0.01)})", 0.08)
    block.add("y = add(x, s3)", 0.09, 126)
    yield block.finish("residual", "An inverted residual, as in mobile networks.", kind, boundary)

    block = Block(make, low, x=((1, 3, 6, 6), 0.03, 120))
    block.add(f"s1 = conv({block.weights('x', 2, 3, 1, 1, scale=0.01)})")
    block.add("r1 = relu(s1)", 0.04, 0)
    block.add(f"s2 = conv({block.weights('x', 3, 3, 3, 3)})")
    block.add("r2 = relu(s2)", 0.07, 0)
    block.add(
        "m = max_pool(x, size = [1, 1, 3, 3], border = 'ignore', padding = [(0, 0), (0, 0), (1, 1), (1, 1)])",
        0.03,
        120,
    )
    block.add("y = concat([r1, r2, m], axis = 1)", 0.06, 100)
    yield block.finish("branches", "Branches that are joined, as in Inception.", kind, boundary)

    block = Block(make, low, x=((2, 5, 7, 7), SIX, 0))
    block.add(
        "m = avg_pool(x, size = [1, 1, 7, 7], border = 'ignore', padding = [(0, 0), (0, 0), (0, 0), (0, 0)])",
        SIX,
        0,
    )
    block.add("f = squeeze(m, axes = [2, 3])")
    block.entries["f"] = block.entries["m"]
    block.add(f"l = linear({block.weights('f', 10, 5, scale=0.02)})", 0.09)
    block.add("y = softmax(l)", 1 / 256, 0)
    yield block.finish("classifier", "The end of a classifier.", kind, boundary)

    block = Block(make, low, x=((1, 6, 5, 4), 0.03, 120))
    block.add("m = mean_reduce(x, axes = [2, 3])", 0.01)
    block.add("f = squeeze(m, axes = [2, 3])")
    block.entries["f"] = block.entries["m"]
    block.add(f"l1 = linear({block.weights('f', 4, 6, scale=0.02)})")
    block.add("r = relu(l1)", 0.03, 0)
    block.add(f"l2 = linear({block.weights('r', 6, 4, scale=0.02)})", 0.06)
    block.add("g = sigmoid(l2)", 1 / 256, 0)
    block.add("y = mul(x, g)", 0.025, 118)
    yield block.finish("gate", "Channels that are weighted by what they are on average.", kind, boundary)

    block = Block(make, low, x=((1, 4, 3, 3), 0.03, 120), z=((1, 3, 6, 6), 0.05, 90))
    block.add(
        "u = multilinear_upsample(x, factor = [2, 2], method = 'symmetric', border = 'replicate')", 0.03, 120
    )
    block.add("c = concat([u, z], axis = 1)", 0.05, 100)
    block.add("p = pad(c, padding = [(0, 0), (0, 0), (1, 1), (1, 1)])", 0.05, 100)
    block.add(f"s = conv({block.weights('p', 3, 7, 3, 3)}, padding = [(0, 0), (0, 0)])", 0.3)
    block.add("y = tanh(s)", 1 / 128)
    yield block.finish("upward", "Upsampling, joining and smoothing, as in U-Net.", kind, boundary)


def mixed(kind, make, low):
    """What has no integer arithmetic computes with the reals that codes stand for."""
    x, y = make(0.03, low + 100), make(0.05, low + 120)
    statements = {
        "div": ("div(x, z)", {"z": codes(make(0.01, low), 2, 3, 4, low=low + 60)}, {"z": make(0.01, low)}),
        "gelu": ("gelu(x)", {}, {}),
        "literal": ("add(x, 0.77)", {}, {}),
        "real-operand": ("mul(x, z)", {"z": uniform(0.5, 1.5, 1, 3).as_variable()}, {}),
        "normalization": ("l2_normalization(x, axes = [1])", {}, {"y": make(1 / 128, low + 128)}),
        "batch-normalization": (
            "batch_normalization(x, m, v, 0.1, 0.9, epsilon = 0.01)",
            {"m": uniform(-0.5, 0.5, 1, 3).as_variable(), "v": uniform(0.5, 1.5, 1, 3).as_variable()},
            {},
        ),
    }
    for name, (statement, tensors, entries) in statements.items():
        yield integer_case(
            f"mixed-{kind}-{name}",
            "There is no recipe for it.",
            f"y = {statement}",
            {"x": x, "y": y} | entries,
            {"x": (2, 3, 4)} | tensors,
        )
    yield integer_case(
        f"mixed-{kind}-between",
        "What is between has no entry, and is real.",
        "s = add(x, z)\ny = mul(s, z)",
        {"x": x, "z": x, "y": make(0.3, low + 120)},
        {"x": (2, 3, 4), "z": (2, 3, 4)},
    )
    yield integer_case(
        f"mixed-{kind}-real-filter",
        "A filter that is real.",
        "y = conv(x, w)",
        {"x": x, "y": make(0.1, low + 120)},
        {"x": (1, 2, 4, 4), "w": uniform(-0.5, 0.5, 2, 2, 3, 3).as_variable()},
    )


SIGNED = """fragment affine(x: tensor<scalar>, zero: integer, step: scalar) -> ( y: tensor<scalar> )
{
    y = zero_point_linear_quantize(x, zero, step, bits = 8, signed = true, symmetric = false);
}
"""


def fragments():
    """Entries that are fragments of the document, and end in the standard's operations."""

    def gemmlowp(scale, zero):
        return Entry("gemmlowp_quantize", {"scale": scale, "zero_point": zero, "bits": 8})

    def affine(scale, zero):
        return Entry("affine", {"zero": zero, "step": scale})

    for name, prologue, entry, make, low in (
        ("gemmlowp", GEMMLOWP, gemmlowp, u8, 0),
        ("affine", SIGNED, affine, i8, -128),
    ):
        types = {"x": (0.037, 120), "y": (0.21, 99), "z": (0.0501, 3)}
        filter = u8(0.005, 140) if make is u8 else weight(0.005)
        constants = {"w": filter, "b": i32(0.037 * 0.005)}
        standard = {key: make(scale, low + zero) for key, (scale, zero) in types.items()} | constants
        written = {key: entry(scale, low + zero) for key, (scale, zero) in types.items()} | constants
        bodies = {
            "conv": ("y = conv(x, w, b)", {"x": (1, 2, 5, 5), "w": (3, 2, 3, 3)}),
            "sum": ("y = add(x, z)", {"x": (2, 3, 4), "z": (2, 3, 4)}),
            "copy": ("z = copy(x)", {"x": given_codes([list(range(low, low + 256))])}),
        }
        for key, (body, tensors) in bodies.items():
            used = {"conv": "xywb", "sum": "xyz", "copy": "xz"}[key]
            if key == "conv":
                tensors["b"] = codes(i32(1.0), 1, 3, low=-9000, high=9000)
            yield integer_case(
                f"fragment-{name}-{key}",
                "Entries that are a fragment of the document.",
                body,
                {tensor: standard[tensor] for tensor in used},
                tensors,
                variables=("w", "b"),
                prologue=BOTH + prologue,
                quantization=text_of_entries({tensor: written[tensor] for tensor in used}),
                flat_quantization=text_of_entries({tensor: standard[tensor] for tensor in used}),
            )
