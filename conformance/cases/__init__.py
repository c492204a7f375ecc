# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tables of cases: a module for each family of operations."""

from functools import cache

from . import (
    elementwise,
    integer_networks,
    integer_others,
    integer_sums,
    linear_algebra,
    networks,
    normalization,
    pooling,
    reductions,
    refused,
    resampling,
    roi,
    shapes,
    simulated,
    tensors,
    windows,
)

FAMILIES = [
    tensors,
    elementwise,
    windows,
    pooling,
    resampling,
    reductions,
    shapes,
    roi,
    linear_algebra,
    normalization,
    networks,
    simulated,
    integer_sums,
    integer_others,
    integer_networks,
    refused,
]
# What nearly every operation has in some case of the default subset anyway.
COMMON = {"rank-1", "rank-2", "rank-3", "rank-6", "extent-1", "choice"}
# Families that are in the default subset as a whole.
WHOLE = {"networks", "language"}


@cache
def all_cases():
    """Every case of the suite, in the order of the tables. Nothing is generated yet."""
    found = {}
    for family in FAMILIES:
        for case in family.cases():
            assert case.id not in found, f"there are two cases {case.id}"
            found[case.id] = case
    cases = list(found.values())
    mark_default(cases)
    return cases


def features(case):
    """What the default subset should have of a case, for each operation unless it is said otherwise."""
    found = {(case.operation, tag) for tag in case.tags if tag not in COMMON}
    # A way to repeat a tensor is the same for all operations that have it, and so is the refusal of a mistake.
    return {(None, tag) if tag.startswith("broadcast-") else (operation, tag) for operation, tag in found}


def mark_default(cases):
    """Gives the tag `default` to cases that together have every feature, the richest first."""
    by_operation = {}
    for case in cases:
        by_operation.setdefault(case.operation, []).append(case)
    seen = set()
    for operation, group in by_operation.items():
        left = {case.id: (case, features(case)) for case in group}
        picked = 0
        while left:
            best = max(left, key=lambda name: len(left[name][1] - seen))
            case, found = left.pop(best)
            if found <= seen and picked and operation not in WHOLE:
                break
            case.extra_tags += ("default",)
            del case.tags
            seen |= found
            picked += 1
