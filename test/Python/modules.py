# A network is text or bytecode of MLIR, and NNEF again; passes make new ones of it.
# RUN: rm -rf %t && mkdir %t
# RUN: %python %s %t
# RUN: nnef-opt %t/digits.mlirbc | FileCheck %s
# CHECK: func.func @digits

import sys
from pathlib import Path

import numpy as np
from common import DIGITS, raises, read_dat

import nnef_mlir

folder = Path(sys.argv[1])
image = read_dat(DIGITS / "inputs/image.dat")
expected = read_dat(DIGITS / "expected/probabilities.dat")


def check(net):
    result = net.compile()(image)["probabilities"]
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-6)


net = nnef_mlir.from_nnef(DIGITS / "model")
text = str(net)
assert 'nnef.variable "conv1/filter"' in text and len(text) < 10000
assert "graph.nnef" not in text and 'graph.nnef":14' in net.to_mlir(weights=False, locations=True)
# With weights, it can be read again.
(folder / "digits.mlir").write_text(net.to_mlir())
check(nnef_mlir.from_mlir(folder / "digits.mlir"))
(folder / "digits.mlirbc").write_bytes(net.to_bytecode())
check(nnef_mlir.from_mlir(folder / "digits.mlirbc"))
net.to_nnef(folder / "digits.tgz")
check(nnef_mlir.from_nnef(folder / "digits.tgz"))
raises("digits.mlir", net.to_nnef, folder / "digits.mlir")
assert (folder / "digits.mlir").read_text() == net.to_mlir()

decomposed = net.decompose()
assert "nnef.softmax" in str(net) and "nnef.softmax" not in str(decomposed)
assert "nnef.exp" in str(decomposed)
check(decomposed)
assert "nnef.softmax" in str(net.decompose(keep=["soft*"]))
assert "nnef.linear" in str(net.decompose("softmax"))
linalg = net.run_passes("nnef-to-linalg,canonicalize")
assert "linalg.conv_2d_nchw_fchw" in str(linalg)
check(linalg)
check(net.run_passes("nnef-prepare"))
del net
check(decomposed)

# A target takes what it can, and gets the rest decomposed.
(folder / "npu.caps").write_text(
    "version 1.0;\ntarget 'npu';\n"
    "operation conv, relu, max_pool, reshape, linear, exp, div, sub, max_reduce, sum_reduce;\n"
)
net = nnef_mlir.from_nnef(DIGITS / "model", target=folder / "npu.caps")
assert "nnef.linear" in str(net) and "nnef.softmax" not in str(net)
check(net)
net = nnef_mlir.from_nnef(DIGITS / "model")
net.check_support("cpu")
net.check_support(folder / "npu.caps")
error = raises("softmax", net.check_support, folder / "npu.caps", as_is=True)
assert [each.line for each in error.diagnostics if each.severity == "error"] == [34]
