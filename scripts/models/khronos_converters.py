# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Teaches Khronos' converter the operations of ONNX that it does not know.

  python -m nnef_tools.convert --custom-converters khronos_converters
      --custom-fragments khronos_converters ...

with this folder in PYTHONPATH. A model that uses one of them has the fragment
in its graph.nnef, as the standard wants it.
"""

from nnef_tools.conversion.converter import Transform

CUSTOM_TRANSFORMS = {
    # Also all that is left of HardSwish after ONNX Runtime has inlined it.
    "HardSigmoid": Transform(
        type="hard_sigmoid",
        defaults={"alpha": 0.2, "beta": 0.5},
        inputs="!I[0]",
        outputs="!O[0]",
        attribs={"alpha": "!alpha", "beta": "!beta"},
    ),
}

CUSTOM_FRAGMENTS = {
    "hard_sigmoid": """
fragment hard_sigmoid( x: tensor<scalar>, alpha: scalar = 0.2, beta: scalar = 0.5 )
-> ( y: tensor<scalar> )
{
    y = clamp(alpha * x + beta, 0.0, 1.0);
}
""",
}
