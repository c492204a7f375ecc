# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the scripts that check whole networks have in common."""

import array
import ast
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

FOLDER = pathlib.Path(__file__).resolve().parent


class Failure(Exception):
    """What is wrong with a network."""


# ===-----------------------------------------------------------------------===#
# Commands
# ===-----------------------------------------------------------------------===#


class Finished:
    """What a command did: its output, its processor time, its memory in bytes."""

    def __init__(self, output, seconds, memory):
        self.output = output
        self.seconds = seconds
        self.memory = memory


# nnef-run is to compile each network, and to leave nothing in the user's home.
os.environ["NNEF_CACHE"] = ""


def run(*command, timeout, **options):
    """Runs a command to its end, or fails with what it says is wrong."""
    name = pathlib.Path(command[0]).name
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(word) for word in command], stdout=output, stderr=errors, **options
        )
        timer = threading.Timer(timeout, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        in_time = timer.is_alive()
        timer.cancel()
        output.seek(0)
        text = output.read().decode(errors="replace")
        if process.returncode == 0:
            # The machine may have more to do than this; processor time is the command's.
            seconds = usage.ru_utime + usage.ru_stime
            return Finished(text, seconds, usage.ru_maxrss * 1024)
        errors.seek(0)
        lines = (text + errors.read().decode(errors="replace")).strip().splitlines()
    if not in_time:
        raise Failure(f"{name}: more than {timeout} s")
    said = [line for line in lines if re.search(r"\berror\b", line, re.IGNORECASE)] or lines[-1:]
    raise Failure(f"{name}: {said[0] if said else f'exit code {process.returncode}'}")


def prepare_python(folder, requirements, progress):
    """A virtual environment with the packages, which is made if need be."""
    python, stamp = folder / "bin" / "python", folder / "requirements.txt"
    if not stamp.is_file() or stamp.read_text() != requirements.read_text():
        progress.say(f"installing the packages of {requirements.name} in {folder}")
        run(sys.executable, "-m", "venv", "--clear", folder, timeout=600)
        words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run(python, *words, "-r", requirements, timeout=3600)
        shutil.copy(requirements, stamp)
    return python


class Progress:
    """What is being done, on a line of the terminal that comes and goes."""

    def __init__(self):
        self.enabled = sys.stderr.isatty()

    def show(self, text):
        if self.enabled:
            print(f"\r\033[K{text}\r", end="", file=sys.stderr, flush=True)

    def say(self, text):
        self.show("")
        print(text, flush=True)


# ===-----------------------------------------------------------------------===#
# Models
# ===-----------------------------------------------------------------------===#


class Maker:
    """Makes models with a script, and has Khronos' converter make NNEF of them,
    unless the cache has them."""

    def __init__(self, python, maker, parts, cache, timeout):
        """A change of `parts`, files of this folder, means to make everything again."""
        self.python = python
        self.maker = maker
        self.cache = cache
        self.timeout = timeout
        contents = [path.read_bytes() for path in [maker, *(FOLDER / part for part in parts)]]
        self.stamp = hashlib.sha256(b"".join(contents)).hexdigest()

    def make(self, name, progress):
        """The folder of a model."""
        folder = self.cache / name
        stamp = folder / "stamp"
        if stamp.is_file() and stamp.read_text() == self.stamp:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        progress.show(f"{name}: making the network")
        run(self.python, self.maker, *self.get_arguments(name), folder, timeout=self.timeout)
        if not (folder / "model").is_dir():
            progress.show(f"{name}: converting it to NNEF")
            self.convert(folder)
        stamp.write_text(self.stamp)
        return folder

    def get_arguments(self, name):
        """What the script is told to make."""
        return [name]

    def convert(self, folder):
        """Makes `model` of what the script has made."""
        raise NotImplementedError

    def run_converter(self, source, target, words):
        command = f"-m nnef_tools.convert --output-format nnef {words}"
        files = ["--input-model", source, "--output-model", target]
        environment = dict(os.environ, PYTHONPATH=str(FOLDER), TF_CPP_MIN_LOG_LEVEL="3")
        done = run(self.python, *command.split(), *files, timeout=self.timeout, env=environment)
        # It reports failures in words alone.
        if not (target / "graph.nnef").is_file():
            raise Failure(f"Khronos' converter: {done.output.strip() or 'no graph.nnef'}")


def count_operations(model):
    """How many operations compute something."""
    text = (model / "graph.nnef").read_text()
    body = text[re.search(r"^graph\b", text, re.MULTILINE).end() :]
    operations = re.findall(r"= *(\w+)(?:<\w+>)?\(", body)
    return sum(name not in ("external", "variable", "constant") for name in operations)


def get_size(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


# ===-----------------------------------------------------------------------===#
# Results
# ===-----------------------------------------------------------------------===#

NUMPY_TYPES = {"<f4": "f", "|i1": "b", "|u1": "B"}


def read_npy(path, kinds=("<f4",)):
    """The shape of a file of numbers of one of some types, and its values."""
    data = path.read_bytes()
    if data[:6] != b"\x93NUMPY" or data[6] not in (1, 2):
        raise Failure(f"{path.name} is not a NumPy file")
    start = 10 if data[6] == 1 else 12
    end = start + int.from_bytes(data[8:start], "little")
    header = ast.literal_eval(data[start:end].decode("latin1"))
    if header["descr"] not in kinds or header["fortran_order"]:
        raise Failure(f"{path.name} has other values than {' or '.join(kinds)} in rows")
    return header["shape"], array.array(NUMPY_TYPES[header["descr"]], data[end:])


def format_megabytes(size):
    return f"{size / 1e6:,.0f} MB"


def format_row(cells):
    return "| " + " | ".join(cells) + " |"


def describe_machine():
    names = re.findall(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return f"{len(names)} cores of {names[0] if names else 'an unknown processor'}"
