# ===- check_acceptance.py - Imports the documents of the corpus -----------===#
#
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Checks that each document is accepted or rejected as its comments say.

usage: check_acceptance.py NNEF-TRANSLATE CORPUS SCRATCH

A file is imported at once, document by document. Documents with a quantization
file are models of their own, and so are those of a file with one that crashes.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

import corpus


def translate(tool, model, *options):
    return subprocess.run(
        [tool, "--import-nnef", "--no-weights", *options, model, "-o", os.devnull],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
    )


def import_one(tool, document, folder, *options):
    """Imports a document; gives how that ends, and the diagnostics."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "graph.nnef"
    model.write_bytes(document.graph.encode())
    if document.quantization is not None:
        (folder / "graph.quant").write_text(document.quantization)
        model = folder
    run = translate(tool, model, *options)
    if run.returncode == 0:
        return "accepted", run.stderr
    if run.returncode == 1 and re.search(r"\berror: ", run.stderr):
        return "rejected", run.stderr
    return f"ends with code {run.returncode}", run.stderr


def import_file(tool, path, documents, folder, *options):
    """Imports the documents of a file; gives for each what import_one gives."""
    together = [d for d in documents if d.quantization is None]
    outcomes = {
        d.name: import_one(tool, d, folder / str(d.line), *options)
        for d in documents
        if d.quantization is not None
    }
    run = translate(tool, path, "--split-input-file", *options)
    if run.returncode not in (0, 1):
        for d in together:
            outcomes[d.name] = import_one(tool, d, folder / str(d.line), *options)
        return outcomes

    # A diagnostic begins with the line of the `# -----` above its document.
    diagnostics = collections.defaultdict(str)
    line = None
    for text in run.stderr.splitlines(keepends=True):
        if match := re.match(r"(?:within split at )?.*?:(\d+) offset :\d+:\d+: ", text):
            line = int(match[1])
        elif re.match(r"\S*:\d+:\d+: ", text):
            line = 1
        diagnostics[line] += text
    for d in together:
        text = diagnostics[d.line]
        rejected = re.search(r":\d+:\d+: error: ", text)
        outcomes[d.name] = "rejected" if rejected else "accepted", text
    rejected = [d for d in together if outcomes[d.name][0] == "rejected"]
    if (run.returncode == 1) != bool(rejected):
        sys.exit(f"{path}: ends with code {run.returncode} and says\n{run.stderr}")
    return outcomes


def get_problem(document, is_strict, outcome, diagnostics):
    """What is wrong with the import of a document, if anything."""
    accepted = document.accepted and (document.strict or not is_strict)
    where = " with --nnef-strict" if is_strict else ""
    if outcome != ("accepted" if accepted else "rejected"):
        return f"{outcome}{where}\n{diagnostics}"
    # What is always wrong can break a rule for strict documents first.
    is_said = is_strict and not document.accepted
    if document.message and not is_said and document.message not in diagnostics:
        return f"does not say '{document.message}'{where}\n{diagnostics}"
    return None


def check_file(tool, path, documents, scratch):
    """The problems with the documents of a file."""
    problems = {}
    for is_strict in (False, True):
        options = ["--nnef-strict"] if is_strict else []
        folder = scratch / f"{path.stem}-{is_strict}"
        outcomes = import_file(tool, path, documents, folder, *options)
        for d in documents:
            if problem := get_problem(d, is_strict, *outcomes[d.name]):
                problems.setdefault(d.name, problem)
    return problems


def main():
    tool, folder, scratch = sys.argv[1:]
    folder, scratch = pathlib.Path(folder), pathlib.Path(scratch)
    shutil.rmtree(scratch, ignore_errors=True)
    documents = corpus.read(folder)
    for d in documents:
        if not d.message and not (d.accepted and d.strict):
            sys.exit(f"{d.name}: has no message")

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = [
            pool.submit(check_file, tool, folder / name, group, scratch)
            for name, group in corpus.by_file(documents).items()
        ]
    failed = 0
    for check in checks:
        for name, problem in check.result().items():
            failed += 1
            print(f"{name}: {problem}")
    print(f"{len(documents) - failed} of {len(documents)} documents as expected")
    shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
