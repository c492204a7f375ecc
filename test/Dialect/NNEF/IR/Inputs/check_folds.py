"""Folds operations on constants, and compares the results with NumPy's.

usage: check_folds.py FOLDER

NumPy computes with floats of 16, 32 and 64 bits as IEEE says. It has no bf16, of
which one step is the step of float32, rounded.
"""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np

RNG = np.random.default_rng(1)
FLOATS = {"f16": np.float16, "bf16": np.float32, "f32": np.float32, "f64": np.float64}
INTEGERS = {"i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64}
COUNT = 64  # of elements, so that even 64-bit results are small enough to be folded
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, np.inf, -np.inf, np.nan, 1e-7, -3e-45, 1025.0]
SPECIAL += [8388609.0, 65504.0]


def round_bf16(x):
    """The nearest numbers that bf16 has, the even ones on ties."""
    x = np.asarray(x, np.float32)
    bits = x.reshape(-1).view(np.uint32).astype(np.int64)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16 << 16
    result = rounded.astype(np.uint32).view(np.float32).reshape(x.shape)
    return np.where(np.isnan(x), np.float32(np.nan), result)


class Float:
    """Arithmetic of one float type: each step is rounded."""

    def __init__(self, name):
        self.name, self.dtype = name, FLOATS[name]

    def step(self, x):
        return round_bf16(x) if self.name == "bf16" else np.asarray(x).astype(self.dtype)

    def random(self):
        values = RNG.normal(size=COUNT) * 10.0 ** RNG.integers(-3, 4, COUNT)
        values[: len(SPECIAL)] = SPECIAL
        return self.step(RNG.permutation(values))


def unary(f):
    one = f.step(1)
    return {
        "neg": lambda x: -x,
        "abs": np.abs,
        "rcp": lambda x: f.step(one / x),
        "sign": lambda x: np.where(x < 0, -one, np.where(x > 0, one, 0 * one)),
        "floor": np.floor,
        "ceil": np.ceil,
        # NumPy's widest type has the sum; a zero keeps its sign.
        "round": lambda x: np.where(x == 0, x, f.step(np.floor(x.astype(np.longdouble) + 0.5))),
        "sqr": lambda x: f.step(x * x),
        "sqrt": lambda x: f.step(np.sqrt(x)),
        "rsqr": lambda x: f.step(one / f.step(x * x)),
        "rsqrt": lambda x: f.step(one / f.step(np.sqrt(x))),
    }


def binary(f):
    return {
        "add": lambda x, y: f.step(x + y),
        "sub": lambda x, y: f.step(x - y),
        "mul": lambda x, y: f.step(x * y),
        "div": lambda x, y: f.step(x / y),
        "min": lambda x, y: np.where(x < y, x, y),
        "max": lambda x, y: np.where(x > y, x, y),
    }


COMPARISONS = {
    "lt": np.less,
    "gt": np.greater,
    "le": np.less_equal,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}


def divide(x, y):
    """Python's integers know no overflow; the result is cut to the type later."""
    return 0 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)


def raise_to(x, y):
    if y >= 0:
        return pow(x, y, 1 << 64)
    return {1: 1, -1: -1 if y % 2 else 1}.get(x, 0)


INTEGER_OPS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": divide,
    "pow": raise_to,
}


def wrap(values, dtype):
    bits = 8 * np.dtype(dtype).itemsize
    return np.array([v % (1 << bits) for v in values], np.uint64).astype(dtype)


def saturate(value, dtype):
    """The integer towards zero, or the nearest that there is; 0 for no number."""
    info = np.iinfo(dtype)
    if np.isnan(value):
        return 0
    if np.isinf(value):
        return info.max if value > 0 else info.min
    return min(max(int(value), info.min), info.max)


def random_integers(dtype):
    info = np.iinfo(dtype)
    values = [info.min, info.max, 0, 1, -1, 2, -2, 7]
    values += list(RNG.integers(-20, 20, COUNT // 2))
    values += list(RNG.integers(info.min, info.max, COUNT - len(values)))
    return RNG.permutation(np.array(values, dtype))


def to_bytes(values, name):
    if name == "bf16":
        return (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).tobytes()
    return values.tobytes()


def from_bytes(data, name):
    if name == "bf16":
        return (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(data, {**FLOATS, **INTEGERS}[name])


class Cases:
    """Operations on constants, and what they should give."""

    def __init__(self):
        self.lines, self.expected = [], []

    def constant(self, values, name):
        self.lines.append(
            f"  %c{len(self.lines)} = nnef.constant "
            f'dense<"0x{to_bytes(values, name).hex()}"> : tensor<{len(values)}x{name}>'
        )
        return f"%c{len(self.lines) - 1}", name

    def add(self, op, operands, result, expected):
        names = ", ".join(name for name, _ in operands)
        types = [f"tensor<{COUNT}x{kind}>" for _, kind in operands]
        isPlain = len(operands) == 1 and op != "cast"
        signature = types[0] if isPlain else f"({', '.join(types)}) -> tensor<{COUNT}x{result}>"
        self.expected.append((f"{op} of {operands[0][1]}", result, expected))
        self.lines.append(f"  %r{len(self.expected) - 1} = nnef.{op} {names} : {signature}")

    def module(self):
        names = ", ".join(f"%r{i}" for i in range(len(self.expected)))
        types = ", ".join(f"tensor<{COUNT}x{result}>" for _, result, _ in self.expected)
        body = "\n".join(self.lines)
        return f"func.func @f() -> ({types}) {{\n{body}\n  return {names} : {types}\n}}\n"


def make_cases():
    cases = Cases()
    for name in FLOATS:
        f = Float(name)
        x, y = f.random(), f.random()
        a, b = cases.constant(x, name), cases.constant(y, name)
        for op, formula in unary(f).items():
            cases.add(op, [a], name, formula(x))
        for op, formula in binary(f).items():
            cases.add(op, [a, b], name, formula(x, y))
        for op, formula in COMPARISONS.items():
            cases.add(op, [a, b], "i1", formula(x, y))
        low, high = f.step(-1), f.step(2)
        bounds = cases.constant(np.full(COUNT, low), name), cases.constant(np.full(COUNT, high), name)
        least = np.where(x < high, x, high)
        cases.add("clamp", [a, *bounds], name, np.where(least > low, least, low))
        for to in FLOATS:
            # Floats of one width are not cast to each other, and NumPy would
            # round twice on the way to bf16.
            if to != name and (name, to) not in (("f16", "bf16"), ("bf16", "f16"), ("f64", "bf16")):
                cases.add("cast", [a], to, Float(to).step(x))
        for to, dtype in INTEGERS.items():
            cases.add("cast", [a], to, np.array([saturate(v, dtype) for v in x.tolist()], dtype))
        cases.add("cast", [a], "i1", x != 0)
    for name, dtype in INTEGERS.items():
        x, y = random_integers(dtype), random_integers(dtype)
        a, b = cases.constant(x, name), cases.constant(y, name)
        pairs = list(zip(x.tolist(), y.tolist()))
        cases.add("neg", [a], name, wrap([-p for p, _ in pairs], dtype))
        for op, formula in INTEGER_OPS.items():
            cases.add(op, [a, b], name, wrap([formula(*pair) for pair in pairs], dtype))
        for op, formula in COMPARISONS.items():
            cases.add(op, [a, b], "i1", formula(x, y))
        for to, to_dtype in INTEGERS.items():
            if to != name:
                cases.add("cast", [a], to, x.astype(to_dtype))
        for to, to_dtype in FLOATS.items():
            # Up to 32 bits, double precision is exact, so only one step rounds.
            if to in ("f32", "f64"):
                cases.add("cast", [a], to, x.astype(to_dtype))
            elif to == "f16" and name != "i64" or name in ("i8", "i16"):
                cases.add("cast", [a], to, Float(to).step(x.astype(np.float64)))
    return cases


RESULT = re.compile(r"(%\w+) = nnef\.constant dense<(.*?)> : tensor<\w+?x(\w+)>")


def read_elements(text, name):
    if name == "i1":
        if text in ("true", "false"):
            return np.full(COUNT, text == "true")
        if not text.startswith('"'):
            return np.array([word == "true" for word in text.strip("[]").split(", ")])
        bits = np.unpackbits(np.frombuffer(bytes.fromhex(text[3:-1]), np.uint8), bitorder="little")
        return bits[:COUNT] == 1
    return from_bytes(bytes.fromhex(text[3:-1]), name)


def main():
    folder = Path(sys.argv[1])
    cases = make_cases()
    source = folder / "folds.mlir"
    source.write_text(cases.module(), encoding="utf-8")
    command = ["nnef-opt", "--canonicalize", "--mlir-print-elementsattrs-with-hex-if-larger=1", source]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    left = re.findall(r"nnef\.(?!constant)\w+", text)
    constants = {name: read_elements(value, kind) for name, value, kind in RESULT.findall(text)}
    results = re.search(r"return (.*?) :", text)[1].split(", ")
    failures = [f"not folded: {op}" for op in left]
    for name, (what, kind, expected) in zip(results, cases.expected):
        if name not in constants:
            continue
        got = constants[name]
        both_nan = np.zeros(COUNT, bool)
        if kind in FLOATS:
            both_nan = np.isnan(got) & np.isnan(expected)
            same = (got == expected) & (np.signbit(got) == np.signbit(expected))
        else:
            same = got == expected
        for i in np.flatnonzero(~(same | both_nan))[:3]:
            failures.append(f"{what}, to {kind}, element {i}: {got[i]!r} instead of {expected[i]!r}")
    print(f"{len(cases.expected)} operations, {len(failures)} differences")
    sys.exit("\n".join(failures) if failures or len(results) != len(cases.expected) else 0)


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
