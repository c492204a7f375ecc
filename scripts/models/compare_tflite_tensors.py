#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares all tensors of a quantized network with those that LiteRT computes.

  compare_tflite_tensors.py [--run N] FOLDER NNEF-RUN [OPTION...]

FOLDER is what make_tflite_model.py makes, with the NNEF model and the file
mapping.json of Khronos' converter. NNEF-RUN runs it with the options, and all
tensors as outputs. Says which tensors differ, those that are computed first
before others; the exit code is then 1. Otherwise says how many there are.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from make_tflite_model import get_interpreter, run, to_channels_first

# How many differences are worth showing.
SHOWN = 10


def expose(model, names, folder):
    """A copy of a model with some tensors as outputs, those it had included."""
    text = (model / "graph.nnef").read_text()
    interface = re.search(r"^graph *\w+ *\((.*?)\) *-> *\((.*?)\)", text, re.MULTILINE | re.DOTALL)
    inputs, outputs = (re.findall(r"\w+", part) for part in interface.groups())
    outputs += [name for name in names if name not in outputs + inputs]
    start, end = interface.span(2)
    shutil.copytree(model, folder)
    (folder / "graph.nnef").write_text(text[:start] + ", ".join(outputs) + text[end:])
    return inputs


def to_layout_of(actual, codes):
    """Codes with the channels where they are in NNEF: first, but for a few tensors
    around those that are reshaped."""
    layouts = [to_channels_first(codes), codes]
    fitting = [each for each in layouts if each.shape == actual.shape]
    return min(fitting, key=lambda each: np.sum(each != actual)) if fitting else layouts[0]


def compare(folder, number, command):
    data = folder / str(number)
    mapping = json.loads((folder / "mapping.json").read_text())
    interpreter = get_interpreter(
        (folder / "model.tflite").read_bytes(), experimental_preserve_all_tensors=True
    )
    count = len(interpreter.get_input_details())
    values = [np.load(data / f"input-{place}.npy") for place in range(count)]
    run(interpreter, [np.moveaxis(each, 1, -1) if each.ndim > 2 else each for each in values])
    tensors = {tensor["index"]: tensor for tensor in interpreter.get_tensor_details()}
    expected = {}
    for operation in interpreter._get_ops_details():
        for index in map(int, operation["outputs"]):
            name = mapping.get(tensors[index]["name"])
            if name:
                expected[name] = operation["op_name"], interpreter.get_tensor(index)
    different, missing = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        sources = expose(folder / "model", expected, scratch / "model")
        command += [scratch / "model", "--quantization=integer", "--quantized-io"]
        for place, name in enumerate(sources):
            command += [f"--input={name}={data / f'input-{place}.npy'}"]
        command += [f"--outputs={scratch}", "--output-format=npy"]
        subprocess.run(command, check=True)
        for name, (operation, codes) in expected.items():
            path = scratch / f"{name}.npy"
            if not path.is_file():
                missing += 1
                continue
            actual = np.load(path)
            codes = to_layout_of(actual, codes)
            if actual.dtype != codes.dtype or actual.shape != codes.shape:
                different.append(
                    f"{name} ({operation}): {actual.dtype} of {actual.shape}, "
                    f"not {codes.dtype} of {codes.shape}"
                )
                continue
            places = np.argwhere(actual != codes)
            if len(places):
                first = tuple(map(int, places[0]))
                different.append(
                    f"{name} ({operation}): {len(places)} of {codes.size} codes, such as "
                    f"{actual[first]} for {codes[first]} at {list(first)}"
                )
    return different, len(expected) - missing


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=int, default=0)
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path)
    parser.add_argument("command", metavar="NNEF-RUN", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    different, count = compare(options.folder, options.run, options.command)
    for line in different[:SHOWN]:
        print(line)
    if different:
        sys.exit(f"error: {len(different)} of {count} tensors differ, the first is {different[0]}")
    print(f"{count} tensors are the same")


if __name__ == "__main__":
    main()
