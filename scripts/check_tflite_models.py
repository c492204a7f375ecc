#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that quantized networks compute what LiteRT's reference kernels compute.

  scripts/check_tflite_models.py [--paths PATH,...] [--record] [NETWORK...]
      makes the networks, all of them or those that are named, and runs them
      with nnef-run in one or more ways. Fails if a result is not as expected.
      --record writes what was found to docs/quantized-models.json and .md.
  scripts/check_tflite_models.py --update-docs
      writes docs/quantized-models.md from docs/quantized-models.json.
  scripts/check_tflite_models.py --check-docs
      only says whether that is still to be done; fails if it is.

TensorFlow makes a quantized network (scripts/models/make_tflite_model.py), and
Khronos' converter makes NNEF of it (the package `nnef_tools`, with
scripts/models/khronos_tflite_converters.py). What is made stays in a cache. The
packages come from scripts/models/requirements-tflite.txt, into a virtual
environment (2 GB) that is made when it is missing; --python takes an interpreter
that has them instead.

The paths:

  integer      nnef-run --quantization=integer --quantized-io MODEL
  tosa         the same with --lowering=tosa
  tensors      the same as integer, but all tensors of the network are compared, once
  simulate     nnef-run --quantization=simulate MODEL
  size         how large the compiled network is, beside one that is not quantized
"""

import argparse
import datetime
import json
import math
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts" / "models"
sys.path.insert(0, str(SCRIPTS))

from checking import (  # noqa: E402
    Failure,
    Maker,
    Progress,
    count_operations,
    describe_machine,
    format_megabytes,
    format_row,
    prepare_python,
    read_npy,
    run,
)

MARKER = "<!-- The rest is written by scripts/check_tflite_models.py. -->\n"

NETWORKS = [
    "alexa-shipped",
    "densenet121-int8",
    "efficientnet_b0-int8",
    "hey_jarvis-shipped",
    "inception_v3-int8",
    "inception_v3-uint8",
    "mobilenet_v1-int8",
    "mobilenet_v1-uint8",
    "mobilenet_v2-float-io",
    "mobilenet_v2-int8",
    "mobilenet_v2-int8-per-tensor",
    "mobilenet_v2-uint8",
    "mobilenet_v2-uint8-io",
    "okay_nabu-shipped",
    "pixels-int8",
    "pixels-uint8-io",
    "resnet50-int8",
    "resnet50-uint8",
]

PATHS = ["integer", "tosa", "tensors", "simulate", "size"]
INTEGER = ["--quantization=integer", "--quantized-io"]
# The largest part of the size of a network that is left when it is quantized.
SIZE = 0.3


class TFLiteMaker(Maker):
    """The folder of a model has what make_tflite_model.py says, and

    model/          the network in NNEF
    mapping.json    the names that tensors of TensorFlow Lite have there
    float/          the network in NNEF before it was quantized, if it is known
    """

    def convert(self, folder):
        words = "--input-format tflite --io-transpose --optimize"
        words += " --custom-converters khronos_tflite_converters --tensor-mapping "
        for source, target, mapping in (
            ("model.tflite", "model", "mapping.json"),
            ("float.tflite", "float", "float-mapping.json"),
        ):
            if (folder / source).is_file():
                self.run_converter(folder / source, folder / target, words + str(folder / mapping))


def describe(folder):
    """Facts about a model for the table."""
    about = json.loads((folder / "about.json").read_text())
    about["operations"] = count_operations(folder / "model")
    text = (folder / "model" / "graph.nnef").read_text()
    interface = re.search(r"^graph *\w+ *\((.*?)\) *-> *\((.*?)\)", text, re.MULTILINE)
    about["inputs"], about["outputs"] = (re.findall(r"\w+", part) for part in interface.groups())
    return about


class Checker:
    """Runs models."""

    def __init__(self, build, python, timeout):
        self.tools = build / "bin"
        self.python = python
        self.timeout = timeout

    def run(self, tool, *words):
        return run(self.tools / tool, *words, timeout=self.timeout)

    def get_version(self):
        return re.search(r"LLVM version (\S+)", self.run("nnef-run", "--version").output).group(1)

    def run_all(self, folder, about, options, prefix, kinds):
        """Runs a model several times: what each run took, and the values of each
        output beside those that are expected."""
        for number in range(about["runs"]):
            data = folder / str(number)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                files = [f"--outputs={scratch}", "--output-format=npy"]
                for place, name in enumerate(about["inputs"]):
                    files.append(f"--input={name}={data / f'{prefix}input-{place}.npy'}")
                done = self.run("nnef-run", folder / "model", *options, *files)
                outputs = [
                    read_npy(pathlib.Path(scratch) / f"{name}.npy", kinds)
                    for name in about["outputs"]
                ]
            results = []
            for place, (shape, actual) in enumerate(outputs):
                path = data / f"{prefix}expected-{place}.npy"
                expected_shape, expected = read_npy(path, kinds)
                if shape != expected_shape:
                    raise Failure(f"an output has shape {shape}, not {expected_shape}")
                if actual.typecode != expected.typecode:
                    raise Failure("an output has another type than what is expected")
                results.append((actual, expected))
            yield done, results

    def check_integer(self, folder, about, *options):
        kinds = ("|i1", "|u1", "<f4")
        found = {"different": 0, "elements": 0, "seconds": 0, "memory": 0}
        words = [*INTEGER, *options]
        for done, results in self.run_all(folder, about, words, "", kinds):
            for actual, expected in results:
                found["different"] += sum(a != e for a, e in zip(actual, expected))
                found["elements"] += len(expected)
            found["seconds"] = max(found["seconds"], done.seconds)
            found["memory"] = max(found["memory"], done.memory)
        found["ok"] = found["different"] == 0
        return found

    def check_tosa(self, folder, about):
        return self.check_integer(folder, about, "--lowering=tosa")

    def check_tensors(self, folder, about):
        script = SCRIPTS / "compare_tflite_tensors.py"
        # All of them are outputs then, which takes long: once is enough.
        done = run(self.python, script, folder, self.tools / "nnef-run", timeout=self.timeout)
        found = re.search(r"(\d+) tensors are the same", done.output)
        return {"tensors": int(found.group(1)), "ok": True}

    def check_simulate(self, folder, about):
        steps = []
        options = ["--quantization=simulate"]
        for _, results in self.run_all(folder, about, options, "real-", ("<f4",)):
            for (actual, expected), step in zip(results, about["steps"]):
                steps += [round(abs(a - e) / step) for a, e in zip(actual, expected)]
        found = {"largest": max(steps), "mean": math.fsum(steps) / len(steps)}
        found["different"] = sum(step != 0 for step in steps) / len(steps)
        # There is no right answer: see the page.
        found["ok"] = True
        return found

    def check_size(self, folder, about):
        """Compiles both networks, and weighs what is left: weights and code."""
        if not (folder / "float").is_dir():
            return None
        sizes = {}
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            whole = pathlib.Path(scratch) / "whole.mlirbc"
            compiled = pathlib.Path(scratch) / "compiled.mlirbc"
            for name, passes in (
                ("float", []),
                ("model", ["--nnef-quantize-types=boundary=codes"]),
            ):
                words = ["--import-nnef", folder / name, "--emit-bytecode", "-o", whole]
                self.run("nnef-translate", *words)
                words = [whole, *passes, "--nnef-cpu-pipeline", "--emit-bytecode", "-o", compiled]
                self.run("nnef-opt", *words)
                sizes[name] = compiled.stat().st_size
        found = {"float": sizes["float"], "quantized": sizes["model"]}
        found["ok"] = sizes["model"] < SIZE * sizes["float"]
        return found

    def check(self, path, folder, about):
        """Checks a model in one way: what was found, or nothing if it has no such way."""
        return getattr(self, f"check_{path}")(folder, about)


def check_network(name, maker, checker, paths, progress):
    """Everything about a network; failures are among the results."""
    failures = []
    result = {"paths": {}}
    try:
        folder = maker.make(name, progress)
        result |= describe(folder)
    except Failure as failure:
        progress.say(f"FAILED  {name}: {failure}")
        result["paths"] = {path: {"failure": str(failure)} for path in paths}
        return result, [f"{name}: {failure}"]
    for path in paths:
        progress.show(f"{name}: checking it, {path}")
        try:
            found = checker.check(path, folder, result)
            if found is None:
                continue
            result["paths"][path] = found
            text = f"{name}, {path}: {FORMATS[path](found)}"
            ok = found.pop("ok")
        except Failure as failure:
            text, ok = f"{name}, {path}: {failure}", False
            result["paths"][path] = {"failure": str(failure)}
        progress.say(f"{'ok      ' if ok else 'FAILED  '}{text}")
        if not ok:
            failures.append(text)
    return result, failures


# ===-----------------------------------------------------------------------===#
# Documentation
# ===-----------------------------------------------------------------------===#


def format_integer(found):
    if found["different"]:
        return f"**{found['different']} of {found['elements']} differ**"
    return f"all {found['elements']:,} equal"


def format_tensors(found):
    return f"{found['tensors']} equal"


def format_simulate(found):
    return f"{found['largest']}, {found['mean']:.2f}"


def format_size(found):
    part = found["quantized"] / found["float"]
    text = f"{100 * part:.1f} % of {format_megabytes(found['float'])}"
    return text if part < SIZE else f"**{text}**"


FORMATS = {
    "integer": format_integer,
    "tosa": format_integer,
    "tensors": format_tensors,
    "simulate": format_simulate,
    "size": format_size,
}


def format_outcome(path, found):
    """What a path gave, for a cell of the table."""
    if found is None:
        return ""
    return "fails" if "failure" in found else FORMATS[path](found)


def write_tables(results):
    """The part of the page that is made of results."""
    networks = results["networks"]
    paths = [path for path in PATHS if any(path in n["paths"] for n in networks.values())]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())

    def is_equal(network, path):
        return network["paths"].get(path, {}).get("different") == 0

    counts = ", ".join(
        f"{path} {sum(is_equal(n, path) for n in networks.values())}"
        for path in ("integer", "tosa")
        if path in paths
    )
    lines = [
        f"{len(networks)} networks; those with every code as LiteRT has it: {counts}.",
        "",
        f"{versions}; {results['machine']}; {results['date']}.",
        "",
        "## The networks",
        "",
        format_row(
            ["network", "quantized", "input", "parameters", "operations", "codes", "change"]
        ),
        "| --- | --- | --- |" + " ---: |" * 4,
    ]
    for name, n in networks.items():
        lines.append(
            format_row(
                [
                    f"`{name}`",
                    n["scheme"],
                    " x ".join(map(str, n["shape"])),
                    f"{n['parameters'] / 1e6:.2f} M" if n["parameters"] else "",
                    f"{n['operations']}",
                    f"{n['codes']:.0f}",
                    f"{100 * n['change']:.0f} %",
                ]
            )
        )
    measured = ["import, compile and run", "memory"]
    lines += [
        "",
        "## The results",
        "",
        format_row(["network"] + paths + measured),
        "| --- |" + " ---: |" * (len(paths) + len(measured)),
    ]
    for name, n in networks.items():
        cells = [f"`{name}`"] + [format_outcome(path, n["paths"].get(path)) for path in paths]
        found = n["paths"].get("integer", {})
        if "seconds" in found:
            cells += [f"{found['seconds']:.1f} s", format_megabytes(found["memory"])]
        else:
            cells += [""] * len(measured)
        lines.append(format_row(cells))
    failed = [
        f"- `{name}`, {path}: {found['failure']}"
        for name, n in networks.items()
        for path, found in n["paths"].items()
        if "failure" in found
    ]
    if failed:
        lines += ["", "What fails, and with which message:", ""] + failed
    return "\n".join(lines) + "\n"


def write_page(docs):
    """What docs/quantized-models.md should be."""
    page = docs / "quantized-models.md"
    intro, marker, _ = page.read_text().partition(MARKER)
    if not marker:
        sys.exit(f"{page}: has no line '{MARKER.strip()}'")
    results = json.loads((docs / "quantized-models.json").read_text())
    return intro + marker + "\n" + write_tables(results)


def record(docs, name, network, versions):
    """Adds a result to those in docs, if they were found with the same versions."""
    path = docs / "quantized-models.json"
    results = json.loads(path.read_text()) if path.is_file() else {}
    if results.get("versions") != versions:
        results = {"networks": {}}
    results["versions"] = versions
    results["machine"] = describe_machine()
    today = datetime.date.today()
    results["date"] = f"{today.day} {today:%B %Y}"
    before = results["networks"].get(name, {}).get("paths", {})
    results["networks"][name] = network | {"paths": before | network["paths"]}
    results["networks"] = dict(sorted(results["networks"].items()))
    path.write_text(json.dumps(results, indent=1) + "\n")
    (docs / "quantized-models.md").write_text(write_page(docs))


# ===-----------------------------------------------------------------------===#
# Command line
# ===-----------------------------------------------------------------------===#


def check(options):
    progress = Progress()
    requirements = SCRIPTS / "requirements-tflite.txt"
    try:
        python = options.python or prepare_python(options.cache / "venv", requirements, progress)
    except (Failure, OSError) as failure:
        sys.exit(f"check_tflite_models.py: error: {failure}")
    checker = Checker(options.build, python, options.timeout)
    parts = ["expose_state.py", "fake_quantize.py", "khronos_tflite_converters.py"]
    parts.append(requirements.name)
    maker = TFLiteMaker(python, options.maker, parts, options.cache, options.timeout)
    failures = []
    for name in options.networks or NETWORKS:
        result, failed = check_network(name, maker, checker, options.paths, progress)
        failures += failed
        if options.record and "versions" in result:
            versions = result.pop("versions") | {"LLVM": checker.get_version()}
            record(options.docs, name, result, versions)
    count = len(options.networks or NETWORKS)
    paths = ", ".join(options.paths)
    progress.say(f"{count} networks, {paths}: {len(failures) or 'nothing'} failed")
    for failure in failures:
        progress.say(f"  {failure}")
    return 1 if failures else 0


def parse_paths(text):
    paths = text.split(",")
    for path in paths:
        if path not in PATHS:
            raise argparse.ArgumentTypeError(f"there is no path '{path}' among {PATHS}")
    return paths


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("networks", metavar="NETWORK", nargs="*")
    parser.add_argument("--paths", type=parse_paths, default=PATHS, help="default: all")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--update-docs", action="store_true")
    parser.add_argument("--check-docs", action="store_true")
    parser.add_argument("--python", help="an interpreter that has the packages")
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / "build" / "tflite")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    parser.add_argument(
        "--timeout", type=float, default=1200, metavar="SECONDS", help="for each command"
    )
    parser.add_argument(
        "--maker",
        type=pathlib.Path,
        default=SCRIPTS / "make_tflite_model.py",
        help="another script that makes models by name",
    )
    options = parser.parse_args()
    page = options.docs / "quantized-models.md"
    if options.check_docs:
        if write_page(options.docs) != page.read_text():
            sys.exit(f"{page.name} is stale; run scripts/check_tflite_models.py --update-docs")
        return 0
    if options.update_docs:
        page.write_text(write_page(options.docs))
        return 0
    return check(options)


if __name__ == "__main__":
    sys.exit(main())
