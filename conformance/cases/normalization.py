# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Normalizations (4.9.4) and quantizations (4.9.5)."""

from itertools import product

import numpy as np

from .table import Source, call, case, given, normal, signed, uniform, weights


def cases():
    yield from local()
    yield from lengths()
    yield from batch()
    yield from min_max()
    yield from zero_point()
    yield from logarithmic()


# ---------------------------------------------------------------------------
# 4.9.4
# ---------------------------------------------------------------------------

SIZES = {
    "channels": ((2, 6, 3, 4), [1, 5, 1, 1]),
    "channels-even": ((2, 6, 3, 4), [1, 4, 1, 1]),
    "plane": ((1, 2, 5, 6), [1, 1, 3, 3]),
    "plane-even": ((1, 2, 5, 6), [1, 1, 2, 4]),
    "both": ((1, 4, 4, 5), [1, 3, 3, 3]),
    "one": ((2, 3, 4, 4), [1, 1, 1, 1]),
    "batch": ((4, 2, 3), [3, 1, 1]),
    "rank-1": ((8,), [3]),
    "rank-2": ((4, 5), [1, 3]),
    "rank-5": ((1, 3, 3, 2, 3), [1, 1, 3, 2, 1]),
    "larger-than-input": ((1, 2, 3, 3), [1, 7, 1, 1]),
}
LOCAL = {
    "local_response_normalization": ("alpha", "beta", "bias"),
    "local_mean_normalization": (),
    "local_variance_normalization": ("bias", "epsilon"),
    "local_contrast_normalization": ("bias", "epsilon"),
}


def local():
    for operation, (name, (shape, size)) in product(LOCAL, SIZES.items()):
        # The mean of a window of one element is that element, and nothing is left to divide by.
        attributes = {"bias": 0.5} if operation == "local_contrast_normalization" else {}
        yield case(
            operation,
            name,
            f"{list(shape)} with windows {size}.",
            call(f"y = {operation}", "x", size=size, **attributes),
            x=normal(*shape),
        )
    for operation, attributes in LOCAL.items():
        for key in attributes:
            for value in (0.25, 2.0):
                more = {"bias": 0.5} if operation == "local_contrast_normalization" and key != "bias" else {}
                yield case(
                    operation,
                    f"{key}-{value}".replace(".", "_"),
                    f"{key} = {value}.",
                    call(f"y = {operation}", "x", size=[1, 3, 1, 1], **{key: value}, **more),
                    x=normal(1, 5, 2, 3),
                )
        if attributes:
            values = dict(zip(attributes, (0.5, 0.75, 2.0)))
            yield case(
                operation,
                "all-attributes",
                "All attributes are given.",
                call(f"y = {operation}", "x", size=[1, 1, 3, 3], **values),
                x=normal(1, 2, 4, 5),
            )
    yield case(
        "local_response_normalization",
        "as-in-networks",
        "The numbers that networks have.",
        "y = local_response_normalization(x, size = [1, 5, 1, 1], alpha = 1e-4, beta = 0.75, bias = 1.0)",
        x=normal(1, 8, 3, 3, deviation=10.0),
    )
    yield case(
        "local_response_normalization",
        "beta-1",
        "beta = 1.",
        "y = local_response_normalization(x, size = [1, 3, 1, 1], beta = 1.0)",
        x=normal(1, 5, 2, 3),
    )
    yield case(
        "local_variance_normalization",
        "epsilon-wins",
        "Where the deviation is small, epsilon divides.",
        "y = local_variance_normalization(x, size = [1, 1, 3, 3], epsilon = 0.5)",
        x=normal(1, 1, 5, 5, deviation=0.1),
    )


def lengths():
    axes = {
        "channel": ((2, 4, 3, 2), [1]),
        "spatial": ((2, 3, 4, 5), [2, 3]),
        "all": ((2, 3, 4), [0, 1, 2]),
        "rank-1": ((6,), [0]),
        "rank-2": ((3, 4), [1]),
        "rank-5": ((1, 2, 3, 2, 2), [1, 4]),
        "apart": ((2, 3, 4), [2, 0]),
        "extent-1": ((3, 1, 4), [1]),
        "none": ((2, 3), []),
    }
    for operation, (name, (shape, along)) in product(("l1_normalization", "l2_normalization"), axes.items()):
        yield case(
            operation,
            name,
            f"{list(shape)} along axes {along}.",
            call(f"y = {operation}", "x", axes=along),
            x=signed(0.1, 2, *shape),
        )
    for operation, key, value in product(
        ("l1_normalization", "l2_normalization"), ("bias", "epsilon"), (1e-3, 0.5, 3.0)
    ):
        yield case(
            operation,
            f"{key}-{value}".replace(".", "_"),
            f"{key} = {value}.",
            call(f"y = {operation}", "x", axes=[1], **{key: value}),
            x=normal(2, 4, 3),
        )
    for operation in ("l1_normalization", "l2_normalization"):
        yield case(
            operation,
            "both",
            "Bias and epsilon.",
            f"y = {operation}(x, axes = [1], bias = 0.25, epsilon = 1.5)",
            x=normal(2, 4, 3),
        )
        yield case(
            operation,
            "zeros",
            "Zeros, divided by epsilon.",
            f"y = {operation}(x, axes = [1], epsilon = 0.1)",
            x=given(np.zeros((2, 3))),
        )


def batch():
    shapes = {
        "channel": ((2, 3, 4, 5), (1, 3)),
        "channel-rank-4": ((2, 3, 4, 5), (1, 3, 1, 1)),
        "rank-2": ((4, 5), (1, 5)),
        "rank-3": ((2, 3, 4), (1, 3)),
        "rank-5": ((2, 2, 2, 1, 3), (1, 2)),
        "single": ((2, 3, 4, 4), ()),
        "rank-1": ((6,), (6,)),
        "whole": ((2, 3, 2), (2, 3, 2)),
        "batch-item": ((2, 3, 4), (2,)),
        "one-pixel": ((1, 4, 1, 1), (1, 4)),
    }
    for name, (x, parameters) in shapes.items():
        yield case(
            "batch_normalization",
            name,
            f"{list(x)} with parameters of shape {list(parameters)}.",
            "y = batch_normalization(x, mean, variance, offset, scale, epsilon = 1e-3)",
            x=normal(*x),
            mean=weights(*parameters),
            variance=uniform(0.5, 2, *parameters).as_variable(),
            offset=weights(*parameters),
            scale=weights(*parameters),
            tags=[f"broadcast-{name}"],
        )
    for epsilon in (0.0, 1e-5, 1.0):
        yield case(
            "batch_normalization",
            f"epsilon-{epsilon}".replace(".", "_"),
            f"epsilon = {epsilon}.",
            call("y = batch_normalization", "x", "m", "v", "o", "s", epsilon=epsilon),
            x=normal(2, 3, 4),
            m=normal(1, 3),
            v=uniform(0.5, 2, 1, 3),
            o=normal(1, 3),
            s=normal(1, 3),
        )
    yield case(
        "batch_normalization",
        "numbers",
        "Parameters that are literals.",
        "y = batch_normalization(x, 0.5, 2.0, 1.0, 3.0, epsilon = 0.25)",
        x=normal(2, 3, 4),
    )
    yield case(
        "batch_normalization",
        "mixed",
        "Parameters of different ranks.",
        "y = batch_normalization(x, m, v, 0.0, s, epsilon = 1e-3)",
        x=normal(2, 3, 4),
        m=normal(1, 3, 1),
        v=uniform(0.5, 2, 1, 3),
        s=normal(2),
    )


# ---------------------------------------------------------------------------
# 4.9.5
# ---------------------------------------------------------------------------


def off_the_ties(low, high, levels, *shape, beyond=0.0):
    """Values that are not near halfway between two of the levels from low to high."""
    step = (high - low) / levels

    def fill(rng):
        level = rng.integers(0, levels + 1, shape)
        values = low + (level + rng.uniform(-0.35, 0.35, shape)) * step
        return np.where(rng.uniform(0, 1, shape) < 0.2, values + rng.choice([-beyond, beyond], shape), values)

    return Source("scalar", shape, fill)


SHAPES = {"rank-0": (), "rank-1": (9,), "rank-2": (3, 5), "rank-4": (2, 3, 4, 5), "rank-5": (1, 2, 3, 2, 2)}
FLAGS = tuple(product((False, True), (False, True)))


def min_max():
    for (name, shape), (signed_, symmetric) in product(SHAPES.items(), FLAGS):
        flags = {"signed": signed_, "symmetric": symmetric}
        levels = 15 - (signed_ and symmetric)
        yield case(
            "min_max_linear_quantize",
            f"{name}-{named(flags)}",
            f"4 bits, {said(flags)}.",
            call("y = min_max_linear_quantize", "x", "-1.0", "2.0", bits=4, **flags),
            x=off_the_ties(-1, 2, levels, *shape, beyond=2.0),
        )
    for bits in (1, 2, 3, 8, 12):
        yield case(
            "min_max_linear_quantize",
            f"bits-{bits}",
            f"{bits} bits.",
            call("y = min_max_linear_quantize", "x", "-2.0", "2.0", bits=bits, signed=False, symmetric=False),
            x=off_the_ties(-2, 2, 2**bits - 1, 4, 5),
        )
        yield case(
            "linear_quantize",
            f"bits-{bits}",
            f"{bits} bits.",
            call("y = linear_quantize", "x", "-2.0", "2.0", bits=bits),
            x=off_the_ties(-2, 2, 2**bits - 1, 4, 5),
        )
    for bits in (2, 8):
        yield case(
            "min_max_linear_quantize",
            f"signed-symmetric-bits-{bits}",
            f"{bits} bits, one value less.",
            call("y = min_max_linear_quantize", "x", "-2.0", "2.0", bits=bits, signed=True, symmetric=True),
            x=off_the_ties(-2, 2, 2**bits - 2, 4, 5),
        )
    for name, shape in SHAPES.items():
        yield case(
            "linear_quantize",
            name,
            "The deprecated name.",
            "y = linear_quantize(x, -1.0, 2.0, bits = 4)",
            x=off_the_ties(-1, 2, 15, *shape, beyond=2.0),
        )
    per_channel = {
        "channel": ((2, 2, 3), (1, 2)),
        "single": ((2, 3), ()),
        "leading": ((2, 3, 4), (2,)),
        "rank-4": ((1, 2, 3, 3), (1, 2, 1, 1)),
    }
    for operation, (name, (x, limits)) in product(
        ("min_max_linear_quantize", "linear_quantize"), per_channel.items()
    ):
        flags = {"signed": True, "symmetric": False} if operation != "linear_quantize" else {}
        low, high = np.full(limits, -1.0), np.full(limits, 2.0)
        yield case(
            operation,
            f"limits-{name}",
            f"Limits of shape {list(limits)}.",
            call(f"y = {operation}", "x", "a", "b", bits=4, **flags),
            x=off_the_ties(-1, 2, 15, *x),
            a=given(low, shape=limits).as_variable(),
            b=given(high, shape=limits).as_variable(),
            tags=[f"broadcast-{name}"],
        )


def named(flags):
    return "-".join(("" if value else "not-") + key for key, value in flags.items())


def said(flags):
    return ", ".join(("" if value else "not ") + key for key, value in flags.items())


def zero_point():
    for (name, shape), (signed_, symmetric) in product(SHAPES.items(), FLAGS):
        flags = {"signed": signed_, "symmetric": symmetric}
        yield case(
            "zero_point_linear_quantize",
            f"{name}-{named(flags)}",
            f"4 bits, {said(flags)}.",
            call("y = zero_point_linear_quantize", "x", "3", "0.25", bits=4, **flags),
            x=off_the_ties(-3, 4, 28, *shape),
        )
    for zero in (0, -5, 128):
        yield case(
            "zero_point_linear_quantize",
            f"zero-point{zero}".replace("-", "_"),
            f"Zero stands at {zero}.",
            call(
                "y = zero_point_linear_quantize",
                "x",
                str(zero),
                "0.5",
                bits=8,
                signed=zero <= 0,
                symmetric=False,
            ),
            x=off_the_ties(-40, 40, 160, 5, 6),
        )
    for bits in (1, 2, 8, 16):
        yield case(
            "zero_point_linear_quantize",
            f"bits-{bits}",
            f"{bits} bits.",
            call("y = zero_point_linear_quantize", "x", "1", "0.5", bits=bits, signed=True, symmetric=False),
            x=off_the_ties(-3, 3, 12, 4, 5),
        )
    shapes = {
        "channel": ((2, 2, 3), (1, 2)),
        "rank-1": ((6,), (1,)),
        "leading": ((2, 3, 4), (2,)),
        "rank-4": ((1, 2, 3, 3), (1, 2, 1, 1)),
    }
    for name, (x, parameters) in shapes.items():
        yield case(
            "zero_point_linear_quantize",
            f"parameters-{name}",
            f"Zero points and scales of shape {list(parameters)}.",
            "y = zero_point_linear_quantize(x, z, s, bits = 5, signed = true, symmetric = true)",
            x=off_the_ties(-3, 4, 28, *x),
            z=Source("integer", parameters, lambda rng, p=parameters: rng.integers(-3, 4, p)).as_variable(),
            s=given(np.full(parameters, 0.25), shape=parameters).as_variable(),
            tags=[f"broadcast-{name}"],
        )
    yield case(
        "zero_point_linear_quantize",
        "halves-up",
        "Halves are rounded up, negative ones too.",
        "y = zero_point_linear_quantize(x, 0, 0.5, bits = 8, signed = true, symmetric = false)",
        x=given([0.25, -0.25, 0.75, -0.75, 1.25, -1.25]),
        exact=True,
    )


def magnitudes(low, high, *shape):
    """Of either sign, with a binary logarithm between two numbers that is not near a half."""

    def fill(rng):
        power = rng.integers(low, high, shape) + rng.uniform(-0.35, 0.35, shape)
        return 2.0**power * rng.choice([-1, 1], shape)

    return Source("scalar", shape, fill)


def logarithmic():
    for name, shape in SHAPES.items():
        yield case(
            "logarithmic_quantize",
            name,
            "3 bits.",
            "y = logarithmic_quantize(x, 5.0, bits = 3)",
            x=magnitudes(-7, 5, *shape),
        )
    for bits in (1, 2, 4, 8):
        yield case(
            "logarithmic_quantize",
            f"bits-{bits}",
            f"{bits} bits.",
            call("y = logarithmic_quantize", "x", "5.0", bits=bits),
            x=magnitudes(-6, 5, 4, 5),
        )
    for maximum in (0.3, 3.0, 100.0):
        yield case(
            "logarithmic_quantize",
            f"max-{maximum}".replace(".", "_"),
            f"max = {maximum}.",
            call("y = logarithmic_quantize", "x", str(maximum), bits=3),
            x=magnitudes(-4, 4, 4, 5),
        )
    for name, (x, limits) in {
        "channel": ((2, 2, 3), (1, 2)),
        "leading": ((2, 3, 4), (2,)),
        "rank-4": ((1, 2, 3, 3), (1, 2, 1, 1)),
    }.items():
        yield case(
            "logarithmic_quantize",
            f"max-{name}",
            f"Maxima of shape {list(limits)}.",
            "y = logarithmic_quantize(x, m, bits = 3)",
            x=magnitudes(-4, 4, *x),
            m=given(np.reshape([3.0, 9.0], limits)).as_variable(),
            tags=[f"broadcast-{name}"],
        )
    yield case(
        "logarithmic_quantize",
        "zeros",
        "Zero stays zero.",
        "y = logarithmic_quantize(x, 5.0, bits = 3)",
        x=given([0.0, 1.0, -1.0, 0.0]),
        exact=True,
    )
