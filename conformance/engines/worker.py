# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs models with an engine that is a Python package, in the Python that has it.

    worker.py MODULE BUILD

MODULE, the file of an adapter, has

- `NEEDS`: the modules of the engine, which are loaded before the first question,
- `version()`: the version of the engine, as a string,
- `Model(folder, build, **options)`: a model made ready to run, with the options of
  the engine,
- `Model.run(inputs)`: arrays for arrays, in the order of the graph's,
- `UNSUPPORTED`: a pattern of the messages in which the engine says itself that
  it cannot do something.

Questions come and answers go as lines of JSON, see PythonEngine. Each model runs
in a fork of this process, so that what it does to its memory concerns no other.
"""

import importlib
import importlib.util
import json
import os
import sys
from pathlib import Path

import numpy as np

# Not in front, and without this folder: its modules have the names of packages.
sys.path[:] = [*sys.path[1:], str(Path(__file__).resolve().parent.parent)]

import tensor_files  # noqa: E402
from engines.engine import signature  # noqa: E402


def run(module, build, model, inputs, outputs, steps, options):
    """Runs a model for a number of steps in one session."""
    input_names, output_names = signature(model)
    session = module.Model(model, build, **options)
    arrays = [tensor_files.read(Path(inputs) / f"{name}.dat") for name in input_names]
    if steps == 1:
        results = session.run(arrays)
    else:
        series = [session.run([array[step] for array in arrays]) for step in range(steps)]
        results = [np.stack(items) for items in zip(*series)]
    for name, result in zip(output_names, results, strict=True):
        np.save(Path(outputs) / f"{name}.npy", result)


def answer(module, build, question):
    if "version" in question:
        return {"version": module.version()}
    try:
        run(module, build, **question)
        return {"kind": "ran", "message": ""}
    except (Exception, SystemExit) as error:
        if module.UNSUPPORTED.search(str(error)):
            return {"kind": "unsupported", "message": str(error)}
        return {"kind": "crash", "message": f"{type(error).__name__}: {error}"}


def load(path):
    """The module in a file, as one of the package `engines`, wherever it is."""
    spec = importlib.util.spec_from_file_location(f"engines.{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module = load(Path(sys.argv[1]))
    for needed in module.NEEDS:
        importlib.import_module(needed)

    def say(content):
        print(json.dumps(content), file=answers, flush=True)

    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say(answer(module, sys.argv[2], json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status != 0:
            say({"died": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    main()
