# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolutions (4.3.1, 4.9.2)."""

from itertools import product


from .table import call, case, given, normal, weights

BORDERS = ("constant", "replicate", "reflect", "reflect-even")

# ---------------------------------------------------------------------------
# What all of them have: padding, stride and dilation, by the number of spatial
# dimensions
# ---------------------------------------------------------------------------

PADDING = {
    "auto": {1: [], 2: [], 3: []},
    "none": {1: [(0, 0)], 2: [(0, 0)] * 2, 3: [(0, 0)] * 3},
    "even": {1: [(1, 1)], 2: [(1, 1), (2, 2)], 3: [(1, 1), (2, 2), (1, 1)]},
    "uneven": {1: [(2, 0)], 2: [(0, 2), (2, 1)], 3: [(0, 2), (2, 1), (1, 0)]},
    "negative": {1: [(-1, 0)], 2: [(-1, 1), (0, -1)], 3: [(-1, 1), (0, -1), (-1, -1)]},
}
SPATIAL = {1: (7,), 2: (6, 7), 3: (5, 4, 6)}
FILTERS = {1: (3,), 2: (3, 2), 3: (2, 3, 2)}
# Strides and dilations, alone and together, also larger than the window.
STEPS = {
    "stride": ([2, 3], []),
    "dilation": ([], [2, 1]),
    "stride-and-dilation": ([2, 1], [1, 3]),
    "large-stride": ([4, 5], []),
    "ones": ([1, 1], [1, 1]),
}


def what_of(border, padding):
    return f"Padding {text_of_padding(padding)}, beyond the edge: {border}."


def text_of_padding(padding):
    return str(padding) if padding else "automatic"


def cases():
    yield from conv()
    yield from deconv()
    yield from separable()


# ---------------------------------------------------------------------------
# conv
# ---------------------------------------------------------------------------


def conv():
    for dims, border, name in product((1, 2, 3), BORDERS, PADDING):
        padding = PADDING[name][dims]
        yield case(
            "conv",
            f"{dims}d-{name}-{border}",
            what_of(border, padding),
            call("y = conv", "x", "w", "b", border=border, padding=padding),
            x=normal(2, 3, *SPATIAL[dims]),
            w=weights(4, 3, *FILTERS[dims]),
            b=weights(1, 4),
        )
    for (name, (stride, dilation)), padding, border in product(STEPS.items(), ("auto", "uneven"), BORDERS):
        yield case(
            "conv",
            f"{name}-{padding}-{border}",
            f"Stride {stride or 1}, dilation {dilation or 1}. " + what_of(border, PADDING[padding][2]),
            call(
                "y = conv",
                "x",
                "w",
                border=border,
                padding=PADDING[padding][2],
                stride=stride,
                dilation=dilation,
            ),
            x=normal(1, 2, 8, 9),
            w=weights(3, 2, 3, 2),
        )
    yield from conv_groups()
    yield from conv_biases()
    yield from conv_shapes()


def conv_groups():
    groups = {
        "one": (1, 4, (6, 4)),
        "two": (2, 4, (6, 2)),
        "all": (4, 4, (4, 1)),
        "multiplier": (4, 4, (8, 1)),
        "depthwise": (0, 4, (4, 1)),
        "depthwise-multiplier": (0, 3, (6, 1)),
        "depthwise-single": (0, 1, (5, 1)),
        "three-in-two": (3, 6, (3, 2)),
    }
    for (name, (count, channels, filters)), dims in product(groups.items(), (1, 2, 3)):
        yield case(
            "conv",
            f"groups-{name}-{dims}d",
            f"groups = {count} of {channels} channels, {filters[0]} filters.",
            call("y = conv", "x", "w", "b", groups=count, padding=PADDING["even"][dims]),
            x=normal(2, channels, *SPATIAL[dims]),
            w=weights(*filters, *FILTERS[dims]),
            b=weights(1, filters[0]),
        )
    for border, steps in product(BORDERS, ("stride", "stride-and-dilation")):
        stride, dilation = STEPS[steps]
        yield case(
            "conv",
            f"groups-depthwise-{steps}-{border}",
            f"Each channel by itself, with stride {stride}.",
            call("y = conv", "x", "w", groups=0, border=border, stride=stride, dilation=dilation),
            x=normal(1, 3, 8, 9),
            w=weights(6, 1, 3, 2),
        )


def conv_biases():
    for name, shape in {
        "channels": (1, 4),
        "single": (1, 1),
        "rank-0": (),
        "rank-1": (1,),
        "rank-4": (1, 4, 1, 1),
    }.items():
        yield case(
            "conv",
            f"bias-{name}",
            f"A bias of shape {list(shape)}.",
            "y = conv(x, w, b)",
            x=normal(2, 3, 4, 5),
            w=weights(4, 3, 3, 3),
            b=weights(*shape),
        )
    yield case(
        "conv",
        "bias-number",
        "A bias that is a literal.",
        "y = conv(x, w, 0.5)",
        x=normal(2, 3, 4, 5),
        w=weights(4, 3, 3, 3),
    )
    yield case(
        "conv",
        "bias-by-name",
        "The bias is given by name.",
        "y = conv(x, w, bias = 1.5)",
        x=normal(1, 2, 4, 4),
        w=weights(3, 2, 2, 2),
    )
    yield case(
        "conv",
        "bias-input",
        "Filter and bias are inputs.",
        "y = conv(x, w, b)",
        x=normal(1, 2, 4, 4),
        w=normal(3, 2, 2, 2),
        b=normal(1, 3),
    )


def conv_shapes():
    shapes = {
        "1x1": ((2, 3, 4, 5), (4, 3, 1, 1), {}),
        "1x1-stride": ((1, 3, 5, 6), (4, 3, 1, 1), {"stride": [2, 3], "padding": [(0, 0), (0, 0)]}),
        "1x1-stride-auto": ((1, 3, 5, 6), (4, 3, 1, 1), {"stride": [2, 3]}),
        "single-pixel": ((1, 1, 1, 1), (1, 1, 3, 3), {}),
        "single-pixel-1x1": ((1, 1, 1, 1), (1, 1, 1, 1), {}),
        "whole-input": ((2, 3, 4, 5), (4, 3, 4, 5), {"padding": [(0, 0), (0, 0)]}),
        "larger-than-input": ((1, 2, 2, 3), (3, 2, 5, 5), {}),
        "larger-than-input-padded": ((1, 2, 2, 3), (3, 2, 5, 5), {"padding": [(2, 2), (1, 2)]}),
        "one-row": ((1, 2, 1, 6), (3, 2, 1, 3), {}),
        "one-channel": ((3, 1, 4, 4), (2, 1, 3, 3), {}),
        "many-channels": ((1, 20, 3, 3), (17, 20, 3, 3), {}),
        "batch": ((5, 2, 4, 4), (3, 2, 2, 2), {"padding": [(0, 0), (0, 0)]}),
        "even-filter": ((1, 1, 5, 5), (1, 1, 2, 4), {}),
        "even-filter-stride": ((1, 1, 6, 7), (1, 1, 2, 4), {"stride": [2, 2]}),
        "auto-no-total": ((1, 1, 6, 9), (1, 1, 2, 2), {"stride": [2, 3]}),
        "auto-large-stride": ((1, 1, 7, 10), (1, 1, 2, 2), {"stride": [3, 4]}),
        "auto-dilated": ((1, 2, 7, 8), (2, 2, 3, 3), {"dilation": [3, 2]}),
        "padding-beyond-window": ((1, 1, 3, 3), (1, 1, 2, 2), {"padding": [(3, 0), (0, 4)]}),
        "stride-leaves-rest": ((1, 1, 8, 9), (1, 1, 3, 3), {"stride": [3, 4], "padding": [(0, 0), (0, 0)]}),
        "four-spatial": (
            (1, 2, 3, 3, 2, 3),
            (2, 2, 2, 2, 1, 2),
            {"padding": [(1, 0), (0, 1), (0, 0), (1, 1)]},
        ),
        "four-spatial-groups": ((1, 4, 3, 2, 2, 3), (4, 2, 2, 1, 2, 2), {"groups": 2}),
        "no-spatial": ((3, 4), (5, 4), {}),
        "no-spatial-groups": ((3, 4), (6, 2), {"groups": 2}),
    }
    for name, (x, w, attributes) in shapes.items():
        yield case(
            "conv",
            name,
            f"Input {list(x)}, filter {list(w)}.",
            call("y = conv", "x", "w", **attributes),
            x=normal(*x),
            w=weights(*w),
        )
    yield case(
        "conv",
        "correlates",
        "The filter is not turned around: an impulse gives the filter backwards.",
        "y = conv(x, w, padding = [(2, 2)])",
        x=given([[[0.0, 0.0, 1.0, 0.0, 0.0]]]),
        w=given([[[1.0, 2.0, 3.0]]]).as_variable(),
    )


# ---------------------------------------------------------------------------
# deconv
# ---------------------------------------------------------------------------


def deconv():
    for dims, border, name in product((1, 2, 3), BORDERS, PADDING):
        padding = PADDING[name][dims]
        yield case(
            "deconv",
            f"{dims}d-{name}-{border}",
            what_of(border, padding),
            call("y = deconv", "x", "w", "b", border=border, padding=padding),
            x=normal(2, 3, *SPATIAL[dims]),
            w=weights(3, 2, *FILTERS[dims]),
            b=weights(1, 2),
        )
    for (name, (stride, dilation)), padding, border in product(STEPS.items(), ("auto", "uneven"), BORDERS):
        yield case(
            "deconv",
            f"{name}-{padding}-{border}",
            f"Stride {stride or 1}, dilation {dilation or 1}. " + what_of(border, PADDING[padding][2]),
            call(
                "y = deconv",
                "x",
                "w",
                border=border,
                padding=PADDING[padding][2],
                stride=stride,
                dilation=dilation,
            ),
            x=normal(1, 2, 5, 6),
            w=weights(2, 3, 3, 2),
        )
    groups = {
        "one": (1, 4, (4, 3)),
        "two": (2, 4, (4, 3)),
        "all": (4, 4, (4, 1)),
        "multiplier": (4, 4, (4, 2)),
        "depthwise": (0, 4, (4, 1)),
        "depthwise-multiplier": (0, 3, (3, 2)),
        "depthwise-single": (0, 1, (1, 1)),
        "two-to-one": (2, 6, (6, 1)),
    }
    for (name, (count, channels, filters)), dims in product(groups.items(), (1, 2, 3)):
        outputs = filters[1] * (count or channels)
        yield case(
            "deconv",
            f"groups-{name}-{dims}d",
            f"groups = {count} of {channels} channels of the input, {outputs} of the output.",
            call(
                "y = deconv",
                "x",
                "w",
                "b",
                groups=count,
                padding=PADDING["even"][dims],
                stride=[2, 1, 3][:dims],
            ),
            x=normal(2, channels, *SPATIAL[dims]),
            w=weights(*filters, *FILTERS[dims]),
            b=weights(1, outputs),
        )
    for name, shape in {
        "channels": (1, 4),
        "single": (1, 1),
        "rank-0": (),
        "rank-1": (1,),
        "rank-4": (1, 4, 1, 1),
    }.items():
        yield case(
            "deconv",
            f"bias-{name}",
            f"A bias of shape {list(shape)}.",
            "y = deconv(x, w, b)",
            x=normal(2, 3, 4, 5),
            w=weights(3, 4, 3, 3),
            b=weights(*shape),
        )
    yield case(
        "deconv",
        "bias-number",
        "A bias that is a literal.",
        "y = deconv(x, w, 0.5)",
        x=normal(2, 3, 4, 5),
        w=weights(3, 4, 3, 3),
    )
    yield case(
        "deconv",
        "bias-input",
        "Filter and bias are inputs.",
        "y = deconv(x, w, b)",
        x=normal(1, 2, 4, 4),
        w=normal(2, 3, 2, 2),
        b=normal(1, 3),
    )
    yield from deconv_shapes()


def deconv_shapes():
    output_shapes = {
        "exact": ([(0, 0), (0, 0)], [2, 3], [1, 3, 11, 17]),
        "larger": ([(0, 0), (0, 0)], [2, 3], [1, 3, 12, 19]),
        "padded": ([(1, 1), (0, 1)], [2, 3], [1, 3, 10, 17]),
        "auto": ([], [2, 3], [1, 3, 9, 16]),
        "auto-exact": ([], [2, 3], [1, 3, 10, 18]),
        "stride-1": ([(1, 1), (1, 0)], [], [1, 3, 5, 6]),
    }
    for name, (padding, stride, shape) in output_shapes.items():
        for border in ("constant", "replicate"):
            yield case(
                "deconv",
                f"output-shape-{name}-{border}",
                f"output_shape = {shape}, padding {text_of_padding(padding)}.",
                call(
                    "y = deconv", "x", "w", border=border, padding=padding, stride=stride, output_shape=shape
                ),
                x=normal(1, 2, 5, 6),
                w=weights(2, 3, 3, 2),
            )
    yield case(
        "deconv",
        "output-shape-groups",
        "With groups = 0 the output shape has the channels.",
        "y = deconv(x, w, stride = [2, 2], output_shape = [2, 4, 7, 9], groups = 0)",
        x=normal(2, 4, 4, 5),
        w=weights(4, 1, 3, 3),
    )
    yield case(
        "deconv",
        "output-shape-fewer-groups",
        "groups = 0 with two channels in the output: two groups of two.",
        "y = deconv(x, w, stride = [2, 2], output_shape = [2, 2, 7, 9], groups = 0)",
        x=normal(2, 4, 4, 5),
        w=weights(4, 1, 3, 3),
    )
    shapes = {
        "1x1": ((2, 3, 4, 5), (3, 4, 1, 1), {}),
        "1x1-stride": ((1, 3, 3, 4), (3, 4, 1, 1), {"stride": [2, 3], "padding": [(0, 0), (0, 0)]}),
        "single-pixel": ((1, 1, 1, 1), (1, 1, 3, 3), {"padding": [(0, 0), (0, 0)]}),
        "single-pixel-auto": ((1, 1, 1, 1), (1, 1, 3, 3), {}),
        "gaps": ((1, 2, 3, 4), (2, 2, 2, 2), {"stride": [4, 3], "padding": [(0, 0), (0, 0)]}),
        "auto-stride": ((1, 2, 4, 5), (2, 3, 3, 3), {"stride": [2, 2]}),
        "auto-stride-even": ((1, 2, 4, 5), (2, 3, 4, 4), {"stride": [2, 2]}),
        "auto-gaps": ((1, 2, 4, 5), (2, 3, 2, 2), {"stride": [3, 4]}),
        "auto-dilated": ((1, 2, 5, 6), (2, 2, 3, 3), {"dilation": [3, 2]}),
        "large-padding": ((1, 1, 5, 5), (1, 1, 4, 4), {"padding": [(3, 3), (0, 3)]}),
        "negative-both": ((1, 1, 3, 3), (1, 1, 2, 2), {"padding": [(-2, -1), (0, -3)], "stride": [2, 1]}),
        "batch": ((4, 2, 3, 3), (2, 3, 2, 2), {}),
        "four-spatial": (
            (1, 2, 3, 2, 2, 3),
            (2, 2, 2, 1, 2, 2),
            {"padding": [(1, 0), (0, 0), (0, 1), (1, 1)], "stride": [1, 2, 1, 2]},
        ),
        "no-spatial": ((3, 4), (4, 5), {}),
    }
    for name, (x, w, attributes) in shapes.items():
        yield case(
            "deconv",
            name,
            f"Input {list(x)}, filter {list(w)}.",
            call("y = deconv", "x", "w", **attributes),
            x=normal(*x),
            w=weights(*w),
        )
    yield case(
        "deconv",
        "convolves",
        "An impulse gives the filter as it is.",
        "y = deconv(x, w, padding = [(0, 0)])",
        x=given([[[0.0, 1.0, 0.0]]]),
        w=given([[[1.0, 2.0, 3.0]]]).as_variable(),
    )


# ---------------------------------------------------------------------------
# separable_conv, separable_deconv
# ---------------------------------------------------------------------------


def separable():
    for reverse, border, name in product((False, True), BORDERS, PADDING):
        operation = "separable_deconv" if reverse else "separable_conv"
        for dims in (1, 2, 3) if border == "constant" else (2,):
            padding = PADDING[name][dims]
            point = (3, 4) if reverse else (5, 6)
            yield case(
                operation,
                f"{dims}d-{name}-{border}",
                "A filter for each channel, and one for each pixel. " + what_of(border, padding),
                call(f"y = {operation}", "x", "p", "q", "b", border=border, padding=padding),
                x=normal(2, 3, *SPATIAL[dims]),
                p=weights(4 if reverse else 6, 1, *FILTERS[dims]),
                q=weights(*point, *[1] * dims),
                b=weights(1, 4 if reverse else 5),
            )
    for reverse, (name, (stride, dilation)) in product((False, True), STEPS.items()):
        operation = "separable_deconv" if reverse else "separable_conv"
        yield case(
            operation,
            name,
            f"Stride {stride or 1}, dilation {dilation or 1}.",
            call(f"y = {operation}", "x", "p", "q", stride=stride, dilation=dilation),
            x=normal(1, 2, 7, 6),
            p=weights(4 if reverse else 2, 1, 3, 2),
            q=weights(*((2, 4) if reverse else (4, 2)), 1, 1),
        )
    for reverse, groups in product((False, True), (0, 1, 2, 4)):
        operation = "separable_deconv" if reverse else "separable_conv"
        per_group = {0: 1, 1: 4, 2: 2, 4: 1}[groups]
        yield case(
            operation,
            f"groups-{groups}",
            f"groups = {groups} for the filter of each pixel.",
            call(f"y = {operation}", "x", "p", "q", groups=groups, padding=[(1, 1), (0, 0)]),
            x=normal(1, 4, 5, 4),
            p=weights(4, 1, 3, 2),
            q=weights(4, per_group, 1, 1),
        )
    yield case(
        "separable_conv",
        "multiplier",
        "Three filters for each channel.",
        "y = separable_conv(x, p, q, 0.5)",
        x=normal(1, 2, 5, 4),
        p=weights(6, 1, 3, 3),
        q=weights(4, 6, 1, 1),
    )
    yield case(
        "separable_deconv",
        "multiplier",
        "Two filters for each channel.",
        "y = separable_deconv(x, p, q, 0.5, stride = [2, 2])",
        x=normal(1, 2, 4, 4),
        p=weights(3, 2, 3, 3),
        q=weights(2, 3, 1, 1),
    )
    for name, padding, stride, shape in (
        ("plain", [(0, 0), (0, 0)], [2, 3], [1, 3, 11, 17]),
        ("larger", [(0, 0), (0, 0)], [2, 3], [1, 3, 12, 18]),
        ("auto", [], [2, 3], [1, 3, 9, 16]),
    ):
        yield case(
            "separable_deconv",
            f"output-shape-{name}",
            f"output_shape = {shape}.",
            call("y = separable_deconv", "x", "p", "q", padding=padding, stride=stride, output_shape=shape),
            x=normal(1, 2, 5, 6),
            p=weights(3, 1, 3, 2),
            q=weights(2, 3, 1, 1),
        )
