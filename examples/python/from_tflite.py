"""From TensorFlow Lite to a running network: convert, import, compile, run, compare with
TensorFlow Lite's interpreter.

    pip install nnef nnef-tools tensorflow flatbuffers
    python from_tflite.py
"""

import nnef_mlir  # TensorFlow must come after it.

import numpy as np
import tensorflow as tf
from converters import compare, convert

# 1. A model. Yours comes from a file.
tf.keras.utils.set_random_seed(0)
layers = tf.keras.layers
keras = tf.keras.Sequential(
    [
        layers.Input((16, 16, 3), batch_size=1),
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.MaxPool2D(),
        layers.DepthwiseConv2D(3, padding="same", activation="relu6"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(10, activation="softmax"),
    ]
)
content = tf.lite.TFLiteConverter.from_keras_model(keras).convert()
with open("example.tflite", "wb") as file:
    file.write(content)

# 2. NNEF, by Khronos' converter. It puts channels first, and with --io-transpose those of
# inputs and outputs as well; without, they stay as they are.
convert("example.tflite", "tflite", "example.nnef")

# 3. MLIR, machine code, results.
net = nnef_mlir.from_nnef("example.nnef")
print(net)
exe = net.compile()
image = np.random.default_rng(0).standard_normal((1, 16, 16, 3), np.float32)
(classes,) = exe(image).values()

# 4. The same from TensorFlow Lite.
interpreter = tf.lite.Interpreter("example.tflite")
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
interpreter.invoke()
compare(classes, interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
