# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What an engine wrote beside what is expected."""

import numpy as np

from . import results, tensor_files

KINDS = {"f": "scalars", "i": "integers", "u": "integers", "b": "truth values"}


def outcome_of(case, outcome, outputs):
    """The line for the results of a case, as results.py describes it."""
    if case.mode == "refuse":
        if outcome.kind == "ran":
            return "wrong: the document is not valid, and was accepted"
        # An engine that does not support what is not allowed has refused it.
        return "pass" if outcome.kind == "unsupported" else described(outcome.kind, outcome.message)
    if outcome.kind != "ran":
        return described(outcome.kind, outcome.message)
    for name in case.signature()[1]:
        difference = differs(case, name, outputs)
        if difference:
            return described("wrong", f"{name}{difference}")
    return described("pass", outcome.message)


def described(kind, message):
    return f"{kind}: {results.first_line(message)}" if message else kind


def differs(case, name, outputs):
    """How an output differs from what is expected; None if it does not."""
    files = [path for path in (outputs / f"{name}.dat", outputs / f"{name}.npy") if path.exists()]
    if not files:
        return " was not written"
    got = tensor_files.read(files[0])
    right = tensor_files.read(case.expected_folder / f"{name}.dat")
    if got.shape != right.shape:
        return f" has the shape {list(got.shape)}, expected {list(right.shape)}"
    if KINDS[got.dtype.kind] != KINDS[right.dtype.kind]:
        return f" has {KINDS[got.dtype.kind]}, expected {KINDS[right.dtype.kind]}"
    if right.dtype.kind == "f":
        got, right = got.astype(np.float64), right.astype(np.float64)
        equal = np.isclose(got, right, rtol=case.rtol, atol=case.atol, equal_nan=True)
    else:
        equal = got == right
    if equal.all():
        return None
    place = np.argwhere(~equal)[0]
    at = f"[{', '.join(map(str, place))}]" if place.size else ""
    place = tuple(place)
    return f"{at} is {got[place]:.7g}, expected {right[place]:.7g}; {np.sum(~equal)} of {equal.size} differ"
