# Threads of Python share a network and an executable, and all get right results.
# RUN: %python %s

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from common import DIGITS, SOURCE, read_dat

import nnef_mlir

images = np.load(DIGITS / "test/images.npy")
net = nnef_mlir.from_nnef(DIGITS / "model")
exe = net.compile(threads=1)
expected = [exe(image[None])["probabilities"] for image in images]
whole = nnef_mlir.from_nnef(DIGITS / "model", input_shapes={"image": images.shape}).compile()
np.testing.assert_allclose(np.concatenate(expected), whole(images)["probabilities"], rtol=1e-4, atol=1e-6)


def run(i):
    np.testing.assert_array_equal(exe(images[i : i + 1])["probabilities"], expected[i])


def look(_):
    assert "nnef.softmax" in str(net)
    assert "nnef.softmax" not in str(net.decompose())
    assert net.outputs[0].shape == (1, 10)


with ThreadPoolExecutor(4) as pool:
    list(pool.map(run, range(len(images))))
    list(pool.map(look, range(20)))
    for other in pool.map(lambda _: net.compile(cache=False), range(2)):
        np.testing.assert_allclose(other(images[:1])["probabilities"], expected[0], rtol=1e-5)

# Calls of a network with state come one after the other.
folder = SOURCE / "models/recurrent/gru"
step = nnef_mlir.from_nnef(folder / "model").compile()
x = read_dat(folder / "inputs/x.dat")[0]
states = [step(x)["y"] for _ in range(64)]
step.reset()
with ThreadPoolExecutor(4) as pool:
    found = list(pool.map(lambda _: step(x)["y"], range(64)))
for state in states:
    assert any(np.array_equal(state, other) for other in found)
