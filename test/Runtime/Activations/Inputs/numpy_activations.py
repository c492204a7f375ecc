#!/usr/bin/env python3
"""Writes what NumPy's formulas in a test say of all tensors of its graph.

    numpy_activations.py TEST.nnef FOLDER

FOLDER gets `model`, `inputs`, and `expected` with a file for each NUMPY line, of which
../../Inputs/check_with_numpy.py says what they are.
"""

import shutil
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Inputs"))
from check_with_numpy import as_stored, evaluate, make_inputs, read_directives, target_of

test, folder = map(Path, sys.argv[1:])
model, inputs, expected = (folder / name for name in ("model", "inputs", "expected"))
shutil.rmtree(folder, ignore_errors=True)
for path in (model, inputs, expected):
    path.mkdir(parents=True)
text = test.read_text(encoding="utf-8")
(model / "graph.nnef").write_text(text, encoding="utf-8")
scope = evaluate(text, make_inputs(text, model, inputs))
for directive in read_directives(text, "NUMPY"):
    for name in target_of(directive).strip("[]").split(","):
        np.save(expected / (name.strip() + ".npy"), as_stored(scope[name.strip()]))
