# A model runs on arrays, which are given in order or by name.
# RUN: %python %s

import numpy as np
from common import DIGITS, read_dat

import nnef_mlir

net = nnef_mlir.from_nnef(DIGITS / "model")
assert net.name == "digits"
assert [str(info) for info in net.inputs] == ["image: float32[1, 1, 8, 8]"]
assert [str(info) for info in net.outputs] == ["probabilities: float32[1, 10]"]
assert net.inputs[0].location.file.endswith("model/graph.nnef")
assert net.inputs[0].location.line == 9
assert "digits(image: float32[1, 1, 8, 8])" in repr(net)

exe = net.compile(threads=2)
assert exe.inputs == net.inputs and exe.outputs == net.outputs
assert not exe.has_state
# Three layers of weights, at least.
assert exe.memory_use.weights >= 4 * (16 * 9 + 16 * 32 * 9 + 5120)

image = read_dat(DIGITS / "inputs/image.dat")
expected = read_dat(DIGITS / "expected/probabilities.dat")


def check(outputs):
    assert list(outputs) == ["probabilities"]
    result = outputs["probabilities"]
    assert result.dtype == np.float32 and result.shape == (1, 10)
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-6)


check(exe(image))
check(exe(image=image))
check(exe.run({"image": image}))
# The code keeps what it needs.
del net
check(exe(image))
