#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes an ONNX model of a network of torchvision, and what it should compute.

  make_torchvision_model.py [--batch N] [--module] NAME FOLDER

writes to FOLDER

  model.onnx     the network, with every shape known
  image.npy      an input
  expected.npy   what ONNX Runtime computes from it
  about.json     facts about the network, and the versions of what made it
  module.pt      with --module: the network as PyTorch's own, for torch.load

The weights are random, the same ones each time. Trained ones would prove
nothing more, as long as no layer's share in the result is lost: see
`randomize` and `calibrate`.
"""

import argparse
import importlib.metadata
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import onnxruntime
import torch
import torchvision

# Khronos' converter knows the operations of this version of ONNX. The next one
# has LayerNormalization, and the one after that other arguments of reductions,
# neither of which it takes.
OPSET = 16
SEED = 20

# ONNX Runtime's optimizer is asked to compute what is constant, such as shapes,
# which Khronos' converter cannot. It should leave the network as it is.
FUSIONS = ["ConvBNFusion", "MatMulAddFusion"]


class Segmenter(torch.nn.Module):
    """A network for segmentation gives several results by name; this gives one."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        return self.network(image)["out"]


# Whoever loads a network finds the class in this file, not in what is run then.
Segmenter.__module__ = pathlib.Path(__file__).stem
sys.modules.setdefault(Segmenter.__module__, sys.modules[__name__])


def build(name):
    """The network, without weights that would have to be downloaded."""
    options = {"weights": None}
    if name in ("googlenet", "inception_v3"):
        # The second classifier is for training alone.
        options |= {"init_weights": False, "aux_logits": False}
    module = torchvision.models.get_model_builder(name).__module__
    if not module.startswith("torchvision.models.segmentation."):
        return torchvision.models.get_model(name, **options)
    options |= {"weights_backbone": None}
    return Segmenter(torchvision.models.get_model(name, **options))


def randomize(network):
    """Gives each parameter random values that matter.

    Fresh networks have normalizations that do nothing, biases of zero, and
    sometimes a last layer of zeros, so that mistakes would not show.
    """
    norms = (torch.nn.modules.batchnorm._BatchNorm, torch.nn.LayerNorm)
    with torch.no_grad():
        for module in network.modules():
            for name, parameter in module.named_parameters(recurse=False):
                if name == "weight" and isinstance(module, norms):
                    parameter.uniform_(0.5, 1.5)
                elif name == "layer_scale":
                    parameter.uniform_(0.2, 1.0)
                elif name in ("weight", "in_proj_weight"):
                    # Values stay in the order of 1 from layer to layer.
                    gain = 2 if parameter.dim() == 4 else 1
                    fan_in = parameter[0].numel()
                    parameter.normal_(0, math.sqrt(gain / fan_in))
                elif "bias" in name and parameter.dim() == 1:
                    parameter.normal_(0, 0.1)
                elif name != "logit_scale":
                    # Tokens, and biases of positions.
                    parameter.normal_(0, 0.5)


def make_images(count, size):
    """Random pictures with large and small shapes in them."""
    coarse = torch.randn(count, 3, 7, 7)
    smooth = torch.nn.functional.interpolate(coarse, size=(size, size), mode="bicubic")
    return smooth + 0.3 * torch.randn(count, 3, size, size)


def calibrate(network, size):
    """Lets batch normalizations see some pictures, as training would.

    Their output then has the variance that they say, whatever comes in.
    """
    norms = [
        module
        for module in network.modules()
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)
    ]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean of all batches
        norm.train()
    if norms:
        with torch.no_grad():
            for _ in range(2):
                network(make_images(8, size))
    network.eval()


def export(network, image, path):
    """Writes a network as ONNX."""
    warnings.simplefilter("ignore")
    # ONNX has no operation for the fast path.
    torch.backends.mha.set_fastpath_enabled(False)
    raw = path.with_suffix(".raw.onnx")
    torch.onnx.export(
        network,
        (image,),
        raw,
        opset_version=OPSET,
        # The newer exporter writes newer versions of ONNX only.
        dynamo=False,
        # Keeps batch normalizations, which would be merged into convolutions.
        training=torch.onnx.TrainingMode.PRESERVE,
        input_names=["image"],
        output_names=["scores"],
    )
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(
        raw, options, providers=["CPUExecutionProvider"], disabled_optimizers=FUSIONS
    )
    raw.unlink()


def get_largest_error(actual, expected):
    """The largest difference, relative to the value, or to the standard deviation
    of all where a value is smaller."""
    scale = np.maximum(np.abs(expected), expected.std())
    return float((np.abs(actual - expected) / scale).max())


def make(name, folder, batch=1, keep_module=False):
    torch.manual_seed(SEED)
    onnxruntime.set_default_logger_severity(3)
    size = 299 if name == "inception_v3" else 224
    network = build(name).eval()
    randomize(network)
    calibrate(network, size)
    # Two of them say whether the network looks at its input.
    images = make_images(max(batch, 2), size)
    image = images[:batch]
    path = folder / "model.onnx"
    export(network, image, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (expected,) = session.run(["scores"], {"image": image.numpy()})
    if keep_module:
        torch.save(network, folder / "module.pt")
    with torch.no_grad():
        first, second = network.double()(images[:2].double()).numpy()
    deviation = float(first.std())
    change = float((first - second).std()) / deviation
    rounding = get_largest_error(expected[0], first)
    if not 0.01 < deviation < 100 or not change > 0.01 or not rounding < 1e-3:
        raise SystemExit(
            f"the weights are bad: standard deviation {deviation:.3g}, change from picture to "
            f"picture {change:.3g}, rounding {rounding:.3g}"
        )
    np.save(folder / "image.npy", image.numpy())
    np.save(folder / "expected.npy", expected)
    about = {
        "input": "image",
        "output": "scores",
        "image": size,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "deviation": deviation,
        "change": change,
        "rounding": rounding,
        "versions": {
            package: importlib.metadata.version(package)
            for package in ("torch", "torchvision", "onnx", "onnxruntime", "nnef", "nnef_tools")
        },
    }
    (folder / "about.json").write_text(json.dumps(about, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--batch", type=int, default=1, help="how many pictures at a time")
    parser.add_argument("--module", action="store_true", help="write module.pt as well")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path)
    arguments = parser.parse_args()
    make(arguments.name, arguments.folder, arguments.batch, arguments.module)


if __name__ == "__main__":
    main()
