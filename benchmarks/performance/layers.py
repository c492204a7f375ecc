# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers as networks of their own, and as layers of oneDNN.

Convolutions and products with fixed weights have layouts that suit them. In a
network of one layer their time would be that of bringing its tensors into such
a layout and back. So there are two networks: in one the layer is there once, in
the other several times, with weights of their own and results that are added
up. The difference is the time of layers with an addition at their end, and
oneDNN is asked for the same.
"""

import pathlib
import re

import numpy as np

COPIES = 5
# Operations by what oneDNN calls them.
KINDS = {
    "conv": "conv",
    "linear": "matmul",
    "matmul": "matmul",
    "max_pool": "max_pool",
    "avg_pool": "avg_pool",
    "softmax": "softmax",
    "mean_reduce": "mean",
}


def is_measured(operation):
    return operation.name in KINDS and all(t.element == "f32" for t in operation.inputs)


def is_repeated(operation):
    """Whether the second operand is weights."""
    return operation.name in ("conv", "linear", "matmul") and operation.fixed[1]


def get_attributes(operation):
    """The attributes by name, as text that NNEF can read."""
    found = re.findall(r"(\w+) = (\[.*?\](?= \w+ =|$)|\S+)", operation.attributes)
    attributes = {name: text if re.match(r"[\[\d-]|true|false", text) else f"'{text}'" for name, text in found}
    for flag in re.findall(r"(?:^| )(transposeA|transposeB)(?= |$)", operation.attributes):
        attributes.setdefault(flag, "true")
    return attributes


# ===-----------------------------------------------------------------------===#
# NNEF
# ===-----------------------------------------------------------------------===#


def write_variable(path, values):
    """A tensor file of float32."""
    header = bytearray(128)
    header[:4] = b"N\xef\x01\x00"
    header[4:8] = values.nbytes.to_bytes(4, "little")
    header[8:12] = values.ndim.to_bytes(4, "little")
    header[12 : 12 + 4 * values.ndim] = np.asarray(values.shape, "<u4").tobytes()
    header[44:48] = (32).to_bytes(4, "little")
    path.write_bytes(bytes(header) + values.astype("<f4").tobytes())


def write_network(operation, copies, folder):
    """An NNEF model in which the operation is there `copies` times."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(20)
    tensors, statements, inputs = list(operation.inputs), [], []
    if operation.name in ("conv", "linear"):
        # All have a bias in the end, be it that of a normalization.
        extents = (1, operation.outputs[0].shape[1])
        biases = [np.zeros(extents, "f4")] * (operation.name in KINDS)
    else:
        biases = []

    def declare(name, shape):
        statements.append(f"{name} = variable<scalar>(shape = {list(shape)}, label = '{name}');")

    for i, tensor in enumerate(tensors[:1] if is_repeated(operation) else tensors):
        inputs.append(f"x{i}")
        statements.append(f"x{i} = external<scalar>(shape = {list(tensor.shape)});")
    attributes = "".join(f", {key} = {text}" for key, text in get_attributes(operation).items())
    for copy in range(copies):
        arguments = list(inputs)
        if is_repeated(operation):
            shape = tensors[1].shape
            declare(f"w{copy}", shape)
            scale = 1 / np.sqrt(max(1, np.prod(shape[1:])))
            weights = random.standard_normal(shape, "f4") * np.float32(scale)
            write_variable(folder / f"w{copy}.dat", weights)
            arguments.append(f"w{copy}")
            for bias in biases:
                declare(f"b{copy}", bias.shape)
                values = random.standard_normal(bias.shape, "f4")
                write_variable(folder / f"b{copy}.dat", values)
                arguments.append(f"b{copy}")
        result = f"y{copy}"
        call = f"{operation.name}({', '.join(arguments)}{attributes})"
        statements.append(f"{result} = {call};")
        if copy:
            total = "y" if copy == copies - 1 else f"s{copy}"
            before = f"s{copy - 1}" if copy > 1 else "y0"
            statements.append(f"{total} = add({result}, {before});")
    output = "y" if copies > 1 else "y0"
    text = "".join(f"    {statement}\n" for statement in statements)
    (folder / "graph.nnef").write_text(
        f"version 1.0;\n\ngraph layer({', '.join(inputs)}) -> ({output})\n{{\n{text}}}\n"
    )
    return folder


# ===-----------------------------------------------------------------------===#
# oneDNN
# ===-----------------------------------------------------------------------===#


def parse_numbers(text):
    return [int(number) for number in re.findall(r"-?\d+", text)]


def get_onednn_arguments(operation):
    """What describes the layer to onednn-layer.cpp."""
    kind = KINDS[operation.name]
    attributes = get_attributes(operation)
    shapes = [list(tensor.shape) for tensor in operation.inputs]
    values = {"src": shapes[0], "dst": list(operation.outputs[0].shape)}
    if kind in ("conv", "max_pool", "avg_pool"):
        rank = len(shapes[0]) - 2
        pads = parse_numbers(attributes.get("padding", ""))[-2 * rank :] or [0] * 2 * rank
        dilation = parse_numbers(attributes.get("dilation", ""))[-rank:] or [1] * rank
        values |= {
            "stride": parse_numbers(attributes.get("stride", ""))[-rank:] or [1] * rank,
            "dilation": [extent - 1 for extent in dilation],
            "low": pads[0::2],
            "high": pads[1::2],
        }
    if kind == "conv":
        values["weights"] = shapes[1]
        values["groups"] = [shapes[0][1] // shapes[1][1]]
    elif operation.name == "linear":
        values["weights"] = shapes[1][::-1]
    elif operation.name == "matmul":
        for flag, shape in zip(("transposeA", "transposeB"), shapes):
            if attributes.get(flag) == "true":
                shape[-2:] = shape[:-3:-1]
        values["src"], values["weights"] = shapes
    elif kind in ("max_pool", "avg_pool"):
        values["window"] = parse_numbers(attributes["size"])[2:]
    elif kind == "softmax":
        values["axis"] = parse_numbers(attributes.get("axes", "[1]"))
    words = [f"kind={kind}"]
    words += [f"{key}={','.join(map(str, numbers))}" for key, numbers in values.items()]
    if is_repeated(operation):
        words += ["sum=1", "fixed=1"]
    return words


# ===-----------------------------------------------------------------------===#
# Tables
# ===-----------------------------------------------------------------------===#


def describe(operation):
    """The layer in few words."""

    def join(shape):
        return "x".join(map(str, shape))

    attributes = get_attributes(operation)
    source = operation.inputs[0].shape
    if operation.name == "conv":
        filters = operation.inputs[1].shape
        window = join(filters[2:])
        stride = parse_numbers(attributes.get("stride", "1"))[-1]
        groups = source[1] // filters[1]
        kind = "depthwise " if groups == source[1] and groups > 1 else ""
        kind += "conv" if groups in (1, source[1]) else f"conv in {groups} groups"
        step = f"/{stride}" if stride > 1 else ""
        return f"{kind} {window}{step}, {source[1]} to {filters[0]} @ {join(source[2:])}"
    if operation.name in ("linear", "matmul"):
        weights = operation.inputs[1].shape
        return f"{operation.name} {join(source)} and {join(weights)}"
    what = operation.name
    if "size" in attributes:
        stride = parse_numbers(attributes.get("stride", "1"))[-1]
        what += f" {join(parse_numbers(attributes['size'])[2:])}" + (f"/{stride}" if stride > 1 else "")
    return f"{what} of {join(source)}"


def get_least_seconds(operation, peak):
    """The time below which the machine cannot do it, and what it is bound by."""
    read = sum(tensor.count() for tensor in operation.inputs) * 4
    written = sum(tensor.count() for tensor in operation.outputs) * 4
    if is_repeated(operation):
        read += written

    def get_rate(rates):
        sizes = sorted(rates, key=int)
        fitting = [size for size in sizes if int(size) >= read + written]
        return rates[fitting[0] if fitting else sizes[-1]]

    moving = read / get_rate(peak["read"]) + written / get_rate(peak["write"])
    computing = operation.count_operations() / peak["f32"]
    return max((computing, "FMA"), (moving, "memory"))
