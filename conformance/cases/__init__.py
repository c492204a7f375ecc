"""The tables of cases: a module for each family of operations."""

from functools import cache

from . import (elementwise, linear_algebra, networks, normalization, pooling, reductions, refused, resampling, roi, shapes, tensors, windows)

FAMILIES = [tensors, elementwise, windows, pooling, resampling, reductions, shapes, roi, linear_algebra, normalization, networks, refused]


@cache
def all_cases():
    """Every case of the suite, in the order of the tables. Nothing is generated yet."""
    found = {}
    for family in FAMILIES:
        for case in family.cases():
            assert case.id not in found, f"there are two cases {case.id}"
            found[case.id] = case
    return list(found.values())
