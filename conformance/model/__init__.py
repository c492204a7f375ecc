# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The formulas of the NNEF 1.0.5 specification, in double precision.

What engines are compared with. Each module is a chapter of the specification,
to be read beside it: comments cite its sections, names and parameters are its
own. The model shares nothing with any engine. Where the specification leaves a
choice, docs/Choices.md says which one is taken.
"""

from . import (
    activation,
    elementwise,
    integers,
    linear_algebra,
    normalization,
    quantization,
    reductions,
    resampling,
    roi,
    shapes,
    state,
    windows,
)

_CHAPTERS = [
    state,
    elementwise,
    windows,
    resampling,
    reductions,
    shapes,
    roi,
    linear_algebra,
    activation,
    normalization,
    quantization,
]

# Every operation of the standard that computes something, by its name there.
# Names that Python has a use for end with an underscore in the modules.
OPERATIONS = {name.rstrip("_"): getattr(chapter, name) for chapter in _CHAPTERS for name in chapter.__all__}

# The formulas as Python spells them, for tests that write expressions of them.
FORMULAS = {name: getattr(module, name) for module in [*_CHAPTERS, integers] for name in module.__all__}
