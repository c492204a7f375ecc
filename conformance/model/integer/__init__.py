# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantized networks in integer arithmetic, to the last bit.

NNEF says what codes mean, and leaves open how to compute with them. What is
computed here is what the reference kernels of TensorFlow Lite compute, from which
most quantized networks come: its engine `litert` shows that. The code is NumPy's
and written from the formulas; no code is taken from there.

- fixed_point.py: multiplying integers by real numbers without real numbers,
- types.py: what codes mean,
- operations.py: NNEF's operations on codes,
- graph.py: graphs of them.
"""

from .graph import Ambiguous, evaluate, parse_entries, types_of
from .operations import dequantized, quantized

__all__ = ["Ambiguous", "dequantized", "evaluate", "parse_entries", "quantized", "types_of"]
