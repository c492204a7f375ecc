# Arrays of other libraries come through DLPack, and results go out through it.
# RUN: %python %s

import numpy as np
from common import DIGITS, raises, read_dat

import nnef_mlir


class Foreign:
    """An array of a library that only speaks DLPack."""

    def __init__(self, array):
        self.array = array
        self.exports = 0

    def __dlpack__(self, *arguments, **named):
        self.exports += 1
        return self.array.__dlpack__(*arguments, **named)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class OnDevice:
    """An array in memory that the CPU cannot see."""

    def __dlpack__(self, *arguments, **named):
        raise BufferError("the memory of a GPU")

    def __dlpack_device__(self):
        return (2, 0)


exe = nnef_mlir.from_nnef(DIGITS / "model").compile()
image = Foreign(np.array(read_dat(DIGITS / "inputs/image.dat")))
expected = read_dat(DIGITS / "expected/probabilities.dat")

outputs = exe(image)
assert image.exports == 1
np.testing.assert_allclose(np.from_dlpack(outputs["probabilities"]), expected, rtol=1e-4, atol=1e-6)

raises("OnDevice that has no array in memory of the CPU", exe, OnDevice())
