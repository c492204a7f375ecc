#!/usr/bin/env python3
"""Checks tensors of a quantized network against what its quantization file says.

    check_codes.py --inputs MODEL NUMBERS CODES
    check_codes.py MODEL SIMULATED INTEGER CODES

The first form writes the codes of inputs for the second. All but MODEL are folders of .npy
files: of numbers that were rounded, of numbers that codes stand for, and of the codes.
"""

import re
import sys
from pathlib import Path

import numpy as np

ENTRY = re.compile(
    r"""['"](\w+)['"]:\s*zero_point_linear_quantize\(zero_point = (-?\d+), scale = ([0-9.e-]+), bits = 8, signed = (\w+)"""
)


def read_entries(model):
    """By tensor, the zero point, the scale, and the lowest and highest code."""
    return {
        name: (int(zero), np.float32(scale), (-128, 127) if signed == "true" else (0, 255))
        for name, zero, scale, signed in ENTRY.findall((model / "graph.quant").read_text())
    }


def encode(model, numbers, codes):
    codes.mkdir(parents=True)
    entries = read_entries(model)
    for file in numbers.iterdir():
        zero, scale, limits = entries[file.stem]
        rounded = np.floor(np.load(file) / scale + np.float32(0.5)) + zero
        np.save(codes / file.name, np.clip(rounded, *limits).astype(np.int8 if limits[0] < 0 else np.uint8))


def check(model, simulated, integer, codes):
    entries = read_entries(model)
    # Numbers from outside are not computed, and weights are no tensors that are written.
    names = {path.stem for path in simulated.iterdir()}
    coded = names & set(entries)
    assert {path.stem for path in integer.iterdir()} == coded, coded
    assert {path.stem for path in codes.iterdir()} == coded
    for name in coded:
        zero, scale, (low, high) = entries[name]
        stored = np.load(codes / f"{name}.npy")
        assert stored.dtype == (np.int8 if low < 0 else np.uint8), stored.dtype
        numbers = (stored.astype(np.int64) - zero).astype(np.float32) * scale
        assert np.array_equal(numbers, np.load(integer / f"{name}.npy")), name
        steps = np.load(simulated / f"{name}.npy").astype(np.float64) / scale + zero
        assert np.abs(steps - np.round(steps)).max() < 1e-3, name
        assert low <= np.round(steps.min()) and np.round(steps.max()) <= high, name
        # Integers are now and then rounded to a neighbour, and what follows with them.
        assert np.abs(stored - steps).max() < 3, (name, np.abs(stored - steps).max())
    print(f"{len(coded)} of {len(names)} tensors have codes")


arguments = sys.argv[1:]
if arguments[0] == "--inputs":
    encode(*map(Path, arguments[1:]))
else:
    check(*map(Path, arguments))
