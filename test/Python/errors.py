# Whatever is wrong raises an error that says what and where.
# RUN: %python %s %t

import os
import sys
import warnings

import numpy as np
from common import DIGITS, raises, write_model

import nnef_mlir

folder = sys.argv[1]
read = nnef_mlir.from_nnef

# Several mistakes in a model, each with its place and the line of the text.
model = write_model(
    folder + "/wrong",
    """graph wrong(x) -> (y)
{
    x = external<scalar>(shape = [1, 4]);
    a = rellu(x);
    y = conv(x, 1.0, padding = [(0)]);
}
""",
)
error = raises("rellu", read, model)
assert isinstance(error, nnef_mlir.Error) and "    a = rellu(x);\n" in str(error)
errors = [each for each in error.diagnostics if each.severity == "error"]
assert len(errors) >= 2
first = errors[0]
assert "rellu" in first.message
assert first.file == os.path.join(model, "graph.nnef")
assert (first.line, first.column) == (5, 9)
assert str(first).startswith(f"{model}/graph.nnef:5:9: error: ")
# What may be meant.
assert "relu" in first.message or any("relu" in note.message for note in first.notes)

# An error in a fragment says where that was invoked.
model = write_model(
    folder + "/fragment",
    """extension KHR_enable_fragment_definitions;
fragment twice(x: tensor<scalar>) -> (y: tensor<scalar>)
{
    y = reshape(x, shape = [7]);
}
graph wrong(x) -> (y)
{
    x = external<scalar>(shape = [1, 4]);
    y = twice(x);
}
""",
)
(error,) = raises("", read, model).diagnostics
assert error.line == 5 and error.notes[-1].line == 10

# Files.
raises("no-such-model", read, folder + "/no-such-model")
raises("", read, os.devnull)
raises("no-such-file", nnef_mlir.from_mlir, folder + "/no-such-file.mlir")
with open(folder + "/wrong.mlir", "w") as file:
    file.write("func.func @f() {\n  nnef.no_such_op\n}\n")
error = raises("no_such_op", nnef_mlir.from_mlir, folder + "/wrong.mlir")
assert error.diagnostics[0].line == 2
for model in (3, None, b"model"):
    try:
        read(model)
    except TypeError as reason:
        assert "path or an nnef.Graph" in str(reason)
    else:
        raise AssertionError("no TypeError")

# What works but is not as it should be is a warning.
model = write_model(
    folder + "/warned",
    """graph warned(x) -> (y)
{
    x = external<scalar>(shape = [1, 4]);
    y = relu(neg(x));
}
""",
)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    read(model)
assert [each.category for each in caught] == [nnef_mlir.NNEFWarning]
assert "graph.nnef:5:14: warning: " in str(caught[0].message) and caught[0].filename == __file__
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        read(model)
    except nnef_mlir.NNEFWarning:
        pass
    else:
        raise AssertionError("no exception")
raises("error: .*KHR_enable_operator_expressions", read, model, strict=True)

# Passes.
net = read(DIGITS / "model")
raises("no-such-pass", net.run_passes, "no-such-pass")
raises("", net.run_passes, "nnef-decompose{no-such-option=1}")
raises("", net.run_passes, "nnef-decompose{")
raises("no-such-file", net.decompose, recipes="no-such-file.nnef")
raises("no-such-target", net.legalize, "no-such-target")
# A network that failed to change is as it was.
assert "nnef.softmax" in str(net)
raises("", net.run_passes("nnef-cpu-pipeline").compile)
raises("", lambda: net.run_passes("nnef-cpu-pipeline").inputs)

# Options.
raises("threads is 0", net.compile, threads=0)
raises("opt_level is 4", net.compile, opt_level=4)
raises("lowering is 'llvm', not 'linalg' or 'tosa'", net.compile, lowering="llvm")
raises("quantization is 'name', not", net.compile, quantization="name")
raises("quantized_io needs", net.compile, quantized_io=True)
raises("no-such-cpu", net.compile, cpu="no-such-cpu")

# Arguments, at the place where the input is declared.
exe = net.compile()
image = np.zeros((1, 1, 8, 8), np.float32)
error = raises(r"'image: float32\[1, 1, 8, 8\]' is given an array of float64\[1, 1, 8, 8\]", exe, image.astype(float))
assert "astype(numpy.float32)" in str(error)
assert error.diagnostics[0].file.endswith("graph.nnef") and error.diagnostics[0].line == 9
raises(r"given an array of float32\[8, 8\]$", exe, image[0, 0])
raises("object", exe, np.full((1, 1, 8, 8), None))
raises("array of <U5", exe, "image")
raises("is missing", exe)
raises("has 1 inputs, but 2 are given", exe, image, image)
raises("has no input 'picture'; its inputs are 'image'", exe, image, picture=image)
raises("'image' of 'digits' is given twice", exe, image, image=image)
raises("given a list that is no such array", exe, [[1.0], [2.0, 3.0]])
raises("given an array of float32", exe, [1.0, 2.0])

# Even the extension module itself does not crash.
core = exe._program
raises("expected 1 buffers, but got 0", core.run, [], [])
raises("has 4 bytes", core.run, [b"1234"], [bytearray(40)])
for inputs, outputs in (([None], [bytearray(40)]), ([bytes(256)], [bytes(40)])):
    try:
        core.run(inputs, outputs)
    except (BufferError, TypeError):
        pass
    else:
        raise AssertionError("no error")
