# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Up and down-sampling (4.3.4)."""

from itertools import product


from .table import call, case, given, normal

METHODS = ("symmetric", "asymmetric", "aligned")
BORDERS = ("constant", "replicate", "reflect", "reflect-even")


def cases():
    # Input and factors; by them the extents are multiplied or, exactly, divided.
    factors = {
        "1d": ((2, 3, 6), [2]),
        "2d": ((2, 3, 4, 6), [2, 3]),
        "3d": ((1, 2, 4, 2, 6), [2, 1, 3]),
        "4d": ((1, 2, 2, 4, 2, 3), [2, 2, 1, 3]),
        "ones": ((2, 3, 4, 5), [1, 1]),
        "whole": ((2, 3, 4, 5), [4, 5]),
        "one-axis": ((1, 2, 4, 6), [1, 3]),
        "single-element": ((1, 1, 1, 1), [1, 1]),
        "one-row": ((1, 2, 1, 8), [1, 4]),
        "batch": ((5, 1, 2, 2), [2, 2]),
        "no-spatial": ((2, 3), []),
    }
    for operation, (name, (shape, factor)) in product(
        ("nearest_downsample", "area_downsample", "nearest_upsample"), factors.items()
    ):
        yield case(
            operation,
            name,
            f"Shape {list(shape)}, factors {factor}.",
            call(f"y = {operation}", "x", factor=factor),
            x=normal(*shape),
        )
    yield case(
        "nearest_upsample",
        "from-one-pixel",
        "A pixel becomes a block.",
        "y = nearest_upsample(x, factor = [3, 2])",
        x=normal(1, 2, 1, 1),
    )
    yield from multilinear()


def multilinear():
    shapes = {
        "1d-2": ((2, 3, 5), [2]),
        "1d-3": ((1, 2, 4), [3]),
        "2d": ((2, 2, 3, 4), [2, 2]),
        "2d-uneven": ((1, 2, 4, 3), [3, 2]),
        "3d": ((1, 2, 2, 3, 2), [2, 2, 3]),
    }
    for (name, (shape, factor)), method, border in product(shapes.items(), METHODS, BORDERS):
        # By default it is symmetric, and edges are replicated.
        attributes = {"factor": factor}
        attributes |= {"method": method} if method != "symmetric" else {}
        attributes |= {"border": border} if border != "replicate" else {}
        yield case(
            "multilinear_upsample",
            f"{name}-{method}-{border}",
            f"Method {method}, beyond the edge: {border}.",
            call("y = multilinear_upsample", "x", **attributes),
            x=normal(*shape),
        )
    for method, border in product(METHODS, ("constant", "replicate")):
        attributes = {"method": method, "border": border}
        yield case(
            "multilinear_upsample",
            f"extent-1-{method}-{border}",
            "An extent of 1, where the formula of `aligned` divides by zero.",
            call("y = multilinear_upsample", "x", factor=[3, 2], **attributes),
            x=normal(1, 2, 1, 4),
        )
        yield case(
            "multilinear_upsample",
            f"factor-1-{method}-{border}",
            "Factors of 1.",
            call("y = multilinear_upsample", "x", factor=[1, 1], **attributes),
            x=normal(1, 2, 3, 4),
        )
        yield case(
            "multilinear_upsample",
            f"factor-5-{method}-{border}",
            "A large factor.",
            call("y = multilinear_upsample", "x", factor=[5, 4], **attributes),
            x=normal(1, 1, 3, 2),
        )
    yield case(
        "multilinear_upsample",
        "explicit",
        "The default method and border, said explicitly.",
        "y = multilinear_upsample(x, factor = [2, 2], method = 'symmetric', border = 'replicate')",
        x=normal(1, 1, 3, 3),
    )
    yield case(
        "multilinear_upsample",
        "asymmetric-follows-formula",
        "The formula, not the deconvolution that illustrates it, which has other values between.",
        "y = multilinear_upsample(x, factor = [2], method = 'asymmetric')",
        x=given([[[1.0, 3.0, 7.0]]]),
    )
    yield case(
        "multilinear_upsample",
        "4d",
        "Four spatial dimensions.",
        "y = multilinear_upsample(x, factor = [2, 1, 2, 2])",
        x=normal(1, 1, 2, 2, 3, 2),
    )
    yield case(
        "multilinear_upsample",
        "no-spatial",
        "No spatial dimensions: a copy.",
        "y = multilinear_upsample(x, factor = [])",
        x=normal(2, 3),
    )
