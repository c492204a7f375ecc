#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what nnef-translate accepts with what Khronos' parser accepts.

  scripts/compare_with_khronos.py --python PYTHON [MODEL...]
      compares on the documents of test/Acceptance, and on the models that are
      given: folders with a graph.nnef, or graph files. PYTHON is one that has
      the package `nnef`. Fails if a document's comments do not say how the
      two decide.
  scripts/compare_with_khronos.py --update-docs
      writes what the comments say to docs/KhronosParser.md.
  scripts/compare_with_khronos.py --check-docs
      only says whether that is still to be done; fails if it is.

Khronos' side is the parser and, if it accepts, its shape inference, with the
fragments of the document expanded, because it knows no shapes of others. It
loses a document if it accepts it, but an output is not in what it gives.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "test" / "Acceptance"
PAGE = ROOT / "docs" / "KhronosParser.md"
MARKER = "<!-- The rest is written by scripts/compare_with_khronos.py. -->\n"
# Khronos' parser may run out of stack or of memory.
MEMORY_LIMIT = 4 << 30
TIME_LIMIT = 30

sys.path.insert(0, str(CORPUS / "Inputs"))
import check_acceptance  # noqa: E402
import corpus  # noqa: E402

Outcome = collections.namedtuple("Outcome", ["decision", "stage", "message"])


# ===-----------------------------------------------------------------------===#
# Khronos' side
# ===-----------------------------------------------------------------------===#


def judge(nnef, graph_text, quantization_text):
    """Runs Khronos' parser and shape inference in this process."""
    text = re.sub(r"#.*", "", graph_text)
    compounds = re.findall(r"\bfragment\s+(\w+)[^;{]*\{", text)
    try:
        graph = nnef.parse_string(graph_text, quantization_text, lowered=compounds)
    except Exception as error:
        return Outcome("rejects", "parser", repr(error))
    lost = [name for name in graph.outputs if name not in graph.tensors]
    if lost:
        return Outcome("loses", "parser", f"there is no tensor {', '.join(lost)}")
    try:
        nnef.infer_shapes(graph)
    except nnef.Error as error:
        if "inference function is not defined" in str(error):
            return Outcome("accepts", "shapes are unknown", str(error))
        return Outcome("rejects", "shapes", str(error))
    except Exception as error:
        return Outcome("rejects", "shapes", repr(error))
    return Outcome("accepts", "", "")


def work():
    """Judges what comes in on standard input, line by line."""
    import resource

    import nnef

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # The parser itself may print.
    for line in sys.stdin:
        outcome = judge(nnef, *json.loads(line))
        print(json.dumps(outcome), file=answers, flush=True)


class Khronos:
    """A process that judges documents, and another one if it crashes."""

    def __init__(self, python):
        self.command = [python, os.path.abspath(__file__), "--work"]
        self.process = None

    def judge(self, graph, quantization):
        if not self.process:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        process = self.process
        try:
            print(json.dumps([graph, quantization]), file=process.stdin, flush=True)
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                answer = pool.submit(process.stdout.readline)
                try:
                    answer.result(TIME_LIMIT)
                except concurrent.futures.TimeoutError:
                    process.kill()
            if line := answer.result():
                return Outcome(*json.loads(line))
        except BrokenPipeError:
            pass
        self.process = None
        code = process.wait()
        if code > 0:
            sys.exit(f"'{' '.join(self.command)}' fails; is the package nnef there?")
        return Outcome("crashes", "", signal.strsignal(-code))


# ===-----------------------------------------------------------------------===#
# Comparison
# ===-----------------------------------------------------------------------===#


def print_table(pairs):
    """Prints how often who decides how."""
    counts = collections.Counter(pairs)
    theirs = ("accepts", "loses", "rejects", "crashes")
    print(f"  {'':20}" + "".join(f"{'Khronos ' + t:>18}" for t in theirs))
    for ours in sorted({ours for ours, _ in pairs}):
        row = "".join(f"{counts[ours, t]:>18}" for t in theirs)
        print(f"  nnef-mlir {ours:10}" + row)
    agreed = sum(count for (ours, theirs), count in counts.items() if ours == theirs)
    print(f"  {agreed} of {len(pairs)} agree")


def get_decision(outcome):
    """How Khronos' outcomes are called, for one of nnef-translate."""
    return {"accepted": "accepts", "rejected": "rejects"}.get(outcome, "crashes")


def compare_corpus(translate, khronos):
    """Compares on the corpus; gives the number of wrong comments."""
    documents = corpus.read()
    decisions = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, group in corpus.by_file(documents).items():
            decisions |= check_acceptance.import_file(
                translate, CORPUS / name, group, pathlib.Path(scratch) / name
            )
    pairs = []
    wrong = 0
    for document in documents:
        ours = get_decision(decisions[document.name][0])
        theirs = khronos.judge(document.graph, document.quantization)
        pairs.append((ours, theirs.decision))
        expected = "accepts" if document.accepted else "rejects"
        if ours != expected:
            wrong += 1
            print(f"{document.name}: nnef-translate {ours} it")
        if theirs.decision != (document.khronos or expected):
            wrong += 1
            said = f" ({theirs.stage}: {theirs.message})" if theirs.message else ""
            print(f"{document.name}: Khronos' parser {theirs.decision} it{said}")
        elif document.khronos == expected:
            wrong += 1
            print(f"{document.name}: its comment explains an agreement")
    print(f"{len(documents)} documents of {CORPUS.relative_to(ROOT)}:")
    print_table(pairs)
    return wrong


def compare_models(models, translate, khronos):
    """Compares on models, which have no comments."""
    pairs = []
    for path in map(pathlib.Path, models):
        run = check_acceptance.translate(translate, path)
        ours = {0: "accepts", 1: "rejects"}.get(run.returncode, "crashes")
        graph = path / "graph.nnef" if path.is_dir() else path
        quantization = path / "graph.quant"
        theirs = khronos.judge(
            graph.read_text(),
            quantization.read_text() if quantization.is_file() else None,
        )
        pairs.append((ours, theirs.decision))
        if ours != theirs.decision:
            print(f"{path}: nnef-mlir {ours} it, Khronos' parser {theirs.decision} it")
            print(theirs.message or run.stderr)
    print(f"{len(models)} models:")
    print_table(pairs)


# ===-----------------------------------------------------------------------===#
# Documentation
# ===-----------------------------------------------------------------------===#


def write_page():
    """What docs/KhronosParser.md should be."""
    documents = corpus.read()
    differing = [d for d in documents if d.khronos]
    lines = [
        f"Of {len(documents)} documents, the two decide about "
        f"{len(documents) - len(differing)} alike, and about these "
        f"{len(differing)} not:",
    ]
    for name, group in corpus.by_file(differing).items():
        lines += [
            "",
            f"## {name}",
            "",
            "| document | nnef-mlir | Khronos' parser | why |",
            "| --- | --- | --- | --- |",
        ]
        for d in group:
            ours = "rejects" if not d.accepted else "accepts" if d.strict else "warns"
            cells = [d.title, ours, d.khronos, d.reason]
            row = " | ".join(cell.replace("|", "\\|") for cell in cells)
            lines.append(f"| {row} |")
    intro, marker, _ = PAGE.read_text().partition(MARKER)
    if not marker:
        sys.exit(f"{PAGE}: has no line '{MARKER.strip()}'")
    return intro + marker + "\n" + "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("models", nargs="*")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--translate", default=ROOT / "build/bin/nnef-translate")
    parser.add_argument("--update-docs", action="store_true")
    parser.add_argument("--check-docs", action="store_true")
    parser.add_argument("--work", action="store_true")
    options = parser.parse_args()
    if options.work:
        return work()
    if options.check_docs:
        if write_page() != PAGE.read_text():
            sys.exit(
                "docs/KhronosParser.md is stale; "
                "run scripts/compare_with_khronos.py --update-docs"
            )
        return None
    if options.update_docs:
        PAGE.write_text(write_page())
        return None
    khronos = Khronos(options.python)
    if options.models:
        compare_models(options.models, options.translate, khronos)
    return sys.exit(compare_corpus(options.translate, khronos) != 0)


main()
