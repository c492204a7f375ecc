# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What `graph.quant` means for a network that computes with reals (5.3)."""

from itertools import product

import numpy as np

from ..tensor_files import QUANTIZED_SIGNED, QUANTIZED_UNSIGNED, SIGNED, UNSIGNED
from .codes import GEMMLOWP, Entry, given_codes, stored, text_of_entries, zero_point
from .networks import BOTH
from .table import Case, Source, call, given, normal, uniform

FLAGS = {
    "unsigned": {"signed": False, "symmetric": False},
    "signed": {"signed": True, "symmetric": False},
    "symmetric": {"signed": True, "symmetric": True},
}


def limits(low, high, bits=8, signed=False, symmetric=False):
    flags = {"bits": bits, "signed": signed, "symmetric": symmetric}
    return Entry("min_max_linear_quantize", {"min": low, "max": high, **flags})


def linear(low, high, bits=8):
    return Entry("linear_quantize", {"min": low, "max": high, "bits": bits})


def logarithmic(high, bits=4):
    return Entry("logarithmic_quantize", {"max": high, "bits": bits})


def simulated(name, what, body, entries, outputs=None, **keywords):
    """A network whose tensors are rounded as entries say. What is no field of a case is a source."""
    fields = {key: keywords.pop(key) for key in list(keywords) if key in Case.__dataclass_fields__}
    fields.setdefault("quantization", text_of_entries(entries))
    return Case("quantization", name, what, keywords, body, outputs, arithmetic="simulate", **fields)


def on_input(name, what, entry, source, **keywords):
    """The input is rounded, and nothing else."""
    return simulated(name, what, "y = copy(x)", {"x": entry}, x=source, **keywords)


def cases():
    yield from algorithms()
    yield from halves()
    yield from axes()
    yield from operations()
    yield from places()
    yield from variables()
    yield from fragments()
    yield from networks()


# ---------------------------------------------------------------------------
# The algorithms
# ---------------------------------------------------------------------------


def algorithms():
    for bits, (name, flags) in product((1, 2, 3, 4, 5, 7, 8, 10, 12, 16), FLAGS.items()):
        if bits == 1 and name == "symmetric":
            continue  # only zero is left
        entry = zero_point(4.0 / 2**bits, 0 if flags["signed"] else 2 ** (bits - 1), bits, **flags)
        yield on_input(f"zero-point-{name}-{bits}", f"{bits} bits, {name}.", entry, uniform(-3.0, 3.0, 4, 6))
        entry = limits(-1.7, 2.2, bits, **flags)
        yield on_input(f"limits-{name}-{bits}", f"{bits} bits, {name}.", entry, uniform(-2.5, 3.0, 4, 6))
    for bits in (1, 2, 4, 8, 12, 16):
        yield on_input(
            f"linear-{bits}",
            f"{bits} bits, by the old name.",
            linear(-1.7, 2.2, bits),
            uniform(-2.5, 3.0, 4, 6),
        )
    for bits in (1, 2, 3, 4, 6, 8):
        yield on_input(
            f"logarithmic-{bits}", f"{bits} bits.", logarithmic(5.3, bits), normal(4, 6, deviation=2.0)
        )
    for high in (0.3, 1.5, 100.0):
        yield on_input(
            f"logarithmic-max-{high}".replace(".", "_"),
            f"Up to {high}.",
            logarithmic(high),
            normal(4, 6, deviation=high / 2),
        )
    table = {
        "zero-at-0": ("Zero has the smallest code.", zero_point(0.02, 0)),
        "zero-at-255": ("Zero has the largest code.", zero_point(0.02, 255)),
        "zero-below": ("Zero has no code, but one below would be it.", zero_point(0.02, -40)),
        "zero-above": ("Zero has no code, but one above would be it.", zero_point(0.02, 300)),
        "zero-negative": ("Zero has a negative code.", zero_point(0.02, -77, signed=True)),
        "zero-symmetric": (
            "Zero has another code than 0, and one code is unused.",
            zero_point(0.02, 30, 8, True, True),
        ),
        "scale-tiny": ("Tiny steps: all saturates.", zero_point(1e-6, 3, signed=True)),
        "scale-large": ("Large steps: little is left.", zero_point(2.7, 3, signed=True)),
        "limits-positive": ("Limits above zero.", limits(0.37, 1.91)),
        "limits-negative": ("Limits below zero.", limits(-2.9, -0.31, signed=True)),
        "limits-narrow": ("Limits that are close together.", limits(0.9, 1.1, 6)),
        "limits-wide": ("Limits far beyond the numbers.", limits(-300.0, 500.0, 12)),
        "limits-around-zero": ("Limits that are the same on both sides.", limits(-1.27, 1.27, 8, True, True)),
    }
    for name, (what, entry) in table.items():
        yield on_input(name, what, entry, uniform(-3.0, 3.0, 5, 7))
    yield on_input(
        "zero-and-infinity",
        "Zero, and numbers that are as large as there are.",
        zero_point(0.5, 10),
        given([[0.0, -0.0, 1e30, -1e30, 3e38, float("inf"), -float("inf")]]),
        exact=True,
    )


def halves():
    """Numbers between two that have codes go up, whatever their sign. All of this is exact."""
    steps = np.arange(-9, 10) / 2
    yield on_input(
        "halves-zero-point", "Halves go up.", zero_point(0.5, 0, signed=True), given([steps / 2]), exact=True
    )
    yield on_input(
        "halves-zero-point-shifted",
        "Halves go up before zero is added.",
        zero_point(0.25, -3, 5, True),
        given([steps / 4]),
        exact=True,
    )
    yield on_input(
        "halves-zero-point-unsigned", "Halves go up.", zero_point(2.0, 7, 4), given([steps * 2]), exact=True
    )
    # With 15 steps between 0 and 15, and between -8 and 7.
    yield on_input(
        "halves-limits", "Halves go up.", limits(0.0, 15.0, 4), given([np.arange(-1, 17) - 0.5]), exact=True
    )
    yield on_input(
        "halves-limits-negative",
        "Halves go up, counted from the lower limit.",
        limits(-8.0, 7.0, 4, True),
        given([np.arange(-9, 9) + 0.5]),
        exact=True,
    )
    yield on_input(
        "halves-linear",
        "Halves go up.",
        linear(-4.0, 3.5, 4),
        given([np.arange(-9, 9) / 2 + 0.25]),
        exact=True,
    )
    yield on_input(
        "exact-numbers",
        "Numbers that have codes stay.",
        zero_point(0.25, 100),
        given([(np.arange(0, 256, 5) - 100) / 4]),
        exact=True,
    )


# ---------------------------------------------------------------------------
# Parameters along axes
# ---------------------------------------------------------------------------

# Shapes of tensors, and of the parameters for them.
SHAPES = {
    "channels": ((2, 3, 4), (1, 3)),
    "leading": ((3, 2, 4), (3,)),
    "leading-full": ((3, 2, 4), (3, 1, 1)),
    "last": ((2, 2, 3), (1, 1, 3)),
    "rank-4": ((2, 3, 2, 2), (1, 3, 1, 1)),
    "several": ((2, 3, 4), (2, 3)),
    "each": ((2, 3), (2, 3)),
    "single": ((2, 3), (1,)),
}


def axes():
    for name, (x, shape) in SHAPES.items():
        count = int(np.prod(shape))
        spread = np.linspace(0.03, 0.09, count)

        def array(values, shape=shape):
            return np.reshape(values, shape).tolist()

        scales = array(np.round(spread, 4))
        lows, highs = array(np.round(-spread * 20, 3)), array(np.round(spread * 31, 3))
        yield on_input(
            f"axes-zero-point-{name}",
            f"Zero points and scales of shape {list(shape)}.",
            zero_point(scales, array(np.arange(count) * 3 - 4), 6, True),
            uniform(-4.0, 4.0, *x),
        )
        yield on_input(
            f"axes-scale-{name}",
            f"Scales of shape {list(shape)}, and one zero point.",
            zero_point(scales, 5, 6),
            uniform(-4.0, 4.0, *x),
        )
        yield on_input(
            f"axes-limits-{name}",
            f"Limits of shape {list(shape)}.",
            limits(lows, highs, 5, True, name == "channels"),
            uniform(-2.0, 3.0, *x),
        )
        if name in ("channels", "leading", "each"):
            yield on_input(
                f"axes-logarithmic-{name}",
                f"Maxima of shape {list(shape)}.",
                logarithmic(array(np.round(spread * 50, 3)), 3),
                normal(*x, deviation=2.0),
            )
            yield on_input(
                f"axes-linear-{name}",
                f"Limits of shape {list(shape)}, by the old name.",
                linear(lows, highs, 5),
                uniform(-2.0, 3.0, *x),
            )
    yield on_input(
        "axes-one-limit",
        "One lower limit, and upper ones for each channel.",
        limits(-1.0, [[0.7, 1.1, 1.9]], 5),
        uniform(-2.0, 2.5, 2, 3, 4),
    )
    yield on_input(
        "axes-one-scale",
        "Zero points for each channel, and one scale.",
        zero_point(0.07, [[0, 3, -9]], 5, True),
        uniform(-2.0, 2.5, 2, 3, 4),
    )


# ---------------------------------------------------------------------------
# Where entries are
# ---------------------------------------------------------------------------

BYTE = zero_point(0.04, 120)


def operations():
    """Operands and results with entries."""
    plane = uniform(-2.0, 2.0, 1, 3, 4, 5)
    table = {
        "neg": ("neg(x)", {}),
        "abs": ("abs(x)", {}),
        "exp": ("exp(x)", {}),
        "sqr": ("sqr(x)", {}),
        "sigmoid": ("sigmoid(x)", {}),
        "tanh": ("tanh(x)", {}),
        "relu": ("relu(x)", {}),
        "clamp": ("clamp(x, -1.0, 0.9)", {}),
        "leaky_relu": ("leaky_relu(x, alpha = 0.1)", {}),
        "softmax": ("softmax(x)", {}),
        "add": ("add(x, z)", {"z": uniform(-1.0, 1.0, 1, 3)}),
        "sub": ("sub(x, z)", {"z": uniform(-1.0, 1.0, 1, 3, 4, 5)}),
        "mul": ("mul(x, z)", {"z": uniform(-1.0, 1.0, 1, 3)}),
        "div": ("div(x, z)", {"z": uniform(1.0, 2.0, 1, 3)}),
        "max": ("max(x, z)", {"z": uniform(-1.0, 1.0, 1, 3)}),
        "conv": ("conv(x, z)", {"z": uniform(-0.5, 0.5, 2, 3, 3, 3).as_variable()}),
        "conv-depthwise": ("conv(x, z, groups = 0)", {"z": uniform(-0.5, 0.5, 3, 1, 3, 3).as_variable()}),
        "deconv": ("deconv(x, z)", {"z": uniform(-0.5, 0.5, 3, 2, 2, 2).as_variable()}),
        "avg_pool": ("avg_pool(x, size = [1, 1, 2, 2], border = 'ignore')", {}),
        "max_pool": ("max_pool(x, size = [1, 1, 2, 2], border = 'ignore')", {}),
        "mean_reduce": ("mean_reduce(x, axes = [2, 3])", {}),
        "sum_reduce": ("sum_reduce(x, axes = [1])", {}),
        "concat": ("concat([x, z], axis = 1)", {"z": uniform(-1.0, 1.0, 1, 2, 4, 5)}),
        "reshape": ("reshape(x, shape = [3, 20])", {}),
        "transpose": ("transpose(x, axes = [0, 2, 3, 1])", {}),
        "slice": ("slice(x, axes = [2], begin = [1], end = [3])", {}),
        "pad": ("pad(x, padding = [(0, 0), (0, 0), (1, 0), (0, 2)])", {}),
        "tile": ("tile(x, repeats = [1, 1, 2, 1])", {}),
        "nearest_upsample": ("nearest_upsample(x, factor = [2, 2])", {}),
        "multilinear_upsample": (
            "multilinear_upsample(x, factor = [2, 2], method = 'symmetric', border = 'replicate')",
            {},
        ),
    }
    for name, (statement, sources) in table.items():
        entries = {"x": BYTE, "y": zero_point(0.031, -5, signed=True)}
        entries |= {key: zero_point(0.0123, 3, signed=True, symmetric=True) for key in sources}
        yield simulated(
            f"around-{name}", "All tensors are rounded.", f"y = {statement}", entries, x=plane, **sources
        )
    for name, statement, other in (
        ("linear", "linear(x, z)", uniform(-0.5, 0.5, 5, 6).as_variable()),
        ("matmul", "matmul(x, z)", uniform(-0.5, 0.5, 6, 5)),
    ):
        yield simulated(
            f"around-{name}",
            "All tensors are rounded.",
            f"y = {statement}",
            {"x": BYTE, "z": limits(-0.5, 0.5, 8, True, True), "y": limits(-3.0, 3.0)},
            x=uniform(-2.0, 2.0, 3, 6),
            z=other,
        )
    yield simulated(
        "around-batch_normalization",
        "All tensors are rounded.",
        "y = batch_normalization(x, m, v, o, s, epsilon = 0.01)",
        {"x": BYTE, "y": zero_point(0.03, 128), "m": limits(-1.0, 1.0), "s": limits(0.0, 2.0)},
        x=plane,
        m=uniform(-0.5, 0.5, 1, 3).as_variable(),
        v=uniform(0.5, 1.5, 1, 3).as_variable(),
        o=uniform(-0.5, 0.5, 1, 3).as_variable(),
        s=uniform(0.5, 1.5, 1, 3).as_variable(),
    )


def places():
    x = uniform(-2.0, 2.0, 2, 3, 4)
    coarse, fine = zero_point(0.3, 0, signed=True), zero_point(0.07, 100)
    yield simulated("result", "Only the result is rounded.", "y = sqr(x)", {"y": fine}, x=x)
    yield simulated(
        "between", "Only what is between is rounded.", "a = mul(x, 1.1)\ny = sqr(a)", {"a": coarse}, x=x
    )
    yield simulated(
        "both",
        "A tensor that is a result and is used: both see it rounded.",
        "a = mul(x, 1.1)\ny = sqr(a)",
        {"a": coarse},
        outputs=["a", "y"],
        x=x,
    )
    yield simulated(
        "used-twice",
        "Two operations use what was rounded.",
        "a = mul(x, 1.1)\nb = sqr(a)\ny = sub(b, a)",
        {"a": coarse, "y": fine},
        x=x,
    )
    yield simulated(
        "again",
        "A copy is rounded again, to other numbers.",
        "a = copy(x)\ny = copy(a)",
        {"x": fine, "a": coarse, "y": zero_point(0.11, 3, signed=True)},
        outputs=["a", "y"],
        x=x,
    )
    yield simulated(
        "several-results",
        "Results of one operation with entries of their own, and one without.",
        "[a, b, c] = split(x, axis = 1, ratios = [1, 1, 1])\ny = sub(a, b)",
        {"a": coarse, "b": fine},
        outputs=["y", "c"],
        x=x,
    )
    yield simulated(
        "unstacked",
        "Results of one operation with different algorithms.",
        "[a, b] = unstack(x, axis = 0)\ny = stack([b, a], axis = 0)",
        {"a": limits(-1.5, 1.7, 4), "b": logarithmic(1.9, 3)},
        x=x,
    )
    yield simulated(
        "constant",
        "A constant of the document is rounded.",
        "c = constant(shape = [1, 3], value = [0.4, -1.2, 0.77])\ny = add(x, c)",
        {"c": zero_point(0.25, 0, signed=True)},
        x=x,
    )
    yield simulated(
        "unused",
        "An entry for a tensor that nothing uses.",
        "a = sqr(x)\ny = neg(x)",
        {"a": coarse},
        outputs=["y"],
        x=x,
    )
    yield simulated("nothing", "A file without entries.", "y = sqr(x)", {}, x=x, quantization="# nothing\n")
    yield simulated(
        "two-inputs",
        "Two inputs with different algorithms.",
        "y = add(x, z)",
        {"x": fine, "z": logarithmic(2.5, 4)},
        x=x,
        z=uniform(-2.0, 2.0, 2, 3, 4),
    )
    yield simulated(
        "quotes",
        "Entries in other quotes, on several lines, and with comments.",
        "y = add(x, z)",
        {"x": fine, "z": coarse},
        x=x,
        z=uniform(-2.0, 2.0, 2, 3, 4),
        quantization="# two entries\n'x':\n    zero_point_linear_quantize(zero_point = 100, scale = 0.07,\n"
        '        bits = 8, signed = false, symmetric = false);\n"z": zero_point_linear_quantize(bits = 8, signed = true,'
        " symmetric = false, scale = 0.3, zero_point = 0); # the end\n",
        flat_quantization=text_of_entries({"x": fine, "z": coarse}),
    )


# ---------------------------------------------------------------------------
# Variables
# ---------------------------------------------------------------------------


def variables():
    x = uniform(-1.0, 1.0, 2, 6)
    rounded = {
        "zero-point": zero_point(0.07, 5, 6, True),
        "limits": limits(-1.1, 1.4, 4),
        "linear": linear(-1.1, 1.4, 5),
        "logarithmic": logarithmic(1.2, 3),
        "rows": zero_point([[0.05], [0.11], [0.2]], [[0], [2], [-1]], 5, True),
        "columns": limits([[-1.0] * 3 + [-0.5] * 3], 1.2, 4),
    }
    for name, entry in rounded.items():
        yield simulated(
            f"variable-{name}",
            "A file of reals is rounded.",
            "y = linear(x, v)",
            {"v": entry},
            x=x,
            v=uniform(-1.2, 1.5, 3, 6).as_variable(),
        )
    # Codes of all sorts: bits, flags, and item types of the file.
    for bits, (name, flags) in product((1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24), FLAGS.items()):
        if name == "symmetric" and bits not in (4, 8):
            continue
        # Items that are no whole bytes are a stream of bits.
        if bits in (12, 24) and name == "unsigned":
            continue
        zero = 0 if flags["signed"] else 2 ** (bits - 1)
        entry = zero_point(2.0 / 2**bits, zero, bits, **flags)
        yield codes_of(f"codes-{name}-{bits}", entry)
        if bits <= 8:
            yield codes_of(f"codes-limits-{name}-{bits}", limits(-1.3, 2.1, bits, **flags))
    yield codes_of("codes-signed-32", zero_point(1e-9, 0, 32, True))
    for kind, entry in (
        (UNSIGNED, zero_point(0.05, 100)),
        (SIGNED, zero_point(0.05, -9, signed=True)),
        (UNSIGNED, limits(-1.3, 2.1)),
        (SIGNED, zero_point(0.0003, 7, 16, True)),
        (UNSIGNED, zero_point(0.1, 3, 4)),
    ):
        which = "zero-point" if entry.operation.startswith("zero") else "limits"
        yield codes_of(
            f"codes-integers-{which}-{'signed' if entry.signed else 'unsigned'}-{entry.bits}",
            entry,
            kind=kind,
            what="Items that are plain integers.",
        )
    for name, parameters in {
        "rows": ((3, 1), [0.05, 0.11, 0.2], [3, 0, -7]),
        "rows-short": ((3,), [0.05, 0.11, 0.2], [3, 0, -7]),
        "columns": ((1, 6), [0.05, 0.11, 0.2, 0.01, 0.3, 0.07], [0, 1, 2, 3, 4, 5]),
    }.items():
        shape, scales, zeros = parameters
        entry = zero_point(np.reshape(scales, shape).tolist(), np.reshape(zeros, shape).tolist(), 8, True)
        yield codes_of(f"codes-{name}", entry, what=f"Scales of shape {list(shape)}.")
    yield codes_of(
        "codes-limits-rows",
        limits([[-1.0], [-0.3], [0.1]], [[1.0], [0.9], [2.0]]),
        what="Limits of each row.",
    )
    yield codes_of("codes-linear", linear(-1.3, 2.1, 8), what="Codes that the old name explains.")
    entry = zero_point(0.05, 100)
    yield simulated(
        "codes-all",
        "Each code of eight bits.",
        "y = mul(v, x)",
        {"v": entry},
        x=given([[1.0]]),
        v=given_codes(np.arange(256).reshape(16, 16)).as_variable(stored=stored(entry)),
    )
    entry = limits(-1.28, 1.27, 8, True)
    yield simulated(
        "codes-all-signed",
        "Each code of eight bits with a sign.",
        "y = mul(v, x)",
        {"v": entry},
        x=given([[1.0]]),
        v=given_codes(np.arange(-128, 128).reshape(16, 16)).as_variable(stored=stored(entry)),
    )


def codes_of(name, entry, kind=None, what=None):
    """A variable whose file has codes, among them the smallest and the largest."""
    low, high = entry.limits

    def fill(rng):
        items = rng.integers(low, high, (3, 6), endpoint=True)
        items[0, 0], items[2, 5] = low, high
        return items

    how = (stored(entry)[0] if kind is None else kind, entry.bits)
    sign = "with a sign" if entry.signed else "without a sign"
    return simulated(
        name,
        what or f"A file of codes of {entry.bits} bits {sign}.",
        "y = mul(v, x)",
        {"v": entry},
        x=uniform(0.5, 1.5, 1, 6),
        v=Source("scalar", (3, 6), fill, codes=True).as_variable(stored=how),
    )


# ---------------------------------------------------------------------------
# Fragments, and networks
# ---------------------------------------------------------------------------

DEFAULTS = """fragment byte(x: tensor<scalar>, step: scalar = 0.05, zero: integer = 100) -> ( y: tensor<scalar> )
{
    y = zero_point_linear_quantize(x, zero, step, bits = 8, signed = false, symmetric = false);
}
"""
NESTED = """fragment inner(x: tensor<scalar>, top: scalar, bits: integer) -> ( y: tensor<scalar> )
{
    y = min_max_linear_quantize(x, -top, top, bits = bits, signed = true, symmetric = true);
}

fragment outer(x: tensor<scalar>, half: scalar) -> ( y: tensor<scalar> )
{
    y = inner(x, top = 2.0 * half, bits = 6);
}
"""
CHANNELS = """fragment channels(x: tensor<scalar>, scale: tensor<scalar>) -> ( y: tensor<scalar> )
{
    y = zero_point_linear_quantize(x, 0, scale, bits = 7, signed = true, symmetric = true);
}
"""
POWERS = """fragment powers(x: tensor<scalar>, top: scalar) -> ( y: tensor<scalar> )
{
    y = logarithmic_quantize(x, top * 1.5, bits = 4);
}
"""


def fragments():
    table = {
        "gemmlowp": (
            GEMMLOWP,
            Entry("gemmlowp_quantize", {"scale": 0.037, "zero_point": 77, "bits": 8}),
            zero_point(0.037, 77),
        ),
        "gemmlowp-4": (
            GEMMLOWP,
            Entry("gemmlowp_quantize", {"scale": 0.3, "zero_point": 6, "bits": 4}),
            zero_point(0.3, 6, 4),
        ),
        "defaults": (DEFAULTS, Entry("byte", {}), zero_point(0.05, 100)),
        "some-defaults": (DEFAULTS, Entry("byte", {"zero": 30}), zero_point(0.05, 30)),
        "nested": (NESTED, Entry("outer", {"half": 0.8}), limits(-1.6, 1.6, 6, True, True)),
        "channels": (
            CHANNELS,
            Entry("channels", {"scale": [[0.02, 0.05, 0.03]]}),
            zero_point([[0.02, 0.05, 0.03]], 0, 7, True, True),
        ),
        "logarithmic": (POWERS, Entry("powers", {"top": 1.3}), logarithmic(1.95, 4)),
    }
    for name, (fragment, entry, standard) in table.items():
        yield simulated(
            f"fragment-{name}",
            "The entry is a fragment of the document.",
            "y = sqr(x)",
            {},
            x=uniform(-2.0, 2.0, 2, 3, 4),
            prologue=BOTH + fragment,
            quantization=f'"x": {entry.text};\n',
            flat_quantization=f'"x": {standard.text};\n',
        )
    entry = Entry("gemmlowp_quantize", {"scale": 0.037, "zero_point": 77, "bits": 8})
    yield simulated(
        "fragment-codes",
        "A fragment explains the codes of a file.",
        "y = mul(v, x)",
        {},
        x=uniform(0.5, 1.5, 1, 6),
        v=Source("scalar", (3, 6), lambda rng: rng.integers(0, 256, (3, 6)), codes=True).as_variable(
            stored=(QUANTIZED_UNSIGNED, 8)
        ),
        prologue=BOTH + GEMMLOWP,
        quantization=f'"v": {entry.text};\n',
        flat_quantization=f'"v": {zero_point(0.037, 77).text};\n',
    )


def networks():
    six = zero_point(0.023529412, 0)
    yield simulated(
        "network-convolutions",
        "Convolutions with bounds, and the sum with the input.",
        "a = conv(x, v, b)\nr = clamp(a, 0.0, 6.0)\nc = conv(r, w)\ny = add(c, x)",
        {
            "x": zero_point(0.02, 120),
            "v": zero_point([[[[0.004]]], [[[0.007]]], [[[0.002]]]], 0, 8, True, True),
            "r": six,
            "w": zero_point(0.005, 0, 8, True, True),
            "c": zero_point(0.08, 128),
            "y": zero_point(0.09, 126),
        },
        x=uniform(-2.0, 2.0, 1, 2, 4, 4),
        v=uniform(-0.5, 0.5, 3, 2, 3, 3).as_variable(),
        b=uniform(-0.2, 0.2, 1, 3).as_variable(),
        w=uniform(-0.5, 0.5, 2, 3, 1, 1).as_variable(),
    )
    yield simulated(
        "network-stored",
        "Filters are codes in files, and so is a bias of 32 bits.",
        "y = conv(x, w, b)",
        {
            "x": zero_point(0.02, 120),
            "w": zero_point(0.004, 0, 8, True, True),
            "b": zero_point(0.02 * 0.004, 0, 32, True),
            "y": zero_point(0.05, 128),
        },
        x=uniform(-2.0, 2.0, 1, 2, 4, 4),
        w=Source(
            "scalar", (3, 2, 3, 3), lambda rng: rng.integers(-127, 128, (3, 2, 3, 3)), codes=True
        ).as_variable(stored=(QUANTIZED_SIGNED, 8)),
        b=Source("scalar", (1, 3), lambda rng: rng.integers(-9000, 9000, (1, 3)), codes=True).as_variable(
            stored=(QUANTIZED_SIGNED, 32)
        ),
    )
    yield simulated(
        "network-classifier",
        "Pooling, a matrix and the largest class.",
        "m = avg_pool(x, size = [1, 1, 4, 4], border = 'ignore', padding = [(0, 0), (0, 0), (0, 0), (0, 0)])\n"
        "f = squeeze(m, axes = [2, 3])\nl = linear(f, w)\ny = softmax(l)",
        {
            "x": six,
            "m": six,
            "f": six,
            "w": limits(-0.5, 0.5, 8, True, True),
            "l": limits(-3.0, 3.0),
            "y": limits(0.0, 1.0),
        },
        x=uniform(0.0, 6.0, 1, 5, 4, 4),
        w=uniform(-0.5, 0.5, 4, 5).as_variable(),
    )
    yield simulated(
        "network-logarithmic",
        "Weights that are powers of two.",
        "a = linear(x, v)\nr = relu(a)\ny = linear(r, w)",
        {"v": logarithmic(0.9, 3), "w": logarithmic(0.9, 3), "r": limits(0.0, 4.0, 6)},
        x=uniform(-2.0, 2.0, 2, 6),
        v=uniform(-0.8, 0.8, 5, 6).as_variable(),
        w=uniform(-0.8, 0.8, 3, 5).as_variable(),
    )
    yield simulated(
        "network-memory",
        "What a network remembers is rounded.",
        "d = mul(s, 0.7)\nn = add(d, x)\nt = update(s, n)\ny = copy(t)",
        {"n": zero_point(0.05, 0, signed=True), "x": zero_point(0.02, 10, signed=True)},
        outputs=["y"],
        steps=5,
        x=uniform(-1.0, 1.0, 5, 2, 3),
        s=given(np.zeros((2, 3))).as_variable(),
    )
    yield simulated(
        "network-memory-of-the-start",
        "An entry for a variable rounds it each time it is read.",
        "d = mul(s, 0.7)\nn = add(d, x)\nt = update(s, n)\ny = add(t, s)",
        {"s": limits(-2.0, 2.0, 5)},
        outputs=["y"],
        steps=4,
        x=uniform(-1.0, 1.0, 4, 2, 3),
        s=uniform(-1.0, 1.0, 2, 3).as_variable(),
    )
    yield simulated(
        "network-branches",
        "Branches with different steps are joined.",
        "a = conv(x, v)\nb = max_pool(x, size = [1, 1, 3, 3], border = 'ignore')\ny = concat([a, b], axis = 1)",
        {"x": BYTE, "a": zero_point(0.07, 100), "b": BYTE, "y": zero_point(0.09, 90)},
        x=uniform(-2.0, 2.0, 1, 2, 4, 4),
        v=uniform(-0.5, 0.5, 3, 2, 1, 1).as_variable(),
    )
    yield simulated(
        "network-expressions",
        "Expressions and a fragment; entries are of named tensors alone.",
        "a = scaled(x) + 1.0\ny = a * a",
        {"a": zero_point(0.11, 60), "y": zero_point(0.4, 3)},
        flat="s = mul(x, 0.75)\na = add(s, 1.0)\ny = mul(a, a)",
        prologue=BOTH + "fragment scaled(x: tensor<scalar>) -> ( y: tensor<scalar> ) { y = x * 0.75; }\n",
        x=uniform(-2.0, 2.0, 2, 3),
        flat_quantization=text_of_entries({"a": zero_point(0.11, 60), "y": zero_point(0.4, 3)}),
    )
