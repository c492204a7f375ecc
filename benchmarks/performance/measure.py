# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures engines with one network, in turn."""

import dataclasses
import pathlib
import shutil
import statistics
import tempfile

import workers
from checking import Failure
from tensors import get_error, read_tensor

@dataclasses.dataclass
class Plan:
    """How much is measured."""

    rounds: int = 9
    # An engine's turn in a round, in seconds, and the most runs in it.
    turn: float = 0.3
    most_runs: int = 40
    # Slow engines get fewer rounds: as many as fit into this many seconds.
    limit: float = 20


def check(worker, network):
    """The largest error of an output."""
    with tempfile.TemporaryDirectory() as folder:
        worker.ask(f"write {folder}")
        found = {path.stem: path for path in pathlib.Path(folder).iterdir()}
        errors = []
        for name, path in network.expected.items():
            expected = read_tensor(path)
            # Converters may rename what is the only output.
            file = found.get(name) or (next(iter(found.values())) if len(found) == 1 else None)
            if file is None:
                raise Failure(f"there is no output '{name}'")
            errors.append(get_error(read_tensor(file), expected))
    return max(errors)


class Measurement:
    """An engine that takes part, and what was found."""

    def __init__(self, engines, name, network, threads, scratch, plan):
        self.name = name
        self.result = {}
        self.worker = None
        self.seconds = []
        try:
            self.start(engines, network, threads, scratch, plan)
        except Failure as failure:
            self.fail(failure)

    def start(self, engines, network, threads, scratch, plan):
        arguments = self.name, network, threads, scratch
        if self.name in workers.CACHING:
            cache = scratch / f"{self.name}-cache"
            shutil.rmtree(cache, ignore_errors=True)
            cold = engines.start(*arguments, cache)
            self.result["compile"] = cold.about["compile"]
            self.result["peak"] = cold.get_peak_memory()
            cold.close()
            self.worker = engines.start(*arguments, cache)
            self.result["cached"] = self.worker.about["compile"]
        else:
            self.worker = engines.start(*arguments)
            self.result["compile"] = self.worker.about["compile"]
        self.result["versions"] = self.worker.about.get("versions", {})
        self.result["first"] = self.worker.run(1)[0]
        seconds = self.result["first"]
        if seconds < plan.limit:
            seconds = min(seconds, self.worker.run(1)[0])
        self.runs = max(1, min(plan.most_runs, round(plan.turn / seconds)))
        self.rounds = max(1, min(plan.rounds, round(plan.limit / (seconds * self.runs))))
        self.result["error"] = check(self.worker, network)

    def take_turn(self, round):
        if not self.worker or round >= self.rounds:
            return
        try:
            # The first run finds the caches full of others' numbers.
            if self.runs > 1:
                self.worker.run(1)
            self.seconds.append(statistics.median(self.worker.run(self.runs)))
        except Failure as failure:
            self.fail(failure)

    def fail(self, failure):
        self.close()
        self.result = {"failed": str(failure)}
        self.seconds = []

    def close(self):
        if self.worker:
            self.worker.close()
            self.worker = None

    def finish(self):
        if self.worker:
            self.result["peak"] = max(self.result.get("peak", 0), self.worker.get_peak_memory())
            self.result["rounds"] = self.seconds
            self.result["median"] = statistics.median(self.seconds)
            self.result["runs"] = self.runs
        self.close()
        return self.result


def measure(engines, names, network, threads, scratch, plan, progress):
    """What was found for each engine, by name."""
    measurements = []
    what = f"{network.title}, batch {network.batch}, {threads} threads"
    try:
        for name in names:
            progress.show(f"{what}: {workers.TITLES[name]} loads it")
            arguments = engines, name, network, threads, scratch, plan
            measurements.append(Measurement(*arguments))
        for round in range(plan.rounds):
            progress.show(f"{what}: round {round + 1} of {plan.rounds}")
            for measurement in measurements:
                measurement.take_turn(round)
        return {m.name: m.finish() for m in measurements}
    finally:
        for measurement in measurements:
            measurement.close()
