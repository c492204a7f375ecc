# Arrays are taken in whatever form they have in memory, and are not changed.
# RUN: %python %s %t

import sys

import numpy as np
from common import raises, write_model

import nnef_mlir

model = write_model(
    sys.argv[1],
    """extension KHR_enable_operator_expressions;
graph example(x, k) -> (y, copied)
{
    x = external<scalar>(shape = [3, 4]);
    k = external<integer>(shape = []);
    y = 2.0 * x - 1.0;
    copied = copy(k);
}
""",
)
exe = nnef_mlir.from_nnef(model).compile()
x = np.random.default_rng(1).standard_normal((3, 4)).astype(np.float32)
expected = 2 * x - 1


def check(value, k=np.int32(5)):
    before = np.array(value)
    outputs = exe(value, k)
    np.testing.assert_allclose(outputs["y"], expected, rtol=1e-6)
    assert outputs["copied"] == int(k) and outputs["copied"].shape == ()
    np.testing.assert_array_equal(before, np.array(value))


check(x)
check(np.asfortranarray(x))
check(np.repeat(x, 2, axis=1)[:, ::2])
check(x[::-1].copy()[::-1])
# In the order of bytes of another machine.
check(x.astype(">f4"))
# Somebody else's memory, which must not be written to.
check(np.frombuffer(x.tobytes(), np.float32).reshape(3, 4))
# At an odd address.
check(np.frombuffer(b"\0" + x.tobytes(), np.float32, offset=1).reshape(3, 4))
# An array that no data flows through.
check(np.matrix(x))
# Numbers and lists have no type of their own.
check(x.tolist(), 5)
check(x, np.array(5, np.int32))

# Results are written where they should be.
y = np.full((3, 4), 7, np.float32)
outputs = exe.run({"x": x, "k": 1}, {"y": y})
assert outputs["y"] is y and outputs["copied"] == 1
np.testing.assert_allclose(y, expected, rtol=1e-6)
raises("not contiguous", exe.run, {"x": x, "k": 1}, {"y": np.zeros((4, 3), np.float32).T})
y.flags.writeable = False
raises("writable", exe.run, {"x": x, "k": 1}, {"y": y})
raises("'example' has no output 'z'", exe.run, {"x": x, "k": 1}, {"z": y})
raises("given a list, not an array", exe.run, {"x": x, "k": 1}, {"y": [1]})
