# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far from the exact result a right engine may be.

Engines compute in single precision and in an order of their own. What that does
to a result depends on the operation and on the numbers: a sum of numbers that
nearly cancel loses most of its digits. So the tolerance of a case is not chosen
but measured on the model alone, by what is known as Monte Carlo arithmetic: the
case is evaluated again several times, with a random relative error on the operands
and on the result of each operation, and the largest change is what may differ. An
operation that only moves, compares or rounds values is exact, in every engine.

If such errors change what must be exact (an index, a truth value), or make a
result jump, the numbers of the case are badly chosen, and it is refused.
"""

import numpy as np

from ..model import OPERATIONS, simulation
from ..model.graph import run

# What single precision leaves of a number, with some room for functions that are
# computed with a few units in the last place: 2^-24 is half of a unit.
ERROR = 2.0**-21
TRIALS = 6
# No conclusion is drawn from a handful of random errors without room.
ROOM = 4
RELATIVE = 1e-5
ABSOLUTE = 1e-6

EXACT = set(
    "external variable constant update copy neg abs sign not floor ceil round lt gt le ge eq ne and or"
    " select min max clamp argmax_pool sample max_pool max_pool_with_index nearest_downsample"
    " nearest_upsample max_reduce min_reduce argmax_reduce argmin_reduce all_reduce any_reduce reshape"
    " squeeze unsqueeze transpose split concat stack unstack slice pad tile gather cast max_roi_pool relu"
    " copy_n".split()
)


class BadlyChosen(RuntimeError):
    """The numbers of a case lie where results jump."""


def blurred(value, rng):
    """The value with errors, if it is made of scalars."""
    if isinstance(value, (list, tuple)) and any(isinstance(item, np.ndarray) for item in value):
        return type(value)(blurred(item, rng) for item in value)
    if isinstance(value, (np.ndarray, np.floating)) and np.asarray(value).dtype.kind == "f":
        return value * (1 + ERROR * rng.uniform(-1, 1, np.shape(value)))
    return value


def with_errors(rng):
    """The operations of the model, with errors."""

    def erring(operation):
        def function(*arguments, **named):
            arguments = [blurred(argument, rng) for argument in arguments]
            return blurred(operation(*arguments, **named), rng)

        return function

    return {name: operation if name in EXACT else erring(operation) for name, operation in OPERATIONS.items()}


class Rounding:
    """What entries of `graph.quant` do to tensors; remembers what they became.

    With random numbers, tensors have errors before they are rounded.
    """

    def __init__(self, entries, rng=None):
        self.entries, self.rng, self.found = entries, rng, []

    def __call__(self, name, value):
        if name not in self.entries:
            return value
        value = simulation.rounded(blurred(value, self.rng) if self.rng else value, *self.entries[name])
        self.found.append((name, value))
        return value


def check_rounding(case, exact, trial):
    """Errors must not turn a number into another one that has a code."""
    for (name, right), (_, value) in zip(exact.found, trial.found, strict=True):
        if not np.array_equal(value, right, equal_nan=True):
            raise BadlyChosen(f"{case.id}: an error in the last places changes the code of {name}")


def measure(case, inputs, variables, expected, rounding=None):
    """(rtol, atol) of a case."""
    if not rounding and all(operation.name in EXACT for operation in case.graph.operations):
        return 0.0, 0.0
    changes = {name: np.zeros(np.shape(value)) for name, value in expected.items()}
    for trial in range(0 if case.exact else TRIALS):
        rng = case.generator(f"errors {trial}")
        rounding_too = Rounding(rounding.entries, rng) if rounding else None
        results = run(case.graph, inputs, variables, case.steps, with_errors(rng), rounding_too)
        if rounding:
            check_rounding(case, rounding, rounding_too)
        for name, value in results.items():
            right = np.asarray(expected[name])
            if right.dtype.kind != "f":
                if not np.array_equal(value, right):
                    raise BadlyChosen(f"{case.id}: an error in the last places changes {name}")
                continue
            if not np.array_equal(np.isfinite(value), np.isfinite(right)):
                raise BadlyChosen(f"{case.id}: an error in the last places makes {name} infinite")
            finite = np.isfinite(right)
            change = np.where(finite, np.abs(np.where(finite, value, 0) - np.where(finite, right, 0)), 0)
            changes[name] = np.maximum(changes[name], change)
    return tolerance_for(case, changes, expected)


def tolerance_for(case, changes, expected):
    """A relative tolerance, a larger one only if more would have to be added than is small beside results."""
    scalars = [name for name, value in expected.items() if np.asarray(value).dtype.kind == "f"]
    sizes = np.concatenate([np.ravel(np.abs(expected[name])) for name in scalars] or [np.zeros(1)])
    sizes = sizes[np.isfinite(sizes)]
    scale = np.max(sizes, initial=0.0)
    typical = np.median(sizes[sizes > 0]) if np.any(sizes > 0) else 0.0
    for relative in (RELATIVE, 10 * RELATIVE, 100 * RELATIVE):
        absolute = ABSOLUTE * min(1.0, scale)
        for name in scalars:
            right = np.abs(np.where(np.isfinite(expected[name]), expected[name], 0))
            absolute = max(absolute, np.max(ROOM * changes[name] - relative * right, initial=0.0))
        if absolute <= 10 * RELATIVE * typical:
            break
    if absolute > 1e-2 * max(scale, 1e-30):
        raise BadlyChosen(f"{case.id}: an error in the last places changes results by {absolute:.3g}")
    # Two digits are enough, and stay the same on another machine.
    return relative, float(f"{absolute:.1e}")
