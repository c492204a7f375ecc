# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""2.2 Description of data: how tensors of different ranks belong together.

A tensor is an array of NumPy: `scalar` is float64, `integer` is int64, `logical`
is bool.
"""

import numpy as np


def lead(tensor, rank):
    """The tensor with as many dimensions of extent 1 behind it as it takes."""
    tensor = np.asarray(tensor)
    return tensor.reshape(tensor.shape + (1,) * (rank - tensor.ndim))


def align(*tensors):
    """The tensors with a common rank: their first dimensions belong together."""
    rank = max(np.ndim(tensor) for tensor in tensors)
    return [lead(tensor, rank) for tensor in tensors]


def aligned(formula):
    """An element-wise formula for tensors of any ranks and shapes that fit."""

    def operation(*tensors):
        return formula(*align(*tensors))

    operation.__doc__ = formula.__doc__
    operation.__name__ = formula.__name__
    return operation
