#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the layers of a network one by one, beside oneDNN.

  benchmarks/compare_layers.py [--threads N] [--batch N] [--layers TEXT]
                               [--record] NETWORK

NETWORK is one of compare_engines.py, or a folder with an NNEF model. Each
layer that differs from the others is measured, in turn with the same layer of
oneDNN, and compared with what the machine can do at most: its multiplications
and additions per second or, if moving the tensors takes longer, the bytes per
second of memory, or of the cache that the tensors fit into. --layers keeps
those whose line has this text in it. --record adds the table to docs/performance.json and
the page made of it.

oneDNN comes from PyPI (`onednn-devel-cpu-gomp`) and is called by a small program,
which is built with the compiler `c++`. Without it, what the machine can do is
all that there is to compare with.
"""

import argparse
import collections
import json
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks" / "performance"), str(ROOT / "scripts" / "models")]

import compare_engines  # noqa: E402
import layers  # noqa: E402
import models  # noqa: E402
import network as networks  # noqa: E402
import page  # noqa: E402
from checking import Failure, Progress, prepare_python, run  # noqa: E402
from workers import Worker  # noqa: E402


class Layers:
    """Measures layers."""

    def __init__(self, options, progress):
        self.options = options
        self.progress = progress
        self.scratch = options.cache / "layers"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.worker = options.build / "benchmarks" / "nnef-benchmark-worker"
        command = [options.build / "benchmarks" / "nnef-benchmark-peak", str(options.threads)]
        command += ["--quick"] * options.quick
        progress.show("measuring what the machine can do")
        self.peak = json.loads(run(*command, timeout=600).output)
        self.onednn = self.build_onednn()

    def build_onednn(self):
        """The program that runs oneDNN's layers; None if it cannot be built."""
        if self.options.no_peer:
            return None
        program = self.scratch / "onednn-layer"
        source = ROOT / "benchmarks" / "performance" / "onednn-layer.cpp"
        prefix = pathlib.Path(self.options.python).parent.parent
        flags = ["-O2", "-std=c++17", f"-I{prefix}/include", f"-L{prefix}/lib"]
        flags += [f"-Wl,-rpath,{prefix}/lib", source, "-ldnnl", "-o", program]
        try:
            run("c++", *flags, timeout=300)
        except (Failure, OSError) as failure:
            self.progress.say(f"oneDNN takes no part: {failure}")
            return None
        return program

    def start(self, command, name):
        log = self.scratch / f"{name}.log"
        return Worker(command, self.options.threads, self.options.timeout, log)

    def start_ours(self, operation, copies):
        folder = layers.write_network(operation, copies, self.scratch / f"copies{copies}")
        command = [self.worker, folder, f"--run-threads={self.options.threads}"]
        return self.start(command, f"nnef{copies}")

    def measure(self, operation):
        """Seconds of the layer with us and with oneDNN, each the median of rounds."""
        workers, copies = [], [1]
        if layers.is_repeated(operation):
            copies.append(layers.COPIES)
        failure = None
        try:
            workers = [self.start_ours(operation, count) for count in copies]
            if self.onednn:
                command = [self.onednn, *layers.get_onednn_arguments(operation)]
                try:
                    workers.append(self.start(command, "onednn"))
                except Failure as found:
                    failure = str(found)
            return self.take_turns(workers, copies) | ({"failed": failure} if failure else {})
        finally:
            for worker in workers:
                worker.close()

    def take_turns(self, workers, copies):
        runs = []
        for worker in workers:
            seconds = min(worker.run(3))
            turn = 0.01 if self.options.quick else 0.1
            runs.append(max(1, min(1000, round(turn / seconds))))
        ours, theirs = [], []
        implementation = None
        for _ in range(3 if self.options.quick else self.options.rounds):
            found = []
            for worker, count in zip(workers, runs):
                worker.run(1)
                found.append(statistics.median(worker.run(count)))
            if len(copies) == 2:
                ours.append((found[1] - found[0]) / (copies[1] - 1))
            else:
                ours.append(found[0])
            if len(workers) > len(copies):
                theirs.append(found[-1])
                implementation = workers[-1].about["implementation"]
        result = {"ours": statistics.median(ours)}
        if theirs:
            result |= {"onednn": statistics.median(theirs), "implementation": implementation}
        return result

    def measure_all(self, operations):
        """A record for each layer, those first that take the most time."""
        peak = self.peak["threads"][str(self.options.threads)]
        rows = []
        counts = collections.Counter(o for o in operations if layers.is_measured(o))
        picked = [o for o in counts if self.options.layers in layers.describe(o)]
        for index, operation in enumerate(picked):
            what = layers.describe(operation)
            self.progress.show(f"layer {index + 1} of {len(picked)}: {what}")
            least, bound = layers.get_least_seconds(operation, peak)
            row = {
                "layer": what,
                "count": counts[operation],
                "operations": operation.count_operations(),
                "least": least,
                "bound": bound,
            }
            try:
                row |= self.measure(operation)
            except Failure as failure:
                row["failed"] = str(failure)
            rows.append(row)
        return sorted(rows, key=lambda row: -row.get("ours", 0) * row["count"])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("network", metavar="NETWORK")
    add("--threads", type=int, default=1)
    add("--batch", type=int, default=1)
    add("--layers", default="", metavar="TEXT")
    add("--rounds", type=int, default=7)
    add("--quick", action="store_true", help="few rounds, to see that all works")
    add("--no-peer", action="store_true", help="measure nnef-mlir alone")
    add("--record", action="store_true")
    add("--python", help="an interpreter of an environment that has the packages")
    add("--cache", type=pathlib.Path, default=ROOT / "build" / "performance")
    add("--build", type=pathlib.Path, default=ROOT / "build")
    add("--docs", type=pathlib.Path, default=ROOT / "docs")
    add("--timeout", type=float, default=600, metavar="SECONDS", help="for each answer")
    options = parser.parse_args()
    progress = Progress()
    try:
        if not options.python and not options.no_peer:
            options.python = prepare_python(
                options.cache / "venv", compare_engines.REQUIREMENTS, progress
            )
        model, title = pathlib.Path(options.network), pathlib.Path(options.network).name
        if options.network in models.NETWORKS:
            maker = models.NetworkMaker(
                options.python, options.cache / "networks", options.timeout
            )
            found = maker.make_network(options.network, options.batch, progress)
            model, title = found.model, found.title
        measured = Layers(options, progress)
        rows = measured.measure_all(networks.read_operations(options.build / "bin", model))
    except Failure as failure:
        sys.exit(f"compare_layers.py: error: {failure}")
    progress.show("")
    print("\n".join(page.write_layers(rows)))
    if options.record:
        path = options.docs / "performance.json"
        record = json.loads(path.read_text())
        setting = page.describe_setting((options.batch, options.threads))
        record.setdefault("layers", {})[f"{title}, {setting}"] = rows
        path.write_text(json.dumps(record, indent=1) + "\n")
        compare_engines.update(options.docs)


if __name__ == "__main__":
    sys.exit(main())
