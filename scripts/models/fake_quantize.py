# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantizes networks of Keras in the older scheme of TensorFlow Lite.

Activations and filters have unsigned codes, with one scale and zero point for a
whole filter. TensorFlow's converter makes such models of graphs with fake
quantization, as its first version read them. Batch normalizations become part of
filters and biases; ranges come from what the network computes of pictures.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

CONVOLUTIONS = (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)
# They keep the codes of their input.
MOVES = (
    layers.Flatten,
    layers.Reshape,
    layers.ZeroPadding2D,
    layers.MaxPooling2D,
    layers.AveragePooling2D,
)


def quantize(value, low, high):
    """Zero has a code, so it is in the range."""
    return tf.quantization.fake_quant_with_min_max_args(
        value, float(min(low, 0)), float(max(high, 0, low + 1e-3))
    )


def is_nothing(layer):
    """Whether a layer is of use in training alone, if at all."""
    return isinstance(layer, layers.Dropout) or (
        isinstance(layer, layers.Activation) and layer.activation is keras.activations.linear
    )


def is_activation(layer):
    return isinstance(layer, layers.ReLU) or (
        isinstance(layer, layers.Activation) and layer.activation is keras.activations.relu
    )


class Rewriter:
    """Writes a network once more, layer by layer, as a graph of TensorFlow 1."""

    def __init__(self, network, pictures):
        self.network = network
        # Those of Keras cannot be read inside a graph.
        self.weights = {layer.name: layer.get_weights() for layer in network.layers}
        # What has become part of the layer before it.
        self.done = set()
        self.consumers = {}
        for layer in network.layers:
            for tensor in self.get_inputs(layer):
                self.consumers.setdefault(id(tensor), []).append(layer)
        probe = keras.Model(network.input, [layer.output for layer in network.layers])
        found = probe.predict(pictures, batch_size=8, verbose=0)
        self.ranges = {
            layer.name: (value.min(), value.max()) for layer, value in zip(network.layers, found)
        }

    @staticmethod
    def get_inputs(layer):
        if isinstance(layer, layers.InputLayer):
            return []
        return layer.input if isinstance(layer.input, list) else [layer.input]

    def get_next(self, layer):
        """The only layer that uses a result, if there is one."""
        consumers = self.consumers.get(id(layer.output), [])
        return consumers[0] if len(consumers) == 1 else None

    def fuse(self, layer):
        """A convolution with the normalization and the activation behind it: filter,
        bias, the layer whose result it gives, and whether that is an activation."""
        kernel, *bias = (weight.astype(np.float64) for weight in self.weights[layer.name])
        bias = bias[0] if bias else 0.0
        last = layer
        norm = self.get_next(layer)
        if isinstance(norm, layers.BatchNormalization):
            weights = iter(self.weights[norm.name])
            gamma = next(weights) if norm.scale else 1
            beta = next(weights) if norm.center else 0
            mean, variance = weights
            factor = gamma / np.sqrt(variance.astype(np.float64) + norm.epsilon)
            bias = (bias - mean) * factor + beta
            if isinstance(layer, layers.DepthwiseConv2D):
                factor = factor.reshape(kernel.shape[2:])
            kernel = kernel * factor
            last = norm
            self.done.add(norm.name)
        activation = self.get_next(last)
        active = activation is not None and is_activation(activation)
        return kernel, bias, activation if active else last, active

    def apply(self, layer, inputs):
        """The result of a layer without weights."""
        x = inputs[0]
        if isinstance(layer, layers.Add):
            return tf.add_n(inputs) if len(inputs) > 2 else inputs[0] + inputs[1]
        if isinstance(layer, layers.Concatenate):
            return tf.concat(inputs, layer.axis)
        if is_nothing(layer):
            return x
        if isinstance(layer, (layers.Reshape, layers.Flatten)):
            return tf.reshape(x, [1, *layer.output.shape[1:]])
        if isinstance(layer, layers.ZeroPadding2D):
            return tf.pad(x, [(0, 0), *layer.padding, (0, 0)])
        if isinstance(layer, layers.GlobalAveragePooling2D):
            return tf.reduce_mean(x, [1, 2], keepdims=layer.keepdims)
        if isinstance(layer, (layers.MaxPooling2D, layers.AveragePooling2D)):
            pool = tf.nn.max_pool2d if isinstance(layer, layers.MaxPooling2D) else tf.nn.avg_pool2d
            return pool(x, layer.pool_size, layer.strides, layer.padding.upper())
        if is_activation(layer):
            return self.activate(layer, x)
        raise SystemExit(f"error: no fake quantization of {type(layer).__name__}")

    @staticmethod
    def activate(layer, x):
        return tf.nn.relu6(x) if getattr(layer, "max_value", None) == 6 else tf.nn.relu(x)

    def convolve(self, layer, x, kernel):
        if isinstance(layer, layers.Dense):
            return tf.matmul(x, kernel)
        options = {"padding": layer.padding.upper(), "dilations": layer.dilation_rate}
        if isinstance(layer, layers.DepthwiseConv2D):
            return tf.nn.depthwise_conv2d(x, kernel, [1, *layer.strides, 1], **options)
        return tf.nn.conv2d(x, kernel, layer.strides, **options)

    def rewrite(self, image):
        values = {}
        for layer in self.network.layers:
            if layer.name in self.done or id(layer.output) in values:
                continue
            inputs = [values[id(tensor)] for tensor in self.get_inputs(layer)]
            last = layer
            if isinstance(layer, layers.InputLayer):
                value = image
            elif isinstance(layer, CONVOLUTIONS):
                kernel, bias, last, active = self.fuse(layer)
                kernel = quantize(tf.constant(kernel, tf.float32), kernel.min(), kernel.max())
                value = self.convolve(layer, inputs[0], kernel)
                value += tf.constant(bias, tf.float32)
                if active:
                    value = self.activate(last, value)
            elif isinstance(layer, layers.Softmax):
                # The converter knows the codes of a softmax.
                values[id(layer.output)] = tf.nn.softmax(inputs[0])
                continue
            elif is_activation(layer) or not (isinstance(layer, MOVES) or is_nothing(layer)):
                value = self.apply(layer, inputs)
                activation = self.get_next(layer)
                if isinstance(layer, layers.Add) and activation and is_activation(activation):
                    value, last = self.activate(activation, value), activation
            else:
                values[id(layer.output)] = self.apply(layer, inputs)
                continue
            values[id(last.output)] = quantize(value, *self.ranges[last.name])
        return values[id(self.network.output)]


def convert(network, pictures):
    """A TensorFlow Lite model of a network."""
    rewriter = Rewriter(network, pictures)
    graph = tf.Graph()
    with graph.as_default(), tf.compat.v1.Session(graph=graph) as session:
        image = tf.compat.v1.placeholder(tf.float32, network.input.shape, "image")
        result = rewriter.rewrite(image)
        converter = tf.compat.v1.lite.TFLiteConverter.from_session(session, [image], [result])
        converter.inference_type = tf.uint8
        low, high = -1.0, 1.0
        mean = -low / (high - low) * 255
        converter.quantized_input_stats = {"image": (mean, 255 / (high - low))}
        return converter.convert()
