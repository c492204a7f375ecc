# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The outcomes that were measured last: a file for each engine in results/.

An outcome is a string: one of OUTCOMES, and behind a colon why. A file has a
line for each case, in the order of names, so that a diff shows what changed.
"""

import datetime
import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "results"
OUTCOMES = ("pass", "wrong", "unsupported", "crash")
LONGEST = 160


def first_line(text):
    """The first line of a message that says something, without what changes from one run to the next."""
    lines = [line.strip() for line in str(text).splitlines()]
    line = next((line for line in lines if line), "no message")
    line = re.sub(r"(?<![\w.])(/[\w.+-]+){2,}/", "", line)  # folders
    line = re.sub(r"0x[0-9a-fA-F]{6,}", "0x…", line)  # addresses
    line = re.sub(r"thread '.*' \(\d+\) panicked", "panicked", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def kind(outcome):
    """One of OUTCOMES."""
    return outcome.partition(":")[0]


def reason(outcome):
    """What is behind the kind, or an empty string."""
    return outcome.partition(":")[2].strip()


def save(engine, outcomes):
    """Writes what an engine made of the cases, a dictionary from `operation/name` to outcome."""
    facts = {
        "engine": engine.name,
        "title": engine.title,
        "version": engine.version(),
        "date": datetime.date.today().isoformat(),
    }
    write(engine.name, facts, outcomes)


def load(name):
    """What `save` wrote, with a dictionary from `operation/name` to outcome in "cases"; or None."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cases"] = {
        f"{operation}/{case}": outcome
        for operation, cases in content["cases"].items()
        for case, outcome in cases.items()
    }
    return content


def save_cases(cases):
    """Writes which cases the suite has, each with its tags, so that reports need not make them."""
    write("cases", {}, {f"{case.operation}/{case.name}": " ".join(case.tags) for case in cases})


def load_cases():
    """A dictionary from `operation/name` to the tags of the case; empty before anything was measured."""
    content = load("cases") or {"cases": {}}
    return {case: tags.split() for case, tags in content["cases"].items()}


def write(name, facts, values):
    """Writes values of cases by operation, a line for each."""
    cases = {}
    for case, value in sorted(values.items()):
        operation, _, short = case.partition("/")
        cases.setdefault(operation, {})[short] = value
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(facts | {"cases": cases}, indent=1, ensure_ascii=False) + "\n"
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
