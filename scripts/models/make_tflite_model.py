#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a quantized TensorFlow Lite model, and the codes that it should compute.

  make_tflite_model.py NAME FOLDER

writes to FOLDER

  model.tflite       the network, quantized
  float.tflite       the same network before that, if it is known
  N/input-K.npy      run N, input K: codes
  N/expected-K.npy   what LiteRT's reference kernels compute, output K: codes
  N/real-input-K.npy, N/real-expected-K.npy
                     the numbers that those codes stand for
  about.json         facts about the network, and the versions of what made it

NAME is that of an architecture and of a way to quantize it, such as
`mobilenet_v2-int8`; see ARCHITECTURES and SCHEMES. The weights are random, the
same ones each time, and normalizations have seen pictures. Or it is a model that
a package has: see SHIPPED.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from ai_edge_litert.interpreter import Interpreter, OpResolverType  # noqa: E402
from keras import layers  # noqa: E402

import expose_state  # noqa: E402
import fake_quantize  # noqa: E402

SEED = 20
CLASSES = 50
# Pictures that normalizations and ranges are computed from.
CALIBRATION = 32


def build_pixels(size):
    """A network that gives each pixel a class, with what classifiers lack."""
    image = layers.Input((size, size, 3), batch_size=1)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(image)
    fine = layers.Conv2D(96, 3, strides=2, padding="same", activation="relu6")(x)
    gate = layers.Conv2D(96, 1, activation="sigmoid")(fine)
    fine = layers.Multiply()([layers.Conv2D(96, 1, activation="tanh")(fine), gate])
    pooled = layers.MaxPooling2D(3, strides=2, padding="same")(fine)
    coarse = layers.Conv2D(128, 3, padding="same", dilation_rate=2, activation="relu")(pooled)
    whole = layers.GlobalAveragePooling2D(keepdims=True)(coarse)
    whole = layers.Conv2D(128, 1, activation="relu")(whole)
    coarse = layers.Add()([coarse, whole])
    average = layers.AveragePooling2D(3, strides=1, padding="same")(coarse)
    coarse = layers.Concatenate()([coarse, average])
    up = layers.UpSampling2D(2, interpolation="bilinear")(coarse)
    x = layers.Concatenate()([up, fine])
    x = layers.Conv2D(64, 3, padding="same")(x)
    x = layers.LeakyReLU(negative_slope=0.1)(x)
    x = layers.Subtract()([x, layers.Conv2D(64, 1)(fine)])
    x = layers.ZeroPadding2D(((2, 1), (1, 0)))(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2)(x)
    x = layers.Conv2DTranspose(16, 3, strides=2, padding="same")(x)
    return keras.Model(image, layers.Softmax()(x))


def build_classifier(builder):
    """A network that gives each picture a class, without weights of its own."""

    def build(size):
        shape = (size, size, 3)
        network = builder(
            input_shape=shape, weights=None, classes=CLASSES, classifier_activation=None
        )
        # The size of a batch has to be known.
        image = layers.Input(shape, batch_size=1)
        network = keras.models.clone_model(network, input_tensors=image)
        return keras.Model(image, layers.Softmax()(network.output))

    return build


# Architectures, with the size of their pictures.
ARCHITECTURES = {
    "densenet121": (build_classifier(keras.applications.DenseNet121), 64),
    "efficientnet_b0": (build_classifier(keras.applications.EfficientNetB0), 96),
    "inception_v3": (build_classifier(keras.applications.InceptionV3), 96),
    "mobilenet_v1": (build_classifier(keras.applications.MobileNet), 128),
    "mobilenet_v2": (build_classifier(keras.applications.MobileNetV2), 128),
    "pixels": (build_pixels, 64),
    "resnet50": (build_classifier(keras.applications.ResNet50), 96),
}

SCHEMES = {
    "int8": "filters per channel, signed codes",
    "int8-per-tensor": "filters per tensor, signed codes",
    "uint8-io": "filters per channel, signed codes, but unsigned ones in and out",
    "float-io": "filters per channel, signed codes, but real numbers in and out",
    "uint8": "filters per tensor, unsigned codes: the older scheme",
}

# Models that packages have, which others have trained: for the microphone, a few
# words each.
SHIPPED = {
    f"{word}-shipped": ("pymicro-wakeword", f"pymicro_wakeword/models/{word}.tflite")
    for word in ("alexa", "hey_jarvis", "okay_nabu")
}
# How many pictures, or pieces of sound, are recognised.
RUNS = 3
# How many pieces of sound a network for streams hears before that.
STEPS = 40


def randomize(network, random):
    """Gives each layer random weights that matter.

    Fresh networks have normalizations that do nothing, biases of zero, and
    channels that are all alike, so that mistakes would not show.
    """
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            if layer.scale:
                layer.gamma.assign(random.uniform(0.6, 1.4, layer.gamma.shape))
            layer.beta.assign(random.normal(0, 0.3, layer.beta.shape))
            # One batch then decides.
            layer.momentum = 0.0
        elif isinstance(layer, (layers.Dropout, layers.SpatialDropout2D)):
            layer.rate = 0.0
        elif hasattr(layer, "kernel"):
            kernel = layer.kernel
            depthwise = isinstance(layer, layers.DepthwiseConv2D)
            fan_in = np.prod(kernel.shape[:2] if depthwise else kernel.shape[:-1])
            if isinstance(layer, layers.Conv2DTranspose):
                fan_in = kernel.shape[-1] * 2
            deviation = np.sqrt(2 / fan_in)
            # Channels have ranges of their own.
            channels = kernel.shape[-2:] if depthwise else kernel.shape[-1:]
            ranges = random.uniform(0.5, 2, channels)
            if isinstance(layer, layers.Dense):
                deviation, ranges = np.sqrt(6 / fan_in), 1
            kernel.assign(random.normal(0, deviation, kernel.shape) * ranges)
            if layer.use_bias:
                layer.bias.assign(random.normal(0, 0.2, layer.bias.shape))


def make_pictures(count, size, random):
    """Pictures of waves in several directions, from -1 to 1."""
    y, x = np.mgrid[0:size, 0:size] / size
    pictures = np.zeros((count, size, size, 3))
    for picture in pictures:
        for _ in range(6):
            down, right = random.uniform(1, 20, 2)
            phase = random.uniform(0, 2 * np.pi, 3)
            height = random.uniform(0.1, 0.6, 3)
            waves = 2 * np.pi * (down * y + right * x)
            picture += height * np.sin(waves[..., None] + phase)
    return np.clip(pictures, -1, 1).astype(np.float32)


def convert(network, pictures, scheme):
    """What TensorFlow's converter makes of a network."""
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    if scheme is None:
        return converter.convert()
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([picture[None]] for picture in pictures)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    kind = {"uint8-io": tf.uint8, "float-io": tf.float32}.get(scheme, tf.int8)
    converter.inference_input_type = converter.inference_output_type = kind
    converter._experimental_disable_per_channel = scheme == "int8-per-tensor"
    return converter.convert()


def get_interpreter(model, **options):
    interpreter = Interpreter(
        model_content=model,
        experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
        **options,
    )
    interpreter.allocate_tensors()
    return interpreter


def run(interpreter, values):
    """The outputs of a network for its inputs."""
    for source, value in zip(interpreter.get_input_details(), values, strict=True):
        interpreter.set_tensor(source["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(each["index"]) for each in interpreter.get_output_details()]


def quantize(reals, tensor):
    """The codes of numbers, unless the tensor has numbers itself."""
    kind = tensor["dtype"]
    if kind == np.float32:
        return reals.astype(kind)
    scale, zero_point = tensor["quantization"]
    limits = np.iinfo(kind)
    return np.clip(np.round(reals / scale) + zero_point, limits.min, limits.max).astype(kind)


def make_picture_inputs(interpreter, pictures, random):
    """A picture, a picture with too much contrast, and noise."""
    (source,) = interpreter.get_input_details()
    reals = [pictures[:1], 3 * pictures[1:2], random.uniform(-1, 1, pictures[:1].shape)]
    return [[quantize(each, source)] for each in reals]


def make_sound_inputs(interpreter, random):
    """Pieces of a sound, which rises and falls at random, and the state before each."""
    sources = interpreter.get_input_details()
    scale = sources[0]["quantization"][0]
    # A state starts at zero.
    state = [quantize(np.zeros(each["shape"]), each) for each in sources[1:]]
    loudness = np.zeros(sources[0]["shape"])
    runs = []
    for _ in range(STEPS + RUNS):
        loudness = 0.8 * loudness + 0.2 * scale * random.uniform(0, 255, loudness.shape)
        runs.append([quantize(1.5 * loudness, sources[0]), *state])
        _, *state = run(interpreter, runs[-1])
    return runs[STEPS:]


def to_real(values, tensor):
    if values.dtype == np.float32:
        return values
    scale, zero_point = tensor["quantization"]
    return ((values.astype(np.float64) - zero_point) * scale).astype(np.float32)


def describe(interpreter):
    """How the values of a network use their codes, after a run."""
    used, kinds = [], set()
    tensors = {tensor["index"]: tensor for tensor in interpreter.get_tensor_details()}
    for operation in interpreter._get_ops_details():
        kinds.add(operation["op_name"])
        for index in map(int, operation["outputs"]):
            if tensors[index]["dtype"] not in (np.int8, np.uint8):
                continue
            codes = interpreter.get_tensor(index)
            if codes.size >= 256:
                used.append(len(np.unique(codes)))
    return {
        # Of how many codes most tensors make use.
        "codes": float(np.median(used)),
        "kinds": sorted(kinds),
    }


def to_channels_first(codes):
    return np.ascontiguousarray(np.moveaxis(codes, -1, 1)) if codes.ndim > 2 else codes


def get_steps(interpreter):
    """By how much each output changes from one code to the next."""
    producers = {}
    for operation in interpreter._get_ops_details():
        producers |= {int(index): operation for index in operation["outputs"]}
    tensors = {tensor["index"]: tensor for tensor in interpreter.get_tensor_details()}
    steps = []
    for target in interpreter.get_output_details():
        if target["dtype"] == np.float32:
            target = tensors[int(producers[target["index"]]["inputs"][0])]
        steps.append(float(target["quantization"][0]))
    return steps


def build_quantized(name):
    """A network by its name: as it is and quantized, pictures for it, and facts."""
    architecture, _, scheme = name.partition("-")
    if architecture not in ARCHITECTURES or scheme not in SCHEMES:
        raise SystemExit(f"error: no network '{name}'")
    build, size = ARCHITECTURES[architecture]
    keras.utils.set_random_seed(SEED)
    random = np.random.default_rng(SEED)
    network = build(size)
    randomize(network, random)
    pictures = make_pictures(CALIBRATION, size, random)
    network(pictures, training=True)
    if scheme == "uint8":
        model = fake_quantize.convert(network, pictures)
    else:
        model = convert(network, pictures, scheme)
    about = {"scheme": SCHEMES[scheme], "parameters": network.count_params()}
    return convert(network, pictures, None), model, pictures, about


def make(name, folder):
    random = np.random.default_rng(SEED)
    # With all tensors kept, their codes can be looked at.
    options = {"experimental_preserve_all_tensors": True}
    if name in SHIPPED:
        package, path = SHIPPED[name]
        shipped = importlib.metadata.distribution(package).locate_file(path)
        model = expose_state.expose(pathlib.Path(shipped).read_bytes())
        interpreter = get_interpreter(model, **options)
        runs = make_sound_inputs(interpreter, random)
        about = {"scheme": f"of the package `{package}`", "parameters": None}
    else:
        before, model, pictures, about = build_quantized(name)
        (folder / "float.tflite").write_bytes(before)
        interpreter = get_interpreter(model, **options)
        runs = make_picture_inputs(interpreter, pictures, random)
    (folder / "model.tflite").write_bytes(model)

    sources, targets = interpreter.get_input_details(), interpreter.get_output_details()
    outputs = []
    for number, values in enumerate(runs):
        (folder / str(number)).mkdir()
        results = run(interpreter, values)
        outputs.append(np.concatenate([result.ravel() for result in results]))
        for kind, arrays, tensors in (("input", values, sources), ("expected", results, targets)):
            for place, (array, tensor) in enumerate(zip(arrays, tensors)):
                array = to_channels_first(array)
                np.save(folder / f"{number}/{kind}-{place}.npy", array)
                np.save(folder / f"{number}/real-{kind}-{place}.npy", to_real(array, tensor))
    about |= {
        "shape": [int(extent) for extent in sources[0]["shape"][1:]],
        "runs": len(runs),
        "steps": get_steps(interpreter),
        # How many elements of the outputs differ from run to run.
        "change": float((outputs[0] != outputs[1]).mean()),
        **describe(interpreter),
        "versions": {
            package: importlib.metadata.version(package)
            for package in ("tensorflow_cpu", "keras", "ai-edge-litert", "nnef", "nnef_tools")
        },
    }
    if about["codes"] < 32 or about["change"] < 0.2:
        raise SystemExit(f"error: the weights are bad: {about}")
    (folder / "about.json").write_text(json.dumps(about, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path)
    arguments = parser.parse_args()
    make(arguments.name, arguments.folder)


if __name__ == "__main__":
    main()
