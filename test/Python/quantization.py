# A quantized network computes with rounded numbers, or with codes.
# RUN: nnef-quantize %src/models/digits/model -o %t --samples %src/models/digits/test/images.npy > %t.log
# RUN: %python %s %t

import sys

import numpy as np
from common import DIGITS

import nnef_mlir

images = np.load(DIGITS / "test/images.npy")
labels = np.load(DIGITS / "test/labels.npy")
net = nnef_mlir.from_nnef(sys.argv[1], input_shapes={"image": images.shape})
results = {}
for mode in ("simulate", "integer", "ignore"):
    (results[mode],) = net.compile(quantization=mode)(images).values()
    assert np.sum(results[mode].argmax(axis=1) == labels) >= 440
# Probabilities have codes that are 1/256 apart.
for mode in ("simulate", "integer"):
    steps = results[mode].astype(float) * 256
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-3)
assert not np.array_equal(results["simulate"], results["ignore"])

exe = net.compile(quantization="integer", quantized_io=True)
assert exe.inputs[0].dtype == exe.outputs[0].dtype == np.int8
# As graph.quant says: numbers from 0 to 1 by 256 codes, halves rounded up.
scale = np.float32(0.003921568859368563)
codes = np.clip(np.floor(images / scale + np.float32(0.5)) - 128, -128, 127).astype(np.int8)
(probabilities,) = exe(codes).values()
np.testing.assert_array_equal((probabilities.astype(float) + 128) / 256, results["integer"])
