#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures how the time to compile a network grows with its layers.

  benchmarks/measure_compiling.py [--layers N,...] [--record]

The networks are chains of convolutions, in one all of the same shape, in the
other all of different shapes, so that no code can be shared. Each is compiled by
a new process, and once more from the cache on disk that the first has left.
--record adds the table to docs/performance.json and the page made of it.
"""

import argparse
import json
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks" / "performance"), str(ROOT / "scripts" / "models")]

import compare_engines  # noqa: E402
import layers  # noqa: E402
import page  # noqa: E402
from checking import Failure, Progress, get_size  # noqa: E402
from workers import Worker  # noqa: E402

SIZE = 7
# Numbers of channels, which are all multiples of this.
STEP, MOST = 16, 32


def get_channels(count, are_equal):
    """The channels before, between and behind convolutions."""
    if are_equal:
        return [8 * STEP] * (count + 1)
    # A sequence that has each pair of neighbours once.
    sequence = []
    for first in range(1, MOST + 1):
        sequence.append(first)
        for second in range(first + 1, MOST + 1):
            sequence += [first, second]
    if count >= len(sequence):
        raise Failure(f"there are no more than {len(sequence) - 1} different layers")
    return [STEP * number for number in sequence[: count + 1]]


def write_chain(count, are_equal, folder):
    """An NNEF model of `count` convolutions."""
    import numpy as np

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    channels = get_channels(count, are_equal)
    random = np.random.default_rng(20)
    lines = [f"x0 = external<scalar>(shape = [1, {channels[0]}, {SIZE}, {SIZE}]);"]
    for i, (before, behind) in enumerate(zip(channels, channels[1:])):
        shape = [behind, before, 1, 1]
        weights = random.standard_normal(shape, "f4") * np.float32((2 / before) ** 0.5)
        layers.write_variable(folder / f"w{i}.dat", weights)
        layers.write_variable(folder / f"b{i}.dat", random.standard_normal((1, behind), "f4"))
        lines.append(f"w{i} = variable<scalar>(shape = {shape}, label = 'w{i}');")
        lines.append(f"b{i} = variable<scalar>(shape = [1, {behind}], label = 'b{i}');")
        lines.append(f"y{i} = conv(x{i}, w{i}, b{i});")
        lines.append(f"x{i + 1} = relu(y{i});")
    body = "".join(f"    {line}\n" for line in lines)
    text = f"version 1.0;\n\ngraph chain(x0) -> (x{count})\n{{\n{body}}}\n"
    (folder / "graph.nnef").write_text(text)
    return folder


def measure(count, are_equal, options):
    """Seconds and bytes for a chain."""
    scratch = options.cache / "compiling"
    model = write_chain(count, are_equal, scratch / "model")
    cache = scratch / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    command = [options.build / "benchmarks" / "nnef-benchmark-worker", model, f"--cache={cache}"]
    record = {"layers": count, "equal": are_equal, "size": get_size(model)}
    for key in ("compile", "cached"):
        worker = Worker(command, options.threads, options.timeout, scratch / "log")
        record[key] = worker.about["compile"]
        worker.run(1)
        record[f"{key}_peak"] = worker.get_peak_memory()
        worker.close()
    return record


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--layers", type=compare_engines.parse_numbers, default=[125, 250, 500, 1000])
    add("--threads", type=int, default=2)
    add("--record", action="store_true")
    add("--cache", type=pathlib.Path, default=ROOT / "build" / "performance")
    add("--build", type=pathlib.Path, default=ROOT / "build")
    add("--docs", type=pathlib.Path, default=ROOT / "docs")
    add("--timeout", type=float, default=1200, metavar="SECONDS", help="for each answer")
    options = parser.parse_args()
    progress = Progress()
    rows = []
    try:
        for are_equal in (False, True):
            for count in options.layers:
                progress.show(f"{count} layers, {'equal' if are_equal else 'different'}")
                rows.append(measure(count, are_equal, options))
    except Failure as failure:
        sys.exit(f"measure_compiling.py: error: {failure}")
    progress.show("")
    print("\n".join(page.write_compiling(rows)))
    if options.record:
        path = options.docs / "performance.json"
        record = json.loads(path.read_text())
        record["compiling"] = rows
        path.write_text(json.dumps(record, indent=1) + "\n")
        compare_engines.update(options.docs)


if __name__ == "__main__":
    sys.exit(main())
