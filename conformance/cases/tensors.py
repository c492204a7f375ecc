# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where tensors come from (4.1), how they are stored (5.2), and their updates (4.8)."""

from itertools import product

import numpy as np

from ..tensor_files import FLOAT, LOGICAL, QUANTIZED_SIGNED, QUANTIZED_UNSIGNED, SIGNED, UNSIGNED
from .table import Source, call, case, given, integers, logicals, normal, of_type, weights

TYPES = ("scalar", "integer", "logical")
SHAPES = [(), (4,), (2, 3), (2, 3, 2), (1, 2, 1, 3), (1, 2, 1, 2, 2), (1, 2, 1, 2, 1, 2)]


def cases():
    yield from external()
    yield from variable()
    yield from constant()
    yield from update()


def external():
    for type, shape in product(TYPES, SHAPES):
        yield case(
            "external",
            f"{type}-rank-{len(shape)}",
            f"An input of type {type} and rank {len(shape)}.",
            "y = copy(x)",
            x=of_type(type, *shape),
            tags=[f"rank-{len(shape)}", f"type-{type}"],
        )
    yield case(
        "external", "unused", "An input that nothing uses.", "y = copy(x)", x=normal(2, 3), z=normal(4)
    )
    yield case(
        "external",
        "several",
        "Inputs of each type.",
        "y = select(c, x, z)",
        x=integers(-9, 9, 2, 3),
        z=integers(-9, 9, 2, 3),
        c=logicals(2, 3),
    )
    yield case(
        "external",
        "default-type",
        "Without a type it is scalar.",
        "",
        document="version 1.0;\n\ngraph default_type(x) -> (y)\n{\n    x = external(shape = [2, 3]);\n    y = neg(x);\n}\n",
        outputs=["y"],
        x=normal(2, 3),
    )
    yield case(
        "external",
        "large-integers",
        "Integers up to the edges of 32 bits arrive as they are.",
        "y = copy(x)",
        x=given([2147483647, -2147483648, 16777217], "integer"),
    )


def stored(shape, kind, bits, low, high, type="scalar", means=None):
    """A variable with items of some width, as a tensor file has them."""
    return Source(type, shape, lambda rng: rng.integers(low, high + 1, shape)).as_variable(
        stored=(kind, bits), means=means
    )


def variable():
    for type, shape in product(TYPES, SHAPES):
        yield case(
            "variable",
            f"{type}-rank-{len(shape)}",
            f"A variable of type {type} and rank {len(shape)}.",
            "y = copy(v)",
            v=of_type(type, *shape).as_variable(),
            x=normal(1),
            tags=[f"rank-{len(shape)}", f"type-{type}"],
        )
    with_input = {"x": normal(1)}
    halves = Source("scalar", (3, 5), lambda rng: rng.integers(-64, 64, (3, 5)) / 8)
    for bits in (16, 32, 64):
        yield case(
            "variable",
            f"float-{bits}",
            f"Scalars stored in {bits} bits.",
            "y = copy(v)",
            v=halves.as_variable(stored=(FLOAT, bits)),
            tags=["stored"],
            **with_input,
        )
    yield case(
        "variable",
        "float-16-edges",
        "The largest, the smallest, and what is not finite, in 16 bits.",
        "y = copy(v)",
        v=given([65504.0, -65504.0, 2.0**-24, 2.0**-14, np.inf, -np.inf, 0.0]).as_variable(
            stored=(FLOAT, 16)
        ),
        tags=["stored"],
        **with_input,
    )
    for bits in (1, 2, 3, 4, 5, 7, 8, 12, 16, 24, 31, 32):
        high = min(2**bits - 1, 2**31 - 1)
        yield case(
            "variable",
            f"unsigned-{bits}",
            f"Integers of {bits} bits without a sign.",
            "y = copy(v)",
            v=stored((3, 5), UNSIGNED, bits, 0, high, "integer"),
            tags=["stored"],
            **with_input,
        )
    for bits in (2, 3, 4, 5, 7, 8, 12, 16, 24, 32, 64):
        low = -(2 ** min(bits - 1, 31))
        yield case(
            "variable",
            f"signed-{bits}",
            f"Integers of {bits} bits with a sign.",
            "y = copy(v)",
            v=stored((3, 5), SIGNED, bits, low, -low - 1, "integer"),
            tags=["stored"],
            **with_input,
        )
    for bits in (1, 8):
        yield case(
            "variable",
            f"logical-{bits}",
            f"Truth values stored in {bits} bits.",
            "y = copy(v)",
            v=logicals(3, 5).as_variable(stored=(LOGICAL, bits)),
            tags=["stored"],
            **with_input,
        )
    yield from quantized(with_input)
    yield case(
        "variable",
        "folders",
        "A label with folders in it.",
        "y = copy(v)",
        v=weights(2, 3).as_variable(label="block1/conv/filter"),
        **with_input,
    )
    yield case(
        "variable",
        "odd-label",
        "A label with all the characters that are allowed.",
        "y = copy(v)",
        v=weights(2, 3).as_variable(label="a-b_c.d/E0"),
        **with_input,
    )
    yield case(
        "variable",
        "shared",
        "Two variables with one label are the same.",
        "w = variable<scalar>(shape = [2, 3], label = 'v')\ny = add(v, w)",
        v=weights(2, 3),
        **with_input,
    )
    yield case(
        "variable", "unused", "A variable that nothing uses.", "y = copy(x)", v=weights(2, 3), **with_input
    )


def quantized(with_input):
    """Codes, and what graph.quant says that they stand for (5.3)."""

    def zero_point(codes, z, s):
        return (codes.astype(float) - z) * s

    def min_max(codes, low, high, bits, shift):
        return (codes.astype(float) + shift) / (2**bits - 1) * (high - low) + low

    table = {
        "zero-point-unsigned": (
            QUANTIZED_UNSIGNED,
            8,
            0,
            255,
            "zero_point_linear_quantize(zero_point = 100, scale = 0.5, bits = 8, signed = false, symmetric = false)",
            lambda c: zero_point(c, 100, 0.5),
        ),
        "zero-point-signed": (
            QUANTIZED_SIGNED,
            8,
            -128,
            127,
            "zero_point_linear_quantize(zero_point = -3, scale = 0.25, bits = 8, signed = true, symmetric = false)",
            lambda c: zero_point(c, -3, 0.25),
        ),
        "zero-point-4-bits": (
            QUANTIZED_UNSIGNED,
            4,
            0,
            15,
            "zero_point_linear_quantize(zero_point = 7, scale = 0.5, bits = 4, signed = false, symmetric = false)",
            lambda c: zero_point(c, 7, 0.5),
        ),
        "zero-point-channels": (
            QUANTIZED_SIGNED,
            8,
            -128,
            127,
            "zero_point_linear_quantize(zero_point = [[0], [1], [-2]], scale = [[0.5], [0.25], [2.0]], bits = 8, signed = true, symmetric = false)",
            lambda c: zero_point(c, np.array([[0], [1], [-2]]), np.array([[0.5], [0.25], [2.0]])),
        ),
        "min-max-unsigned": (
            QUANTIZED_UNSIGNED,
            8,
            0,
            255,
            "min_max_linear_quantize(min = -1.0, max = 2.0, bits = 8, signed = false, symmetric = false)",
            lambda c: min_max(c, -1.0, 2.0, 8, 0),
        ),
        "min-max-signed": (
            QUANTIZED_SIGNED,
            8,
            -128,
            127,
            "min_max_linear_quantize(min = -1.0, max = 2.0, bits = 8, signed = true, symmetric = false)",
            lambda c: min_max(c, -1.0, 2.0, 8, 128),
        ),
    }
    for name, (kind, bits, low, high, algorithm, means) in table.items():
        source = Source("scalar", (3, 5), lambda rng, low=low, high=high: rng.integers(low, high + 1, (3, 5)))
        yield case(
            "variable",
            f"quantized-{name}",
            f"Codes of {bits} bits, which {algorithm.split('(')[0]} explains.",
            "y = mul(v, 1.0)",
            v=source.as_variable(stored=(kind, bits), means=means),
            quantization=f'"v": {algorithm};\n',
            tags=["stored", "quantized"],
            **with_input,
        )


def constant():
    for type, shape in product(TYPES, SHAPES):
        count = int(np.prod(shape))
        values = {
            "scalar": [round(0.5 * i - 1.25, 3) for i in range(count)],
            "integer": [3 * i - 5 for i in range(count)],
            "logical": [i % 3 == 1 for i in range(count)],
        }[type]
        yield case(
            "constant",
            f"{type}-rank-{len(shape)}",
            f"Values of type {type} in row-major order.",
            call(f"y = constant<{type}>", shape=list(shape), value=values),
            x=normal(1),
            tags=[f"type-{type}"],
        )
    for type, value in {"scalar": 1.5, "integer": -7, "logical": True}.items():
        for shape in ((2, 3), (1, 2, 2, 2), (5,)):
            yield case(
                "constant",
                f"{type}-fill-rank-{len(shape)}",
                "One value fills the tensor.",
                call(f"y = constant<{type}>", shape=list(shape), value=[value]),
                x=normal(1),
                tags=["fill", f"type-{type}"],
            )
    yield case(
        "constant",
        "default-type",
        "Without a type it is scalar.",
        "y = constant(shape = [3], value = [0.1, 0.2, 0.3])",
        x=normal(1),
    )
    yield case(
        "constant",
        "added",
        "A constant that is used.",
        "c = constant(shape = [1, 3], value = [1.0, 2.0, 3.0])\ny = add(x, c)",
        x=normal(2, 3),
    )
    yield case(
        "constant",
        "exponents",
        "Numbers with exponents.",
        "y = constant(shape = [4], value = [1e3, -2.5e-3, 1.0e10, 7.0E0])",
        x=normal(1),
    )


def update():
    for type, shape in product(TYPES, SHAPES[:5]):
        yield case(
            "update",
            f"{type}-rank-{len(shape)}",
            "The result is the new value; the variable has the old one until the end.",
            "z = update(v, x)\ny = copy(v)",
            ["z", "y"],
            v=of_type(type, *shape).as_variable(),
            x=of_type(type, *shape),
        )
    yield case(
        "update",
        "counter",
        "A counter over ten steps.",
        "n = add(v, 1.0)\ny = update(v, n)",
        v=given([0.0]).as_variable(),
        x=normal(10, 1),
        steps=10,
    )
    yield case(
        "update",
        "running-sum",
        "The sum of all inputs so far.",
        "s = add(v, x)\ny = update(v, s)",
        v=given(np.zeros((2, 3))).as_variable(),
        x=normal(6, 2, 3),
        steps=6,
    )
    yield case(
        "update",
        "delay",
        "The input of the step before.",
        "n = update(v, x)\ny = copy(v)",
        v=weights(2, 3),
        x=normal(5, 2, 3),
        steps=5,
    )
    yield case(
        "update",
        "delay-of-two",
        "The input of two steps before: a variable takes the value of another one.",
        "a = update(v, x)\nb = update(w, v)\ny = copy(w)",
        v=weights(3),
        w=weights(3),
        x=normal(6, 3),
        steps=6,
    )
    yield case(
        "update",
        "swap",
        "Two variables exchange their values.",
        "a = update(v, w)\nb = update(w, v)",
        ["a", "b"],
        v=weights(4),
        w=weights(4),
        x=normal(3, 1),
        steps=3,
    )
    yield case(
        "update",
        "not-an-output",
        "The result is not an output, yet the variable changes.",
        "d = add(v, x)\nn = update(v, d)\ny = mul(v, 2.0)",
        v=weights(3),
        x=normal(4, 3),
        steps=4,
    )
    yield case(
        "update",
        "integers",
        "A variable of integers over three steps.",
        "n = update(v, x)\ny = copy(v)",
        v=integers(-9, 9, 2, 2).as_variable(),
        x=integers(-9, 9, 3, 2, 2),
        steps=3,
    )
    yield case(
        "update",
        "truth-values",
        "A variable of truth values over four steps.",
        "n = or(v, x)\ny = update(v, n)",
        v=given([False, False, True], "logical").as_variable(),
        x=logicals(4, 3),
        steps=4,
    )
    yield case(
        "update",
        "moving-average",
        "An average that forgets.",
        "o = mul(v, 0.9)\nn = mul(x, 0.1)\ns = add(o, n)\ny = update(v, s)",
        v=weights(1, 3),
        x=normal(20, 1, 3),
        steps=20,
    )
