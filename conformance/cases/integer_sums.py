# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sums of products in integer arithmetic: convolutions and matrices."""

from itertools import product
from math import prod

import numpy as np

from ..model.integer.fixed_point import away_from_zero, times

from .codes import codes, given_codes, i8, i32, integer_case, nested, u8, weight, zero_point
from .table import call

SIGNS = {"unsigned": u8, "signed": i8}


def cases():
    yield from convolutions()
    yield from last_bits()
    yield from channels()
    yield from few_bits()
    yield from multipliers()
    yield from activations()
    yield from deconvolutions()
    yield from matrices()


def scale_for(count, spread=45.0):
    """A scale of results that uses most of the codes, for sums of so many products of random codes."""
    return float(f"{count**0.5 * 74 * 74 * 0.02 * 0.005 / spread:.4g}")


def sum_case(
    name,
    what,
    kind,
    x,
    w,
    attributes,
    bias=True,
    operation="conv",
    out=None,
    input=None,
    filter=None,
    after="",
    plain=False,
    tensors=None,
    **keywords,
):
    """A case of a sum of products. `plain` leaves the result before an activation without an entry."""
    make = SIGNS[kind]
    deconvolution = operation == "deconv"
    count = prod(w) // (w[1] if deconvolution else w[0])
    channels = w[1] if deconvolution else w[0]
    entries = {
        "x": input or make(0.02, 120 if kind == "unsigned" else -7),
        "w": filter or (u8(0.005, 131) if kind == "unsigned" else weight(0.005)),
    }
    result = out or make(scale_for(count), 125 if kind == "unsigned" else 4)
    sources = {"x": x, "w": w}
    if bias:
        # Channels of their own, of the size of the sums.
        scale = scales_of_products(entries["x"], entries["w"], channels)
        entries["b"] = i32(scale)
        sources["b"] = codes(i32(1.0), 1, channels, low=-20000, high=20000)
    entries["y"] = result
    body = call(f"y = {operation}", "x", "w", *(["b"] if bias else []), **attributes)
    if after:
        body = body.replace("y =", "s =") + f"\ny = {after}"
        if not plain:
            entries["s"] = result
    return integer_case(
        f"{operation}-{kind}-{name}",
        what,
        body,
        entries,
        sources | (tensors or {}),
        variables=("w", "b"),
        **keywords,
    )


def scales_of_products(x, w, channels):
    """The scale of a bias: a number, or one for each channel."""
    factor, scale = x.parameters["scale"], w.parameters["scale"]
    if isinstance(scale, float):
        return factor * scale
    flat = scale
    while isinstance(flat[0], list):
        flat = [item for row in flat for item in row]
    return [[factor * each for each in flat]]


WINDOWS = {
    "plain": ("A window of 3 by 3.", (1, 3, 6, 7), (4, 3, 3, 3), {}),
    "no-border": ("Only where the window fits.", (1, 3, 6, 7), (4, 3, 3, 3), {"padding": [(0, 0), (0, 0)]}),
    "border": (
        "A border of zeros has the code of zero.",
        (1, 3, 5, 6),
        (4, 3, 3, 3),
        {"padding": [(2, 1), (0, 2)]},
    ),
    "stride": ("Every second place.", (1, 2, 7, 8), (3, 2, 3, 3), {"stride": [2, 2]}),
    "strides": ("Strides that differ.", (1, 2, 7, 9), (3, 2, 3, 2), {"stride": [1, 3]}),
    "dilated": (
        "Windows with holes.",
        (1, 2, 9, 8),
        (3, 2, 3, 3),
        {"dilation": [2, 2], "padding": [(0, 0), (0, 0)]},
    ),
    "dilated-border": (
        "Windows with holes over the border.",
        (1, 2, 9, 8),
        (3, 2, 3, 3),
        {"dilation": [2, 3]},
    ),
    "point": ("A window of one element.", (1, 5, 4, 3), (6, 5, 1, 1), {}),
    "wide": ("A window that is wider than high.", (1, 2, 5, 7), (3, 2, 1, 5), {}),
    "even": ("A window of even extents.", (1, 2, 6, 5), (3, 2, 2, 4), {}),
    "whole": ("A window as large as the input.", (1, 4, 3, 5), (2, 4, 3, 5), {"padding": [(0, 0), (0, 0)]}),
    "batch": ("Several items in a batch.", (3, 2, 4, 4), (3, 2, 3, 3), {}),
    "one-channel": ("One channel to one.", (1, 1, 5, 5), (1, 1, 3, 3), {}),
    "groups": ("Two groups.", (1, 4, 5, 5), (6, 2, 3, 3), {"groups": 2}),
    "depthwise": ("Each channel for itself.", (1, 4, 5, 6), (4, 1, 3, 3), {"groups": 0}),
    "depthwise-multiplier": ("Two results of each channel.", (1, 3, 5, 5), (6, 1, 3, 3), {"groups": 0}),
    "depthwise-stride": (
        "Each channel for itself, every second place.",
        (1, 4, 8, 7),
        (4, 1, 3, 3),
        {"groups": 0, "stride": [2, 2]},
    ),
    "depthwise-dilated": (
        "Each channel for itself, windows with holes.",
        (1, 3, 8, 8),
        (3, 1, 3, 3),
        {"groups": 0, "dilation": [2, 2]},
    ),
}


def convolutions():
    for kind in SIGNS:
        for name, (what, x, w, attributes) in WINDOWS.items():
            yield sum_case(name, what, kind, x, w, attributes)
        yield sum_case("no-bias", "Nothing is added.", kind, (1, 3, 5, 5), (4, 3, 3, 3), {}, bias=False)
        yield sum_case(
            "depthwise-no-bias",
            "Nothing is added to channels.",
            kind,
            (1, 3, 5, 5),
            (3, 1, 3, 3),
            {"groups": 0},
            bias=False,
        )
        yield sum_case(
            "zero-bias",
            "A bias that is the literal 0.0.",
            kind,
            (1, 3, 5, 5),
            (4, 3, 3, 3),
            {"bias": 0.0},
            bias=False,
        )
    # Ranks that TensorFlow Lite does not have compute the same.
    for kind in SIGNS:
        yield sum_case("rank-3", "One dimension.", kind, (2, 3, 9), (4, 3, 3), {"stride": [2]})
        yield sum_case("rank-5", "Three dimensions.", kind, (1, 2, 4, 3, 4), (3, 2, 3, 2, 3), {})
        yield sum_case(
            "replicate",
            "The border is repeated.",
            kind,
            (1, 2, 4, 5),
            (3, 2, 3, 3),
            {"border": "replicate", "padding": [(1, 1), (2, 1)]},
        )


def channels():
    """Filters with a scale for each channel, which are signed."""
    scales = (0.004, 0.0131, 0.0007, 0.02, 0.0055, 0.001)
    shapes = {
        "plain": ((1, 3, 6, 6), (6, 3, 3, 3), {}),
        "stride": ((1, 2, 7, 7), (4, 2, 3, 3), {"stride": [2, 2]}),
        "groups": ((1, 4, 5, 5), (6, 2, 3, 3), {"groups": 2}),
        "depthwise": ((1, 4, 6, 6), (4, 1, 3, 3), {"groups": 0}),
        "depthwise-multiplier": ((1, 2, 5, 5), (6, 1, 3, 3), {"groups": 0}),
        "depthwise-stride": ((1, 4, 7, 7), (4, 1, 3, 3), {"groups": 0, "stride": [2, 2]}),
        "point": ((1, 4, 4, 4), (6, 4, 1, 1), {}),
    }
    for name, (x, w, attributes) in shapes.items():
        for extent, shape in (("", (w[0], 1, 1, 1)), ("-short", (w[0],))):
            if extent and name != "plain":
                continue
            yield sum_case(
                f"channels-{name}{extent}",
                f"Filters with scales of shape {list(shape)}.",
                "signed",
                x,
                w,
                attributes,
                filter=weight(nested(scales[: w[0]], shape)),
            )
    yield sum_case(
        "channels-no-bias",
        "Scales for each channel, and no bias.",
        "signed",
        (1, 3, 5, 5),
        (4, 3, 3, 3),
        {},
        bias=False,
        filter=weight(nested(scales[:4], (4, 1, 1, 1))),
    )
    yield sum_case(
        "channels-far-apart",
        "Factors of channels that are large, small, and so small that nothing is left.",
        "signed",
        (1, 2, 5, 5),
        (4, 2, 3, 3),
        {},
        filter=weight(nested((0.4, 0.005, 3e-6, 2e-12), (4, 1, 1, 1))),
    )
    yield sum_case(
        "channels-relu6",
        "Scales for each channel, and bounds.",
        "signed",
        (1, 3, 5, 5),
        (4, 3, 3, 3),
        {},
        filter=weight(nested(scales[:4], (4, 1, 1, 1))),
        out=i8(0.0235, -128),
        after="clamp(s, 0.0, 6.0)",
        plain=True,
    )


def few_bits():
    """Filters whose codes have less than eight bits, several in a byte of the file."""
    shapes = {
        "conv": ((1, 3, 5, 5), (4, 3, 3, 3), {}),
        "depthwise": ((1, 4, 5, 5), (4, 1, 3, 3), {"groups": 0}),
        "linear": ((2, 13), (5, 13), {}),
    }
    for (name, (x, w, attributes)), bits in product(shapes.items(), (2, 4, 7)):
        operation = "linear" if name == "linear" else "conv"
        depthwise = "depthwise-" if name == "depthwise" else ""
        yield sum_case(
            f"{depthwise}bits-{bits}",
            f"A filter of {bits} bits.",
            "signed",
            x,
            w,
            attributes,
            operation=operation,
            filter=weight(0.3 / 2 ** (bits - 2), bits),
            out=i8(0.09, 3),
        )
    yield sum_case(
        "channels-bits-4",
        "A filter of 4 bits with a scale for each channel.",
        "signed",
        (1, 3, 5, 5),
        (4, 3, 3, 3),
        {},
        filter=weight(nested((0.05, 0.09, 0.02, 0.13), (4, 1, 1, 1)), 4),
        out=i8(0.09, 3),
    )
    yield sum_case(
        "bits-4",
        "A filter of 4 bits.",
        "unsigned",
        (1, 3, 5, 5),
        (4, 3, 3, 3),
        {},
        filter=zero_point(0.05, 7, 4),
        out=u8(0.09, 99),
    )
    for kind, make in SIGNS.items():
        yield integer_case(
            f"conv-{kind}-results-of-4-bits",
            "What is between has 4 bits.",
            "s = conv(x, w)\nr = relu(s)\ny = conv(r, v)",
            {
                "x": make(0.02, 100 if kind == "unsigned" else -20),
                "w": u8(0.005, 120) if kind == "unsigned" else weight(0.005),
                "r": zero_point(0.3, 0 if kind == "unsigned" else -8, 4, kind == "signed"),
                "v": u8(0.004, 131) if kind == "unsigned" else weight(0.004),
                "y": make(0.05, 100 if kind == "unsigned" else -20),
            },
            {"x": (1, 2, 5, 5), "w": (3, 2, 3, 3), "v": (2, 3, 1, 1)},
            variables=("w", "v"),
        )
    yield sum_case(
        "symmetric-result",
        "The code -128 is not used in the result.",
        "signed",
        (1, 2, 5, 5),
        (3, 2, 3, 3),
        {},
        out=zero_point(0.01, 0, 8, True, True),
    )


def multipliers():
    """Factors of sums that are special: halves and wholes, large and tiny, saturating."""
    x, w = (1, 2, 4, 5), (3, 2, 3, 3)
    # Scales of x, w and y.
    table = {
        "saturated": ("Most results are beyond the codes.", 0.02, 0.005, 0.0005),
        "coarse": ("All results are near zero.", 0.02, 0.005, 2.0),
        "nothing-left": ("The factor is too small for 31 bits.", 0.0002, 0.00005, 40.0),
        "ties": ("A factor of 2^-9: many sums lie between two codes.", 0.0625, 0.03125, 1.0),
        "ties-8": ("A factor of 2^-8: many sums lie between two codes.", 0.0625, 0.0625, 1.0),
        "half": ("A factor of a half.", 0.5, 1.0, 1.0),
        "one": ("A factor of one.", 0.5, 0.5, 0.25),
        "above-one": ("A factor above one.", 0.9, 0.7, 0.25),
        "large": ("A factor of a thousand.", 1.0, 1.0, 0.001),
        "last-bits": ("Scales with all bits of single precision.", 0.1, 0.33333334, 3.1415927),
        "tiny-scales": ("Scales near what single precision can keep.", 1e-20, 1e-19, 1e-38),
    }
    for kind, make in SIGNS.items():
        for name, (what, a, b, c) in table.items():
            filter = u8(b, 128) if kind == "unsigned" else weight(b)
            # Sums of a few small products, where the factor is not small.
            tensors = {}
            if a * b > 0.02 * c:
                tensors["x"] = (
                    codes(make(a), *x, low=128 - 2, high=128 + 2)
                    if kind == "unsigned"
                    else codes(make(a), *x, low=-2, high=2)
                )
                zero = 128 if kind == "unsigned" else 0
                tensors["w"] = codes(filter, *w, low=zero - 3, high=zero + 3)
            yield sum_case(
                f"factor-{name}",
                what,
                kind,
                x,
                w,
                {},
                bias=False,
                input=make(a),
                filter=filter,
                out=make(c, 128 if kind == "unsigned" else 0),
                tensors=tensors,
            )
        low, high = (0, 255) if kind == "unsigned" else (-128, 127)
        for name, a, c in (("low", low, low), ("high", high, high), ("opposite", low, high)):
            yield sum_case(
                f"zeros-{name}",
                f"Zero has the code {a} in the input and {c} in the result.",
                kind,
                x,
                w,
                {},
                input=make(0.02, a),
                out=make(0.06, c),
            )
        yield sum_case(
            "largest-sums",
            "All codes are at their limits.",
            kind,
            (1, 8, 4, 4),
            (3, 8, 3, 3),
            {},
            input=make(0.02, low),
            out=make(0.5, 0 if kind == "signed" else 128),
            tensors={
                "x": codes(make(1.0), 1, 8, 4, 4, low=high, high=high),
                "w": given_codes([[[[high if i else low + 1] * 3] * 3] * 8 for i in range(3)]),
            },
        )
        yield sum_case(
            "large-bias",
            "A bias that decides.",
            kind,
            (1, 2, 4, 4),
            (3, 2, 3, 3),
            {},
            tensors={"b": given_codes([[3000000, -2500000, 100]])},
        )
    for zero in (0, 255, 17):
        yield sum_case(
            f"filter-zero-{zero}",
            f"The zero of the filter has the code {zero}.",
            "unsigned",
            x,
            w,
            {},
            filter=u8(0.005, zero),
        )
    yield sum_case(
        "all-of-the-filter",
        "A signed filter may have the code -128 if its entry is not symmetric.",
        "signed",
        x,
        w,
        {},
        filter=i8(0.005, 0),
        tensors={"w": codes(i8(1.0), *w, low=-128, high=-126)},
    )


def deciding_sums(count, factor, one, another):
    """Sums near halves of codes that two ways to multiply by a factor round differently."""
    found = []
    for code in np.arange(-100, 100, 200 // count):
        sums = round((code + 0.5) / factor) + np.arange(-200, 200)
        differing = sums[one(sums) != another(sums)]
        found.append(differing[len(differing) // 2] if len(differing) else sums[0])
    return np.array(found)[None, :count]


def last_bits():
    """Large sums show every bit of the factor; they come from the bias alone."""
    a, b, c = (float(np.float32(scale)) for scale in (0.1, 0.0007, 0.00007 * 2**30 / 250))
    single, double = float(np.float32(a) * np.float32(b)) / c, a * b / c
    ways = {
        # The product of scales has single precision for unsigned codes, and double for signed ones.
        "conv": (lambda sums: times(sums, single), lambda sums: times(sums, double)),
        # One rounding of double precision, and not two of 31 bits.
        "linear": (lambda sums: times(sums, double), lambda sums: away_from_zero(sums * double)),
    }
    for (operation, (one, another)), (kind, make) in product(ways.items(), SIGNS.items()):
        zero = 128 if kind == "unsigned" else 0
        shapes = ((1, 2), (40, 2)) if operation == "linear" else ((1, 2, 1, 1), (40, 2, 1, 1))
        yield sum_case(
            "last-bits",
            "Large sums, which show how exact the factor is and how it is applied.",
            kind,
            *shapes,
            {},
            operation=operation,
            input=make(a, zero),
            filter=make(b, zero),
            out=make(c, zero),
            tensors={
                "x": codes(make(1.0), *shapes[0], low=zero, high=zero),
                "b": given_codes(deciding_sums(40, double, one, another)),
            },
        )


BOUNDS = {
    "relu": ("relu(s)", 0.03),
    "relu6": ("clamp(s, 0.0, 6.0)", 0.04),
    "relu1": ("clamp(s, -1.0, 1.0)", 0.02),
}


def activations():
    """Activations right behind a sum, whose result has no entry, or the same one."""
    x, w = (1, 3, 5, 5), (4, 3, 3, 3)
    for kind, make in SIGNS.items():
        low = 0 if kind == "unsigned" else -128
        for name, (after, scale) in BOUNDS.items():
            for plain in (True, False):
                which = "without an entry before" if plain else "with an entry before and behind"
                yield sum_case(
                    f"{name}-{'fused' if plain else 'apart'}",
                    f"Bounds, {which}.",
                    kind,
                    x,
                    w,
                    {},
                    out=make(scale, low + 100),
                    after=after,
                    plain=plain,
                )
        yield sum_case(
            "relu6-all-codes",
            "Six has the largest code, as in networks.",
            kind,
            x,
            w,
            {},
            out=make(0.023529412, low),
            after="clamp(s, 0.0, 6.0)",
            plain=True,
        )
        yield sum_case(
            "depthwise-relu6",
            "As in mobile networks.",
            kind,
            (1, 4, 6, 6),
            (4, 1, 3, 3),
            {"groups": 0, "stride": [2, 2]},
            out=make(0.023529412, low),
            after="clamp(s, 0.0, 6.0)",
            plain=True,
        )


def deconvolutions():
    windows = {
        "plain": ((1, 3, 4, 4), (3, 2, 3, 3), {}),
        "stride": ((1, 3, 4, 3), (3, 2, 3, 3), {"stride": [2, 2]}),
        "no-border": ((1, 2, 4, 3), (2, 3, 3, 2), {"stride": [2, 2], "padding": [(0, 0), (0, 0)]}),
        "large-stride": ((1, 2, 3, 3), (2, 2, 2, 2), {"stride": [3, 3]}),
    }
    for kind in SIGNS:
        for name, (x, w, attributes) in windows.items():
            yield sum_case(name, f"A window of {w[2]} by {w[3]}.", kind, x, w, attributes, operation="deconv")
        yield sum_case(
            "no-bias",
            "Nothing is added.",
            kind,
            (1, 3, 3, 4),
            (3, 2, 3, 3),
            {"stride": [2, 2]},
            bias=False,
            operation="deconv",
        )
    yield sum_case(
        "channels",
        "Filters with a scale for each channel of the result.",
        "signed",
        (1, 3, 4, 3),
        (3, 2, 3, 3),
        {"stride": [2, 2]},
        operation="deconv",
        filter=weight(nested((0.004, 0.011), (1, 2, 1, 1))),
    )


def matrices():
    for kind, make in SIGNS.items():
        low = 0 if kind == "unsigned" else -128
        shapes = {
            "plain": ((1, 24), (10, 24)),
            "batch": ((5, 16), (7, 16)),
            "one": ((1, 1), (1, 1)),
            "odd": ((3, 13), (5, 13)),
        }
        for name, (x, w) in shapes.items():
            yield sum_case(name, f"{list(x)} by {list(w)}.", kind, x, w, {}, operation="linear")
        yield sum_case(
            "no-bias", "Nothing is added.", kind, (2, 9), (4, 9), {}, bias=False, operation="linear"
        )
        factors = {
            "ties": ("A factor of 2^-9: many sums lie between two codes.", 0.0625, 0.03125, 1.0),
            "above-one": ("A factor above one.", 0.9, 0.7, 0.25),
            "saturated": ("Most results are beyond the codes.", 0.02, 0.005, 0.0005),
            "coarse": ("All results are near zero.", 0.02, 0.005, 2.0),
        }
        for name, (what, a, b, c) in factors.items():
            yield sum_case(
                f"factor-{name}",
                what,
                kind,
                (4, 6),
                (8, 6),
                {},
                bias=False,
                operation="linear",
                input=make(a, low + 128),
                filter=make(b, low + 128),
                out=make(c, low + 128),
                tensors=(
                    {
                        key: codes(make(1.0), *shape, low=low + 128 - limit, high=low + 128 + limit)
                        for key, shape, limit in (("x", (4, 6), 4), ("w", (8, 6), 5))
                    }
                    if a * b > 0.1 * c
                    else {}
                ),
            )
        for name in ("relu", "relu6"):
            after, scale = BOUNDS[name]
            yield sum_case(
                name,
                "Bounds right behind it.",
                kind,
                (2, 12),
                (6, 12),
                {},
                operation="linear",
                out=make(scale, low + 90),
                after=after,
                plain=True,
            )
        yield sum_case(
            "filter-zero",
            "A filter whose zero has another code than usual.",
            kind,
            (2, 12),
            (6, 12),
            {},
            operation="linear",
            filter=make(0.005, low + 140),
        )
    yield sum_case(
        "channels",
        "Filters with a scale for each channel.",
        "signed",
        (3, 12),
        (5, 12),
        {},
        operation="linear",
        filter=weight(nested((0.004, 0.0131, 0.0007, 0.02, 0.0055), (5, 1))),
    )
    matmuls = {
        "plain": ((3, 6), (6, 4), {}),
        "transposed": ((6, 3), (4, 6), {"transposeA": True, "transposeB": True}),
        "batch": ((2, 3, 6), (2, 6, 4), {}),
        "repeated": ((2, 3, 6), (1, 6, 4), {}),
    }
    for kind, make in SIGNS.items():
        low = 0 if kind == "unsigned" else -128
        for name, (a, b, attributes) in matmuls.items():
            entries = {"x": make(0.02, low + 130), "z": make(0.005, low + 121), "y": make(0.035, low + 100)}
            yield integer_case(
                f"matmul-{kind}-{name}",
                f"{list(a)} by {list(b)}, none of them constant.",
                call("y = matmul", "x", "z", **attributes),
                entries,
                {"x": a, "z": b},
            )
