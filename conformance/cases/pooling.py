# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Box filters, pooling and index based sampling (4.3.2, 4.3.3, 4.9.3)."""

from itertools import product

import numpy as np

from .table import Source, call, case, given, normal, wholes

BORDERS = ("constant", "replicate", "reflect", "reflect-even", "ignore")
WITHOUT_IGNORE = BORDERS[:-1]

# By rank: the shape of the input, the size of the window, and paddings.
SHAPES = {1: (7,), 2: (5, 6), 3: (2, 5, 6), 4: (2, 3, 5, 6), 5: (1, 2, 4, 5, 4)}
SIZES = {1: (3,), 2: (2, 3), 3: (1, 3, 2), 4: (1, 1, 3, 2), 5: (1, 1, 2, 3, 2)}
PADDING = {
    "auto": {rank: [] for rank in SHAPES},
    "none": {rank: [(0, 0)] * rank for rank in SHAPES},
    "even": {
        1: [(1, 1)],
        2: [(1, 1), (2, 2)],
        3: [(0, 0), (2, 2), (1, 1)],
        4: [(0, 0), (0, 0), (1, 1), (1, 1)],
        5: [(0, 0), (0, 0), (1, 1), (1, 1), (0, 0)],
    },
    "uneven": {
        1: [(0, 2)],
        2: [(1, 0), (0, 2)],
        3: [(0, 0), (0, 2), (1, 0)],
        4: [(0, 0), (0, 0), (2, 0), (0, 1)],
        5: [(0, 0), (0, 0), (1, 0), (0, 2), (0, 1)],
    },
    "negative": {
        1: [(-1, 0)],
        2: [(-1, 1), (0, -1)],
        3: [(0, 0), (-1, 1), (0, -1)],
        4: [(0, 0), (0, 0), (-1, 1), (0, -1)],
        5: [(0, 0), (0, 0), (-1, 0), (1, -1), (0, 0)],
    },
}
STEPS = {
    "stride": ([1, 1, 2, 3], []),
    "dilation": ([], [1, 1, 2, 1]),
    "stride-and-dilation": ([1, 1, 2, 1], [1, 1, 1, 3]),
    "large-stride": ([1, 1, 4, 5], []),
    "all-dimensions": ([2, 2, 2, 2], []),
    "ones": ([1, 1, 1, 1], [1, 1, 1, 1]),
}
POOLS = ("max_pool", "avg_pool", "rms_pool", "argmax_pool", "max_pool_with_index", "box")


def cases():
    for operation in POOLS:
        yield from pool(operation)
    yield from box_only()
    yield from debox()
    yield from sample()
    yield from desample()


def results_of(operation):
    return "y, i" if operation == "max_pool_with_index" else "y"


def what_of(border, padding):
    return f"Padding {padding or 'automatic'}, beyond the edge: {border}."


def pool(operation):
    left = results_of(operation)
    for rank, border, name in product(SHAPES, BORDERS, PADDING):
        # Every border in a plane; in the other ranks each with one of the paddings.
        if rank != 4 and name != ("uneven", "even", "auto", "even", "uneven")[BORDERS.index(border)]:
            continue
        padding = PADDING[name][rank]
        yield case(
            operation,
            f"rank-{rank}-{name}-{border}",
            what_of(border, padding),
            call(f"{left} = {operation}", "x", size=list(SIZES[rank]), border=border, padding=padding),
            x=normal(*SHAPES[rank]),
        )
    for (name, (stride, dilation)), border in product(STEPS.items(), BORDERS):
        padding = [] if border in ("constant", "reflect") else PADDING["uneven"][4]
        yield case(
            operation,
            f"{name}-{border}",
            f"Stride {stride or 1}, dilation {dilation or 1}. " + what_of(border, padding),
            call(
                f"{left} = {operation}",
                "x",
                size=[1, 1, 3, 2],
                border=border,
                padding=padding,
                stride=stride,
                dilation=dilation,
            ),
            x=normal(2, 3, 7, 8),
        )
    yield case(
        operation,
        "all-dimensions-size",
        "Windows in all dimensions, batch and channels too.",
        f"{left} = {operation}(x, size = [2, 3, 2, 2], padding = [(1, 0), (1, 1), (0, 0), (0, 1)], border = 'replicate')",
        x=normal(2, 3, 4, 5),
    )
    yield case(
        operation,
        "size-1",
        "Windows of one element.",
        f"{left} = {operation}(x, size = [1, 1, 1, 1])",
        x=normal(2, 3, 4, 5),
    )
    yield case(
        operation,
        "size-1-stride",
        "Windows of one element, with a stride.",
        f"{left} = {operation}(x, size = [1, 1, 1, 1], stride = [1, 1, 2, 3], padding = [(0, 0), (0, 0), (0, 0), (0, 0)])",
        x=normal(2, 3, 4, 7),
    )
    yield case(
        operation,
        "whole-input",
        "One window that is the input.",
        f"{left} = {operation}(x, size = [1, 1, 4, 5], padding = [(0, 0), (0, 0), (0, 0), (0, 0)])",
        x=normal(2, 3, 4, 5),
    )
    yield case(
        operation,
        "larger-than-input",
        "Windows larger than the input.",
        f"{left} = {operation}(x, size = [1, 1, 5, 7], border = 'ignore')",
        x=normal(1, 2, 2, 3),
    )
    yield case(
        operation,
        "single-element",
        "An input of one element.",
        f"{left} = {operation}(x, size = [1, 1, 3, 3], border = 'replicate')",
        x=normal(1, 1, 1, 1),
    )
    yield case(
        operation,
        "rank-6",
        "An input of rank 6.",
        f"{left} = {operation}(x, size = [1, 1, 1, 2, 1, 2], border = 'ignore')",
        x=normal(1, 2, 2, 3, 2, 3),
    )
    if operation != "box":
        yield case(
            operation,
            "negative-values",
            "The zeros beyond the edge take part where all is negative.",
            f"{left} = {operation}(x, size = [1, 1, 3, 3])",
            x=Source("scalar", (1, 2, 4, 5), lambda rng: -rng.uniform(1, 2, (1, 2, 4, 5))),
        )
        yield case(
            operation,
            "negative-values-ignore",
            "Nothing beyond the edge takes part.",
            f"{left} = {operation}(x, size = [1, 1, 3, 3], border = 'ignore')",
            x=Source("scalar", (1, 2, 4, 5), lambda rng: -rng.uniform(1, 2, (1, 2, 4, 5))),
        )
        yield case(
            operation,
            "ties",
            "Values that are equal: the first position counts.",
            f"{left} = {operation}(x, size = [1, 1, 2, 3], stride = [1, 1, 1, 2])",
            x=wholes(0, 2, 2, 2, 5, 6),
            exact=True,
        )
    if operation in ("max_pool", "argmax_pool", "avg_pool", "box"):
        yield case(
            operation,
            "outside-ignored",
            "Windows that have nothing of the input in them.",
            f"{left} = {operation}(x, size = [1, 1, 1, 2], border = 'ignore', padding = [(0, 0), (0, 0), (0, 0), (3, 2)])",
            x=normal(1, 1, 2, 3),
        )


def box_only():
    for border, name in product(BORDERS, PADDING):
        padding = PADDING[name][4]
        yield case(
            "box",
            f"normalized-{name}-{border}",
            "The mean of each window. " + what_of(border, padding),
            call("y = box", "x", size=[1, 1, 3, 2], border=border, padding=padding, normalize=True),
            x=normal(*SHAPES[4]),
        )
    for name, (stride, dilation) in STEPS.items():
        yield case(
            "box",
            f"normalized-{name}",
            f"Stride {stride or 1}, dilation {dilation or 1}.",
            call(
                "y = box",
                "x",
                size=[1, 1, 3, 2],
                stride=stride,
                dilation=dilation,
                normalize=True,
                border="ignore",
            ),
            x=normal(2, 3, 7, 8),
        )
    for rank in (1, 2, 3, 5):
        yield case(
            "box",
            f"normalized-rank-{rank}",
            f"The mean of windows of rank {rank}.",
            call("y = box", "x", size=list(SIZES[rank]), normalize=True),
            x=normal(*SHAPES[rank]),
        )
    yield case(
        "box",
        "not-normalized",
        "normalize = false, said explicitly.",
        "y = box(x, size = [1, 1, 2, 2], normalize = false)",
        x=normal(1, 2, 4, 4),
    )


def debox():
    for rank, border, name in product(SHAPES, BORDERS, PADDING):
        if rank != 4 and name != ("uneven", "even", "auto", "negative", "uneven")[BORDERS.index(border)]:
            continue
        padding = PADDING[name][rank]
        yield case(
            "debox",
            f"rank-{rank}-{name}-{border}",
            what_of(border, padding),
            call("y = debox", "x", size=list(SIZES[rank]), border=border, padding=padding),
            x=normal(*SHAPES[rank]),
        )
    for (name, (stride, dilation)), border in product(STEPS.items(), BORDERS):
        padding = [] if border in ("constant", "reflect") else PADDING["uneven"][4]
        yield case(
            "debox",
            f"{name}-{border}",
            f"Stride {stride or 1}, dilation {dilation or 1}. " + what_of(border, padding),
            call(
                "y = debox",
                "x",
                size=[1, 1, 3, 2],
                border=border,
                padding=padding,
                stride=stride,
                dilation=dilation,
            ),
            x=normal(2, 2, 4, 5),
        )
    for border, (name, stride) in product(BORDERS, {"plain": [], "stride": [1, 1, 2, 3]}.items()):
        yield case(
            "debox",
            f"normalized-{name}-{border}",
            "Divided by the volume of the window, or by what is not ignored.",
            call(
                "y = debox",
                "x",
                size=[1, 1, 3, 3],
                border=border,
                stride=stride,
                padding=PADDING["even"][4],
                normalize=True,
            ),
            x=normal(1, 2, 4, 5),
        )
    for name, padding, stride, shape in (
        ("exact", [(0, 0)] * 4, [1, 1, 2, 3], [2, 3, 11, 17]),
        ("larger", [(0, 0)] * 4, [1, 1, 2, 3], [2, 3, 12, 19]),
        ("padded", [(0, 0), (0, 0), (1, 1), (0, 1)], [1, 1, 2, 3], [2, 3, 10, 17]),
        ("auto", [], [1, 1, 2, 3], [2, 3, 9, 16]),
        ("batch", [], [2, 1, 1, 1], [3, 3, 5, 6]),
    ):
        for normalize in (False, True):
            yield case(
                "debox",
                f"output-shape-{name}" + "-normalized" * normalize,
                f"output_shape = {shape}.",
                call(
                    "y = debox",
                    "x",
                    size=[1, 1, 3, 2],
                    padding=padding,
                    stride=stride,
                    output_shape=shape,
                    normalize=normalize,
                ),
                x=normal(2, 3, 5, 6),
            )
    yield case(
        "debox",
        "all-dimensions-size",
        "Windows in all dimensions.",
        "y = debox(x, size = [2, 1, 2, 3], padding = [(0, 0), (0, 0), (1, 0), (0, 0)], stride = [2, 1, 1, 2])",
        x=normal(2, 3, 4, 5),
    )
    yield case(
        "debox",
        "size-1",
        "Windows of one element.",
        "y = debox(x, size = [1, 1, 1, 1])",
        x=normal(2, 3, 4, 5),
    )
    yield case(
        "debox",
        "single-element",
        "An input of one element.",
        "y = debox(x, size = [1, 1, 3, 3], padding = [(0, 0), (0, 0), (0, 0), (0, 0)])",
        x=normal(1, 1, 1, 1),
    )
    yield case(
        "debox",
        "rank-6",
        "An input of rank 6.",
        "y = debox(x, size = [1, 1, 1, 2, 1, 2], stride = [1, 1, 1, 2, 1, 1])",
        x=normal(1, 2, 2, 3, 2, 3),
    )


def indices(size, shape):
    """Places in a window, for an input of the shape."""
    count = int(np.prod(size))
    return Source("integer", tuple(shape), lambda rng: rng.integers(0, count, shape))


def sample():
    for rank, border, name in product(SHAPES, WITHOUT_IGNORE, PADDING):
        if rank not in (2, 4) and name != ("uneven", "even", "auto", "even")[WITHOUT_IGNORE.index(border)]:
            continue
        padding, size, shape = PADDING[name][rank], SIZES[rank], SHAPES[rank]
        extents = [
            x if not padding else x + sum(pads) - f + 1 for x, f, pads in zip(shape, size, padding or shape)
        ]
        yield case(
            "sample",
            f"rank-{rank}-{name}-{border}",
            what_of(border, padding),
            call("y = sample", "x", "i", size=list(size), border=border, padding=padding),
            x=normal(*shape),
            i=indices(size, extents),
        )
    for name, (stride, dilation) in STEPS.items():
        yield case(
            "sample",
            name,
            f"Stride {stride or 1}, dilation {dilation or 1}.",
            call("i = argmax_pool", "x", size=[1, 1, 3, 2], stride=stride, dilation=dilation)
            + "\n"
            + call("y = sample", "x", "i", size=[1, 1, 3, 2], stride=stride, dilation=dilation),
            x=normal(2, 3, 7, 8),
        )
    for border in WITHOUT_IGNORE:
        attributes = {
            "size": [1, 1, 3, 3],
            "border": border,
            "padding": PADDING["even"][4],
            "stride": [1, 1, 2, 2],
        }
        yield case(
            "sample",
            f"of-another-{border}",
            "One tensor is sampled where another one has its maxima.",
            call("i = argmax_pool", "z", **attributes) + "\n" + call("y = sample", "x", "i", **attributes),
            x=normal(2, 3, 5, 6),
            z=normal(2, 3, 5, 6),
        )
    yield case(
        "sample",
        "first-and-last",
        "The first place and the last one.",
        "y = sample(x, i, size = [2, 2], padding = [(0, 0), (0, 0)], stride = [2, 2])",
        x=normal(4, 4),
        i=given([[0, 3], [3, 0]], "integer"),
    )


def desample():
    for rank in SHAPES:
        for name in PADDING:
            if rank not in (2, 4) and name in ("even", "negative"):
                continue
            size, shape = SIZES[rank], SHAPES[rank]
            yield case(
                "desample",
                f"rank-{rank}-{name}",
                f"Padding {PADDING[name][rank] or 'automatic'}; values that come to the same place are added.",
                call("y = desample", "x", "i", size=list(size), padding=PADDING[name][rank]),
                x=normal(*shape),
                i=indices(size, shape),
            )
    for name, (stride, dilation) in STEPS.items():
        for padding in ("auto", "uneven"):
            yield case(
                "desample",
                f"{name}-{padding}",
                f"Stride {stride or 1}, dilation {dilation or 1}.",
                call(
                    "y = desample",
                    "x",
                    "i",
                    size=[1, 1, 3, 2],
                    stride=stride,
                    dilation=dilation,
                    padding=PADDING[padding][4],
                ),
                x=normal(2, 2, 4, 5),
                i=indices((3, 2), (2, 2, 4, 5)),
            )
    for name, padding, stride, shape in (
        ("exact", [(0, 0)] * 4, [1, 1, 2, 3], [2, 3, 11, 17]),
        ("larger", [(0, 0)] * 4, [1, 1, 2, 3], [2, 3, 12, 19]),
        ("padded", [(0, 0), (0, 0), (1, 1), (0, 1)], [1, 1, 2, 3], [2, 3, 10, 17]),
        ("auto", [], [1, 1, 2, 3], [2, 3, 9, 16]),
    ):
        yield case(
            "desample",
            f"output-shape-{name}",
            f"output_shape = {shape}.",
            call(
                "y = desample",
                "x",
                "i",
                size=[1, 1, 3, 2],
                padding=padding,
                stride=stride,
                output_shape=shape,
            ),
            x=normal(2, 3, 5, 6),
            i=indices((3, 2), (2, 3, 5, 6)),
        )
    window = {"size": [1, 1, 2, 2], "stride": [1, 1, 2, 2], "padding": [(0, 0)] * 4}
    yield case(
        "desample",
        "after-max-pool",
        "The reverse of a pool: maxima return to their places.",
        call("m, i = max_pool_with_index", "x", **window) + "\n" + call("y = desample", "m", "i", **window),
        x=normal(2, 3, 6, 8),
    )
    overlapping = {"size": [1, 1, 3, 3], "stride": [1, 1, 1, 1], "padding": PADDING["even"][4]}
    yield case(
        "desample",
        "collisions",
        "Windows overlap, so that one place gets several values.",
        call("i = argmax_pool", "x", border="ignore", **overlapping)
        + "\n"
        + call("y = desample", "z", "i", **overlapping),
        x=normal(1, 2, 5, 5),
        z=normal(1, 2, 5, 5),
    )
    yield case(
        "desample",
        "constant-border",
        "The border that is allowed, said explicitly.",
        "y = desample(x, i, size = [2], border = 'constant', padding = [(0, 0)], stride = [2])",
        x=normal(4),
        i=indices((2,), (4,)),
    )
