# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Regions of interest (4.6)."""

from itertools import product

import numpy as np

from .table import Source, call, case, given, normal

POOLS = ("avg_roi_pool", "max_roi_pool")
ALIGNS = ("avg_roi_align", "max_roi_align")
METHODS = ("symmetric", "asymmetric", "aligned")

# By the number of spatial dimensions: input, size of the output, rates.
SPACES = {
    1: ((2, 3, 9), [3], [2]),
    2: ((2, 3, 8, 9), [2, 3], [2, 1]),
    3: ((2, 2, 5, 6, 4), [2, 2, 1], [1, 2, 2]),
}


def regions(count, spatial, whole=False, inside=True):
    """Regions with corners in the input, and ends behind their beginnings."""

    def fill(rng):
        rows = []
        for _ in range(count):
            begin, end = [], []
            for extent in spatial:
                first = rng.uniform(0, extent / 2)
                last = rng.uniform(extent / 2 + 0.5, extent)
                begin.append(first)
                end.append(last)
            rows.append(begin + end)
        corners = np.array(rows)
        if not inside:
            corners += rng.uniform(-2, 2, corners.shape)
        if whole:
            return np.round(corners)
        # Not near a half, where corners are rounded.
        return (
            np.floor(corners)
            + np.clip(corners % 1, 0.05, 0.95)
            + np.where(abs(corners % 1 - 0.5) < 0.05, 0.1, 0.0)
        )

    return Source("scalar", (count, 2 * len(spatial)), fill)


def items(count, batch, rank=2):
    shape = (count, 1) if rank == 2 else (count,)
    return Source("integer", shape, lambda rng: rng.integers(0, batch, shape))


def cases():
    for operation, dims, rank in product((*POOLS, "roi_resample", *ALIGNS), SPACES, (1, 2)):
        shape, size, rate = SPACES[dims]
        for whole in (True, False):
            attributes = {"output_size": size} | ({"sampling_rate": rate} if operation in ALIGNS else {})
            yield case(
                operation,
                f"{dims}d-{'whole' if whole else 'fractional'}-batch-index-rank-{rank}",
                f"Regions in {dims} dimensions with corners that are {'whole' if whole else 'fractional'} numbers.",
                call(f"y = {operation}", "x", "r", "i", **attributes),
                x=normal(*shape),
                r=regions(4, shape[2:], whole),
                i=items(4, 2, rank),
                tags=[f"batch-index-rank-{rank}", f"spatial-{dims}"],
            )
    yield from pools()
    yield from resamples()
    yield from aligns()


def pools():
    shapes = {
        "one-cell": ((1, 2, 6, 7), [1, 1]),
        "many-cells": ((1, 2, 6, 7), [5, 4]),
        "more-cells-than-rows": ((1, 1, 4, 4), [7, 9]),
        "one-channel": ((3, 1, 6, 6), [2, 2]),
        "one-pixel": ((1, 1, 1, 1), [1, 1]),
        "batch": ((5, 2, 4, 4), [2, 2]),
    }
    for operation, (name, (shape, size)) in product(POOLS, shapes.items()):
        yield case(
            operation,
            name,
            f"{size[0]} x {size[1]} cells of {list(shape)}.",
            call(f"y = {operation}", "x", "r", "i", output_size=size),
            x=normal(*shape),
            r=regions(3, shape[2:], whole=True),
            i=items(3, shape[0]),
        )
    for operation in POOLS:
        table = {
            "rounds-halves-up": (
                [[0.5, 1.5, 3.5, 5.5], [-0.5, 0.5, 2.5, 4.5]],
                "Corners halfway between whole numbers are rounded up.",
            ),
            "rounds-to-nearest": (
                [[0.4, 1.6, 3.4, 5.6], [1.2, 0.9, 4.1, 3.9]],
                "Corners are rounded to the nearest whole number.",
            ),
            "outside": (
                [[-2.0, -1.0, 3.0, 4.0], [4.0, 3.0, 9.0, 11.0], [-4.0, -4.0, -1.0, -1.0]],
                "What is outside of the input are zeros.",
            ),
            "empty": (
                [[2.0, 2.0, 2.0, 4.0], [1.0, 3.0, 3.0, 1.0]],
                "A region without rows or columns: average 0, maximum minus infinity.",
            ),
            "uneven-cells": (
                [[0.0, 0.0, 5.0, 7.0], [1.0, 0.0, 4.0, 5.0]],
                "Cells overlap where their number does not divide the extent.",
            ),
            "one-row": ([[2.0, 1.0, 3.0, 5.0]], "A region of one row is in all cells."),
            "whole-input": ([[0.0, 0.0, 6.0, 8.0]], "A region that is the input."),
        }
        for name, (rows, what) in table.items():
            yield case(
                operation,
                name,
                what,
                f"y = {operation}(x, r, i, output_size = [2, 2])",
                x=Source("scalar", (1, 2, 6, 8), lambda rng: -rng.uniform(0.5, 2, (1, 2, 6, 8))),
                r=given(rows),
                i=given([[0]] * len(rows), "integer"),
                exact=True,
            )
        yield case(
            operation,
            "no-such-batch-item",
            "An index out of range means the nearest item.",
            f"y = {operation}(x, r, i, output_size = [1, 2])",
            x=normal(2, 1, 4, 4),
            r=given([[0.0, 0.0, 2.0, 4.0]] * 3),
            i=given([[-1], [2], [9]], "integer"),
        )


def resamples():
    for method, dims in product(METHODS, SPACES):
        shape, size, rate = SPACES[dims]
        yield case(
            "roi_resample",
            f"{dims}d-{method}",
            f"Method {method}.",
            call("y = roi_resample", "x", "r", "i", output_size=size, method=method),
            x=normal(*shape),
            r=regions(3, shape[2:]),
            i=items(3, 2),
        )
        for operation in ALIGNS:
            yield case(
                operation,
                f"{dims}d-{method}",
                f"Method {method}.",
                call(
                    f"y = {operation}",
                    "x",
                    "r",
                    "i",
                    output_size=size,
                    sampling_rate=rate,
                    resize_method=method,
                ),
                x=normal(*shape),
                r=regions(3, shape[2:]),
                i=items(3, 2),
            )
    table = {
        "whole-input": (
            [[0.0, 0.0, 5.0, 6.0]],
            [5, 6],
            "A region that is the input, in its own size: a copy.",
        ),
        "twice": (
            [[0.0, 0.0, 5.0, 6.0]],
            [10, 12],
            "The input in twice its size, as by `multilinear_upsample`.",
        ),
        "one-sample": ([[1.0, 1.0, 4.0, 5.0], [0.25, 0.75, 3.5, 4.0]], [1, 1], "One sample of a region."),
        "smaller": ([[0.5, 0.25, 4.75, 5.5]], [2, 2], "A region becomes smaller."),
        "part-of-a-pixel": ([[1.25, 2.25, 1.75, 2.5]], [3, 4], "A region within a pixel."),
        "outside": (
            [[-2.0, -3.0, 3.0, 4.0], [3.0, 4.0, 9.0, 10.0], [8.0, 9.0, 10.0, 12.0]],
            [3, 4],
            "Neighbours outside of the input are the nearest ones in it.",
        ),
        "no-extent": ([[1.5, 2.25, 1.5, 2.25]], [2, 2], "A region that is a point."),
    }
    for (name, (rows, size, what)), method in product(table.items(), METHODS):
        yield case(
            "roi_resample",
            f"{name}-{method}",
            f"{what} Method {method}.",
            call("y = roi_resample", "x", "r", "i", output_size=size, method=method),
            x=normal(1, 2, 5, 6),
            r=given(rows),
            i=given([0] * len(rows), "integer"),
        )
    yield case(
        "roi_resample",
        "no-such-batch-item",
        "An index out of range means the nearest item.",
        "y = roi_resample(x, r, i, output_size = [1, 2])",
        x=normal(2, 1, 4, 4),
        r=given([[0.0, 0.0, 2.0, 4.0]] * 3),
        i=given([[-1], [2], [9]], "integer"),
    )


def aligns():
    for operation, rate in product(ALIGNS, ([1, 1], [2, 2], [3, 1], [2, 4])):
        name = "x".join(map(str, rate))
        yield case(
            operation,
            f"rate-{name}",
            f"{name} samples in each cell.",
            call(f"y = {operation}", "x", "r", "i", output_size=[2, 3], sampling_rate=rate),
            x=normal(2, 2, 6, 7),
            r=regions(3, (6, 7)),
            i=items(3, 2),
        )
    for operation in ALIGNS:
        yield case(
            operation,
            "outside",
            "Regions that leave the input.",
            call(f"y = {operation}", "x", "r", "i", output_size=[2, 2], sampling_rate=[2, 2]),
            x=normal(2, 2, 6, 7),
            r=regions(4, (6, 7), inside=False),
            i=items(4, 2),
        )
        yield case(
            operation,
            "one-cell",
            "One cell for each region.",
            call(f"y = {operation}", "x", "r", "i", output_size=[1, 1], sampling_rate=[3, 3]),
            x=normal(1, 3, 5, 5),
            r=regions(2, (5, 5)),
            i=items(2, 1),
        )
