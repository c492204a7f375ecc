#!/usr/bin/env python3
"""Writes VGG-16 as an NNEF model: its real layers, with random weights.

    make_vgg16.py FOLDER [--tar FILE] [--quick]

At full size the weights are 138 million numbers in 553 MB. The archive is a
plain tar of the same files. With --quick all layers are there, but narrow.
"""

import argparse
import math
import pathlib
import struct
import tarfile

import numpy as np

# The numbers of channels of the convolutions; 0 stands for a pool.
CONVOLUTIONS = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]
CLASSIFIER = [4096, 4096, 1000]
QUICK_DIVISOR = 32


class Writer:
    """Collects the statements of the graph and writes a file per variable."""

    def __init__(self, folder):
        self.folder = folder
        self.rng = np.random.default_rng(seed=16)
        self.statements = []
        self.parameters = 0

    def add(self, name, expression):
        self.statements.append(f"    {name} = {expression};")
        return name

    def add_variable(self, name, shape, scale):
        values = self.rng.standard_normal(math.prod(shape), dtype=np.float32)
        values *= np.float32(scale)
        self.parameters += values.size
        header = struct.pack("<2sBBII", b"N\xef", 1, 0, values.nbytes, len(shape))
        header += struct.pack("<8I", *shape, *[0] * (8 - len(shape)))
        header += struct.pack("<IHH", 32, 0, 0)  # Items of type float.
        path = self.folder / f"{name}.dat"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(header.ljust(128, b"\0"))
            values.tofile(file)
        return self.add(
            name.replace("/", "_"), f"variable<scalar>(shape = {list(shape)}, label = '{name}')"
        )

    def add_layer(self, name, operation, tensor, shape, attributes=""):
        """A convolution or a linear layer with its variables."""
        scale = math.sqrt(2 / math.prod(shape[1:]))
        weights = self.add_variable(f"{name}/filter", shape, scale)
        bias = self.add_variable(f"{name}/bias", [1, shape[0]], 0.01)
        return self.add(name, f"{operation}({tensor}, {weights}, {bias}{attributes})")


def write_model(folder, size, divisor):
    """Writes the folder; returns the number of parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder)
    tensor = writer.add("input", f"external<scalar>(shape = [1, 3, {size}, {size}])")
    window = ", padding = [(1, 1), (1, 1)], border = 'constant', stride = [1, 1], dilation = [1, 1], groups = 1"
    channels, block, layer = 3, 1, 1
    for width in CONVOLUTIONS:
        if width == 0:
            tensor = writer.add(
                f"pool{block}",
                f"max_pool({tensor}, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], "
                "padding = [(0, 0), (0, 0), (0, 0), (0, 0)], border = 'ignore')",
            )
            size //= 2
            block, layer = block + 1, 1
            continue
        name = f"conv{block}_{layer}"
        shape = [width // divisor, channels, 3, 3]
        tensor = writer.add_layer(name, "conv", tensor, shape, window)
        tensor = writer.add(f"relu{block}_{layer}", f"relu({tensor})")
        channels, layer = shape[0], layer + 1
    channels *= size * size
    tensor = writer.add("flat", f"reshape({tensor}, shape = [1, {channels}])")
    for i, width in enumerate(CLASSIFIER, 6):
        width = max(width // divisor, 1)
        tensor = writer.add_layer(f"fc{i}", "linear", tensor, [width, channels])
        channels = width
        if i < 8:
            tensor = writer.add(f"relu{i}", f"relu({tensor})")
    writer.add("output", f"softmax({tensor}, axes = [1])")
    lines = ["version 1.0;", "", "graph vgg16(input) -> (output)", "{", *writer.statements, "}"]
    (folder / "graph.nnef").write_text("\n".join(lines) + "\n")
    return writer.parameters


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tar", type=pathlib.Path, help="also write a plain tar")
    parser.add_argument("--quick", action="store_true", help="a narrow network for 32x32 pixels")
    args = parser.parse_args()
    if args.quick:
        parameters = write_model(args.folder, size=32, divisor=QUICK_DIVISOR)
    else:
        parameters = write_model(args.folder, size=224, divisor=1)
    if args.tar:
        with tarfile.open(args.tar, "w", format=tarfile.USTAR_FORMAT) as tar:
            for path in sorted(args.folder.rglob("*")):
                if path.is_file():
                    tar.add(path, path.relative_to(args.folder))
    print(f"{parameters} parameters in {args.folder}")


if __name__ == "__main__":
    main()
