# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.6 Region-of-interest operations.

A row of `rois` has the first corner of a region and then the last one: (y0, x0,
y1, x1) in a plane. The region ends before its last corner.
"""

from fractions import Fraction

import numpy as np

from .elementwise import round_
from .resampling import interpolated, place_before_scaling
from .windows import avg_pool, max_pool

__all__ = ["avg_roi_pool", "max_roi_pool", "roi_resample", "avg_roi_align", "max_roi_align"]

# ---------------------------------------------------------------------------
# 4.6.1 RoI pooling
# ---------------------------------------------------------------------------


def regions(input, rois, batch_index):
    """Of each region the item of the batch that it lies in, and its corners."""
    last = input.shape[0] - 1
    for row, item in zip(rois, np.asarray(batch_index).reshape(-1)):
        dims = len(row) // 2
        yield input[min(max(int(item), 0), last)], row[:dims], row[dims:]


def cell_range(i, p, start, end):
    """Of cell i of p along a dimension the first place, and the one behind the last.

    Its extent is ceil(r / p), the stride is floor(r / p). The specification has
    the first cell at ceil(r / p), outside of the region; it means the start.
    """
    r = int(end - start)
    extent, stride = -(-r // p), r // p
    begin = int(start) + i * stride
    return begin, begin + extent


def roi_pool(input, rois, batch_index, output_size, function, of_nothing):
    output = np.zeros((len(rois), input.shape[1], *output_size))
    for n, (item, start, end) in enumerate(regions(input, round_(rois), batch_index)):
        for cell in np.ndindex(*output_size):
            bounds = [cell_range(*each) for each in zip(cell, output_size, start, end)]
            if any(first >= last for first, last in bounds):
                output[(n, slice(None), *cell)] = of_nothing
                continue
            # Places outside of the input are zeros, which take part, as they do
            # in avg_pool and max_pool where nothing else is said.
            inside = [slice(max(b, 0), max(e, 0)) for b, e in bounds]
            values = item[(slice(None), *inside)].reshape(len(item), -1)
            outside = np.prod([e - b for b, e in bounds]) - values.shape[1]
            values = np.hstack([values, np.zeros((len(item), outside))])
            output[(n, slice(None), *cell)] = function(values, axis=1)
    return output


def avg_roi_pool(input, rois, batch_index, output_size):
    return roi_pool(input, rois, batch_index, output_size, np.mean, 0.0)


def max_roi_pool(input, rois, batch_index, output_size):
    return roi_pool(input, rois, batch_index, output_size, np.max, -np.inf)


# ---------------------------------------------------------------------------
# 4.6.2 RoI align
# ---------------------------------------------------------------------------


def roi_resample(input, rois, batch_index, output_size, method="symmetric"):
    """The formulas of 4.3.4, counted from the start of the region."""
    output = np.zeros((len(rois), input.shape[1], *output_size))
    for n, (item, start, end) in enumerate(regions(input, rois, batch_index)):
        for axis, (size, first, last) in enumerate(zip(output_size, start, end), start=1):
            first, r = Fraction(first), Fraction(last) - Fraction(first)
            places = [first + place_before_scaling(i, r, size, method) for i in range(size)]
            item = interpolated(item, axis, places, "replicate")
        output[n] = item
    return output


def finer(output_size, sampling_rate):
    return [size * rate for size, rate in zip(output_size, sampling_rate)]


def avg_roi_align(input, rois, batch_index, output_size, sampling_rate, resize_method="symmetric"):
    size = finer(output_size, sampling_rate)
    resized = roi_resample(input, rois, batch_index, size, resize_method)
    return avg_pool(resized, [1, 1, *sampling_rate], stride=[1, 1, *sampling_rate])


def max_roi_align(input, rois, batch_index, output_size, sampling_rate, resize_method="symmetric"):
    size = finer(output_size, sampling_rate)
    resized = roi_resample(input, rois, batch_index, size, resize_method)
    return max_pool(resized, [1, 1, *sampling_rate], stride=[1, 1, *sampling_rate])
