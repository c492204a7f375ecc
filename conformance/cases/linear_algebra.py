# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Matrix multiplication (4.7), and `linear` of 4.9.2."""

from itertools import product

from .table import call, case, given, normal, weights


def cases():
    yield from matmul()
    yield from linear()


def matmul():
    # The batch dimensions of both, and the extents of the matrices.
    batches = {
        "matrices": ((), ()),
        "batch": ((3,), (3,)),
        "two-batches": ((2, 3), (2, 3)),
        "left-repeated": ((1,), (4,)),
        "right-repeated": ((4,), (1,)),
        "both-repeated": ((2, 1), (1, 3)),
        "rank-5": ((2, 1, 2), (2, 3, 1)),
        "rank-6": ((1, 2, 1, 2), (2, 2, 1, 1)),
        "ones": ((1, 1), (1, 1)),
    }
    flags = ((False, False), (True, False), (False, True), (True, True))
    for (name, (left, right)), (a, b) in product(batches.items(), flags):
        m, k, n = 3, 4, 2
        attributes = ({"transposeA": True} if a else {}) | ({"transposeB": True} if b else {})
        suffix = "-transpose-" + "AB"[0 if a else 1 : 2 if b else 1] if a or b else ""
        yield case(
            "matmul",
            name + suffix,
            f"Batches {list(left)} and {list(right)}"
            + (f", with {', '.join(attributes)}." if attributes else "."),
            call("C = matmul", "A", "B", **attributes),
            A=normal(*left, *((k, m) if a else (m, k))),
            B=normal(*right, *((n, k) if b else (k, n))),
            tags=[f"broadcast-{name}"],
        )
    extents = {
        "row-times-column": (1, 5, 1),
        "column-times-row": (4, 1, 5),
        "matrix-times-column": (4, 5, 1),
        "row-times-matrix": (1, 5, 4),
        "numbers": (1, 1, 1),
        "large": (17, 65, 33),
        "long": (2, 1000, 2),
    }
    for name, (m, k, n) in extents.items():
        yield case(
            "matmul", name, f"{m} x {k} times {k} x {n}.", "C = matmul(A, B)", A=normal(m, k), B=normal(k, n)
        )
    yield case(
        "matmul",
        "flags-said",
        "No transposition, said explicitly.",
        "C = matmul(A, B, transposeA = false, transposeB = false)",
        A=normal(3, 4),
        B=normal(4, 2),
    )
    yield case(
        "matmul",
        "with-itself",
        "A matrix times its transpose.",
        "C = matmul(A, A, transposeB = true)",
        A=normal(3, 4),
    )
    yield case(
        "matmul",
        "stored-left",
        "The left matrix is stored with the model.",
        "C = matmul(A, B)",
        A=weights(3, 4),
        B=normal(4, 2),
    )
    yield case(
        "matmul",
        "stored-right",
        "The right matrix is stored with the model.",
        "C = matmul(A, B, transposeB = true)",
        A=normal(3, 4),
        B=weights(2, 4),
    )
    yield case(
        "matmul",
        "known-numbers",
        "A product that can be checked by hand.",
        "C = matmul(A, B)",
        A=given([[1.0, 2.0], [3.0, 4.0]]),
        B=given([[5.0, 6.0], [7.0, 8.0]]),
    )


def linear():
    for name, bias in {
        "channels": (1, 5),
        "single": (1, 1),
        "rank-0": (),
        "rank-1": (1,),
        "batch": (3, 5),
        "per-row": (3,),
        "per-row-rank-2": (3, 1),
    }.items():
        yield case(
            "linear",
            f"bias-{name}",
            f"A bias of shape {list(bias)}.",
            "y = linear(x, w, b)",
            x=normal(3, 4),
            w=weights(5, 4),
            b=weights(*bias),
            tags=[f"broadcast-{name}"],
        )
    yield case("linear", "no-bias", "No bias.", "y = linear(x, w)", x=normal(3, 4), w=weights(5, 4))
    yield case(
        "linear",
        "bias-number",
        "A bias that is a literal.",
        "y = linear(x, w, 0.5)",
        x=normal(3, 4),
        w=weights(5, 4),
    )
    yield case(
        "linear",
        "bias-by-name",
        "The bias is given by name.",
        "y = linear(x, w, bias = -1.5)",
        x=normal(3, 4),
        w=weights(5, 4),
    )
    yield case(
        "linear",
        "inputs",
        "Filter and bias are inputs.",
        "y = linear(x, w, b)",
        x=normal(2, 3),
        w=normal(4, 3),
        b=normal(1, 4),
    )
    for m, k, n in ((1, 4, 5), (3, 1, 5), (3, 4, 1), (1, 1, 1), (8, 100, 10)):
        yield case(
            "linear",
            f"{m}x{k}-to-{n}",
            f"{m} rows of {k}, {n} results each.",
            "y = linear(x, w, b)",
            x=normal(m, k),
            w=weights(n, k),
            b=weights(1, n),
        )
    yield case(
        "linear",
        "batch",
        "Matrices in a batch, as the body takes them.",
        "y = linear(x, w)",
        x=normal(2, 3, 4),
        w=weights(2, 5, 4),
    )
