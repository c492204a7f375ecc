#!/usr/bin/env python3
"""Runs the conformance suite on an engine that is wrong in all ways."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from conformance import runner, tensor_files
from conformance.engines.engine import Engine, Outcome


class MadeUp(Engine):
    name = "made-up"
    title = "An engine that is wrong in all ways"
    ours = True

    def version(self):
        return "1"

    def run(self, case, outputs):
        if case.name == "scalar-rank-3":
            return Outcome("unsupported", "no copies today")
        if case.name == "scalar-rank-4":
            return Outcome("crash", "died of SIGSEGV")
        for path in case.expected_folder.iterdir():
            value = tensor_files.read(path)
            if case.name == "scalar-rank-0":
                value = value + 1
            if case.name == "scalar-rank-1":
                value = value[None]
            if case.name != "scalar-rank-2":
                np.save(outputs / f"{path.stem}.npy", value)
        return Outcome("ran")


runner.ENGINES["made-up"] = MadeUp
sys.argv[1:] = [
    "--engine",
    "made-up",
    "--jobs",
    "1",
    "--only",
    "copy/scalar-rank-[0-5]",
    "reshape/refuse-volume",
    "reshape/flatten",
]
sys.exit(runner.main())
