# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.1 Tensor introducing operations, and 4.8 Variable updates.

What `external` and `variable` give comes from outside of the graph.
"""

from math import prod

import numpy as np

__all__ = ["constant", "update"]

TYPES = {"scalar": np.float64, "integer": np.int64, "logical": np.bool_}


def constant(shape, value, type="scalar"):
    """A single value fills the tensor."""
    values = np.asarray(value, TYPES[type])
    if len(values) == 1:
        values = np.full(prod(shape), values[0])
    return values.reshape(shape)


def update(variable, value):
    """The value, which the variable has in the next execution."""
    assert variable.shape == value.shape
    return np.array(value)
