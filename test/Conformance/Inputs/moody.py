"""An engine for tests of the suite, which does what the names of its outputs say."""

import os
import re
import signal
import sys
import time
from pathlib import Path

from .engine import PythonEngine

NEEDS = ("json",)
UNSUPPORTED = re.compile("not supported")


class Moody(PythonEngine):
    name = "moody"
    title = "An engine for tests"


def version():
    return "1.0"


class Model:
    def __init__(self, folder, build):
        text = (Path(folder) / "graph.nnef").read_text()
        self.mood = re.search(r"-> \((\w+)\)", text)[1]
        self.sum = 0

    def run(self, inputs):
        return [getattr(self, self.mood)(*inputs)]

    def doubles(self, x):
        return x * 2

    def sums(self, x):
        self.sum = self.sum + x
        return self.sum

    def cannot(self, x):
        raise ValueError("cosines are not supported")

    def fails(self, x):
        return [][1]

    def dies(self, x):
        os.kill(os.getpid(), signal.SIGSEGV)

    def panics(self, x):
        print("thread 'main' panicked at lib.rs:1:\ntoo sad\nnote: there is more", file=sys.stderr)
        os.abort()

    def hangs(self, x):
        time.sleep(60)
