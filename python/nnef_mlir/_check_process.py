# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Refuses to load MLIR where another one would take its place.

TensorFlow lets all libraries that are loaded after it use its own copy of MLIR, which is
not the one that ours were built with: the process would crash.
"""

import ctypes
import sys

if "nnef_mlir._core" not in sys.modules and hasattr(ctypes.CDLL(None), "_ZN4mlir11MLIRContextD1Ev"):
    raise ImportError(
        "another library of this process offers its own MLIR to all others, as TensorFlow does; "
        "import nnef_mlir before it"
    )
