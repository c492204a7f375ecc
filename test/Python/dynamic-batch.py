# A network is imported for other shapes than its text has; where they are not known, it
# is only compiled once they are.
# RUN: %python %s

import numpy as np
from common import DIGITS, raises

import nnef_mlir

images = np.load(DIGITS / "test/images.npy")
labels = np.load(DIGITS / "test/labels.npy")

exe = nnef_mlir.from_nnef(DIGITS / "model", input_shapes={"image": images.shape}).compile()
(probabilities,) = exe(images).values()
assert probabilities.shape == (450, 10)
# As models/digits/README.md has it.
assert np.sum(probabilities.argmax(axis=1) == labels) == 445

net = nnef_mlir.from_nnef(DIGITS / "model", input_shapes={"image": (None, 1, 8, 8)})
assert net.inputs[0].shape == (None, 1, 8, 8)
assert net.outputs[0].shape == (None, 10)
assert "tensor<?x10xf32>" in str(net)
raises("shape of 'image'.* is not known", net.compile)

read = nnef_mlir.from_nnef
raises("has no input 'picture'", read, DIGITS / "model", input_shapes={"picture": (1, 1, 8, 8)})
raises("rank 4", read, DIGITS / "model", input_shapes={"image": (8, 8)})
raises("extents are positive", read, DIGITS / "model", input_shapes={"image": (0, 1, 8, 8)})
raises("", read, DIGITS / "model", input_shapes={"image": (1, 3, 8, 8)})
