#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures how fast networks run, beside other engines on the same machine.

  benchmarks/compare_engines.py [--networks NAME,...] [--engines NAME,...]
                                [--models FOLDER] [--record]
      measures, and prints a line for each engine with each network. --record
      writes what was found to docs/performance.json and the page made of it.
  benchmarks/compare_engines.py --quick
      the same with two networks, one thread and few rounds.
  benchmarks/compare_engines.py --update-docs
      writes docs/performance.md and its chart from docs/performance.json.
  benchmarks/compare_engines.py --check-docs
      only says whether that is still to be done; fails if it is.

The first time, this installs the engines (benchmarks/performance/requirements.txt)
in a virtual environment, about 8 GB, and makes the networks, of which torchvision
has the structure; the weights are random. --models takes a folder with models
of your own: each in a folder with `model` (NNEF), `inputs` and `expected`
(tensor files by name). Khronos' converter makes ONNX of them for the engines
that read no NNEF.

Every engine has a process that has loaded the network. They run in turn, and
all others are stopped meanwhile, so whatever else happens on the machine hits
all alike. The time of an engine is the median over rounds. Nothing else should
run; still, look at ratios rather than at times.

What was measured stays in the cache: an interrupted run goes on where it was.
--again measures everything anew.
"""

import argparse
import datetime
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks" / "performance"), str(ROOT / "scripts" / "models")]

import measure  # noqa: E402
import models  # noqa: E402
import network as networks  # noqa: E402
import page  # noqa: E402
import tensors  # noqa: E402
import workers  # noqa: E402
from checking import Failure, Progress, describe_machine, get_size, prepare_python, run  # noqa: E402

REQUIREMENTS = ROOT / "benchmarks" / "performance" / "requirements.txt"
# What --quick measures.
QUICK = ["mobilenet_v2", "squeezenet1_1"]


class Benchmark:
    """Measures cases, each of which is a network with a number of threads."""

    def __init__(self, options):
        self.options = options
        self.progress = Progress()
        self.tools = options.build / "bin"
        self.plan = measure.Plan(rounds=options.rounds)
        if options.quick:
            self.plan = measure.Plan(rounds=3, turn=0.1, limit=3)
        python = options.python
        if not python:
            python = prepare_python(options.cache / "venv", REQUIREMENTS, self.progress)
        self.engines = workers.Engines(options.build, python, options.timeout)
        self.maker = models.NetworkMaker(python, options.cache / "networks", options.timeout)

    # ===-------------------------------------------------------------------===#
    # Networks
    # ===-------------------------------------------------------------------===#

    def make_networks(self):
        """Calls that make the networks, so that one that fails is told in its turn."""
        for batch in self.options.batches:
            for name in self.options.networks:
                yield name, batch, lambda n=name, b=batch: self.maker.make_network(
                    n, b, self.progress
                )
        for folder in self.options.models or []:
            found = [path.parent for path in sorted(folder.glob("*/model"))]
            for path in found or [folder]:
                yield path.name, 1, lambda p=path: self.maker.adopt(
                    p, self.options.cache / "adopted" / p.name, self.progress
                )

    # ===-------------------------------------------------------------------===#
    # Measuring
    # ===-------------------------------------------------------------------===#

    def get_stamp(self):
        """What makes an earlier measurement worthless if it is another now."""
        worker = self.options.build / "benchmarks" / "nnef-benchmark-worker"
        parts = [str(self.plan), str(self.options.engines)]
        for library in [worker, *sorted((self.options.build / "lib").glob("*.so*"))]:
            if library.is_file():
                parts.append(hashlib.sha256(library.read_bytes()).hexdigest())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def measure_peak(self, threads):
        self.progress.show("measuring what the machine can do")
        command = [self.options.build / "benchmarks" / "nnef-benchmark-peak"]
        command += ["--quick"] * self.options.quick + [str(count) for count in threads]
        return json.loads(run(*command, timeout=600).output)

    def measure_case(self, network, threads, stamp):
        """The case, measured now or before."""
        folder = self.options.cache / "cases"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{network.key}-{network.batch}-{threads}.json"
        if path.is_file() and not self.options.again:
            record = json.loads(path.read_text())
            if record["stamp"] == stamp:
                return record["case"]
        scratch = self.options.cache / "work" / f"{network.key}-{network.batch}"
        case = {
            "network": network.key,
            "title": network.title,
            "batch": network.batch,
            "threads": threads,
            "operations": networks.count_operations(self.tools, network.model),
            "size": get_size(network.model),
        }
        case["engines"] = measure.measure(
            self.engines, self.options.engines, network, threads, scratch, self.plan, self.progress
        )
        path.write_text(json.dumps({"stamp": stamp, "case": case}, indent=1) + "\n")
        return case

    def print_case(self, case):
        self.progress.say(
            f"{case['title']}, batch {case['batch']}, {page.count(case['threads'], 'thread')}, "
            f"{case['operations'] / 1e9:.3g} GFLOP"
        )
        ours = case["engines"].get(workers.OURS, {}).get("median")
        for name, found in case["engines"].items():
            title = workers.TITLES[name]
            if "failed" in found:
                self.progress.say(f"  {title:20} failed: {found['failed']}")
                continue
            ratio = f"{ours / found['median']:.2f}" if ours else ""
            wrong = "" if found["error"] <= tensors.TOLERANCE else "  WRONG"
            again = f" ({page.format_time(found['cached'])} again)" if "cached" in found else ""
            self.progress.say(
                f"  {title:20} {page.format_time(found['median']):>8}  ratio {ratio:5} "
                f"{case['operations'] / found['median'] / 1e9:6.1f} GFLOP/s  "
                f"error {found['error']:.0e}{wrong}  {found['peak'] / 1e6:5.0f} MB  "
                f"compiled in {page.format_time(found['compile'])}{again}"
            )

    def run(self):
        stamp = self.get_stamp()
        cases, failures = {}, []
        for name, batch, make in self.make_networks():
            try:
                network = make()
                for threads in self.options.threads:
                    case = self.measure_case(network, threads, stamp)
                    self.print_case(case)
                    cases[f"{name}/{batch}/{threads}"] = case
            except Failure as failure:
                failures.append(f"{name}, batch {batch}: {failure}")
                self.progress.say(f"FAILED  {failures[-1]}")
        if self.options.record and cases:
            self.record(cases)
        return failures

    # ===-------------------------------------------------------------------===#
    # Results
    # ===-------------------------------------------------------------------===#

    def record(self, cases):
        """Adds cases to those of docs/performance.json."""
        path = self.options.docs / "performance.json"
        record = json.loads(path.read_text()) if path.is_file() else {}
        cases = record.get("cases", {}) | cases
        threads = sorted({case["threads"] for case in cases.values()})
        version = run(self.tools / "nnef-run", "--version", timeout=60).output
        versions = {"LLVM": version.split("LLVM version ")[1].split()[0]}
        for case in cases.values():
            for engine in case["engines"].values():
                versions |= engine.pop("versions", {})
        today = datetime.date.today()
        record = {
            "machine": describe_machine(),
            "date": f"{today.day} {today:%B %Y}",
            "versions": record.get("versions", {}) | versions,
            "peak": self.measure_peak(threads),
            "cases": cases,
        }
        path.write_text(json.dumps(record, indent=1) + "\n")
        update(self.options.docs)


def update(docs):
    for path, text in page.write_page(docs).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def check(docs):
    for path, text in page.write_page(docs).items():
        if not path.is_file() or path.read_text() != text:
            sys.exit(f"{path} is stale; run benchmarks/compare_engines.py --update-docs")


# ===-----------------------------------------------------------------------===#
# Command line
# ===-----------------------------------------------------------------------===#


def parse_names(known):
    def parse(text):
        names = text.split(",") if text else []
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"there is no '{name}' among {', '.join(known)}")
        return names

    return parse


def parse_numbers(text):
    return [int(word) for word in text.split(",")]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--networks", type=parse_names(models.NETWORKS), help="default: all; '' for none")
    add("--engines", type=parse_names(workers.TITLES), default=list(workers.TITLES))
    add("--models", type=pathlib.Path, action="append", metavar="FOLDER")
    add("--threads", type=parse_numbers, help="default: 1,2")
    add("--batches", type=parse_numbers, help="default: 1,8")
    add("--rounds", type=int, default=9)
    add("--quick", action="store_true")
    add("--again", action="store_true", help="measure what has been measured")
    add("--record", action="store_true")
    add("--update-docs", action="store_true")
    add("--check-docs", action="store_true")
    add("--python", help="an interpreter that has the packages")
    add("--cache", type=pathlib.Path, default=ROOT / "build" / "performance")
    add("--build", type=pathlib.Path, default=ROOT / "build")
    add("--docs", type=pathlib.Path, default=ROOT / "docs")
    add("--timeout", type=float, default=1200, metavar="SECONDS", help="for each answer")
    options = parser.parse_args()
    if options.networks is None:
        options.networks = QUICK if options.quick else list(models.NETWORKS)
    options.threads = options.threads or ([1] if options.quick else [1, 2])
    options.batches = options.batches or ([1] if options.quick else [1, 8])
    if options.update_docs:
        return update(options.docs)
    if options.check_docs:
        return check(options.docs)
    try:
        failures = Benchmark(options).run()
    except Failure as failure:
        sys.exit(f"compare_engines.py: error: {failure}")
    except KeyboardInterrupt:
        sys.exit("\ncompare_engines.py: interrupted; run it again to go on")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
