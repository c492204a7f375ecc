# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The networks that are measured, in the forms in which engines take them."""

import dataclasses
import pathlib
import re

from checking import FOLDER, Failure, Maker, run
from tensors import write_npy

# Networks of torchvision, and their names in tables.
NETWORKS = {
    "resnet50": "ResNet-50",
    "mobilenet_v2": "MobileNet v2",
    "efficientnet_b0": "EfficientNet-B0",
    "densenet121": "DenseNet-121",
    "inception_v3": "Inception v3",
    "vgg16": "VGG-16",
    "squeezenet1_1": "SqueezeNet 1.1",
    "convnext_tiny": "ConvNeXt-tiny",
    "vit_b_16": "ViT-B/16",
    "lraspp_mobilenet_v3_large": "LR-ASPP, MobileNet v3",
}

# The converter lists weights as inputs as well, as the first versions of ONNX
# wanted it. Engines then take them for something that may change.
FIX_WEIGHTS = """
import sys, onnx
model = onnx.load(sys.argv[1])
weights = {weight.name for weight in model.graph.initializer}
inputs = [tensor for tensor in model.graph.input if tensor.name not in weights]
del model.graph.input[:]
model.graph.input.extend(inputs)
onnx.save(model, sys.argv[2])
"""


@dataclasses.dataclass
class Network:
    """A network of one batch size."""

    key: str
    title: str
    batch: int
    # The NNEF folder.
    model: pathlib.Path
    # The others are None where the network is not to be had in that form.
    onnx: pathlib.Path | None
    module: pathlib.Path | None
    # Files of numbers by the name of the input or output.
    inputs: dict[str, pathlib.Path]
    expected: dict[str, pathlib.Path]


class NetworkMaker(Maker):
    """Makes networks of torchvision as ONNX and NNEF, and as PyTorch's own module."""

    def __init__(self, python, cache, timeout):
        parts = ["khronos_converters.py", "requirements.txt"]
        super().__init__(python, FOLDER / "make_torchvision_model.py", parts, cache, timeout)

    def get_arguments(self, name):
        network, batch = name.rsplit("-", 1)
        return ["--module", "--batch", batch, network]

    def convert(self, folder):
        words = "--input-format onnx --keep-io-names"
        words += " --custom-converters khronos_converters --custom-fragments khronos_converters"
        self.run_converter(folder / "model.onnx", folder / "model", words)

    def make_network(self, name, batch, progress):
        folder = self.make(f"{name}-{batch}", progress)
        return Network(
            key=name,
            title=NETWORKS.get(name, name),
            batch=batch,
            model=folder / "model",
            onnx=folder / "model.onnx",
            module=folder / "module.pt",
            inputs={"image": folder / "image.npy"},
            expected={"scores": folder / "expected.npy"},
        )

    def adopt(self, source, folder, progress):
        """A model that is there as NNEF, with inputs and what is expected."""
        folder.mkdir(parents=True, exist_ok=True)
        inputs = {}
        for path in sorted((source / "inputs").iterdir()):
            inputs[path.stem] = folder / f"{path.stem}.npy"
            write_npy(path, inputs[path.stem])
        return Network(
            key=source.name,
            title=source.name,
            batch=1,
            model=source / "model",
            onnx=self.make_onnx(source, folder, progress),
            module=None,
            inputs=inputs,
            expected={path.stem: path for path in sorted((source / "expected").iterdir())},
        )

    def make_onnx(self, source, folder, progress):
        """What Khronos' converter makes of a model; None if it cannot."""
        path, reason = folder / "model.onnx", folder / "failure.txt"
        if path.is_file() or reason.is_file():
            return path if path.is_file() else None
        progress.show(f"{source.name}: converting it to ONNX")
        written = folder / "written.onnx"
        words = "-m nnef_tools.convert --input-format nnef --output-format onnx --keep-io-names"
        files = ["--input-model", source / "model", "--output-model", written]
        # It has no rules for fragments that a model brings along.
        text = (source / "model" / "graph.nnef").read_text()
        fragments = re.findall(r"^fragment +(\w+)", text, re.MULTILINE)
        decomposed = ["--decompose", *fragments] if fragments else []
        try:
            done = run(self.python, *words.split(), *files, *decomposed, timeout=self.timeout)
            if not written.is_file():
                raise Failure(done.output)
            run(self.python, "-c", FIX_WEIGHTS, written, path, timeout=self.timeout)
        except Failure as failure:
            reason.write_text(f"{failure}\n")
            return None
        return path
