# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The outcomes that were measured last: a file for each engine in results/.

An outcome is a string: one of OUTCOMES, and behind a colon why. The file of an
engine has for each operation the number of its cases and a digest of their
names, and for each outcome the names of the cases that ended so; all others
passed. What it says is the same each time, and stands in the order of names, so
that a diff shows what changed.
"""

import datetime
import hashlib
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


def settled(outcome):
    """An outcome without the numbers in it, which many cases then share."""
    kind, colon, why = outcome.partition(": ")
    if kind == "wrong":
        why = re.sub(r"^(\w+)(\[.*\])? is .*", r"values of \1", why)
        why = re.sub(r"^(\w+) has the shape .*", r"shape of \1", why)
    else:
        why = re.sub(r"\[\d+:\d+\] ", "", why)  # places in the text
        why = re.sub(r"[\[(]-?\d+(, ?-?\d+)*[\])]|-?\d+(,-?\d+)+", "…", why)  # shapes
    return kind + colon + why


def digest(names):
    return f"{len(names)} cases {hashlib.sha1(' '.join(sorted(names)).encode()).hexdigest()[:8]}"


def by_operation(values):
    """{operation: {name: value}} of a dictionary from `operation/name` to values."""
    found = {}
    for case, value in values.items():
        operation, _, name = case.partition("/")
        found.setdefault(operation, {})[name] = value
    return found


def save(engine, outcomes):
    """Writes what an engine made of the cases, a dictionary from `operation/name` to outcome."""
    operations = {}
    for operation, cases in sorted(by_operation(outcomes).items()):
        groups = {}
        for name, outcome in sorted(cases.items()):
            if outcome != "pass":
                groups.setdefault(settled(outcome), []).append(name)
        operations[operation] = {"measured": digest(cases), **dict(sorted(groups.items()))}
    write(
        engine.name,
        {
            "engine": engine.name,
            "title": engine.title,
            "version": engine.version(),
            "date": datetime.date.today().isoformat(),
            "operations": operations,
        },
    )


def load(name, suite):
    """What `save` wrote, or None: its facts, and in "cases" the outcomes of those cases of the suite.

    Operations whose cases are others today are left out.
    """
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    outcomes = {}
    for operation, cases in by_operation(suite).items():
        groups = dict(content["operations"].get(operation, {}))
        if groups.pop("measured", None) != digest(cases):
            continue
        outcomes |= {f"{operation}/{name}": "pass" for name in cases}
        outcomes |= {f"{operation}/{name}": outcome for outcome, names in groups.items() for name in names}
    return {**content, "cases": outcomes}


def save_cases(cases):
    """Writes which cases the suite has, each with its tags, so that reports need not make them."""
    tags = {f"{case.operation}/{case.name}": " ".join(case.tags) for case in cases}
    write("cases", {name: dict(sorted(found.items())) for name, found in sorted(by_operation(tags).items())})


def load_cases():
    """A dictionary from `operation/name` to the tags of the case; empty before anything was measured."""
    path = FOLDER / "cases.json"
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        f"{operation}/{name}": tags.split()
        for operation, cases in content.items()
        for name, tags in cases.items()
    }


def write(name, content):
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
