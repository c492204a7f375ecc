#!/usr/bin/env python3
"""Writes a chain of small convolutions as an NNEF model, with random weights.

    make_chain.py LAYERS FOLDER

To see how the time that compiling takes grows with the number of layers, of which
there are a dozen kinds.
"""

import argparse
import pathlib

from make_vgg16 import Writer

SIZE = 8
WINDOW = "border = 'constant', stride = [1, 1], dilation = [1, 1], groups = 1"


def write_model(layers, folder):
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder)
    channels = 16
    tensor = writer.add("input", f"external<scalar>(shape = [1, {channels}, {SIZE}, {SIZE}])")
    for layer in range(layers):
        size = (1, 3, 5)[layer % 3]
        width = 16 + 8 * (layer % 4)
        attributes = f", padding = [({size // 2}, {size // 2}), ({size // 2}, {size // 2})], {WINDOW}"
        name = f"conv{layer}"
        tensor = writer.add_layer(name, "conv", tensor, [width, channels, size, size], attributes)
        tensor = writer.add(f"relu{layer}", f"relu({tensor})")
        channels = width
    writer.add("output", f"copy({tensor})")
    lines = ["version 1.0;", "", "graph chain(input) -> (output)", "{", *writer.statements, "}"]
    (folder / "graph.nnef").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("layers", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    write_model(args.layers, args.folder)


if __name__ == "__main__":
    main()
