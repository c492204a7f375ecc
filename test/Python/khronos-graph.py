# A graph of Khronos' package is a model like any other.
# REQUIRES: python-nnef
# RUN: %python %s

import nnef
import numpy as np
from common import DIGITS, raises, read_dat

import nnef_mlir

image = read_dat(DIGITS / "inputs/image.dat")
expected = read_dat(DIGITS / "expected/probabilities.dat")
graph = nnef.load_graph(str(DIGITS / "model"))
for freeze in (True, False):
    net = nnef_mlir.from_nnef(graph, freeze_vars=freeze)
    assert net.name == "digits"
    exe = net.compile()
    np.testing.assert_allclose(exe(image, **net.params)["probabilities"], expected, rtol=1e-4, atol=1e-6)

# Variables without values, and quantization.
graph = nnef.load_graph(str(DIGITS / "model"), load_variables=False)
raises("conv1/filter", nnef_mlir.from_nnef, graph)
assert "nnef.conv" in str(nnef_mlir.from_nnef(graph, load_weights=False))
quantization = {"op-name": "linear_quantize", "min": 0.0, "max": 1.0, "bits": 2}
graph = nnef.parse_string(
    "version 1.0;\ngraph g(x) -> (y)\n{\n    x = external<scalar>(shape = [5]);\n    y = copy(x);\n}\n"
)
graph.tensors["y"] = graph.tensors["y"]._replace(quantization=quantization)
x = np.array([0.0, 0.1, 0.3, 0.6, 0.9], np.float32)
(y,) = nnef_mlir.from_nnef(graph).compile()(x).values()
np.testing.assert_allclose(y, np.round(x * 3) / 3, rtol=1e-6)
