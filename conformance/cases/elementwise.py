# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element-wise operations (4.2) and activations (4.9.1)."""

from itertools import product

import numpy as np

from .table import call, case, given, logicals, normal, of_type, signed, uniform, wholes

# A tensor of each rank, some with extents of 1.
SHAPES = [(), (7,), (3, 5), (2, 3, 4), (2, 3, 4, 5), (2, 1, 3, 2, 4), (1, 2, 2, 3, 1, 2)]

# The values that each operation takes: from where it is defined and well behaved.
ANY = normal
DOMAINS = {
    "rcp": lambda *s: signed(0.2, 4, *s),
    "exp": lambda *s: uniform(-4, 4, *s),
    "log": lambda *s: uniform(0.05, 20, *s),
    "log2": lambda *s: uniform(0.05, 20, *s),
    "sqrt": lambda *s: uniform(0.01, 20, *s),
    "rsqrt": lambda *s: uniform(0.05, 20, *s),
    "rsqr": lambda *s: signed(0.2, 4, *s),
    "sin": lambda *s: uniform(-6, 6, *s),
    "cos": lambda *s: uniform(-6, 6, *s),
    "tan": lambda *s: uniform(-1.3, 1.3, *s),
    "sinh": lambda *s: uniform(-4, 4, *s),
    "cosh": lambda *s: uniform(-4, 4, *s),
    "tanh": lambda *s: uniform(-4, 4, *s),
    "asin": lambda *s: uniform(-0.95, 0.95, *s),
    "acos": lambda *s: uniform(-0.95, 0.95, *s),
    "atanh": lambda *s: uniform(-0.95, 0.95, *s),
    "acosh": lambda *s: uniform(1.1, 20, *s),
    "asinh": lambda *s: uniform(-20, 20, *s),
}
UNARY = (
    "neg rcp exp log sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh abs sign floor ceil round"
    " sqr sqrt rsqr rsqrt log2"
    " sigmoid relu gelu silu softplus elu selu"
).split()
ROUNDING = ("floor", "ceil", "round")

# Where something special happens. Values that are exact in single precision.
EDGES = {
    "neg": [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-38, 3e38],
    "abs": [0.0, -0.0, np.inf, -np.inf, np.nan, -1e-38, -3e38],
    "sign": [0.0, -0.0, np.inf, -np.inf, 1e-38, -1e-38],
    "floor": [0.0, -0.5, 0.5, -1.0, 1.0, 8388607.5, -8388607.5, 1e20, np.inf, -np.inf],
    "ceil": [0.0, -0.5, 0.5, -1.0, 1.0, 8388607.5, -8388607.5, 1e20, np.inf, -np.inf],
    "round": [0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.25, -0.75, 1e20, -1e20, np.inf, -np.inf],
    "rcp": [1.0, -1.0, 0.0, np.inf, -np.inf, 1e-30, 1e30],
    "exp": [0.0, -np.inf, np.inf, 200.0, -200.0],
    "log": [1.0, 0.0, np.inf, -1.0],
    "log2": [1.0, 0.0, np.inf, -1.0],
    "sqr": [0.0, -3.0, np.inf, -np.inf, 1e30, 1e-30],
    "sqrt": [0.0, 1.0, np.inf, -1.0, 1e30],
    "rsqrt": [1.0, np.inf, 0.0, -1.0],
    "rsqr": [1.0, -2.0, np.inf, 0.0],
    "tanh": [0.0, 40.0, -40.0, np.inf, -np.inf],
    "atan": [0.0, 1e20, -1e20, np.inf, -np.inf],
    "asin": [0.0, 1.0, -1.0, 2.0],
    "acos": [0.0, 1.0, -1.0, 2.0],
    "acosh": [1.0, 0.5, np.inf],
    "atanh": [0.0, 1.0, -1.0, 2.0],
    "asinh": [0.0, 1e10, -1e10, np.inf, -np.inf],
    "sigmoid": [0.0, 50.0, -120.0, np.inf, -np.inf],
    "relu": [0.0, -0.0, np.inf, -np.inf, -1e-38],
    "elu": [0.0, -50.0, np.inf, -np.inf],
    "selu": [0.0, -50.0, np.inf, -np.inf],
    "softplus": [0.0, 30.0, -100.0],
    "sinh": [0.0, 1000.0, -1000.0, np.inf],
    "cosh": [0.0, 1000.0, -1000.0, np.inf],
}
# A shape for each way in which two tensors are repeated to fit each other: as many
# dimensions or fewer, with extents of 1 on either side or on both.
BROADCASTS = {
    "same": ((2, 3, 4), (2, 3, 4)),
    "ranks-0": ((), ()),
    "scalar-right": ((2, 3, 4), ()),
    "scalar-left": ((), (2, 3, 4)),
    "leading-right": ((2, 3, 4), (2, 3)),
    "leading-left": ((2,), (2, 3, 4)),
    "channel": ((2, 3, 4, 5), (1, 3)),
    "ones-right": ((2, 3, 4), (2, 1, 4)),
    "ones-left": ((1, 3, 1), (2, 3, 4)),
    "ones-both": ((2, 1, 4), (1, 3, 4)),
    "ones-and-ranks": ((2, 1), (1, 3, 4, 5)),
    "single-element": ((1, 1, 1), (2, 3, 4)),
    "rank-6": ((2, 1, 2, 1, 3, 2), (2, 2, 1, 2, 3)),
}
ARITHMETIC = ("add", "sub", "mul", "div", "pow")
COMPARISONS = ("lt", "gt", "le", "ge", "eq", "ne")
SYMBOLS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "pow": "^",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "eq": "==",
    "ne": "!=",
    "and": "&&",
    "or": "||",
}
OPERATORS = "extension KHR_enable_operator_expressions;\n"


def cases():
    yield from unary()
    yield from binary()
    yield from literals()
    yield from selections()
    yield from clamps()
    yield from activations()
    yield from operators()


def domain(operation):
    return DOMAINS.get(operation, ANY)


def unary():
    for operation in UNARY:
        for shape in SHAPES:
            fill = domain(operation)
            if operation in ROUNDING:
                fill = lambda *s: normal(*s, deviation=5.0)
            yield case(
                operation,
                f"rank-{len(shape)}",
                f"{operation} of a tensor of rank {len(shape)}.",
                f"y = {operation}(x)",
                x=fill(*shape),
            )
        if operation in EDGES:
            yield case(
                operation,
                "edges",
                "Zeros, infinities, and where the function jumps, is steep or is not defined.",
                f"y = {operation}(x)",
                x=given(EDGES[operation]),
                exact=True,
                tags=["edges"],
            )
        yield case(
            operation,
            "of-a-variable",
            "The operand is stored with the model.",
            f"v = {operation}(w)\ny = mul(v, x)",
            w=domain(operation)(4, 3).as_variable(),
            x=normal(4, 3),
        )
    for type, shape in product(("scalar", "integer", "logical"), SHAPES):
        yield case(
            "copy",
            f"{type}-rank-{len(shape)}",
            f"A copy of a tensor of type {type}.",
            "y = copy(x)",
            x=of_type(type, *shape),
        )
    yield case(
        "copy",
        "of-an-output",
        "An output that is a copy of another one.",
        "z = exp(x)\ny = copy(z)",
        ["z", "y"],
        x=normal(3, 4),
    )
    for shape in SHAPES:
        yield case("not", f"rank-{len(shape)}", "Logical negation.", "y = not(x)", x=logicals(*shape))
    yield case(
        "round",
        "large-odd",
        "Whole numbers so large that adding a half is not exact in single precision stay as they are.",
        "y = round(x)",
        x=given([8388609.0, -8388609.0, 8388611.0, 16777213.0]),
    )
    yield case(
        "round",
        "below-half",
        "The largest number below a half is rounded down.",
        "y = round(x)",
        x=given([0.49999997, -0.50000006]),
    )


def operands(operation, left, right):
    """Values that an operation with two operands is defined for."""
    if operation in ("and", "or"):
        return logicals(*left), logicals(*right)
    if operation == "pow":
        return uniform(0.2, 3, *left), uniform(-2, 2, *right)
    if operation == "div":
        return normal(*left), signed(0.3, 3, *right)
    if operation in ("eq", "ne", "le", "ge"):
        return few_values(left), few_values(right)
    return normal(*left), normal(*right)


def few_values(shape):
    """Scalars that are often equal."""
    return wholes(-1, 1, *shape)


def binary():
    for operation in (*ARITHMETIC, *COMPARISONS, "and", "or", "min", "max"):
        for name, (left, right) in BROADCASTS.items():
            x, y = operands(operation, left, right)
            yield case(
                operation,
                name,
                f"Shapes {list(left)} and {list(right)}: leading dimensions are aligned, extents of 1 repeated.",
                f"z = {operation}(x, y)",
                x=x,
                y=y,
                tags=[f"broadcast-{name}"],
            )
        x, y = operands(operation, (2, 3), (2, 3))
        yield case(
            operation,
            "twice-the-same",
            "Both operands are one tensor.",
            f"z = {operation}(x, x)",
            x=x,
            exact=True,
        )
        yield case(
            operation,
            "variable",
            "The second operand is stored with the model.",
            f"z = {operation}(x, y)",
            x=x,
            y=operands(operation, (2, 3), (1, 3))[1].as_variable(),
        )
    specials = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan]
    for operation in COMPARISONS:
        yield case(
            operation,
            "edges",
            "Zeros of both signs are equal; what is not a number is neither less, equal, nor greater.",
            f"z = {operation}(x, y)",
            x=given(specials, shape=(7, 1)),
            y=given(specials, shape=(1, 7)),
        )
    for operation in ("min", "max"):
        yield case(
            operation,
            "not-a-number",
            "The body compares and selects: of what is not a number and another one, the second operand wins.",
            f"z = {operation}(x, y)",
            x=given([np.nan, 1.0, np.nan, np.inf, -np.inf]),
            y=given([1.0, np.nan, np.nan, 2.0, 2.0]),
        )
    yield case(
        "relu",
        "not-a-number",
        "The body compares: what is not a number is not above zero.",
        "y = relu(x)",
        x=given([np.nan, 1.0, -1.0]),
    )
    for operation in ("add", "sub", "mul", "div"):
        yield case(
            operation,
            "infinities",
            "Infinities, and what is not a number.",
            f"z = {operation}(x, y)",
            x=given(specials[1:], shape=(6, 1)),
            y=given([2.0, np.inf, -np.inf, np.nan], shape=(1, 4)),
            exact=True,
        )
    yield case(
        "div",
        "by-zero",
        "A quotient by zero is infinite, 0 / 0 is not a number.",
        "z = div(x, y)",
        x=given([1.0, -1.0, 0.0]),
        y=given([0.0, 0.0, 0.0]),
        exact=True,
    )
    yield case(
        "pow",
        "edges",
        "Powers of zero, of negative numbers, and of what is not a number.",
        "z = pow(x, y)",
        x=given([0.0, 2.0, -2.0, -2.0, 1.0, 0.0, np.inf, 0.5]),
        y=given([0.0, 0.0, 2.0, 3.0, np.inf, 2.0, -1.0, -np.inf]),
        exact=True,
    )
    yield case(
        "pow",
        "negative-base",
        "A negative base with exponents that are whole or not.",
        "z = pow(x, y)",
        x=given([-2.0, -2.0, -0.5, -1.5]),
        y=given([3.0, 0.5, -2.0, -1.0]),
        exact=True,
    )


def literals():
    """A number in place of a tensor (3.3.1) has rank 0."""
    for operation in (*ARITHMETIC, *COMPARISONS, "min", "max"):
        x, y = operands(operation, (2, 3, 4), (2, 3, 4))
        number = {"pow": 1.5, "eq": 1.0, "ne": 1.0, "le": 1.0, "ge": 1.0}.get(operation, 0.75)
        yield case(
            operation,
            "number-right",
            "The second operand is a literal.",
            f"z = {operation}(x, {number})",
            x=x,
            tags=["literal"],
        )
        yield case(
            operation,
            "number-left",
            "The first operand is a literal.",
            f"z = {operation}({number}, y)",
            y=y,
            tags=["literal"],
        )
    for operation in ("and", "or"):
        for value in ("true", "false"):
            yield case(
                operation,
                f"literal-{value}",
                "The second operand is a literal.",
                f"z = {operation}(x, {value})",
                x=logicals(2, 3),
                tags=["literal"],
            )
    for exponent in (2.0, 0.5, -1.0, 3.0, 0.0, 1.0, -0.5, -2.0):
        yield case(
            "pow",
            f"exponent{exponent}".replace(".", "_"),
            f"x to the power of {exponent}.",
            f"z = pow(x, {exponent})",
            x=uniform(0.2, 3, 3, 4),
            tags=["literal"],
        )


SELECTIONS = {
    "same": ((2, 3, 4), (2, 3, 4), (2, 3, 4)),
    "rank-0": ((), (), ()),
    "one-condition": ((), (2, 3), (2, 3)),
    "condition-repeated": ((2, 1), (2, 3), (2, 3)),
    "leading-condition": ((2,), (2, 3, 4), (2, 3, 4)),
    "single-values": ((2, 3), (), ()),
    "one-value-repeated": ((2, 3), (2, 3), (1, 3)),
    "all-repeated": ((2, 1, 1), (1, 3, 1), (1, 1, 4)),
    "values-larger": ((2, 1), (2, 3, 4), (1, 3)),
    "ranks-5": ((2, 1, 2, 1, 2), (1, 2), (2, 2, 2, 2, 2)),
}


def selections():
    for (name, (c, t, f)), type in product(SELECTIONS.items(), ("scalar", "integer", "logical")):
        yield case(
            "select",
            f"{type}-{name}",
            f"A condition of shape {list(c)}, values of type {type} and of shapes {list(t)} and {list(f)}.",
            "y = select(c, a, b)",
            c=logicals(*c),
            a=of_type(type, *t),
            b=of_type(type, *f),
            tags=[f"broadcast-{name}"],
        )
    for value in ("true", "false"):
        yield case(
            "select",
            f"literal-{value}",
            "The condition is a literal.",
            f"y = select({value}, a, b)",
            a=normal(2, 3),
            b=normal(2, 3),
            tags=["literal"],
        )
    yield case(
        "select",
        "numbers",
        "Both values are literals.",
        "y = select(c, 1.5, -2.0)",
        c=logicals(3, 4),
        tags=["literal"],
    )
    yield case(
        "select",
        "one-number",
        "One value is a literal.",
        "y = select(c, x, 0.0)",
        c=logicals(3, 4),
        x=normal(3, 4),
        tags=["literal"],
    )
    yield case(
        "select",
        "unused-not-a-number",
        "What is not selected does not matter, even if it is not a number or infinite.",
        "y = select(c, a, b)",
        c=given([True, False, True, False], "logical"),
        a=given([1.0, np.nan, 3.0, np.inf]),
        b=given([np.nan, 2.0, np.inf, 4.0]),
    )


def clamps():
    bounds = {
        "same": ((2, 3), (2, 3), (2, 3)),
        "rank-0": ((), (), ()),
        "repeated": ((2, 3, 4), (2, 1, 4), (1, 3)),
        "channel": ((2, 3, 4, 4), (1, 3), (1, 3)),
        "bounds-larger": ((2, 1), (2, 3), (1, 3)),
        "rank-5": ((2, 1, 2, 2, 3), (2,), (1, 1, 2)),
    }
    for name, (x, a, b) in bounds.items():
        yield case(
            "clamp",
            name,
            f"x {list(x)} with bounds {list(a)} and {list(b)}.",
            "y = clamp(x, a, b)",
            x=normal(*x, deviation=2.0),
            a=uniform(-1.5, -0.5, *a),
            b=uniform(0.5, 1.5, *b),
            tags=[f"broadcast-{name}"],
        )
    yield case(
        "clamp",
        "numbers",
        "Both bounds are literals.",
        "y = clamp(x, -1.0, 0.5)",
        x=normal(3, 4, 5),
        tags=["literal"],
    )
    yield case(
        "clamp",
        "lower-number",
        "The lower bound is a literal.",
        "y = clamp(x, 0.0, b)",
        x=normal(3, 4),
        b=uniform(0.5, 1.0, 3, 4),
        tags=["literal"],
    )
    yield case(
        "clamp",
        "crossed",
        "The lower bound wins where it is above the upper one.",
        "y = clamp(x, 1.0, -1.0)",
        x=normal(3, 4, deviation=3.0),
        tags=["literal"],
    )
    yield case(
        "clamp",
        "infinite",
        "Bounds that do not bound.",
        "y = clamp(x, a, b)",
        x=given([-5.0, 0.0, 5.0]),
        a=given([-np.inf, -1.0, -np.inf]),
        b=given([np.inf, np.inf, 1.0]),
    )
    yield case(
        "clamp",
        "not-a-number",
        "What is not a number becomes the upper bound, as the body says.",
        "y = clamp(x, -1.0, 1.0)",
        x=given([np.nan, 0.5, np.inf, -np.inf]),
    )
    yield case("clamp", "equal", "Both bounds are the same.", "y = clamp(x, 0.25, 0.25)", x=normal(5))


def activations():
    for shape in SHAPES:
        yield case(
            "softabs",
            f"rank-{len(shape)}",
            "sqrt(x^2 + epsilon).",
            "y = softabs(x, epsilon = 0.1)",
            x=normal(*shape),
        )
        yield case(
            "leaky_relu",
            f"rank-{len(shape)}",
            "Negative values are scaled.",
            "y = leaky_relu(x, alpha = 0.1)",
            x=normal(*shape),
        )
        yield case(
            "prelu",
            f"same-rank-{len(shape)}",
            "A factor for each value.",
            "y = prelu(x, a)",
            x=normal(*shape),
            a=uniform(0.05, 0.5, *shape),
        )
    for epsilon in (1e-3, 1.0, 4.0):
        yield case(
            "softabs",
            f"epsilon-{epsilon}".replace(".", "_"),
            f"epsilon = {epsilon}.",
            call("y = softabs", "x", epsilon=epsilon),
            x=normal(3, 4),
        )
    for alpha in (0.0, 1.0, 2.0, -0.5):
        yield case(
            "leaky_relu",
            f"alpha{alpha}".replace(".", "_"),
            f"alpha = {alpha}.",
            call("y = leaky_relu", "x", alpha=alpha),
            x=normal(3, 4),
        )
    for alpha in (0.5, 2.0, 0.0):
        yield case(
            "elu",
            f"alpha-{alpha}".replace(".", "_"),
            f"alpha = {alpha}.",
            call("y = elu", "x", alpha=alpha),
            x=normal(3, 4),
        )
        yield case(
            "selu",
            f"alpha-{alpha}".replace(".", "_"),
            f"alpha = {alpha}.",
            call("y = selu", "x", alpha=alpha),
            x=normal(3, 4),
        )
        yield case(
            "selu",
            f"lambda-{alpha}".replace(".", "_"),
            f"lambda = {alpha}.",
            f"y = selu(x, lambda = {alpha})",
            x=normal(3, 4),
        )
    yield case(
        "selu", "both", "Both factors are given.", "y = selu(x, alpha = 1.5, lambda = 0.75)", x=normal(3, 4)
    )
    for name, shape in {
        "channel": (1, 3),
        "single": (),
        "ones": (1, 1, 1, 1),
        "one-element": (1,),
        "rank-2": (2, 3),
        "spatial": (1, 1, 4, 5),
    }.items():
        yield case(
            "prelu",
            name,
            f"Factors of shape {list(shape)}.",
            "y = prelu(x, a)",
            x=normal(2, 3, 4, 5),
            a=uniform(0.05, 0.5, *shape).as_variable(),
            tags=[f"broadcast-{name}"],
        )
    yield case(
        "prelu", "number", "The factor is a literal.", "y = prelu(x, 0.25)", x=normal(2, 3), tags=["literal"]
    )
    for operation in ("gelu", "silu", "softplus", "sigmoid", "tanh"):
        yield case(
            operation, "wide", "Arguments far from zero.", f"y = {operation}(x)", x=uniform(-15, 15, 4, 5)
        )
    softmaxes = [
        ((2, 5), None),
        ((2, 3, 4, 4), None),
        ((2, 5), [1]),
        ((5,), [0]),
        ((2, 3), [0]),
        ((2, 3, 4), [2]),
        ((2, 3, 4), [1, 2]),
        ((2, 3, 4), [0, 1, 2]),
        ((2, 3, 4, 5), [2, 3]),
        ((2, 3, 4, 5), [1, 3]),
        ((2, 3, 2, 2, 3), [1]),
        ((2, 3, 2, 2, 3), [4, 0]),
        ((2, 1, 3), [1]),
        ((1,), [0]),
        ((2, 3), []),
        ((), []),
    ]
    for number, (shape, axes) in enumerate(softmaxes):
        attributes = {} if axes is None else {"axes": axes}
        along = "default axis" if axes is None else f"axes {axes}"
        name = "-".join(["shape", *map(str, shape), "axes", *map(str, ["default"] if axes is None else axes)])
        yield case(
            "softmax",
            name,
            f"Shape {list(shape)}, {along}.",
            call("y = softmax", "x", **attributes),
            x=normal(*shape, deviation=2.0),
        )
    yield case(
        "softmax",
        "large",
        "Exponentials that would overflow without subtracting the maximum.",
        "y = softmax(x)",
        x=given([[500.0, 501.0, 499.0], [-1000.0, -1001.0, -1000.5]]),
        exact=True,
    )


EDGE_INTEGERS = [0, 1, -1, 2, -2, 3, 7, -7, 10, 46341, 65536, 2147483647, -2147483647, -2147483648]


def operators():
    """Operators on tensors (3.3.3), which are also for integers and truth values."""
    from ..model import FORMULAS

    formulas = {
        "add": "integer_sum",
        "sub": "integer_difference",
        "mul": "integer_product",
        "div": "integer_quotient",
        "pow": "integer_power",
    }
    of_integers = {name: FORMULAS[formula] for name, formula in formulas.items()}
    of_integers |= {name: FORMULAS[name] for name in COMPARISONS}
    for operation, formula in of_integers.items():
        symbol = SYMBOLS[operation]
        for name, (left, right) in BROADCASTS.items():
            if name not in ("same", "leading-right", "ones-both", "ranks-0"):
                continue
            yield case(
                operation,
                f"integers-{name}",
                f"The operator {symbol} on two tensors of integers.",
                f"z = x {symbol} y",
                prologue=OPERATORS,
                expected=lambda x, y, formula=formula: {"z": formula(x, y)},
                x=of_type("integer", *left),
                y=given(np.arange(np.prod(right, dtype=int)).reshape(right) % 9 - 4, "integer", right),
                tags=["integer", "operator", f"broadcast-{name}"],
            )
        yield case(
            operation,
            "integers-edges",
            "Integers at the edges of their range: what overflows wraps around, what is divided by 0 is 0.",
            f"z = x {symbol} y",
            prologue=OPERATORS,
            expected=lambda x, y, formula=formula: {"z": formula(x, y)},
            x=given(EDGE_INTEGERS, "integer", (14, 1)),
            y=given([*EDGE_INTEGERS[:8], 31, 32, *EDGE_INTEGERS[10:]], "integer", (1, 14)),
            tags=["integer", "operator"],
        )
    yield case(
        "neg",
        "integers",
        "The operator - on a tensor of integers.",
        "y = -x",
        prologue=OPERATORS,
        expected=lambda x: {"y": FORMULAS["integer_negative"](x)},
        x=given(EDGE_INTEGERS, "integer"),
        tags=["integer", "operator"],
    )
    yield case(
        "copy",
        "integers-plus",
        "The operator + on a tensor of integers.",
        "y = +x",
        prologue=OPERATORS,
        expected=lambda x: {"y": x},
        x=given(EDGE_INTEGERS, "integer"),
        tags=["integer", "operator"],
    )
    for operation in ("eq", "ne"):
        yield case(
            operation,
            "truth-values",
            f"The operator {SYMBOLS[operation]} on truth values.",
            f"z = x {SYMBOLS[operation]} y",
            prologue=OPERATORS,
            flat=f"z = {operation}(x, y)",
            x=logicals(2, 3),
            y=logicals(2, 1),
            tags=["logical", "operator"],
        )
    for operation, symbol in SYMBOLS.items():
        x, y = operands(operation, (2, 3), (2,))
        yield case(
            operation,
            "operator",
            f"The operator {symbol}.",
            f"z = x {symbol} y",
            prologue=OPERATORS,
            flat=f"z = {operation}(x, y)",
            x=x,
            y=y,
            tags=["operator"],
        )
    yield case(
        "not",
        "operator",
        "The operator !.",
        "y = !x",
        prologue=OPERATORS,
        flat="y = not(x)",
        x=logicals(2, 3),
        tags=["operator"],
    )
    yield case(
        "neg",
        "operator",
        "The operator -, which binds tighter than the binary ones.",
        "y = -x + 2.0",
        prologue=OPERATORS,
        flat="n = neg(x)\ny = add(n, 2.0)",
        outputs=["y"],
        x=normal(2, 3),
        tags=["operator"],
    )
    yield case(
        "pow",
        "operators-associate-left",
        "x ^ 2.0 ^ 3.0 is (x ^ 2.0) ^ 3.0.",
        "y = x ^ 2.0 ^ 3.0",
        prologue=OPERATORS,
        flat="s = pow(x, 2.0)\ny = pow(s, 3.0)",
        outputs=["y"],
        x=uniform(0.5, 1.5, 2, 3),
        tags=["operator"],
    )
    yield case(
        "sub",
        "operators-associate-left",
        "x - y - y is (x - y) - y.",
        "z = x - y - y",
        prologue=OPERATORS,
        flat="s = sub(x, y)\nz = sub(s, y)",
        outputs=["z"],
        x=normal(2, 3),
        y=normal(2, 3),
        tags=["operator"],
    )
    yield case(
        "div",
        "operators-associate-left",
        "x / y / y is (x / y) / y.",
        "z = x / y / y",
        prologue=OPERATORS,
        flat="s = div(x, y)\nz = div(s, y)",
        outputs=["z"],
        x=normal(2, 3),
        y=signed(0.5, 2, 2, 3),
        tags=["operator"],
    )
