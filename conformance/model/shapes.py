# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.5 Tensor shape operations, and `copy_n` of 4.9.6."""

from math import prod

import numpy as np

from .windows import extended

__all__ = [
    "reshape",
    "squeeze",
    "unsqueeze",
    "transpose",
    "split",
    "concat",
    "stack",
    "unstack",
    "copy_n",
    "slice_",
    "pad",
    "tile",
    "gather",
    "cast",
]

# ---------------------------------------------------------------------------
# 4.5.1 Reshaping, 4.5.2 Transposing
# ---------------------------------------------------------------------------


def reshape(input, shape, axis_start=0, axis_count=-1):
    axis_end = input.ndim if axis_count == -1 else axis_start + axis_count
    new = [extent or input.shape[axis_start + i] for i, extent in enumerate(shape)]
    if -1 in new:
        volume = prod(input.shape[axis_start:axis_end])
        new[new.index(-1)] = volume // prod(extent for extent in new if extent != -1)
    return input.reshape((*input.shape[:axis_start], *new, *input.shape[axis_end:]))


def squeeze(input, axes):
    return np.squeeze(input, tuple(axes))


def unsqueeze(input, axes):
    """The axes are those of the output."""
    return np.expand_dims(input, tuple(axes))


def transpose(input, axes):
    """Trailing dimensions that are not listed stay where they are."""
    return np.transpose(input, [*axes, *range(len(axes), input.ndim)])


# ---------------------------------------------------------------------------
# 4.5.3 Splitting and concatenation
# ---------------------------------------------------------------------------


def split(value, axis, ratios):
    unit, rest = divmod(value.shape[axis], sum(ratios))
    assert rest == 0
    bounds = np.cumsum([0, *ratios]) * unit
    return [value[(slice(None),) * axis + (slice(begin, end),)] for begin, end in zip(bounds, bounds[1:])]


def concat(values, axis):
    return np.concatenate(values, axis)


def stack(values, axis):
    return np.stack(values, axis)


def unstack(value, axis):
    return [np.squeeze(part, axis) for part in split(value, axis, [1] * value.shape[axis])]


def copy_n(x, times):
    """4.9.6"""
    return [np.array(x) for _ in range(times)]


# ---------------------------------------------------------------------------
# 4.5.4 Slicing, 4.5.5 Padding, 4.5.6 Tiling, 4.5.7 Gathering, 4.5.8 Casting
# ---------------------------------------------------------------------------


def slice_(input, axes, begin, end, stride=()):
    to_the_end = all(s == 1 for s in stride)
    picked = [list(range(extent)) for extent in input.shape]
    for axis, b, e, s in zip(axes, begin, end, stride or [1] * len(axes)):
        extent = input.shape[axis]
        if e == 0 and to_the_end:
            e = extent
        b, e = (max(min(bound + extent if bound < 0 else bound, extent), -1) for bound in (b, e))
        # What lies at -1 or at the extent is outside.
        picked[axis] = [i for i in range(b, e, s) if 0 <= i < extent]
    return input[np.ix_(*picked)]


def pad(input, padding, border="constant", value=0.0):
    places = [np.arange(-p, x + q) for x, (p, q) in zip(input.shape, padding)]
    return extended(input, places, border, value)[0] if places else np.array(input)


def tile(input, repeats):
    return input[np.ix_(*(np.arange(x * r) % x for x, r in zip(input.shape, repeats)))]


def gather(input, indices, axis=0):
    """An index out of range picks the nearest slice."""
    return np.take(input, np.clip(indices, 0, input.shape[axis] - 1), axis)


def cast(input, type):
    """`cast<type>(input)`. Scalars are cut towards zero; what is not zero is true."""
    input = np.asarray(input)
    if type == "integer":
        return np.trunc(input).astype(np.int64) if input.dtype.kind == "f" else input.astype(np.int64)
    return input.astype({"scalar": np.float64, "logical": np.bool_}[type])
