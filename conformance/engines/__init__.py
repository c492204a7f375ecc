# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The engines that the suite can be run with."""

from .khronos_cpp import KhronosCpp
from .khronos_pytorch import KhronosPyTorch
from .litert import LiteRT
from .ours import CUDA, CUDALibraries, Decomposed, Exported, Linalg, Tosa, Vulkan
from .tosa_reference import TosaReference
from .tract import Tract

ENGINES = {
    engine.name: engine
    for engine in (
        Linalg,
        Decomposed,
        Exported,
        Tosa,
        Vulkan,
        CUDA,
        CUDALibraries,
        TosaReference,
        LiteRT,
        KhronosCpp,
        KhronosPyTorch,
        Tract,
    )
}
