# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which cases rest on a choice, where the standard is silent or at odds with itself.

An engine that computes something else there is not wrong; docs/Choices.md has
the choice and its reason. The tag of these cases is `choice`.
"""

from fnmatch import fnmatchcase

# Cases by operation and name; several names with spaces between.
CHOICES = {
    # What is no number, in a comparison and in what is made of one.
    "min": "not-a-number",
    "max": "not-a-number",
    "relu": "not-a-number",
    "clamp": "not-a-number",
    # The sign binds tighter than binary operators.
    "neg": "operator integers",
    # Integers that overflow, are divided by zero, or have negative powers.
    "add": "integers-edges",
    "sub": "integers-edges",
    "mul": "integers-edges",
    "div": "integers-*",
    "pow": "integers-*",
    # The body approximates what may be exact, and softabs is not in the standard.
    "gelu": "*",
    "softabs": "*",
    "conv": "bias-rank-4",
    "deconv": "bias-rank-4 groups-depthwise-multiplier-* output-shape-fewer-groups",
    "separable_deconv": "multiplier",
    "debox": "normalized-*-ignore",
    # Windows that have nothing of the input in them.
    "max_pool": "outside-ignored",
    "argmax_pool": "outside-ignored",
    "avg_pool": "outside-ignored",
    "box": "outside-ignored",
    # The formula divides by zero.
    "multilinear_upsample": "extent-1-aligned-*",
    # Several axes, and the first of equal values.
    "argmax_reduce": "ties-* spatial all apart not-in-order rank-5 rank-6 single-element negative",
    "argmin_reduce": "ties-* spatial all apart not-in-order rank-5 rank-6 single-element negative",
    # The prose rounds the extent down, which leaves out an element.
    "slice": "*stride-rounds-up *stride-3 *stride-past-end *backwards-stride-2-rest *mixed-strides",
    # The standard cuts towards what is smaller, all implementations towards zero.
    "cast": "scalar-to-integer-* towards-zero",
    # Corners outside or turned around, indices without an item, and a shape that only tools have.
    "avg_roi_pool": "outside empty no-such-batch-item *batch-index-rank-1",
    "max_roi_pool": "outside empty no-such-batch-item *batch-index-rank-1",
    # Where samples of a region lie is not said, but for regions that are the whole input.
    "roi_resample": "[!wt]*",
    "avg_roi_align": "*",
    "max_roi_align": "*",
    "networks": "detector-head",
}


def is_choice(operation, name):
    return any(fnmatchcase(name, pattern) for pattern in CHOICES.get(operation, "").split())
