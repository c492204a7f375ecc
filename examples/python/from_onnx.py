"""From ONNX to a running network: convert, import, compile, run, compare with ONNX Runtime.

    pip install nnef nnef-tools onnx onnxruntime
    python from_onnx.py
"""

import numpy as np
import onnx
import onnxruntime
from converters import compare, convert
from onnx import TensorProto, helper, numpy_helper

import nnef_mlir

# 1. A model. Yours comes from a file.
random = np.random.default_rng(0)


def weight(name, *shape):
    return numpy_helper.from_array(random.normal(0, 0.3, shape).astype(np.float32), name)


graph = helper.make_graph(
    [
        helper.make_node("Conv", ["image", "filter", "bias"], ["conv"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["conv"], ["relu"]),
        helper.make_node("MaxPool", ["relu"], ["pool"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Flatten", ["pool"], ["flat"]),
        helper.make_node("Gemm", ["flat", "matrix", "offset"], ["scores"], transB=1),
        helper.make_node("Softmax", ["scores"], ["classes"], axis=1),
    ],
    "example",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 16, 16])],
    [helper.make_tensor_value_info("classes", TensorProto.FLOAT, [1, 10])],
    [weight("filter", 8, 3, 3, 3), weight("bias", 8), weight("matrix", 10, 512), weight("offset", 10)],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
onnx.save(model, "example.onnx")

# 2. NNEF, by Khronos' converter.
convert("example.onnx", "onnx", "example.nnef", "--keep-io-names")

# 3. MLIR, machine code, results.
net = nnef_mlir.from_nnef("example.nnef")
print(net)
exe = net.compile()
image = random.standard_normal((1, 3, 16, 16), np.float32)
(classes,) = exe(image).values()

# 4. The same from ONNX Runtime.
session = onnxruntime.InferenceSession("example.onnx", providers=["CPUExecutionProvider"])
compare(classes, session.run(None, {"image": image})[0])
