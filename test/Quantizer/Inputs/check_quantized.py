# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks what nnef-quantize has made of the network of make_network.py.

  check_quantized.py FOLDER QUANTIZED REPORT [option of nnef-quantize...]

Computes in double precision with the formulas of conformance/model: the ranges of
all tensors, from them scales and zero points, the integers of weights, and how
far the network with rounded tensors is from the one without.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from conformance import tensor_files
from conformance.model import OPERATIONS
from conformance.model import graph as graphs

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("quantized", type=Path)
parser.add_argument("report", type=Path)
parser.add_argument("--codes", default="int8")
parser.add_argument("--symmetric", action="store_true")
parser.add_argument("--per-channel")
parser.add_argument("--form", default="zero-point")
parser.add_argument("--ranges", default="minmax")
parser.add_argument("--percentile", type=float, default=99.99)
options = parser.parse_args()
signed = options.codes == "int8"
per_channel = options.per_channel == "true" if options.per_channel else signed

# Tensors that have the same codes, each a class.
CLASSES = [
    ["x"], ["r1"], ["limited"], ["sum"], ["product"], ["means", "features"], ["scores"],
    ["larger", "pooled", "joined", "z"], ["dead"],
    # They meet by copies, where symmetric codes are all the same.
    ["both", "gates_copy", "halves_copy"],
]
# What is computed is a part of what comes after it.
UNQUANTIZED = ["c1", "normal", "below"]
failures = []


def check(condition, message):
    if not condition:
        failures.append(message)


def is_close(actual, expected):
    return abs(actual - expected) <= 1e-5 * abs(expected)


# ---------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------


def read_model(folder):
    graph = graphs.parse(re.sub("#.*", "", (folder / "graph.nnef").read_text()))
    labels = {op.results: op.named["label"] for op in graph.operations if op.name == "variable"}
    return graph, labels, {name: tensor_files.read(folder / f"{label}.dat") for name, label in labels.items()}


def read_entries(path):
    """The entries of a quantization file: operation and parameters."""
    entries = {}
    for name, operation, arguments in re.findall(r"'(\w+)': (\w+)\((.*)\);", path.read_text()):
        values = re.sub(r"\bfalse\b", "False", re.sub(r"\btrue\b", "True", arguments))
        entries[name] = (operation, eval(f"dict({values})"))
    return entries


def lowest_and_highest(bits, signed, symmetric):
    if not signed:
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)) + symmetric, 2 ** (bits - 1) - 1


def scale_and_zero_point(entry):
    operation, p = entry
    if operation == "zero_point_linear_quantize":
        return np.array(p["scale"], np.float32), np.array(p["zero_point"])
    low, high = lowest_and_highest(p["bits"], p["signed"], p["symmetric"])
    minimum, maximum = np.array(p["min"]), np.array(p["max"])
    scale = (maximum - minimum) / (high - low)
    return scale.astype(np.float32), np.round(low - minimum / scale).astype(int)


def evaluate(graph, weights, inputs, rounded=lambda name, value: value):
    """The values of all tensors; `rounded` says what becomes of each."""
    values = {}

    def resolved(argument):
        if isinstance(argument, graphs.Name):
            return values[argument.name]
        if isinstance(argument, (list, tuple)):
            return type(argument)(map(resolved, argument))
        return argument

    for op in graph.operations:
        if op.name == "external":
            value = inputs[op.results].astype(np.float64)
        elif op.name == "variable":
            value = weights[op.results].astype(np.float64)
        else:
            named = {key: resolved(value) for key, value in op.named.items()}
            value = OPERATIONS[op.name](*map(resolved, op.positional), **named)
        values[op.results] = rounded(op.results, value)
    return values


graph, labels, weights = read_model(options.folder / "model")
new_graph, new_labels, codes = read_model(options.quantized)
entries = read_entries(options.quantized / "graph.quant")
samples = [
    {"x": x, "z": z[None]}
    for x, z in zip(np.load(options.folder / "samples/x.npy"), np.load(options.folder / "samples/z.npy"), strict=True)
]
exact = [evaluate(graph, weights, sample) for sample in samples]

# ---------------------------------------------------------------------------
# Codes of tensors
# ---------------------------------------------------------------------------


def get_range(name):
    """Of all samples together."""
    name = name.removesuffix("_copy")
    values = np.sort(np.concatenate([values[name].reshape(-1) for values in exact]))
    outside = 0
    if options.ranges == "percentile":
        outside = int(len(values) * (100 - options.percentile) / 200)
    return values[outside], values[len(values) - 1 - outside]


def choose(minimum, maximum):
    """The scale and the zero point for a range."""
    minimum, maximum = min(minimum, 0), max(maximum, 0)
    if minimum == maximum:
        return 1, 128 if options.symmetric and not signed else 0
    if options.symmetric:
        return max(-minimum, maximum) / 127, 0 if signed else 128
    scale = (maximum - minimum) / 255
    return scale, np.round((-128 if signed else 0) - minimum / scale)


expected = {}
for members in CLASSES:
    ranges = [get_range(name) for name in members]
    code = choose(min(low for low, _ in ranges), max(high for _, high in ranges))
    expected.update(dict.fromkeys(members, code))
lowest = -128 if signed else 0
for name in ["gates", "probabilities"]:
    expected[name] = choose(0, 1) if options.symmetric else (1 / 256, lowest)
for name in ["waves", "halves"]:
    expected[name] = choose(-1, 1) if options.symmetric else (1 / 128, lowest + 128)
if options.symmetric:
    # Fixed codes are equal then, so there is nothing to copy.
    del expected["gates_copy"], expected["halves_copy"]
    expected["both"] = choose(-1, 1)

operation = {"zero-point": "zero_point", "min-max": "min_max"}[options.form] + "_linear_quantize"
for name, (scale, zero_point) in expected.items():
    if name not in entries:
        failures.append(f"{name} has no entry")
        continue
    check(entries[name][0] == operation, f"{name} is quantized by {entries[name][0]}")
    p = entries[name][1]
    kind = (p["bits"], p["signed"], p["symmetric"])
    check(kind == (8, signed, signed and options.symmetric), f"{name} has codes of kind {kind}")
    actual = scale_and_zero_point(entries[name])
    check(
        is_close(actual[0], scale) and actual[1] == zero_point,
        f"{name} has {actual}, expected {scale, zero_point}",
    )
for name in UNQUANTIZED:
    check(name not in entries, f"{name} has an entry")

# ---------------------------------------------------------------------------
# Codes of weights
# ---------------------------------------------------------------------------

# What the normalization makes of the layer before it.
factor = weights["scale"].astype(float) / np.sqrt(weights["variance"].astype(float) + 0.001)
weights["f2"] = (weights["f2"] * factor.reshape(4, 1, 1, 1)).astype(np.float32)
weights["offset"] = (weights["offset"] - weights["mean"] * factor).astype(np.float32)
for name in ["mean", "variance", "scale", "c2"]:
    check(name not in new_labels and name not in entries, f"{name} is still there")


def encode(values, scale, zero_point, bits, signed, symmetric):
    low, high = lowest_and_highest(bits, signed, symmetric)
    return np.clip(np.floor(values.astype(float) / scale + 0.5) + zero_point, low, high)


def along(values, dim, rank):
    return np.reshape(values, [-1 if i == dim else 1 for i in range(rank)]) if np.ndim(values) else values


def check_weight(name, dim, scale, zero_point, kind):
    actual = scale_and_zero_point(entries[name])
    check(np.shape(actual[0]) in [(), (1,) * dim + np.shape(scale)], f"{name} has scales of shape {np.shape(actual[0])}")
    check(np.array_equal(actual[0].reshape(-1), np.reshape(scale, -1)), f"{name} has scales {actual[0]}, expected {scale}")
    check(np.all(actual[1] == zero_point), f"{name} has zero points {actual[1]}, expected {zero_point}")
    check((entries[name][1]["bits"], entries[name][1]["signed"], entries[name][1]["symmetric"]) == kind, f"{name} has other codes")
    dtype = np.dtype(f"{'i' if kind[1] else 'u'}{kind[0] // 8}")
    check(codes[name].dtype == dtype, f"{name} is stored as {codes[name].dtype}")
    wanted = encode(weights[name], along(scale, dim, weights[name].ndim).astype(float), zero_point, *kind)
    check(np.array_equal(codes[name], wanted), f"{name} has codes {codes[name]}, expected {wanted}")


LAYERS = [("f1", "b1", "x", 0), ("f2", "offset", "r1", 0), ("f3", "b3", "product", 1), ("f4", "b4", "features", 0)]
for filter, bias, input, dim in LAYERS:
    values = weights[filter].astype(float)
    others = tuple(i for i in range(values.ndim) if i != dim)
    if signed or per_channel:
        largest = np.abs(values).max(axis=others if per_channel else None)
        # A channel of zeros has the scale of the largest one.
        scale = np.where(largest == 0, largest.max(), largest) / 127
        zero_point, kind = 0, (8, True, True)
    elif options.symmetric:
        scale, zero_point, kind = np.abs(values).max() / 127, 128, (8, False, False)
    else:
        scale, zero_point = choose(values.min(), values.max())
        kind = (8, False, False)
    scale = np.float32(scale)
    check_weight(filter, dim, scale, zero_point, kind)
    check(entries[bias][0] == "zero_point_linear_quantize", f"{bias} is quantized by {entries[bias][0]}")
    input_scale = scale_and_zero_point(entries[input])[0]
    check_weight(bias, 1, np.float32(input_scale * scale), 0, (32, True, False))

# Constants of other operations have codes as tensors have.
for name in ["factor", "sum_y", "below_y"]:
    if name in ["sum_y", "below_y"]:
        weights[name] = np.array({"sum_y": 3, "below_y": 10}[name], np.float32)
    values = weights[name].astype(float)
    scale, zero_point = choose(values.min(), values.max())
    check_weight(name, 0, np.float32(scale), zero_point, (8, signed, signed and options.symmetric))
variables = {name for layer in LAYERS for name in layer[:2]} | {"factor", "sum_y", "below_y"}
check(set(new_labels) == variables, f"variables are {set(new_labels)}, expected {variables}")
check(set(entries) == variables | set(expected), f"other entries: {set(entries) ^ (variables | set(expected))}")
for name in set(labels) & variables:
    check(new_labels[name] == labels[name], f"{name} has the label {new_labels[name]}")

# ---------------------------------------------------------------------------
# The report
# ---------------------------------------------------------------------------


def rounded(name, value):
    if name not in entries:
        return value
    # Leading dimensions are aligned.
    scale, zero_point = (
        np.reshape(parameter, np.shape(parameter) + (1,) * (value.ndim - np.ndim(parameter))).astype(float)
        for parameter in scale_and_zero_point(entries[name])
    )
    if name in codes:
        return (value - zero_point) * scale
    p = entries[name][1]
    return (encode(value, scale, zero_point, p["bits"], p["signed"], p["symmetric"]) - zero_point) * scale


simulated = [evaluate(new_graph, codes, sample, rounded) for sample in samples]


def measure(name):
    original = name.removesuffix("_copy")
    x = np.stack([values[original] for values in exact])
    error = np.abs(np.stack([values[name] for values in simulated]) - x)
    ratio = 10 * np.log10((x**2).sum() / (error**2).sum()) if error.any() else None
    return ratio, error.max(), error.mean()


def check_errors(item):
    ratio, largest, mean = measure(item["name"])
    actual = item["signal_to_noise_db"]
    check(
        actual == ratio or (ratio is not None and actual is not None and abs(actual - ratio) < 0.3),
        f"the report says {actual} dB of {item['name']}, expected {ratio}",
    )
    check(
        abs(item["max_error"] - largest) <= 0.02 * largest + 1e-6,
        f"the report says {item['max_error']} of {item['name']}, expected {largest}",
    )
    return mean


report = json.loads(options.report.read_text())
check(report["samples"] == len(samples), "the report has another number of samples")
names = [tensor["name"] for tensor in report["tensors"]]
check(set(names) == set(expected), f"the report is on {names}")
for tensor in report["tensors"]:
    check_errors(tensor)
    minimum, maximum = get_range(tensor["name"])
    check(
        abs(tensor["min"] - minimum) < 1e-4 and abs(tensor["max"] - maximum) < 1e-4,
        f"the report has the range {tensor['min'], tensor['max']} of {tensor['name']}, expected {minimum, maximum}",
    )
check({weight["name"] for weight in report["weights"]} == variables, "the report is on other weights")
for output in report["outputs"]:
    mean = check_errors(output)
    check(abs(output["mean_error"] - mean) <= 0.02 * mean + 1e-6, f"the report has the mean error {output['mean_error']}")
    same = sum(
        int(values[output["name"]].argmax() == others[output["name"]].argmax())
        for values, others in zip(exact, simulated, strict=True)
    )
    check(output["items"] == len(samples) and output["items_with_same_largest"] == same, f"the report says {output}")

for failure in failures:
    print(failure)
if failures:
    sys.exit(1)
print(f"{len(expected)} tensors and {len(variables)} weights are as expected")
