# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.7 Matrix multiplication, and `linear` of 4.9.2."""

import numpy as np

from .elementwise import add

__all__ = ["matmul", "linear"]


def matmul(A, B, transposeA=False, transposeB=False):
    if transposeA:
        A = np.swapaxes(A, -1, -2)
    if transposeB:
        B = np.swapaxes(B, -1, -2)
    assert A.ndim == B.ndim >= 2 and A.shape[-1] == B.shape[-2]
    # The sum over l of A[..., i, l] * B[..., l, j]; extents of 1 are repeated.
    batch = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    C = np.zeros(batch + (A.shape[-2], B.shape[-1]))
    for place in range(A.shape[-1]):
        C += A[..., :, place, None] * B[..., None, place, :]
    return C


def linear(input, filter, bias=0.0):
    return add(matmul(input, filter, transposeB=True), bias)
