# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What an engine is to the suite: something that is given a case and writes its outputs."""

import inspect
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

GRAPH = re.compile(r"\bgraph\s+\w+\s*\(([^)]*)\)\s*->\s*\(([^)]*)\)")
LAST_WORDS = re.compile(r"panicked at|what\(\):|Assertion .*failed|FATAL ERROR")
WORKER = Path(__file__).resolve().parent / "worker.py"


def signature(model):
    """The names of the inputs and of the outputs of a model."""
    text = (Path(model) / "graph.nnef").read_text(encoding="utf-8")
    text = re.sub(r"#[^\n]*", "", text)
    return tuple(re.findall(r"\w+", names) for names in GRAPH.search(text).groups())


@dataclass(frozen=True)
class Case:
    """A case on disk: a model, its inputs, and what is expected."""

    folder: Path
    operation: str
    name: str
    section: str = ""
    what: str = ""
    tags: tuple = ()
    rtol: float = 1e-5
    atol: float = 1e-8
    steps: int = 1
    mode: str = "run"
    # How it computes: with "real" numbers, as `graph.quant` says with "simulate", or
    # with "integer" arithmetic; and whether inputs and outputs are then "real" or "codes".
    arithmetic: str = "real"
    boundary: str = "real"

    @staticmethod
    def load(folder):
        """The case that a folder with a `case.json` holds."""
        folder = Path(folder)
        facts = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        known = {key: value for key, value in facts.items() if key in Case.__dataclass_fields__}
        known["tags"] = tuple(known.get("tags", ()))
        return Case(folder=folder, **known)

    @property
    def id(self):
        return f"{self.operation}/{self.name}"

    @property
    def model(self):
        return self.folder / "model"

    @property
    def inputs_folder(self):
        return self.folder / "inputs"

    @property
    def expected_folder(self):
        return self.folder / "expected"

    def signature(self):
        return signature(self.model)


@dataclass(frozen=True)
class Outcome:
    """How running a case ended.

    The kind is "ran", "unsupported" if the engine itself says that it cannot, or
    "crash" if it dies, takes too long, or fails with something that is not a
    statement about what it supports.
    """

    kind: str
    message: str = ""


@dataclass(frozen=True)
class Settings:
    """Where engines are found, and what they may use."""

    # The build folder of nnef-mlir, with bin/nnef-run.
    build: Path = Path("build")
    # A Python that has the packages of the other engines.
    python: Path = Path(sys.executable)
    # Seconds and bytes for a case; 0 bytes is no limit.
    timeout: float = 30
    memory: int = 6 << 30


class Engine:
    """The base class. An engine writes OUTPUTS/NAME.dat or NAME.npy, and never compares."""

    # Also the name of the file of its results.
    name = ""
    # What it is, in a line.
    title = ""
    # The kinds of arithmetic that it has.
    arithmetics = {"real"}
    # True for the engines of this project, which must pass everything.
    ours = False

    def __init__(self, settings):
        self.settings = settings

    def version(self):
        raise NotImplementedError

    def run(self, case, outputs):
        raise NotImplementedError

    def close(self):
        """Ends what the engine has started."""


def limit_memory(settings):
    """What a child process does first: less memory, and a group of its own to be ended with its children."""

    def limit():
        os.setpgid(0, 0)
        if settings.memory:
            resource.setrlimit(resource.RLIMIT_DATA, (settings.memory, settings.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def how_it_died(status, log):
    """A sentence for a process that ended without an answer."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    # The words of libraries that end the process themselves; otherwise the last ones.
    panic = [f"{line} {text}" for line, text in zip(lines, [*lines[1:], ""]) if LAST_WORDS.search(line)]
    last = f": {(panic or lines[-1:])[0]}" if lines else ""
    if status < 0:
        return f"died of {signal.Signals(-status).name}{last}"
    return f"ended with status {status}{last}"


def run_command(command, settings):
    """Runs a command: (None, what it says to stderr) if it succeeds, otherwise an Outcome as the first."""
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=limit_memory(settings),
    )
    try:
        _, log = process.communicate(timeout=settings.timeout)
    except subprocess.TimeoutExpired:
        kill(process)
        return Outcome("crash", f"no answer in {settings.timeout:g} s"), ""
    if process.returncode == 0:
        return None, log
    errors = [line for line in log.splitlines() if "error: " in line]
    if process.returncode > 0 and errors:
        return Outcome("unsupported", errors[0].split("error: ", 1)[1]), log
    if "Unknown command line argument" in log:
        raise RuntimeError(f"{' '.join(map(str, command))}: {log.strip()}")
    return Outcome("crash", how_it_died(process.returncode, log)), log


def run_commands(commands, settings):
    """Runs commands one after the other; None if all succeed, or the Outcome of the first that does not."""
    for command in commands:
        failure, _ = run_command(command, settings)
        if failure:
            return failure
    return None


class PythonEngine(Engine):
    """An engine that is a Python package, run in a process of its own (see worker.py).

    The module of the subclass also has what runs over there: a class Model. The
    process is started again when it does not answer in time.
    """

    # The packages it needs, as pip takes them.
    packages = ()
    # Environment variables for its process.
    environment = {}

    def __init__(self, settings):
        super().__init__(settings)
        self.process = None
        self.log = tempfile.TemporaryFile()

    def ask(self, **question):
        """The answer of the worker, a dictionary; or an Outcome if it does not give one."""
        if self.process is None or self.process.poll() is not None:
            module = inspect.getfile(type(self))
            self.process = subprocess.Popen(
                [str(self.settings.python), str(WORKER), module, str(self.settings.build)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log,
                env=os.environ | self.environment,
                preexec_fn=limit_memory(self.settings),
            )
            ready = self.receive(120)
            if isinstance(ready, Outcome):
                raise RuntimeError(f"{self.name} needs {', '.join(self.packages)}: {ready.message}")
        self.log.seek(0)
        self.log.truncate()
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # `receive` says why
        return self.receive(self.settings.timeout)

    def receive(self, timeout):
        ready, _, _ = select.select([self.process.stdout], [], [], timeout)
        if not ready:
            kill(self.process)
            return Outcome("crash", f"no answer in {timeout:g} s")
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        return Outcome("crash", how_it_died(self.process.wait(), self.read_log()))

    def version(self):
        return self.ask(version=True)["version"]

    def options(self, case):
        """What the Model of a case is made with, beside its folder."""
        return {}

    def run(self, case, outputs):
        answer = self.ask(
            model=str(case.model),
            inputs=str(case.inputs_folder),
            outputs=str(outputs),
            steps=case.steps,
            options=self.options(case),
        )
        if isinstance(answer, Outcome):
            return answer
        if "died" in answer:
            return Outcome("crash", how_it_died(answer["died"], self.read_log()))
        kind, message = answer["kind"], answer["message"]
        # Any error refuses a document that is not valid, whatever it says.
        return Outcome("unsupported" if kind == "crash" and case.mode == "refuse" else kind, message)

    def read_log(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def close(self):
        if self.process is not None:
            kill(self.process)
            self.process = None
