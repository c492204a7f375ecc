#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that exported models are what was imported, also by Khronos' parser.

  scripts/check_exports_with_khronos.py [--python PYTHON] MODEL...

Each MODEL, which is a folder, an archive or a graph file, is imported and
exported. Then

- importing the export gives the same IR, and exporting that gives the same
  bytes;
- Khronos' `nnef.load_graph` reads the same operations and tensors from the
  export as from the original. PYTHON is an interpreter that has the package
  `nnef`; it cannot read archives, so only the export is read then.

A graph without any tensor files is checked without weights.
"""

import argparse
import filecmp
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Runs in the other interpreter, which the parser may take down with it.
COMPARE = r"""
import json, sys
import nnef, numpy

def describe(error):
    return " ".join(str(error).split()) or type(error).__name__

def load(path, expanded=()):
    try:
        return nnef.load_graph(path, lowered=list(expanded)), None
    except Exception as error:
        return None, describe(error)

class Names:
    # Tensors of custom fragments have names that the tools choose. Whatever
    # they are called, they have to be the same ones.
    def __init__(self):
        self.numbers = {}
    def number(self, value):
        if isinstance(value, nnef.Identifier):
            return "#%d" % self.numbers.setdefault(str(value), len(self.numbers))
        if isinstance(value, (list, tuple)):
            return [self.number(item) for item in value]
        if isinstance(value, dict):
            return {str(key): self.number(item) for key, item in value.items()}
        return value

def flatten(graph):
    names = Names()
    # An export has the inputs first, in the order of the graph's declaration.
    order = {name: i - len(graph.inputs) for i, name in enumerate(graph.inputs)}
    ordered = sorted(graph.operations, key=lambda op: order.get(
        op.outputs.get("output") if op.name == "external" else None, 0))
    operations = [
        (op.name, str(op.dtype), names.number(dict(op.attribs)),
         names.number(list(op.inputs.items())),
         names.number(list(op.outputs.items())))
        for op in ordered]
    return operations, list(names.numbers)

def compare(first, second):
    problems = []
    if list(first.inputs) != list(second.inputs):
        problems.append("inputs: %s became %s" % (first.inputs, second.inputs))
    if list(first.outputs) != list(second.outputs):
        problems.append("outputs: %s became %s" % (first.outputs, second.outputs))
    (ops1, names1), (ops2, names2) = flatten(first), flatten(second)
    if len(ops1) != len(ops2):
        problems.append("%d operations became %d" % (len(ops1), len(ops2)))
    for op1, op2 in zip(ops1, ops2):
        if repr(op1) != repr(op2):
            problems.append("%s became %s" % (op1, op2))
            break
    renamed = 0
    for name1, name2 in zip(names1, names2):
        tensor1, tensor2 = first.tensors[name1], second.tensors[name2]
        renamed += name1 != name2
        data1, data2 = tensor1.data, tensor2.data
        if (data1 is None) != (data2 is None):
            problems.append("tensor '%s' has data in one only" % name1)
        elif data1 is not None:
            data1, data2 = numpy.asarray(data1), numpy.asarray(data2)
            if (data1.dtype, data1.shape) != (data2.dtype, data2.shape) or (
                    data1.tobytes() != data2.tobytes()):
                problems.append("tensor '%s' has other data" % name1)
        if repr(tensor1.quantization) != repr(tensor2.quantization):
            problems.append("tensor '%s' is quantized in another way" % name1)
        if tensor1.dtype != tensor2.dtype:
            problems.append("tensor '%s' has another type" % name1)
    return problems, len(ops1), len(names1), renamed

original, exported, *expanded = sys.argv[1:]
result = {}
second, result["export_error"] = load(exported)
if original:
    first, result["original_error"] = load(original, expanded)
    if first and second:
        (result["problems"], result["operations"], result["tensors"],
         result["renamed"]) = compare(first, second)
print(json.dumps(result))
"""


class Failure(Exception):
    """What is wrong with a model."""


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if result.returncode != 0:
        lines = result.stderr.strip().splitlines() or [f"exit code {result.returncode}"]
        errors = [line for line in lines if "error:" in line] or lines
        raise Failure(f"{pathlib.Path(command[0]).name}: {errors[0]}")
    return result.stdout


def list_files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def are_same(first, second):
    files = list_files(first)
    return files == list_files(second) and filecmp.cmpfiles(
        first, second, files, shallow=False)[0] == files


def has_no_weights(model):
    """Whether a model is a graph alone, as those of some collections are."""
    if not model.is_dir() and model.suffix != ".nnef":
        return False
    folder = model if model.is_dir() else model.parent
    return not any(folder.rglob("*.dat"))


class Checker:
    def __init__(self, build, python):
        self.translate = str(build / "bin" / "nnef-translate")
        self.opt = str(build / "bin" / "nnef-opt")
        self.python = python

    def import_model(self, model, bytecode, *options):
        run(self.translate, "--import-nnef", str(model), "--emit-bytecode",
            "-o", str(bytecode), *options)

    def export_model(self, bytecode, model, *options):
        run(self.translate, "--export-nnef", str(bytecode), "-o", str(model), *options)

    def check(self, model, folder):
        """Fails, or returns what there is to say."""
        notes = []
        first, second = folder / "1.mlirbc", folder / "2.mlirbc"
        options = []
        if has_no_weights(model):
            notes.append("without weights")
            options = ["--no-weights"]
        self.import_model(model, first, *options)

        # With its fragments it is the same model.
        exported, again = folder / "exported", folder / "again"
        self.export_model(first, exported, "--keep-fragments")
        self.import_model(exported, second, *options)
        texts = [folder / "1.mlir", folder / "2.mlir"]
        for bytecode, text in zip((first, second), texts):
            run(self.opt, str(bytecode), "-o", str(text))
        if not filecmp.cmp(*texts, shallow=False):
            raise Failure("importing the export gives other IR")
        self.export_model(second, again, "--keep-fragments")
        if not are_same(exported, again):
            raise Failure("a second export has other bytes")
        if model.is_dir() and not options:
            tensors = [file for file in list_files(exported) if file.suffix == ".dat"]
            same = filecmp.cmpfiles(model, exported, tensors, shallow=False)[0]
            notes.append(f"{len(same)} of {len(tensors)} tensor files as before")
        notes += self.check_with_khronos(model, exported, options)

        # Without them it computes the same.
        flat = folder / "flat"
        self.export_model(first, flat)
        if not are_same(exported, flat):
            notes.append("without fragments")
            text = (exported / "graph.nnef").read_text()
            fragments = re.findall(r"^fragment\s+(\w+)[^;{]*\{", text, re.MULTILINE)
            notes += self.check_with_khronos(model, flat, options, fragments)
        return notes

    def check_with_khronos(self, model, exported, options, expanded=()):
        is_archive = not model.is_dir() and model.suffix != ".nnef"
        original = model
        if options:
            # From a file, the structure is read alone.
            exported = exported / "graph.nnef"
            original = model / "graph.nnef" if model.is_dir() else model
        elif not model.is_dir():
            original = model.parent
        result = subprocess.run(
            [self.python, "-c", COMPARE, "" if is_archive else str(original), str(exported),
             *expanded],
            capture_output=True, text=True, errors="replace")
        if result.returncode != 0:
            lines = result.stderr.strip().splitlines() or [f"exit code {result.returncode}"]
            raise Failure(f"Khronos' parser ended with: {lines[-1]}")
        answer = json.loads(result.stdout)
        original_error = answer.get("original_error")
        export_error = answer["export_error"]
        if original_error:
            notes = [f"Khronos cannot read the original: {original_error}"]
            if export_error:
                return notes + [f"nor the export: {export_error}"]
            return notes + ["but it reads the export"]
        if export_error:
            raise Failure(f"Khronos cannot read the export: {export_error}")
        if is_archive:
            return ["Khronos reads the export"]
        if answer["problems"]:
            raise Failure("Khronos reads something else: " + "; ".join(answer["problems"]))
        return [f"Khronos reads the same {answer['operations']} operations and "
                f"{answer['tensors']} tensors, of which {answer['renamed']} have "
                "other names"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has nnef")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("models", metavar="MODEL", type=pathlib.Path, nargs="+")
    arguments = parser.parse_args()
    if subprocess.run([arguments.python, "-c", "import nnef"], capture_output=True).returncode:
        parser.error(f"{arguments.python} does not have the package nnef (see --python)")
    checker = Checker(arguments.build, arguments.python)
    failed = 0
    for model in arguments.models:
        with tempfile.TemporaryDirectory() as folder:
            try:
                notes = checker.check(model, pathlib.Path(folder))
                print(f"ok      {model}: {'; '.join(notes)}", flush=True)
            except Failure as failure:
                failed += 1
                print(f"FAILED  {model}: {failure}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
