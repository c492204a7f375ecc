# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes models as make_tflite_model.py does, but without any packages.

  make_quantized_model.py NAME FOLDER

The model is one layer. NAME says what is wrong with it: `right` nothing, `wrong`
what is expected of it, `broken` everything.
"""

import json
import pathlib
import struct
import sys

SIZE = 256
# Powers of two, with which the results of integers and of real numbers are the same.
INPUT, FILTER, OUTPUT = 2**-5, 2**-7, 2**-4
ZERO = -3

GRAPH = f"""
version 1.0;

graph layer( x ) -> ( y )
{{
    x = external<scalar>(shape = [1, {SIZE}]);
    w = variable<scalar>(shape = [{SIZE}, {SIZE}], label = 'w');
    b = variable<scalar>(shape = [1, {SIZE}], label = 'b');
    y = linear(x, w, b);
}}
"""


def entry(name, scale, zero=0, bits=8):
    parameters = f"zero_point = {zero}, scale = {scale}, bits = {bits}"
    return f'"{name}": zero_point_linear_quantize({parameters}, signed = true, symmetric = false);\n'


def write_model(folder, filter, bias, quantized):
    folder.mkdir(parents=True)
    (folder / "graph.nnef").write_text(GRAPH)
    if quantized:
        entries = [
            entry("x", INPUT),
            entry("w", FILTER),
            entry("b", INPUT * FILTER, bits=32),
            entry("y", OUTPUT, ZERO),
        ]
        (folder / "graph.quant").write_text("".join(entries))
    for label, values, shape, kind in (
        ("w", filter, (SIZE, SIZE), "b"),
        ("b", bias, (1, SIZE), "i"),
    ):
        scale = FILTER if label == "w" else INPUT * FILTER
        if quantized:
            data, code = struct.pack(f"<{len(values)}{kind}", *values), 3
        else:
            data, code = struct.pack(f"<{len(values)}f", *(v * scale for v in values)), 0
        bits = 8 * len(data) // len(values)
        header = struct.pack("<4sII2I24x2I", b"N\xef\1\0", len(data), 2, *shape, bits, code)
        (folder / f"{label}.dat").write_bytes(header.ljust(128, b"\0") + data)


def write_npy(path, values, kind):
    descr = {"b": "|i1", "f": "<f4"}[kind]
    shape = (1, len(values))
    header = str({"descr": descr, "fortran_order": False, "shape": shape}).ljust(117) + "\n"
    packed = struct.pack(f"<{len(values)}{kind}", *values)
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + header.encode() + packed)


name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if name == "broken":
    sys.exit("error: no network of this name")
filter = [(7 * i + i // SIZE) % 255 - 127 for i in range(SIZE * SIZE)]
bias = [37 * i - 4000 for i in range(SIZE)]
write_model(folder / "model", filter, bias, True)
write_model(folder / "float", filter, bias, False)
inputs = [(5 * i) % 256 - 128 for i in range(SIZE)]
outputs = []
for row in range(SIZE):
    weights = filter[row * SIZE : (row + 1) * SIZE]
    total = sum(x * w for x, w in zip(inputs, weights)) + bias[row]
    # None is halfway between two codes.
    steps = total * INPUT * FILTER / OUTPUT
    code = max(-128, min(127, round(steps) + ZERO))
    outputs.append(code)
if name == "wrong":
    outputs[0] -= 9
(folder / "0").mkdir()
write_npy(folder / "0/input-0.npy", inputs, "b")
write_npy(folder / "0/expected-0.npy", outputs, "b")
write_npy(folder / "0/real-input-0.npy", [x * INPUT for x in inputs], "f")
write_npy(folder / "0/real-expected-0.npy", [(y - ZERO) * OUTPUT for y in outputs], "f")
about = {
    "scheme": "one layer",
    "shape": [SIZE],
    "parameters": len(filter) + len(bias),
    "runs": 1,
    "change": 0.25,
    "codes": 200,
    "steps": [OUTPUT],
    "versions": {"layers": "1.0"},
}
(folder / "about.json").write_text(json.dumps(about))
