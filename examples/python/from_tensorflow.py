"""From TensorFlow to a running network: freeze to a graph, convert, import, compile, run,
compare with TensorFlow.

    pip install nnef nnef-tools tensorflow
    python from_tensorflow.py
"""

import nnef_mlir  # TensorFlow must come after it.

import numpy as np
import tensorflow as tf
from converters import compare, convert
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

# 1. A model. Yours is trained.
random = np.random.default_rng(0)
filters = tf.Variable(random.normal(0, 0.3, (3, 3, 3, 8)).astype(np.float32))
matrix = tf.Variable(random.normal(0, 0.3, (8, 10)).astype(np.float32))


@tf.function(input_signature=[tf.TensorSpec((1, 16, 16, 3), tf.float32, name="image")])
def model(image):
    x = tf.nn.relu(tf.nn.conv2d(image, filters, strides=1, padding="SAME"))
    x = tf.nn.max_pool2d(x, 2, 2, padding="VALID")
    x = tf.reduce_mean(x, axis=[1, 2])
    return tf.nn.softmax(tf.matmul(x, matrix), name="classes")


# 2. A graph with its variables as constants, and from there NNEF by Khronos' converter.
frozen = convert_variables_to_constants_v2(model.get_concrete_function())
graph = frozen.graph.as_graph_def(add_shapes=True)
graph = tf.compat.v1.graph_util.extract_sub_graph(graph, ["classes"])
with open("example.pb", "wb") as file:
    file.write(graph.SerializeToString())
convert("example.pb", "tf", "example.nnef", "--fold-constants")

# 3. MLIR, machine code, results.
net = nnef_mlir.from_nnef("example.nnef")
print(net)
exe = net.compile()
image = random.standard_normal((1, 16, 16, 3), np.float32)
(classes,) = exe(image).values()

# 4. The same from TensorFlow.
compare(classes, model(tf.constant(image)).numpy())
