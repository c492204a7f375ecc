# A network that is not frozen takes its variables as inputs.
# RUN: %python %s

import numpy as np
from common import DIGITS, raises, read_dat

import nnef_mlir

net = nnef_mlir.from_nnef(DIGITS / "model", freeze_vars=False)
names = ["conv1_filter", "conv1_bias", "conv2_filter", "conv2_bias", "scores_filter", "scores_bias"]
assert [info.name for info in net.inputs] == ["image", *names]
assert net.inputs[0].label is None and net.inputs[1].label == "conv1/filter"
assert list(net.params) == names
np.testing.assert_array_equal(net.params["conv1_filter"], read_dat(DIGITS / "model/conv1/filter.dat"))
assert not nnef_mlir.from_nnef(DIGITS / "model").params

exe = net.compile()
image = read_dat(DIGITS / "inputs/image.dat")
expected = read_dat(DIGITS / "expected/probabilities.dat")
np.testing.assert_allclose(exe(image, **net.params)["probabilities"], expected, rtol=1e-4, atol=1e-6)

# With no weights in the last layer, its bias alone says what the probabilities are.
params = net.params
params["scores_filter"] = np.zeros_like(params["scores_filter"])
params["scores_bias"] = np.arange(10, dtype=np.float32).reshape(1, 10)
exponentials = np.exp(np.arange(10.0))
np.testing.assert_allclose(
    exe(image, **params)["probabilities"][0], exponentials / exponentials.sum(), rtol=1e-5
)

error = raises("input 'conv1_filter: .*' is missing; it is a variable", exe, image)
assert error.diagnostics[0].line == 12

# The structure needs no values.
structure = nnef_mlir.from_nnef(DIGITS / "model", load_weights=False)
assert "nnef.conv" in str(structure)
raises("", structure.compile)
