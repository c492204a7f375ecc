#!/usr/bin/env python3
"""Runs the graph of a test and compares its results with NumPy formulas.

    check_with_numpy.py TEST.nnef FOLDER [--dynamic] [option of nnef-run...]

Comments of the test say what is fed and what is expected:

    # INPUT x = rng.uniform(-2, 2, shape)
    # NUMPY scaled = x * 3
    # NUMPY y = scaled + lead(b, 4)

An external or variable without an INPUT line is filled with normally distributed
numbers, with integers from 0 to 9, or with either truth value. Its line sees
`rng`, a generator that starts the same each time, the `shape`, and the inputs
before it. NUMPY lines assign in the order of the file; they see the inputs in
double precision, earlier assignments, `np`, and the formulas of conformance/model.
Each output of the graph needs one. A line goes on in the next comment while a
bracket is open.

With --dynamic, the network is compiled without knowing an extent of its inputs.
"""

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from conformance.model import FORMULAS
from conformance.model.tensors import align, lead

# Each graph is lowered by all ways that there are, which must not make a difference.
LOWERINGS = ("linalg", "tosa")

STORED = {"scalar": np.float32, "integer": np.int32, "logical": np.bool_}
WIDE = {"scalar": np.float64, "integer": np.int64, "logical": np.bool_}
DEFAULT = {
    "scalar": lambda rng, shape: rng.normal(size=shape),
    "integer": lambda rng, shape: rng.integers(0, 10, shape),
    "logical": lambda rng, shape: rng.integers(0, 2, shape) == 1,
}
SOURCE = re.compile(
    r"^\s*(?P<name>\w+)\s*=\s*(?:external|variable)(?:<(?P<type>\w+)>)?"
    r"\(\s*shape\s*=\s*\[(?P<shape>[^\]]*)\](?:,\s*label\s*=\s*'(?P<label>[^']*)')?",
    re.MULTILINE,
)
FUNCTION = re.compile(r"func\.func @\w+\((.*)\) -> (.*) \{$", re.MULTILINE)
TENSOR = re.compile(r"(?:%(\w+): )?(tensor<[^>]*>) \{nnef\.name = \"\w+\"\}")
GRAPH = re.compile(r"^graph\s+\w+\s*\([^)]*\)\s*->\s*\(([^)]*)\)", re.MULTILINE)


def read_directives(text, keyword):
    """The assignments `name = expression` behind a keyword, as code."""
    lines = iter(text.splitlines())
    for line in lines:
        match = re.match(rf"\s*# {keyword}\b(.*)", line)
        if not match:
            continue
        code = match[1].strip()
        while sum(map(code.count, "([{")) > sum(map(code.count, ")]}")):
            code += " " + next(lines).strip().lstrip("#").strip()
        yield code


def target_of(directive):
    return directive.split("=")[0].strip()


def write_dat(path, array):
    """A tensor file of NNEF (5.1)."""
    shape = list(array.shape) + [0] * (8 - array.ndim)
    code = {"f": 0, "i": 4}[array.dtype.kind]
    header = struct.pack(
        "<2sBB11I", b"N\xef", 1, 0, array.nbytes, array.ndim, *shape, array.itemsize * 8
    )
    header += struct.pack("<I", code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.ljust(128, b"\0") + array.tobytes())


def make_inputs(text, model, folder):
    """Writes the inputs and variables; returns their values."""
    rng = np.random.default_rng(0)
    chosen = {target_of(code): code for code in read_directives(text, "INPUT")}
    values = {}
    for source in SOURCE.finditer(text):
        name, kind = source["name"], source["type"] or "scalar"
        shape = tuple(int(extent) for extent in source["shape"].split(",") if extent.strip())
        if name in chosen:
            scope = {"np": np, "rng": rng, "shape": shape, **values}
            exec(chosen.pop(name), scope)
            value = scope[name]
        else:
            value = DEFAULT[kind](rng, shape)
        stored = np.ascontiguousarray(value, STORED[kind]).reshape(shape)
        values[name] = stored.astype(WIDE[kind])
        if source["label"]:
            write_dat(model / (source["label"] + ".dat"), stored)
        else:
            np.save(folder / (name + ".npy"), stored)
    if chosen:
        sys.exit(f"there is no input {', '.join(chosen)}")
    return values


def evaluate(text, inputs):
    directives = list(read_directives(text, "NUMPY"))
    if not directives:
        sys.exit("the test has no NUMPY line")
    scope = {**FORMULAS, "align": align, "lead": lead, "np": np, **inputs}
    with np.errstate(all="ignore"):
        for code in directives:
            exec(code, scope)
    return scope


def as_stored(value):
    """What the compiled code should give: 32 bits for numbers."""
    value = np.asarray(value)
    with np.errstate(over="ignore"):
        return value.astype({"f": np.float32, "i": np.int32, "b": np.bool_}[value.dtype.kind])


def read_function(model, *options):
    """The network as MLIR: the module, the head of its function, and the inputs
    and outputs of that, as pairs of a name and a type."""
    command = ["nnef-translate", "--import-nnef", model, *options]
    imported = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    # Without locations.
    printed = subprocess.run(["nnef-opt"], check=True, input=imported.stdout, stdout=subprocess.PIPE)
    module = printed.stdout.decode()
    head = FUNCTION.search(module)
    return module, head[0], TENSOR.findall(head[1]), TENSOR.findall(head[2])


def make_dynamic(model, inputs, path):
    """Writes the network for inputs of which no extent is known, and in front of
    it a function with their shapes that calls it."""
    _, head, arguments, results = read_function(model)
    shapes = [
        f"--input-shape={file.stem}=" + "x".join("?" * rank)
        for file in inputs.glob("*.npy")
        if (rank := np.load(file).ndim)
    ]
    module, dynamic_head, dynamic_arguments, dynamic_results = read_function(model, *shapes)

    def types(tensors):
        return ", ".join(type for _, type in tensors)

    caller = [head]
    for (name, type), (_, dynamic) in zip(arguments, dynamic_arguments):
        caller.append(f"%in_{name} = tensor.cast %{name} : {type} to {dynamic}")
    operands = ", ".join(f"%in_{name}" for name, _ in arguments)
    caller.append(
        f"%r:{len(results)} = func.call @network({operands}) :"
        f" ({types(dynamic_arguments)}) -> ({types(dynamic_results)})"
    )
    for i, ((_, type), (_, dynamic)) in enumerate(zip(results, dynamic_results)):
        caller.append(f"%out_{i} = tensor.cast %r#{i} : {dynamic} to {type}")
    outputs = ", ".join(f"%out_{i}" for i in range(len(results)))
    caller += [f"func.return {outputs} : {types(results)}", "}"]
    callee = re.sub(r"func\.func @\w+", "func.func private @network", dynamic_head)
    path.write_text(module.replace(dynamic_head, "\n".join([*caller, callee])), encoding="utf-8")


def main():
    test, folder, *options = sys.argv[1:]
    folder = Path(folder)
    model, inputs, expected = (folder / name for name in ("model", "inputs", "expected"))
    shutil.rmtree(folder, ignore_errors=True)
    for path in (model, inputs, expected):
        path.mkdir(parents=True, exist_ok=True)
    text = Path(test).read_text(encoding="utf-8")
    (model / "graph.nnef").write_text(text, encoding="utf-8")
    scope = evaluate(text, make_inputs(text, model, inputs))
    assigned = {
        target.strip()
        for code in read_directives(text, "NUMPY")
        for target in target_of(code).strip("[]").split(",")
    }
    for name in GRAPH.search(text)[1].split(","):
        name = name.strip()
        if name not in assigned:
            sys.exit(f"output {name} has no NUMPY line")
        np.save(expected / (name + ".npy"), as_stored(scope[name]))
    lowerings = LOWERINGS
    if "--dynamic" in options:
        # TOSA needs shapes that are known.
        lowerings = ("linalg",)
        options.remove("--dynamic")
        make_dynamic(model, inputs, folder / "dynamic.mlir")
        model = folder / "dynamic.mlir"
    for tolerance in ("--rtol=1e-5", "--atol=1e-6"):
        if not any(option.startswith(tolerance.split("=")[0]) for option in options):
            options.append(tolerance)
    command = ["nnef-run", model, "--inputs", inputs, "--expected", expected, *options]
    if any(option.startswith(("--lowering", "--device")) for option in options):
        lowerings = [None]
    status = 0
    for lowering in lowerings:
        choice = [f"--lowering={lowering}"] if lowering else []
        status = max(status, subprocess.run(command + choice, check=False).returncode)
    return status


if __name__ == "__main__":
    sys.exit(main())
