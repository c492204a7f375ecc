#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that networks of torchvision compute what ONNX Runtime computes.

  scripts/check_torchvision_models.py [--paths PATH,...] [--record] [NETWORK...]
      makes the networks, all of them or those that are named, and runs them
      with nnef-run in one or more ways. Fails if a result is not as expected.
      --record writes what was found to docs/models.json and docs/models.md.
  scripts/check_torchvision_models.py --update-docs
      writes docs/models.md from docs/models.json.
  scripts/check_torchvision_models.py --check-docs
      only says whether that is still to be done; fails if it is.

A network goes from PyTorch to ONNX (scripts/models/make_torchvision_model.py),
and from there to NNEF by Khronos' converter (the package `nnef_tools`). What is
made stays in a cache, 2 GB for all networks. The packages come from
scripts/models/requirements.txt, into a virtual environment (6 GB) that is made when it
is missing; --python takes an interpreter that has them instead.

The paths:

  whole        nnef-run MODEL
  decomposed   nnef-opt --nnef-decompose before that: only primitives are left
  tosa         nnef-run --lowering=tosa MODEL
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
    get_size,
    prepare_python,
    read_npy,
    run,
)

MARKER = "<!-- The rest is written by scripts/check_torchvision_models.py. -->\n"

NETWORKS = [
    "alexnet",
    "convnext_tiny",
    "deeplabv3_mobilenet_v3_large",
    "densenet121",
    "efficientnet_b0",
    "fcn_resnet50",
    "googlenet",
    "inception_v3",
    "lraspp_mobilenet_v3_large",
    "mnasnet1_0",
    "mobilenet_v2",
    "mobilenet_v3_large",
    "regnet_y_400mf",
    "resnet50",
    "shufflenet_v2_x1_0",
    "squeezenet1_1",
    "swin_t",
    "swin_v2_t",
    "vgg16",
    "vit_b_16",
]

PATHS = ["whole", "decomposed", "tosa"]
# Columns of the table, of the first path.
MEASURED = ["import", "import, compile and run", "memory"]

# The largest relative error that is still a match.
TOLERANCE = 1e-3


# ===-----------------------------------------------------------------------===#
# Results
# ===-----------------------------------------------------------------------===#


def get_largest_error(actual, expected):
    """The largest difference of a value from what is expected, relative to that.

    Differences of values that are smaller than the standard deviation of all are
    relative to the standard deviation.
    """
    mean = math.fsum(expected) / len(expected)
    deviation = math.sqrt(math.fsum((e - mean) ** 2 for e in expected) / len(expected))
    if not deviation > 0:
        raise Failure("the expected output is constant")
    errors = [abs(a - e) / max(abs(e), deviation) for a, e in zip(actual, expected)]
    return max(errors) if all(map(math.isfinite, errors)) else math.inf


def compare(actual, expected):
    actual_shape, actual_values = read_npy(actual)
    expected_shape, expected_values = read_npy(expected)
    if actual_shape != expected_shape:
        raise Failure(f"the output has shape {actual_shape}, not {expected_shape}")
    return get_largest_error(actual_values, expected_values)


# ===-----------------------------------------------------------------------===#
# Models
# ===-----------------------------------------------------------------------===#


class OnnxMaker(Maker):
    """The folder of a model has model/, image.npy, expected.npy, about.json."""

    def convert(self, folder):
        words = "--input-format onnx --keep-io-names"
        words += " --custom-converters khronos_converters --custom-fragments khronos_converters"
        self.run_converter(folder / "model.onnx", folder / "model", words)
        (folder / "model.onnx").unlink()


def describe(folder):
    """Facts about a model for the table."""
    about = json.loads((folder / "about.json").read_text())
    about["operations"] = count_operations(folder / "model")
    text = (folder / "model" / "graph.nnef").read_text()
    about["fragments"] = re.findall(r"^fragment +(\w+)", text, re.MULTILINE)
    about["size"] = get_size(folder / "model")
    return about


class Checker:
    """Runs models."""

    def __init__(self, build, timeout):
        self.tools = build / "bin"
        self.timeout = timeout

    def run(self, tool, *words):
        return run(self.tools / tool, *words, timeout=self.timeout)

    def get_version(self):
        return re.search(r"LLVM version (\S+)", self.run("nnef-run", "--version").output).group(1)

    def has_tosa(self):
        return "--lowering" in self.run("nnef-run", "--help").output

    def measure_import(self, folder):
        return self.run(
            "nnef-run", folder / "model", "--print-signature", "--nnef-strict"
        ).seconds

    def check(self, path, folder, about):
        """Runs a model in one way."""
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            scratch = pathlib.Path(scratch)
            model, options = folder / "model", []
            if path == "tosa":
                options = ["--lowering=tosa"]
            elif path == "decomposed":
                whole, model = scratch / "whole.mlirbc", scratch / "decomposed.mlirbc"
                words = ["--import-nnef", folder / "model", "--emit-bytecode", "-o", whole]
                self.run("nnef-translate", *words)
                words = ["--nnef-decompose", whole, "--emit-bytecode", "-o", model]
                self.run("nnef-opt", *words)
            output = scratch / "output.npy"
            done = self.run(
                "nnef-run",
                model,
                *options,
                f"--input={about['input']}={folder / 'image.npy'}",
                f"--output={about['output']}={output}",
            )
            error = compare(output, folder / "expected.npy")
        return {"error": error, "seconds": done.seconds, "memory": done.memory}


def check_network(name, maker, checker, paths, progress):
    """Everything about a network; failures are among the results."""
    failures = []
    result = {"paths": {}}
    try:
        folder = maker.make(name, progress)
        result |= describe(folder)
        progress.show(f"{name}: importing it")
        result["import"] = checker.measure_import(folder)
    except Failure as failure:
        progress.say(f"FAILED  {name}: {failure}")
        result["paths"] = {path: {"failure": str(failure)} for path in paths}
        return result, [f"{name}: {failure}"]
    for path in paths:
        progress.show(f"{name}: running it, {path}")
        try:
            found = result["paths"][path] = checker.check(path, folder, result)
            text = (
                f"{name}, {path}: error {found['error']:.1e}, {found['seconds']:.1f} s, "
                f"{format_megabytes(found['memory'])}"
            )
            if found["error"] <= TOLERANCE:
                progress.say(f"ok      {text}")
                continue
        except Failure as failure:
            text = f"{name}, {path}: {failure}"
            result["paths"][path] = {"failure": str(failure)}
        progress.say(f"FAILED  {text}")
        failures.append(text)
    return result, failures


# ===-----------------------------------------------------------------------===#
# Documentation
# ===-----------------------------------------------------------------------===#


def format_outcome(found):
    """What a path gave, for a cell of the table."""
    if found is None:
        return ""
    if "failure" in found:
        return "fails"
    text = f"{found['error']:.1e}"
    return text if found["error"] <= TOLERANCE else f"**{text}**"


def write_tables(results):
    """The part of the page that is made of results."""
    networks = results["networks"]
    paths = [path for path in PATHS if any(path in n["paths"] for n in networks.values())]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    passed = {
        path: sum(n["paths"].get(path, {}).get("error", 1) <= TOLERANCE for n in networks.values())
        for path in paths
    }
    summary = ", ".join(f"{path} {count}" for path, count in passed.items())
    lines = [
        f"{len(networks)} networks; those that match: {summary}.",
        "",
        f"{versions}; {results['machine']}; {results['date']}.",
        "",
        "## The networks",
        "",
        format_row(
            ["network", "image", "parameters", "operations", "NNEF", "fragments"]
            + ["deviation", "change", "rounding"]
        ),
        "| --- | --- |" + " ---: |" * 3 + " --- |" + " ---: |" * 3,
    ]
    for name, n in networks.items():
        lines.append(
            format_row(
                [
                    f"`{name}`",
                    f"{n['image']} x {n['image']}",
                    f"{n['parameters'] / 1e6:.1f} M",
                    f"{n['operations']}",
                    format_megabytes(n["size"]),
                    ", ".join(f"`{fragment}`" for fragment in n["fragments"]),
                    f"{n['deviation']:.2f}",
                    f"{100 * n['change']:.0f} %",
                    f"{n['rounding']:.1e}",
                ]
            )
        )
    lines += [
        "",
        "## The results",
        "",
        format_row(["network"] + [f"error, {path}" for path in paths] + MEASURED),
        "| --- |" + " ---: |" * (len(paths) + len(MEASURED)),
    ]
    for name, n in networks.items():
        cells = [f"`{name}`"] + [format_outcome(n["paths"].get(path)) for path in paths]
        found = n["paths"].get("whole", {})
        if "error" in found:
            cells += [f"{n['import']:.2f} s", f"{found['seconds']:.1f} s"]
            cells.append(format_megabytes(found["memory"]))
        else:
            cells += [""] * len(MEASURED)
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
    """What docs/models.md should be."""
    page = docs / "models.md"
    intro, marker, _ = page.read_text().partition(MARKER)
    if not marker:
        sys.exit(f"{page}: has no line '{MARKER.strip()}'")
    results = json.loads((docs / "models.json").read_text())
    return intro + marker + "\n" + write_tables(results)


def record(docs, name, network, versions):
    """Adds a result to those in docs, if they were found with the same versions."""
    path = docs / "models.json"
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
    (docs / "models.md").write_text(write_page(docs))


# ===-----------------------------------------------------------------------===#
# Command line
# ===-----------------------------------------------------------------------===#


def check(options):
    progress = Progress()
    checker = Checker(options.build, options.timeout)
    try:
        paths = options.paths or [path for path in PATHS if path != "tosa" or checker.has_tosa()]
        python = options.python or prepare_python(
            options.cache / "venv", SCRIPTS / "requirements.txt", progress
        )
    except (Failure, OSError) as failure:
        sys.exit(f"check_torchvision_models.py: error: {failure}")
    parts = ["khronos_converters.py", "requirements.txt"]
    maker = OnnxMaker(python, options.maker, parts, options.cache, options.timeout)
    failures = []
    for name in options.networks or NETWORKS:
        result, failed = check_network(name, maker, checker, paths, progress)
        failures += failed
        if options.record and "versions" in result:
            versions = result.pop("versions") | {"LLVM": checker.get_version()}
            record(options.docs, name, result, versions)
    count = len(options.networks or NETWORKS)
    progress.say(f"{count} networks, {', '.join(paths)}: {len(failures) or 'nothing'} failed")
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
    parser.add_argument("--paths", type=parse_paths, help="default: all that nnef-run has")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--update-docs", action="store_true")
    parser.add_argument("--check-docs", action="store_true")
    parser.add_argument("--python", help="an interpreter that has the packages")
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / "build" / "torchvision")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    parser.add_argument(
        "--timeout", type=float, default=1200, metavar="SECONDS", help="for each command"
    )
    parser.add_argument(
        "--maker",
        type=pathlib.Path,
        default=SCRIPTS / "make_torchvision_model.py",
        help="another script that makes models by name",
    )
    options = parser.parse_args()
    page = options.docs / "models.md"
    if options.check_docs:
        if write_page(options.docs) != page.read_text():
            sys.exit("docs/models.md is stale; run scripts/check_torchvision_models.py --update-docs")
        return 0
    if options.update_docs:
        page.write_text(write_page(options.docs))
        return 0
    return check(options)


if __name__ == "__main__":
    sys.exit(main())
