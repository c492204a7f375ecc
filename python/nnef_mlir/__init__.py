# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Neural networks in NNEF, compiled with MLIR.

    import nnef_mlir

    net = nnef_mlir.from_nnef("models/digits/model", input_shapes={"image": (450, 1, 8, 8)})
    exe = net.compile()
    probabilities = exe(image=images)["probabilities"]
"""

from . import _check_process as _check_process  # Before the extension is loaded.
from ._error import Diagnostic, Error, NNEFWarning
from ._executable import Executable
from ._network import Network, from_mlir, from_nnef
from ._tensors import Location, TensorInfo

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "Error",
    "Executable",
    "Location",
    "NNEFWarning",
    "Network",
    "TensorInfo",
    "from_mlir",
    "from_nnef",
]
