# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What `conformance/run` does: generates cases, runs engines, compares, prints tables."""

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from . import compare, graphs, results
from .cases import all_cases
from .cases.generate import write_case
from .engines import ENGINES
from .engines.engine import Case, Settings

REPOSITORY = Path(__file__).resolve().parents[1]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="conformance/run", description=main.__doc__)
    add = parser.add_argument
    add(
        "--engine",
        action="extend",
        nargs="+",
        metavar="NAME",
        choices=list(ENGINES),
        help=f"one of {', '.join(ENGINES)} (default: linalg)",
    )
    add(
        "--only",
        action="extend",
        nargs="+",
        metavar="GLOB",
        help="only cases OPERATION/NAME that match, such as 'conv' or '*/rank-5'",
    )
    add(
        "--subset",
        choices=("default", "full"),
        default="default",
        help="the default subset has every operation and attribute (default: default)",
    )
    add("--part", default="1/1", metavar="I/N", help="only part I of N")
    add(
        "--graphs",
        type=Path,
        metavar="DIR",
        help="instead of the cases: flat graphs in folders of DIR, with random data",
    )
    add("--cases", type=Path, metavar="DIR", help="keep the generated cases here")
    add("--generate", action="store_true", help="only generate the cases, into the folder of --cases")
    add("--list", action="store_true", help="only list the cases")
    add(
        "--jobs",
        type=int,
        default=os.cpu_count(),
        metavar="N",
        help="how many cases at a time (default: the number of processors)",
    )
    add(
        "--build",
        type=Path,
        default=REPOSITORY / "build",
        metavar="DIR",
        help="the build folder of nnef-mlir",
    )
    add(
        "--python",
        type=Path,
        default=Path(sys.executable),
        metavar="FILE",
        help="a Python that has the packages of other engines",
    )
    add(
        "--memory",
        type=float,
        default=Settings.memory / 2**30,
        metavar="GIB",
        help="memory for a case, 0 for no limit (default: 6)",
    )
    add("--timeout", type=float, default=Settings.timeout, metavar="S", help="seconds for a case")
    add("--update-results", action="store_true", help="write conformance/results; needs the full set")
    arguments = parser.parse_args()
    if arguments.update_results and (arguments.subset, arguments.only, arguments.graphs) != (
        "full",
        None,
        None,
    ):
        parser.error("--update-results needs --subset full, and all of it")
    if arguments.generate and not arguments.cases:
        parser.error("--generate needs --cases")
    return arguments


def chosen(arguments):
    """The lines of the tables that are asked for."""
    lines = graphs.cases(arguments.graphs) if arguments.graphs else all_cases()
    if arguments.subset == "default" and not arguments.only and not arguments.graphs:
        lines = [line for line in lines if "default" in line.tags]
    if arguments.only:
        globs = [glob if "/" in glob else glob + "/*" for glob in arguments.only]
        lines = [line for line in lines if any(fnmatch(line.id, glob) for glob in globs)]
    part, parts = map(int, arguments.part.split("/"))
    return lines[part - 1 :: parts]


# ---------------------------------------------------------------------------
# One case, in a process of its own
# ---------------------------------------------------------------------------

worker = None


class Worker:
    """A process that runs cases, and the engines that it has started."""

    def __init__(self, lines, names, settings, folder):
        self.lines = lines
        self.engines = [ENGINES[name](settings) for name in names]
        self.folder = folder

    def run(self, number):
        """Of a case: its number, and for each engine how it went, or None if it has not that arithmetic."""
        folder = write_case(self.lines[number], self.folder / "cases")
        case = Case.load(folder)
        outcomes = []
        for engine in self.engines:
            if case.arithmetic not in engine.arithmetics:
                outcomes.append(None)
                continue
            outputs = Path(tempfile.mkdtemp(dir=self.folder))
            outcomes.append(compare.outcome_of(case, engine.run(case, outputs), outputs))
            shutil.rmtree(outputs, ignore_errors=True)
        return number, outcomes


def start_worker(*arguments):
    global worker
    # The terminal's Ctrl-C is for the main process, which ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    worker = Worker(*arguments)


def run_case(number):
    try:
        return worker.run(number)
    except (RuntimeError, OSError) as error:  # an engine that cannot be used here
        return number, error


def run_all(lines, names, settings, folder, jobs):
    """For each engine a dictionary from the id of a case to what came of it."""
    outcomes = {name: {} for name in names}
    with multiprocessing.Pool(jobs, start_worker, (lines, names, settings, folder)) as pool:
        for count, (number, found) in enumerate(pool.imap_unordered(run_case, range(len(lines))), 1):
            if isinstance(found, Exception):
                sys.exit(f"error: {found}")
            for name, outcome in zip(names, found):
                if outcome is not None:
                    outcomes[name][lines[number].id] = outcome
            show_progress(f"{count} of {len(lines)}: {lines[number].id}")
    show_progress("")
    # In the order of the tables.
    return {
        name: {line.id: found[line.id] for line in lines if line.id in found}
        for name, found in outcomes.items()
    }


def show_progress(text):
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{text[:width]:{width}}\r", end="", file=sys.stderr, flush=True)


# ---------------------------------------------------------------------------
# Tables
# ---------------------------------------------------------------------------


def print_table(engine, outcomes):
    """How many cases of each operation passed, and why the others did not."""
    table = {}
    for case, outcome in outcomes.items():
        row = table.setdefault(case.partition("/")[0], dict.fromkeys(results.OUTCOMES, 0))
        row[results.kind(outcome)] += 1
    total = {kind: sum(row[kind] for row in table.values()) for kind in results.OUTCOMES}
    width = max(map(len, table), default=9)
    print(f"{engine.name}: {engine.title}")
    print(f"  {'operation':{width}}" + "".join(f"{kind:>13}" for kind in results.OUTCOMES))
    for operation, row in [*sorted(table.items()), ("all", total)]:
        print(f"  {operation:{width}}" + "".join(f"{row[kind] or '-':>13}" for kind in results.OUTCOMES))
    failures = {case: outcome for case, outcome in outcomes.items() if results.kind(outcome) != "pass"}
    for case, outcome in failures.items():
        print(f"  {case}: {outcome}")
    print()
    return failures


def main():
    """Runs engines on the cases of the conformance suite, and says what they got right."""
    arguments = parse_arguments()
    lines = chosen(arguments)
    if not lines:
        sys.exit("error: no case is chosen")
    if arguments.list:
        for line in lines:
            print(f"{line.id}: {line.what}")
        return 0
    if arguments.generate:
        for line in lines:
            write_case(line, arguments.cases)
        return 0
    # To be ended is like Ctrl-C: nothing is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = Settings(
        build=arguments.build.resolve(),
        python=arguments.python,
        timeout=arguments.timeout,
        memory=int(arguments.memory * 2**30),
    )
    names = arguments.engine or ["linalg"]
    try:
        with tempfile.TemporaryDirectory(prefix="nnef-conformance-") as temporary:
            folder = Path(temporary)
            if arguments.cases:
                arguments.cases.mkdir(parents=True, exist_ok=True)
                (folder / "cases").symlink_to(arguments.cases.resolve())
            outcomes = run_all(lines, names, settings, folder, arguments.jobs)
    except KeyboardInterrupt:
        return 130
    if arguments.update_results:
        results.save_cases(lines)
    failed = False
    for name in names:
        engine = ENGINES[name](settings)
        failures = print_table(engine, outcomes[name])
        failed |= engine.ours and bool(failures)
        if arguments.update_results:
            results.save(engine, outcomes[name])
        engine.close()
    return int(failed)
