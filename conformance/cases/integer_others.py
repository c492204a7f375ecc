# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Integer arithmetic apart from sums of products."""

from itertools import product

import numpy as np

from .codes import Entry, codes, given_codes, i8, integer_case, u8, zero_point
from .table import call, given, uniform

SIGNS = {"unsigned": (u8, 0), "signed": (i8, -128)}


def cases():
    yield from binary()
    yield from extremes()
    yield from bounds()
    yield from slopes()
    yield from tables()
    yield from functions()
    yield from softmaxes()
    yield from pools()
    yield from reductions()
    yield from resampling()
    yield from translations()
    yield from concatenations()
    yield from moving()


def one(name, what, statement, x, entries, **keywords):
    """A case with one input."""
    return integer_case(name, what, f"y = {statement}", entries, {"x": x}, **keywords)


def all_codes(entry, *shape):
    """Each code once, or as often as it takes."""
    low, high = entry.limits
    return given_codes(np.resize(np.arange(low, high + 1), shape))


# ---------------------------------------------------------------------------
# Element-wise arithmetic
# ---------------------------------------------------------------------------


def binary():
    # Scales and zeros (as distances from the middle) of x, z and y; and shapes.
    same = ((2, 3, 4, 5), (2, 3, 4, 5))
    table = {
        "plain": ("Types that differ.", (0.02, 5), (0.035, -9), (0.05, 3), same),
        "same-types": ("All types are the same.", (0.02, 0), (0.02, 0), (0.02, 0), same),
        "scales-far-apart": ("An operand that hardly matters.", (0.5, 5), (0.0003, -9), (0.6, 3), same),
        "saturated": ("Many results are beyond the codes.", (0.02, 5), (0.035, -9), (0.01, 3), same),
        "coarse": ("All results are near zero.", (0.02, 5), (0.035, -9), (3.0, 3), same),
        "ties": ("Results that lie between two codes.", (0.25, 0), (0.25, 0), (0.5, 0), same),
        "limits": ("Zeros at the limits.", (0.02, -128), (0.03, 127), (0.04, -128), same),
        "channels": (
            "A constant for each channel.",
            (0.02, 5),
            (0.035, -9),
            (0.05, 3),
            ((2, 3, 4, 5), (1, 3)),
        ),
        "single": ("A single constant.", (0.02, 5), (0.035, -9), (0.05, 3), ((2, 3, 4, 5), ())),
        "both": ("Both operands are repeated.", (0.02, 5), (0.035, -9), (0.05, 3), ((2, 1, 4), (1, 3, 4))),
    }
    for operation, (kind, (make, low)) in product(("add", "sub", "mul"), SIGNS.items()):
        for name, (what, x, z, y, (left, right)) in table.items():
            entries = {tensor: make(s, low + 128 + m) for tensor, (s, m) in zip("xzy", (x, z, y))}
            if operation == "mul":
                # Products of reals are about as large as the larger operand.
                scale = {"saturated": 0.01, "coarse": 5.0, "ties": 0.125, "limits": 0.1}.get(name, 0.04)
                entries["y"] = make(scale, low + 128 + (127 if name == "limits" else y[1]))
            yield integer_case(
                f"{operation}-{kind}-{name}",
                what,
                f"y = {operation}(x, z)",
                entries,
                {"x": left, "z": right},
                variables=("z",) if name in ("channels", "single") else (),
            )
        yield integer_case(
            f"{operation}-{kind}-constant-first",
            "The first operand is constant.",
            f"y = {operation}(z, x)",
            {"x": make(0.02, low + 100), "z": make(0.03, low + 140), "y": make(0.05, low + 128)},
            {"x": (2, 3, 4), "z": (2, 3, 4)},
            variables=("z",),
        )
        after, plain = ("clamp(s, 0.0, 6.0)", "relu6") if operation == "mul" else ("relu(s)", "relu")
        yield integer_case(
            f"{operation}-{kind}-{plain}",
            "Bounds right behind it.",
            f"s = {operation}(x, z)\ny = {after}",
            {"x": make(0.05, low + 100), "z": make(0.07, low + 140), "y": make(0.06, low + 60)},
            {"x": (1, 3, 4, 5), "z": (1, 3, 4, 5)},
        )
        yield integer_case(
            f"{operation}-{kind}-with-itself",
            "Both operands are the same tensor.",
            f"y = {operation}(x, x)",
            {"x": make(0.02, low + 100), "y": make(0.05, low + 128)},
            {"x": (3, 100)},
        )
    for kind, (make, low) in SIGNS.items():
        # Their product is a bit less than 1/8, and 1/8 in single precision.
        a, b = 0.145833328, 0.857142866
        assert np.float32(a) * np.float32(b) == 0.125 > float(np.float32(a)) * float(np.float32(b))
        yield integer_case(
            f"mul-{kind}-single-precision",
            "The factor is an eighth in single precision only; products lie between two codes.",
            "y = mul(x, z)",
            {"x": make(a, low + 128), "z": make(b, low + 128), "y": make(1.0, low + 128)},
            {
                "x": codes(make(1.0), 2, 80, low=low + 112, high=low + 144),
                "z": codes(make(1.0), 2, 80, low=low + 120, high=low + 136),
            },
        )


def extremes():
    """Of two operands, and along axes: codes are compared, and perhaps translated afterwards."""
    for operation, (kind, (make, low)) in product(("max", "min"), SIGNS.items()):
        entry = make(0.02, low + 100)
        yield integer_case(
            f"{operation}-{kind}",
            "All types are the same.",
            f"y = {operation}(x, z)",
            {"x": entry, "z": entry, "y": entry},
            {"x": (2, 3, 4, 5), "z": (2, 3, 4, 5)},
        )
        yield integer_case(
            f"{operation}-{kind}-repeated",
            "A constant for each channel.",
            f"y = {operation}(x, z)",
            {"x": entry, "z": entry, "y": entry},
            {"x": (2, 3, 4, 5), "z": (1, 3)},
            variables=("z",),
        )
        for name, result in (("same-type", entry), ("another-type", make(0.037, low + 50))):
            yield one(
                f"{operation}_reduce-{kind}-{name}",
                "Along the plane.",
                f"{operation}_reduce(x, axes = [2, 3])",
                (2, 3, 4, 5),
                {"x": entry, "y": result},
            )


# ---------------------------------------------------------------------------
# Functions of one operand
# ---------------------------------------------------------------------------


def bounds():
    statements = {
        "relu": "relu(x)",
        "relu6": "clamp(x, 0.0, 6.0)",
        "relu1": "clamp(x, -1.0, 1.0)",
        "clamp01": "clamp(x, 0.0, 1.0)",
        "clamp": "clamp(x, -0.7, 1.3)",
    }
    for (name, statement), (kind, (make, low)) in product(statements.items(), SIGNS.items()):
        types = {
            "same": (make(0.05, low + 90), make(0.05, low + 90)),
            "finer": (make(0.05, low + 90), make(0.0235294, low)),
            "coarser": (make(0.05, low + 130), make(0.11, low + 3)),
        }
        for which, (x, y) in types.items():
            yield one(
                f"{name}-{kind}-{which}",
                "All codes, and a result whose steps are "
                + {"same": "the same.", "finer": "smaller.", "coarser": "larger."}[which],
                statement,
                all_codes(x, 2, 2, 8, 8),
                {"x": x, "y": y},
            )


def slopes():
    for kind, (make, low) in SIGNS.items():
        for alpha in (0.1, 0.2, 1.5, -0.3):
            x, y = make(0.05, low + 128), make(0.04, low + 100)
            yield one(
                f"leaky_relu-{kind}-{alpha}".replace(".", "_"),
                f"A slope of {alpha} on all codes.",
                f"leaky_relu(x, alpha = {alpha})",
                all_codes(x, 2, 2, 8, 8),
                {"x": x, "y": y},
            )
        yield one(
            f"leaky_relu-{kind}-same-type",
            "The result has the type of the operand.",
            "leaky_relu(x, alpha = 0.25)",
            all_codes(x, 256),
            {"x": x, "y": x},
        )
        yield integer_case(
            f"prelu-{kind}",
            "A slope for each channel.",
            "y = prelu(x, a)",
            {"x": x, "a": make(0.01, low + 120), "y": y},
            {"x": all_codes(x, 1, 4, 8, 8), "a": (1, 4)},
            variables=("a",),
        )


def tables():
    for kind, (make, low) in SIGNS.items():
        operands = {
            "wide": make(0.06, low + 120),
            "narrow": make(0.011, low + 3),
            "steps": make(0.5, low + 140),
        }
        for name, x in operands.items():
            shape = (1, 4, 8, 8) if name == "wide" else (256,)
            yield one(
                f"sigmoid-{kind}-{name}",
                "All codes; results are in 256ths.",
                "sigmoid(x)",
                all_codes(x, *shape),
                {"x": x, "y": make(1 / 256, low)},
            )
            yield one(
                f"tanh-{kind}-{name}",
                "All codes; results are in 128ths.",
                "tanh(x)",
                all_codes(x, *shape),
                {"x": x, "y": make(1 / 128, low + 128)},
            )
        yield one(
            f"tanh-{kind}-other-scale",
            "Results are in steps of 0.013, and saturated.",
            "tanh(x)",
            all_codes(x, 256),
            {"x": make(0.03, low + 128), "y": make(0.013, low + 60)},
        )
    for function, x, y in (
        ("elu", i8(0.05, 10), i8(0.03, -95)),
        ("exp", i8(0.03, 60), i8(0.035, -128)),
        ("exp", i8(0.01, 127), i8(1 / 256, -128)),
    ):
        yield one(
            f"{function}-signed-{x.parameters['scale']}".replace(".", "_"),
            "All codes.",
            f"{function}(x)",
            all_codes(x, 256),
            {"x": x, "y": y},
        )


# Scales and zeros (as distances from the smallest code) of operand and result. All codes have a value.
FUNCTIONS = {
    "neg": ((0.03, 100), (0.043288, 140)),
    "abs": ((0.03, 100), (0.04, 3)),
    "sign": ((0.03, 100), (0.01, 128)),
    "floor": ((0.0625, 128), (0.0625, 128)),
    "ceil": ((0.0625, 128), (0.1, 128)),
    "round": ((0.0625, 128), (0.0625, 128)),
    "sqr": ((0.03, 100), (0.07, 0)),
    "sqrt": ((0.03, 0), (0.011, 0)),
    "rsqrt": ((0.03, 0), (0.02, 0)),
    "rsqr": ((0.03, 0), (0.5, 0)),
    "rcp": ((0.03, 0), (0.11, 0)),
    "exp": ((0.02, 200), (0.013, 0)),
    "log": ((0.03, 0), (0.03, 150)),
    "log2": ((0.03, 0), (0.03, 150)),
    "sin": ((0.03, 128), (0.008, 128)),
    "cos": ((0.03, 128), (0.008, 128)),
    "tan": ((0.011, 128), (0.05, 128)),
    "sinh": ((0.02, 128), (0.07, 128)),
    "cosh": ((0.02, 128), (0.030411, 0)),
    "asin": ((0.0078, 128), (0.01257, 128)),
    "acos": ((0.0078, 128), (0.01257, 0)),
    "atan": ((0.03, 128), (0.01257, 128)),
    "asinh": ((0.03, 128), (0.017, 128)),
    "atanh": ((0.0078, 128), (0.025, 128)),
    "softplus": ((0.05, 128), (0.026, 0)),
    "gelu": ((0.03, 128), (0.01874, 12)),
    "silu": ((0.03, 128), (0.018, 16)),
    "selu": ((0.03, 128), (0.023315, 90)),
    "elu": ((0.03, 128), (0.021, 60)),
}
# With a number behind or before the tensor.
WITH_NUMBERS = (
    "add(x, 0.77)",
    "sub(1.3, x)",
    "mul(x, -0.61)",
    "div(x, 1.7)",
    "pow(x, 2.0)",
    "max(x, 0.41)",
    "min(0.9, x)",
)


def functions():
    """Functions of one operand that are no activations, on all codes."""
    for (name, (x, y)), (kind, (make, low)) in product(FUNCTIONS.items(), SIGNS.items()):
        entries = {"x": make(x[0], low + x[1]), "y": make(y[0], low + y[1])}
        yield one(
            f"function-{kind}-{name}", "All codes.", f"{name}(x)", all_codes(entries["x"], 256), entries
        )
    for statement, (kind, (make, low)) in product(WITH_NUMBERS, SIGNS.items()):
        name = statement.partition("(")[0]
        entries = {"x": make(0.017, low + 120), "y": make(0.0231, low + 100)}
        yield one(
            f"number-{kind}-{name}",
            "A number as the other operand.",
            statement,
            codes(entries["x"], 3, 40),
            entries,
        )


def softmaxes():
    for kind, (make, low) in SIGNS.items():
        result = make(1 / 256, low)
        table = {
            "plain": ("Ten classes.", (3, 10), 0.06),
            "coarse": ("One class takes it all.", (3, 10), 2.0),
            "fine": ("All classes are about the same.", (2, 17), 0.0007),
            "many": ("A thousand classes.", (1, 1000), 0.1),
            "one": ("A single class.", (2, 1), 0.1),
            "channels": ("Channels of a plane.", (2, 5, 3, 4), 0.12),
            "very-coarse": ("Steps that the kernel cuts.", (4, 6), 40.0),
        }
        for name, (what, shape, scale) in table.items():
            x = make(scale, low + 111)
            yield one(f"softmax-{kind}-{name}", what, "softmax(x)", shape, {"x": x, "y": result})
        x = make(0.1, low + 128)
        yield one(
            f"softmax-{kind}-equal",
            "All codes are the same.",
            "softmax(x)",
            codes(x, 2, 7, low=low + 31, high=low + 31),
            {"x": x, "y": result},
        )


# ---------------------------------------------------------------------------
# Windows and axes
# ---------------------------------------------------------------------------


def pools():
    windows = {
        "plain": ((1, 3, 6, 7), {"size": [1, 1, 2, 2], "stride": [1, 1, 2, 2]}),
        "overlapping": ((2, 2, 7, 6), {"size": [1, 1, 3, 3], "stride": [1, 1, 2, 2]}),
        "border": ((1, 2, 5, 6), {"size": [1, 1, 3, 3]}),
        "odd": ((1, 2, 7, 5), {"size": [1, 1, 3, 2], "stride": [1, 1, 2, 3]}),
        "whole": ((2, 3, 7, 7), {"size": [1, 1, 7, 7], "padding": [(0, 0)] * 4}),
        "asymmetric": ((1, 2, 5, 5), {"size": [1, 1, 3, 3], "padding": [(0, 0), (0, 0), (2, 1), (0, 2)]}),
    }
    for operation, (kind, (make, low)) in product(("avg_pool", "max_pool"), SIGNS.items()):
        entry = make(0.03, low + 100)
        for name, (shape, attributes) in windows.items():
            yield one(
                f"{operation}-{kind}-{name}",
                f"Windows {attributes['size'][2:]}.",
                call(operation, "x", border="ignore", **attributes),
                shape,
                {"x": entry, "y": entry},
            )
        yield one(
            f"{operation}-{kind}-zeros",
            "The border has the code of zero, and counts.",
            call(
                operation, "x", border="constant", size=[1, 1, 3, 3], padding=[(0, 0), (0, 0), (1, 1), (1, 2)]
            ),
            (1, 2, 5, 5),
            {"x": entry, "y": entry},
        )
        yield one(
            f"{operation}-{kind}-another-type",
            "The result is translated to another type.",
            call(operation, "x", border="ignore", size=[1, 1, 2, 2], stride=[1, 1, 2, 2]),
            (1, 3, 6, 6),
            {"x": entry, "y": make(0.041, low + 77)},
        )
    for kind, (make, low) in SIGNS.items():
        for zero in (-128, 0, 127):
            entry = make(0.03, low + 128 + zero)
            yield one(
                f"avg_pool-{kind}-ties-{zero}",
                "Means that lie between two codes are rounded away from the code 0, wherever zero is.",
                call("avg_pool", "x", border="ignore", size=[1, 1, 1, 2], stride=[1, 1, 1, 2]),
                codes(entry, 1, 2, 4, 16, low=low + 124, high=low + 131),
                {"x": entry, "y": entry},
            )
        yield one(
            f"area_downsample-{kind}",
            "Means of rectangles.",
            "area_downsample(x, factor = [2, 3])",
            (1, 3, 4, 6),
            {"x": entry, "y": entry},
        )
        yield one(
            f"box-{kind}",
            "A normalized box is a mean.",
            call("box", "x", border="ignore", size=[1, 1, 3, 3], normalize=True),
            (1, 2, 5, 5),
            {"x": entry, "y": entry},
        )
        after, result = "relu(s)", make(0.03, low + 120)
        yield integer_case(
            f"avg_pool-{kind}-relu",
            "Bounds right behind it.",
            f"s = {call('avg_pool', 'x', border='ignore', size=[1, 1, 2, 2], stride=[1, 1, 2, 2])}\ny = {after}",
            {"x": result, "y": result},
            {"x": (1, 2, 6, 6)},
        )


def reductions():
    table = {
        "plane": ("The means of planes.", (2, 3, 7, 7), [2, 3], (0.03, 5), (0.02, -9)),
        "same-type": ("The type stays the same.", (2, 3, 7, 7), [2, 3], (0.03, 5), (0.03, 5)),
        "channels": ("The means of channels.", (2, 5, 3, 4), [1], (0.03, 5), (0.02, -9)),
        "all": ("One mean of all.", (2, 3, 4, 5), [0, 1, 2, 3], (0.03, 5), (0.01, 0)),
        "rank-2": ("The means of rows.", (3, 13), [1], (0.03, -128), (0.04, 127)),
        "one": ("A mean of one element.", (3, 4, 1, 1), [2, 3], (0.03, 5), (0.02, -9)),
        "power-of-two": ("Means of 16 elements, with ties.", (2, 8, 4, 4), [2, 3], (0.5, 0), (0.5, 0)),
        "saturated": ("Results beyond the codes.", (2, 3, 2, 2), [2, 3], (0.03, 5), (0.001, 0)),
    }
    for kind, (make, low) in SIGNS.items():
        for name, (what, shape, axes, x, y) in table.items():
            entries = {"x": make(x[0], low + 128 + x[1]), "y": make(y[0], low + 128 + y[1])}
            yield one(f"mean_reduce-{kind}-{name}", what, f"mean_reduce(x, axes = {axes})", shape, entries)
        for name, axes in (("plane", [2, 3]), ("channels", [1])):
            yield one(
                f"sum_reduce-{kind}-{name}",
                "Sums.",
                f"sum_reduce(x, axes = {axes})",
                (2, 5, 3, 4),
                {"x": make(0.03, low + 120), "y": make(0.3, low + 133)},
            )


def resampling():
    factors = {"2": (1, 2, 4, 5), "3": (1, 2, 3, 4), "4": (2, 1, 2, 3)}
    for kind, (make, low) in SIGNS.items():
        entry = make(0.03, low + 100)
        for method, (factor, shape) in product(("symmetric", "aligned", "asymmetric"), factors.items()):
            yield one(
                f"multilinear_upsample-{kind}-{method}-{factor}",
                f"By {factor}, {method}.",
                call(
                    "multilinear_upsample", "x", factor=[int(factor)] * 2, method=method, border="replicate"
                ),
                shape,
                {"x": entry, "y": entry},
            )
        for name, shape, factor in (
            ("factors", (1, 2, 3, 4), [2, 3]),
            ("one", (1, 3, 1, 1), [4, 4]),
            ("one-row", (1, 2, 1, 5), [2, 2]),
        ):
            yield one(
                f"multilinear_upsample-{kind}-{name}",
                f"{list(shape)} by {factor}.",
                call("multilinear_upsample", "x", factor=factor, method="symmetric", border="replicate"),
                shape,
                {"x": entry, "y": entry},
            )
        for operation, shape in (("nearest_upsample", (1, 2, 3, 4)), ("nearest_downsample", (1, 2, 4, 9))):
            yield one(
                f"{operation}-{kind}",
                "Codes are moved.",
                f"{operation}(x, factor = [2, 3])",
                shape,
                {"x": entry, "y": entry},
            )


# ---------------------------------------------------------------------------
# Types
# ---------------------------------------------------------------------------


def translations():
    """Copies from one type to another."""
    types = {
        "finer": ((0.05, 5), (0.03, -20)),
        "coarser": ((0.03, -7), (0.11, 9)),
        "same-scale": ((0.03, -7), (0.03, 9)),
        "ties": ((0.5, 0), (1.0, 0)),
        "much-finer": ((1.0, 0), (0.004, 3)),
        "limits": ((0.02, -128), (0.021, -128)),
        "no-overlap": ((0.02, -128), (0.021, 127)),
    }
    for (name, (x, y)), (kind, (make, low)), (to, (make_to, low_to)) in product(
        types.items(), SIGNS.items(), SIGNS.items()
    ):
        if kind != to and name not in ("finer", "same-scale", "ties"):
            continue
        entries = {"x": make(x[0], low + 128 + x[1]), "y": make_to(y[0], low_to + 128 + y[1])}
        yield one(
            f"copy-{kind}-to-{to}-{name}",
            "All codes.",
            "copy(x)",
            all_codes(entries["x"], 4, 64),
            entries,
        )
    for kind, (make, low) in SIGNS.items():
        other = SIGNS["signed" if kind == "unsigned" else "unsigned"]
        yield one(
            f"copy-{kind}-same-numbers",
            "The same numbers, with and without a sign.",
            "copy(x)",
            all_codes(make(0.02, low + 90), 256),
            {"x": make(0.02, low + 90), "y": other[0](0.02, other[1] + 90)},
        )
        limits = zero_point(0.0625, low + 32, signed=kind == "signed")
        entry = Entry(
            "min_max_linear_quantize",
            {"min": -2.0, "max": 13.9375, "bits": 8, "signed": kind == "signed", "symmetric": False},
        )
        yield one(
            f"copy-{kind}-from-limits",
            "A type that is given by its limits.",
            "copy(x)",
            all_codes(limits, 256),
            {"x": entry, "y": make(0.1, low + 30)},
        )
        for name, scale in (("plain", 0.03), ("coarse", 0.7), ("power", 0.0625)):
            entry = make(scale, low + 113)
            yield one(
                f"boundary-{kind}-{name}",
                "Reals are rounded to codes, and codes given back as reals.",
                "copy(x)",
                uniform(-130 * scale, 160 * scale, 3, 50),
                {"x": entry, "y": entry},
                boundary="real",
            )
        yield one(
            f"boundary-{kind}-halves",
            "Halves go away from zero, and there are codes to go to on one side only.",
            "copy(x)",
            given(np.arange(-300, 300).reshape(6, 100)),
            {"x": make(2.0, low + 113), "y": make(2.0, low + 113)},
            boundary="real",
        )


def concatenations():
    for kind, (make, low) in SIGNS.items():
        same = make(0.03, low + 100)
        table = {
            "same": ("All types are the same.", (same, same, same), 1, ((1, 2, 3, 4), (1, 3, 3, 4))),
            "types": (
                "Types that differ.",
                (make(0.05, low + 90), make(0.02, low + 140), same),
                1,
                ((1, 2, 3, 4), (1, 3, 3, 4)),
            ),
            "one-differs": (
                "One operand has the type of the result.",
                (same, make(0.047, low + 140), same),
                1,
                ((2, 2, 5, 5), (2, 3, 5, 5)),
            ),
            "rows": (
                "Along the third dimension.",
                (same, make(0.021, low + 3), same),
                2,
                ((1, 2, 3, 4), (1, 2, 2, 4)),
            ),
            "rank-2": (
                "Matrices.",
                (make(0.033, low + 128), make(0.06, low + 12), make(0.05, low + 50)),
                1,
                ((3, 40), (3, 50)),
            ),
            "saturated": (
                "Results beyond the codes.",
                (make(0.5, low + 128), make(0.06, low + 12), make(0.02, low + 50)),
                0,
                ((3, 40), (2, 40)),
            ),
        }
        for name, (what, (x, z, y), axis, (left, right)) in table.items():
            yield integer_case(
                f"concat-{kind}-{name}",
                what,
                f"y = concat([x, z], axis = {axis})",
                {"x": x, "z": z, "y": y},
                {"x": left, "z": right},
            )
        yield one(
            f"concat-{kind}-single",
            "A single operand, of another type.",
            "concat([x], axis = 0)",
            (3, 30),
            {"x": make(0.05, low + 90), "y": make(0.07, low + 99)},
        )
        yield integer_case(
            f"concat-{kind}-twice",
            "Three operands, one of them twice.",
            "y = concat([x, z, x], axis = 1)",
            {"x": make(0.05, low + 90), "z": make(0.02, low + 140), "y": make(0.06, low + 128)},
            {"x": (2, 3), "z": (2, 4)},
        )


def moving():
    """What computes nothing has the type of its operand, with or without an entry that says so."""
    statements = {
        "reshape": ("reshape(x, shape = [2, 60])", (2, 3, 4, 5)),
        "reshape-to-planes": ("reshape(x, shape = [2, 5, 3, 4])", (2, 60)),
        "flatten": ("reshape(x, shape = [0, -1])", (2, 3, 2, 2)),
        "transpose": ("transpose(x, axes = [0, 2, 3, 1])", (2, 3, 4, 5)),
        "transpose-rank-3": ("transpose(x, axes = [2, 0, 1])", (2, 3, 4)),
        "squeeze": ("squeeze(x, axes = [2, 3])", (2, 3, 1, 1)),
        "unsqueeze": ("unsqueeze(x, axes = [2, 3])", (2, 3)),
        "slice": ("slice(x, axes = [1, 2], begin = [1, 0], end = [3, 3])", (2, 3, 4, 5)),
        "slice-strides": (
            "slice(x, axes = [2, 3], begin = [0, 1], end = [4, 5], stride = [2, 2])",
            (1, 3, 4, 5),
        ),
        "tile": ("tile(x, repeats = [1, 2, 1, 3])", (1, 2, 3, 2)),
        "pad": ("pad(x, padding = [(0, 0), (0, 0), (1, 2), (0, 1)])", (1, 2, 3, 4)),
        "pad-channels": ("pad(x, padding = [(0, 0), (1, 2), (0, 0), (0, 0)])", (1, 2, 3, 4)),
        "pad-rank-2": ("pad(x, padding = [(1, 0), (2, 3)])", (2, 3)),
    }
    for (name, (statement, shape)), (kind, (make, low)) in product(statements.items(), SIGNS.items()):
        entry = make(0.03, low + 100)
        yield one(f"move-{kind}-{name}", "Codes are moved.", statement, shape, {"x": entry, "y": entry})
        if name in ("reshape", "transpose", "slice", "pad"):
            yield one(
                f"move-{kind}-{name}-another-type",
                "Codes are moved, and translated to another type.",
                statement,
                shape,
                {"x": entry, "y": make(0.043, low + 66)},
            )
        if name == "reshape":
            yield from joints(kind, entry, make(0.043, low + 66))
        if name in ("flatten", "squeeze", "transpose-rank-3"):
            yield integer_case(
                f"move-{kind}-{name}-no-entry",
                "What is between has no entry.",
                f"s = {statement}\ny = copy(s)",
                {"x": entry, "y": make(0.051, low + 120)},
                {"x": shape},
            )


def joints(kind, entry, other):
    """Taking tensors apart, and putting them together."""
    yield integer_case(
        f"move-{kind}-split",
        "Parts keep the type, or have another.",
        "[y, z] = split(x, axis = 1, ratios = [1, 2])",
        {"x": entry, "y": entry, "z": other},
        {"x": (2, 6, 3)},
        outputs=["y", "z"],
    )
    yield integer_case(
        f"move-{kind}-unstack",
        "Slices without entries are put together again.",
        "[a, b] = unstack(x, axis = 0)\ny = stack([b, a], axis = 1)",
        {"x": entry, "y": entry},
        {"x": (2, 6, 3)},
    )
    yield integer_case(
        f"move-{kind}-select",
        "Codes are taken from one of two tensors.",
        "c = gt(x, z)\ny = select(c, x, z)",
        {"x": entry, "z": entry, "y": entry},
        {"x": (2, 6, 3), "z": (2, 6, 3)},
    )
