# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reductions (4.4), and `moments` of 4.9.6."""

from itertools import product

import numpy as np

from .table import call, case, given, logicals, normal, wholes

SCALARS = (
    "sum_reduce",
    "mean_reduce",
    "max_reduce",
    "min_reduce",
    "argmax_reduce",
    "argmin_reduce",
    "moments",
)
LOGICALS = ("any_reduce", "all_reduce")
AXES = {
    "rank-1": ((7,), [0]),
    "first": ((3, 4, 5), [0]),
    "middle": ((3, 4, 5), [1]),
    "last": ((3, 4, 5), [2]),
    "channel": ((2, 3, 4, 5), [1]),
    "spatial": ((2, 3, 4, 5), [2, 3]),
    "all": ((2, 3, 4), [0, 1, 2]),
    "apart": ((2, 3, 4, 5), [0, 2]),
    "not-in-order": ((2, 3, 4, 5), [3, 1]),
    "rank-5": ((2, 2, 3, 2, 3), [1, 3, 4]),
    "rank-6": ((1, 2, 2, 2, 3, 2), [2, 5]),
    "extent-1": ((3, 1, 4), [1]),
    "single-element": ((1, 1), [0, 1]),
}


def cases():
    for operation, (name, (shape, axes)) in product((*SCALARS, *LOGICALS), AXES.items()):
        left = "y, v" if operation == "moments" else "y"
        # Truth values that are nearly all false, or true, so that either result is there.
        values = logicals(*shape) if operation in LOGICALS else normal(*shape)
        yield case(
            operation,
            name,
            f"Shape {list(shape)}, axes {axes}.",
            call(f"{left} = {operation}", "x", axes=axes),
            x=values,
        )
    for operation in SCALARS:
        if not operation.startswith("arg"):
            left = "y, v" if operation == "moments" else "y"
            yield case(
                operation,
                "no-axes",
                "No axes: nothing is reduced.",
                f"{left} = {operation}(x, axes = [])",
                x=normal(2, 3),
            )
            yield case(
                operation, "rank-0", "A tensor of rank 0.", f"{left} = {operation}(x, axes = [])", x=normal()
            )
    for operation in LOGICALS:
        yield case(
            operation,
            "no-axes",
            "No axes: nothing is reduced.",
            f"y = {operation}(x, axes = [])",
            x=logicals(2, 3),
        )
        for value in (True, False):
            yield case(
                operation,
                f"only-{value}".lower(),
                f"All values are {value}.".lower().capitalize(),
                f"y = {operation}(x, axes = [1])",
                x=given(np.full((2, 3), value), "logical"),
            )
        yield case(
            operation,
            "one-differs",
            "One value differs from all others.",
            f"y = {operation}(x, axes = [1, 2])",
            x=given([[[True, True], [True, False]], [[False, True], [False, False]]], "logical"),
        )
    for name, (shape, axes) in AXES.items():
        yield case(
            "sum_reduce",
            f"normalized-{name}",
            f"The mean over axes {axes}.",
            call("y = sum_reduce", "x", axes=axes, normalize=True),
            x=normal(*shape),
        )
    yield case(
        "sum_reduce",
        "not-normalized",
        "normalize = false, said explicitly.",
        "y = sum_reduce(x, axes = [0], normalize = false)",
        x=normal(3, 4),
    )
    yield case(
        "sum_reduce", "many", "A sum of many terms.", "y = sum_reduce(x, axes = [1])", x=normal(2, 3000)
    )
    yield case(
        "sum_reduce",
        "infinite",
        "Infinities in a sum.",
        "y = sum_reduce(x, axes = [1])",
        x=given([[1.0, np.inf, 2.0], [-np.inf, 1.0, 1.0], [np.inf, -np.inf, 0.0]]),
        exact=True,
    )
    for operation in ("max_reduce", "min_reduce", "argmax_reduce", "argmin_reduce"):
        yield case(
            operation,
            "infinite",
            "Infinities win or lose.",
            f"y = {operation}(x, axes = [1])",
            x=given([[1.0, np.inf, 2.0], [-np.inf, 1.0, 3.0], [5.0, 4.0, -1e30]]),
        )
        yield case(
            operation,
            "negative",
            "All values are negative.",
            f"y = {operation}(x, axes = [0, 1])",
            x=given([[-3.0, -2.0], [-1.5, -4.0]]),
        )
        yield case(
            operation,
            "all-lowest",
            "Nothing but minus infinity.",
            f"y = {operation}(x, axes = [0])",
            x=given([-np.inf, -np.inf]),
        )
    for operation, axes in product(("argmax_reduce", "argmin_reduce"), ([0], [1], [1, 2], [2, 0], [0, 1, 2])):
        name = "-".join(map(str, axes))
        yield case(
            operation,
            f"ties-{name}",
            "The first of several that are equal.",
            call(f"y = {operation}", "x", axes=axes),
            x=wholes(0, 2, 3, 4, 5),
        )
    yield case(
        "moments",
        "far-from-zero",
        "A mean that is large beside the deviation.",
        "y, v = moments(x, axes = [2, 3])",
        x=normal(2, 3, 4, 5, mean=20.0),
    )
    yield case(
        "moments",
        "constant",
        "Equal values have no variance.",
        "y, v = moments(x, axes = [1])",
        x=given(np.full((2, 4), 1.5)),
        exact=True,
    )
