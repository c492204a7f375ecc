# A network keeps what it updates from call to call, until it is reset.
# RUN: %python %s

import numpy as np
from common import SOURCE, read_dat

import nnef_mlir

for name in ("lstm", "gru"):
    folder = SOURCE / "models/recurrent" / name
    xs, ys = read_dat(folder / "inputs/x.dat"), read_dat(folder / "expected/y.dat")
    exe = nnef_mlir.from_nnef(folder / "model").compile()
    assert exe.has_state
    for _ in range(2):
        for x, y in zip(xs, ys):
            np.testing.assert_allclose(exe(x)["y"], y, atol=1e-5)
        exe.reset()
