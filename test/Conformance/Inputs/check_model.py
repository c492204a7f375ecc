#!/usr/bin/env python3
"""Checks the NumPy model with numbers that follow from the specification by hand."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from conformance.model import FORMULAS, OPERATIONS
from conformance.model import integer, simulation
from conformance.model.graph import parse, run
from conformance.model.integer import fixed_point

mistakes = []


def check(what, got, right):
    got, right = np.asarray(got), np.asarray(right)
    if got.shape != right.shape or not np.allclose(got, right, rtol=1e-12, atol=0, equal_nan=True):
        mistakes.append(f"{what}: {got.tolist()}, expected {right.tolist()}")


def row(*values):
    """A tensor with one spatial dimension."""
    return np.array([[values]], float)


def check_elementwise():
    of = OPERATIONS
    # 4.2.1: round is floor(x + 0.5).
    check("round", of["round"](np.array([-2.5, -0.5, 0.5, 2.4])), [-2, 0, 1, 2])
    # 2.2: leading dimensions are aligned.
    check("add", of["add"](np.array([[1.0, 2], [3, 4]]), np.array([10.0, 20])), [[11, 12], [23, 24]])
    # 4.2.4: what the bodies make of what is not a number.
    check("min", of["min"](np.array([np.nan, 1]), np.array([1, np.nan])), [1, np.nan])
    check("clamp", of["clamp"](np.array([-9.0, 0, 9]), 1.0, -1.0), [1, 1, 1])
    # 3.3.3
    check(
        "quotient",
        FORMULAS["integer_quotient"](np.array([7, -7, 1, -(2**31)]), np.array([2, 2, 0, -1])),
        [3, -3, 0, -(2**31)],
    )
    check(
        "power",
        FORMULAS["integer_power"](np.array([2, 2, -1, 3]), np.array([31, -1, -3, 20])),
        [-(2**31), 0, -1, -808182895],
    )


def check_windows():
    of = OPERATIONS
    x = row(1, 2, 3, 4)
    # 4.3: automatic padding of a window of 2: nothing before, one zero behind.
    check("conv", of["conv"](x, row(1, 10)), row(21, 32, 43, 4))
    check("conv, even padding", of["conv"](x, row(1, 10, 100)), row(210, 321, 432, 43))
    # 4.3, border modes.
    pads = {"padding": [(2, 1)]}
    check("replicate", of["conv"](x, row(1), border="replicate", **pads), row(1, 1, 1, 2, 3, 4, 4))
    check("reflect", of["conv"](x, row(1), border="reflect", **pads), row(3, 2, 1, 2, 3, 4, 3))
    check("reflect-even", of["conv"](x, row(1), border="reflect-even", **pads), row(2, 1, 1, 2, 3, 4, 4))
    # 4.3.1: output[i] is the sum of input[(i + p - j) / s] * filter[j] where that is whole.
    check(
        "deconv",
        of["deconv"](row(1, 2), row(1, 10, 100), padding=[(0, 0)], stride=[2]),
        row(1, 10, 102, 20, 200),
    )
    # The border extends the input of the reverse operation, too.
    extended = {-2: 1, -1: 1, 0: 1, 1: 2, 2: 2, 3: 2}
    right = row(*(sum(extended[i - j] * 10**j for j in range(3)) for i in range(4)))
    check(
        "deconv, replicate",
        of["deconv"](row(1, 2), row(1, 10, 100), border="replicate", padding=[(0, 0)]),
        right,
    )
    # 4.3.2 and 4.3.3
    size = {"size": [1, 1, 2], "padding": [(0, 0)] * 3}
    check("box", of["box"](x, **size), row(3, 5, 7))
    check(
        "debox",
        of["debox"](row(1, 2), size=[1, 1, 2], padding=[(0, 0)] * 3, stride=[1, 1, 2]),
        row(1, 1, 2, 2),
    )
    check("avg_pool, ignore", of["avg_pool"](row(2, 4), [1, 1, 3], border="ignore"), row(3, 3))
    check("avg_pool, constant", of["avg_pool"](row(2, 4), [1, 1, 3]), row(2, 2))
    check("max_pool, constant", of["max_pool"](row(-2, -4), [1, 1, 3]), row(0, 0))
    check("max_pool, ignore", of["max_pool"](row(-2, -4), [1, 1, 3], border="ignore"), row(-2, -2))
    check(
        "argmax_pool",
        of["argmax_pool"](row(5, 5, 1, 7), [1, 1, 2], padding=[(0, 0)] * 3, stride=[1, 1, 2]),
        [[[0, 1]]],
    )
    check(
        "desample",
        of["desample"](row(5, 7), np.array([[[0, 1]]]), [1, 1, 2], padding=[(0, 0)] * 3, stride=[1, 1, 2]),
        row(5, 0, 0, 7),
    )
    check(
        "desample, collision",
        of["desample"](row(5, 7), np.array([[[1, 0]]]), [1, 1, 2], padding=[(0, 0)] * 3),
        row(0, 12, 0),
    )


def check_resampling():
    up = OPERATIONS["multilinear_upsample"]
    # 4.3.4: j = floor(i / f), u = frac(i / f).
    check("asymmetric", up(row(1, 3), [2], method="asymmetric"), row(1, 2, 3, 3))
    # g = (2 * 2 - 1) / (2 - 1) = 3.
    check("aligned", up(row(0, 3), [2], method="aligned"), row(0, 1, 2, 3))
    # f0 = 1 / 2: places -1/4, 1/4, 3/4, 5/4.
    check("symmetric", up(row(0, 4), [2]), row(0, 1, 3, 4))
    check("symmetric, constant", up(row(4, 4), [2], border="constant"), row(3, 4, 4, 3))
    # The deconvolutions that the section shows for symmetric doubling.
    x, weights = np.arange(12.0).reshape(1, 1, 3, 4) ** 2, np.array([0.25, 0.75, 0.75, 0.25])
    for border in ("constant", "replicate"):
        same = OPERATIONS["deconv"](
            x,
            np.outer(weights, weights).reshape(1, 1, 4, 4),
            stride=[2, 2],
            padding=[(1, 1)] * 2,
            border=border,
        )
        check(f"as deconv, {border}", up(x, [2, 2], border=border), same)


def check_shapes():
    of = OPERATIONS
    x = np.arange(6).reshape(2, 3)
    check("slice", of["slice"](np.arange(5), [0], [0], [5], [2]), [0, 2, 4])
    check("slice, backwards", of["slice"](np.arange(4), [0], [3], [-5], [-1]), [3, 2, 1, 0])
    check("slice, end = 0", of["slice"](np.arange(4), [0], [1], [0]), [1, 2, 3])
    check("split", np.hstack(of["split"](x, 1, [1, 2])[1]), [1, 2, 4, 5])
    check("transpose", of["transpose"](x, [1, 0]), [[0, 3], [1, 4], [2, 5]])
    check("reshape", of["reshape"](np.zeros((2, 3, 4)), [0, -1], 1, 2).shape, (2, 3, 4))
    check("gather", of["gather"](x, np.array([2, 0]), 1), [[2, 0], [5, 3]])
    check("cast", of["cast"](np.array([-1.5, 1.5]), "integer"), [-1, 1])
    check("argmax_reduce", of["argmax_reduce"](np.array([[1.0, 7], [7, 2]]), [0, 1]), [[1]])


def check_regions():
    x, item = np.arange(16.0).reshape(1, 1, 4, 4), np.array([[0]])
    # Cells of two rows and columns, from the first corner on.
    check(
        "avg_roi_pool",
        OPERATIONS["avg_roi_pool"](x, np.array([[0.0, 0, 4, 4]]), item, [2, 2]),
        [[[[2.5, 4.5], [10.5, 12.5]]]],
    )
    # Three rows in two cells: ceil(3 / 2) = 2 rows each, with a stride of floor(3 / 2) = 1.
    check(
        "max_roi_pool",
        OPERATIONS["max_roi_pool"](x, np.array([[1.0, 0, 4, 1]]), item, [2, 1]),
        [[[[8], [12]]]],
    )
    # A region in its own size is a crop.
    check(
        "roi_resample",
        OPERATIONS["roi_resample"](x, np.array([[1.0, 1, 3, 4]]), item, [2, 3]),
        [[[[5, 6, 7], [9, 10, 11]]]],
    )
    # One sample of two pixels lies halfway between them.
    check(
        "roi_resample, one",
        OPERATIONS["roi_resample"](x, np.array([[0.0, 1, 1, 3]]), item, [1, 1]),
        [[[[1.5]]]],
    )
    check(
        "avg_roi_align",
        OPERATIONS["avg_roi_align"](x, np.array([[0.0, 0, 4, 4]]), item, [1, 1], [4, 4]),
        [[[[7.5]]]],
    )


def check_quantization():
    of = OPERATIONS
    x = np.array([-5.0, -0.26, 0.24, 0.26, 5])
    check(
        "min_max", of["min_max_linear_quantize"](x, -1.0, 1.0, 2, False, False), [-1, -1 / 3, 1 / 3, 1 / 3, 1]
    )
    check("min_max, symmetric", of["min_max_linear_quantize"](x, -1.0, 1.0, 2, True, True), [-1, 0, 0, 0, 1])
    check("zero_point", of["zero_point_linear_quantize"](x, 1, 0.5, 2, True, False), [-1.5, -0.5, 0, 0, 0])
    check("logarithmic", of["logarithmic_quantize"](np.array([0.0, 0.3, -3, 100]), 7.0, 2), [0, 1, -4, 8])


def check_graphs():
    graph = parse("""
        version 1.0;
        graph counter(x) -> (y, n)  # a comment
        {
            x = external<scalar>(shape = [1]);
            v = variable<scalar>(shape = [1], label = 'V');
            [a, b] = copy_n(x, times = 2);
            s = add_n([a, v]);
            n = update(v, s);
            y = pad(v, padding = [(1, 0)], value = -2.5);
        }
        """)
    outputs = run(graph, {"x": np.array([[1.0], [2], [3]])}, {"v": np.array([10.0])}, steps=3)
    check("state", outputs["n"], [[11], [13], [16]])
    check("state before", outputs["y"], [[-2.5, 10], [-2.5, 11], [-2.5, 13]])


def check_simulation():
    """5.3: entries of graph.quant."""
    flags = {"bits": 4, "signed": True, "symmetric": False}
    entry = ("zero_point_linear_quantize", {"zero_point": [[1], [-2]], "scale": [[0.5], [2.0]], **flags})
    x = np.array([[0.26, 9.0], [-0.9, -99.0]])
    check("rounded", simulation.rounded(x, *entry), [[0.5, 3], [0, -12]])
    codes = np.array([[1, -8], [-2, 7]])
    check("decoded", simulation.decoded(codes, *entry), [[0, -4.5], [0, 18]])
    entry = ("min_max_linear_quantize", {"min": -1.0, "max": 2.0, **flags})
    check("decoded limits", simulation.decoded(np.array([-8, -3, 7]), *entry), [-1, 0, 2])


def check_integers():
    """Fixed-point arithmetic, whose roundings show on small numbers."""
    check("half", fixed_point.multiplier(0.5), (2**30, 0))
    check("one", fixed_point.multiplier(1.0), (2**30, 1))
    check("almost one", fixed_point.multiplier(1 - 2**-40), (2**30, 1))
    check("tiny", fixed_point.multiplier(2.0**-40), (0, 0))
    # The first of two roundings takes halves up, the second away from zero.
    check("halves", fixed_point.times(np.array([1, 3, -3, 5, -5]), 0.5), [1, 2, -1, 3, -2])
    check("quarters", fixed_point.times(np.array([1, -1, 2, -2, -3]), 0.25), [1, 0, 1, -1, -1])
    check("shifts", fixed_point.rounded_shift(np.array([2, -2, 1, -1, 6, -6]), 2), [1, -1, 0, 0, 2, -2])
    check("wrapped", fixed_point.wrapped(2**31 + 5), -(2**31) + 5)
    check("exp of 0", fixed_point.exp_of_negative(np.array([0])), [2**31 - 1])
    power = fixed_point.exp_of_negative(np.array([-(2**26), -(2**24)])) / 2**31
    check("exp", np.abs(power - np.exp([-1, -0.25])) < 1e-6, [True, True])
    share, excess = fixed_point.reciprocal(np.array([3 << 19]), 12)
    check("1/3", np.round(share / 2.0**31 / 2.0**excess, 6), [round(1 / 3, 6)])

    entries = integer.parse_entries("""# types of a sum
        "x": zero_point_linear_quantize(zero_point = 3, scale = 0.5, bits = 8, signed = false, symmetric = false);
        'y': min_max_linear_quantize(min = -128.0, max = 127.0, bits = 8, signed = true, symmetric = false);
        """)
    types = integer.types_of(entries)
    check("types", [types["y"].scale, types["y"].zero, types["y"].low, types["y"].high], [1, 0, -128, 127])
    check("quantized", integer.quantized(np.array([-0.75, 0.75, 1000.0]), types["x"]).codes, [1, 5, 255])
    graph = parse("""
        version 1.0;
        graph twice(x) -> (y) { x = external<scalar>(shape = [3]); y = add(x, x); }
        """)
    codes = {"x": np.array([3, 4, 255])}
    check("sum", integer.evaluate(graph, types, codes, {})["y"].codes, [0, 1, 127])


def main():
    np.seterr(all="ignore")
    for part in (
        check_elementwise,
        check_windows,
        check_resampling,
        check_shapes,
        check_regions,
        check_quantization,
        check_simulation,
        check_integers,
        check_graphs,
    ):
        part()
    print("\n".join(mistakes) or "the model gives what follows by hand")
    return bool(mistakes)


if __name__ == "__main__":
    sys.exit(main())
