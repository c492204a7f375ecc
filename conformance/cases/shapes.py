# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shape operations (4.5), and `copy_n` and `add_n` of 4.9.6."""

from itertools import product


from .table import call, case, given, integers, normal, of_type

TYPES = ("scalar", "integer", "logical")


def cases():
    yield from reshape()
    yield from squeeze()
    yield from transpose()
    yield from join()
    yield from slices()
    yield from pad()
    yield from tile()
    yield from gather()
    yield from cast()
    yield from copy_n()


def for_types(operation, table, what, tensors=("x",), left="y"):
    """Cases of one tensor: the first three of a table in all types, the others in one."""
    for number, (name, (shape, attributes)) in enumerate(table.items()):
        for type in TYPES if number < 3 else TYPES[number % 3 : number % 3 + 1]:
            prefix = "" if type == "scalar" else f"{type}-"
            yield case(
                operation,
                prefix + name,
                what(shape, attributes),
                call(f"{left} = {operation}", "x", **attributes),
                x=of_type(type, *shape),
            )


def reshape():
    table = {
        "flatten": ((2, 3, 4), {"shape": [24]}),
        "split-axis": ((6, 4), {"shape": [2, 3, 4]}),
        "merge": ((2, 3, 4), {"shape": [6, 4]}),
        "minus-one": ((2, 3, 4), {"shape": [4, -1]}),
        "minus-one-first": ((2, 3, 4), {"shape": [-1, 3]}),
        "zero": ((2, 3, 4), {"shape": [0, 12]}),
        "zero-and-minus-one": ((2, 3, 4), {"shape": [0, -1]}),
        "zeros": ((2, 3, 4), {"shape": [0, 0, 2, 2]}),
        "only-minus-one": ((2, 3), {"shape": [-1]}),
        "same": ((2, 3), {"shape": [2, 3]}),
        "to-rank-0": ((1, 1), {"shape": []}),
        "from-rank-0": ((), {"shape": [1, 1]}),
        "rank-0": ((), {"shape": []}),
        "from-rank-1": ((12,), {"shape": [3, -1]}),
        "from-rank-5": ((1, 2, 3, 1, 2), {"shape": [0, 6, -1]}),
        "from-rank-6": ((1, 2, 1, 3, 1, 2), {"shape": [3, 4]}),
        "to-rank-6": ((4, 6), {"shape": [2, 2, 1, 3, 1, 2]}),
        "start": ((2, 3, 4), {"shape": [12], "axis_start": 1}),
        "start-minus-one": ((2, 3, 4, 5), {"shape": [-1], "axis_start": 2}),
        "start-zero": ((2, 3, 4, 5), {"shape": [0, 20], "axis_start": 1}),
        "count": ((2, 3, 4), {"shape": [6], "axis_count": 2}),
        "start-and-count": ((2, 3, 4, 5), {"shape": [12], "axis_start": 1, "axis_count": 2}),
        "split-in-the-middle": ((2, 12, 5), {"shape": [3, 4], "axis_start": 1, "axis_count": 1}),
        "zero-in-the-middle": ((2, 3, 4, 5), {"shape": [0, 2, -1], "axis_start": 1, "axis_count": 2}),
        "insert": ((2, 3), {"shape": [1, 1], "axis_start": 1, "axis_count": 0}),
        "append": ((2, 3), {"shape": [1], "axis_start": 2, "axis_count": 0}),
        "remove": ((2, 1, 3), {"shape": [], "axis_start": 1, "axis_count": 1}),
        "count-all": ((2, 3, 4), {"shape": [4, 6], "axis_start": 0, "axis_count": -1}),
        "longer-and-shorter": ((4, 6, 5), {"shape": [2, 2, 6], "axis_start": 0, "axis_count": 2}),
    }
    yield from for_types("reshape", table, lambda shape, a: f"{list(shape)} with {describe(a)}.")


def describe(attributes):
    return ", ".join(f"{key} = {value}" for key, value in attributes.items())


def squeeze():
    table = {
        "last": ((2, 3, 1), {"axes": [2]}),
        "first": ((1, 2, 3), {"axes": [0]}),
        "spatial": ((2, 3, 1, 1), {"axes": [2, 3]}),
        "apart": ((1, 2, 1, 3), {"axes": [0, 2]}),
        "not-in-order": ((1, 2, 1, 3), {"axes": [2, 0]}),
        "to-rank-0": ((1, 1), {"axes": [0, 1]}),
        "none": ((2, 1), {"axes": []}),
        "some-of-the-ones": ((1, 1, 2, 1), {"axes": [1]}),
        "rank-6": ((2, 1, 3, 1, 2, 1), {"axes": [1, 3, 5]}),
    }
    yield from for_types("squeeze", table, lambda shape, a: f"{list(shape)} without axes {a['axes']}.")
    table = {
        "last": ((2, 3), {"axes": [2]}),
        "first": ((2, 3), {"axes": [0]}),
        "middle": ((2, 3), {"axes": [1]}),
        "two": ((2, 3), {"axes": [2, 3]}),
        "apart": ((2, 3), {"axes": [0, 2]}),
        "not-in-order": ((2, 3), {"axes": [3, 0]}),
        "around": ((2, 3), {"axes": [0, 3]}),
        "of-rank-0": ((), {"axes": [0]}),
        "of-rank-0-twice": ((), {"axes": [0, 1]}),
        "none": ((2, 3), {"axes": []}),
        "to-rank-6": ((2, 3, 2), {"axes": [1, 3, 5]}),
        "of-rank-4": ((2, 3, 1, 2), {"axes": [2]}),
    }
    yield from for_types(
        "unsqueeze", table, lambda shape, a: f"{list(shape)} with new axes at {a['axes']} of the output."
    )


def transpose():
    table = {
        "matrix": ((3, 4), {"axes": [1, 0]}),
        "to-channels-last": ((2, 3, 4, 5), {"axes": [0, 2, 3, 1]}),
        "to-channels-first": ((2, 4, 5, 3), {"axes": [0, 3, 1, 2]}),
        "reverse": ((2, 3, 4), {"axes": [2, 1, 0]}),
        "cycle": ((2, 3, 4), {"axes": [1, 2, 0]}),
        "same": ((2, 3, 4), {"axes": [0, 1, 2]}),
        "leading-two": ((2, 3, 4), {"axes": [1, 0]}),
        "leading-three": ((2, 3, 4, 5), {"axes": [2, 0, 1]}),
        "only-first": ((2, 3), {"axes": [0]}),
        "none": ((2, 3), {"axes": []}),
        "rank-1": ((5,), {"axes": [0]}),
        "rank-0": ((), {"axes": []}),
        "rank-5": ((2, 3, 1, 2, 4), {"axes": [4, 2, 0, 3, 1]}),
        "rank-6": ((2, 1, 3, 2, 1, 2), {"axes": [5, 3, 1, 0, 2, 4]}),
        "ones": ((1, 4, 1), {"axes": [2, 1, 0]}),
    }
    yield from for_types(
        "transpose",
        table,
        lambda shape, a: f"{list(shape)} in the order {a['axes']}; axes that are not listed stay.",
    )


def join():
    table = {
        "even": ((6, 2), 0, [1, 1]),
        "ratios": ((2, 6, 3), 1, [1, 2]),
        "sizes": ((2, 6), 1, [1, 2, 3]),
        "ratios-not-sizes": ((4, 12), 1, [1, 3]),
        "three": ((2, 9, 2, 2), 1, [1, 1, 1]),
        "last": ((2, 3, 8), 2, [3, 1]),
        "one-part": ((2, 3), 0, [1]),
        "single-ratio": ((2, 6), 1, [3]),
        "rank-1": ((10,), 0, [2, 3]),
        "rank-5": ((1, 2, 4, 2, 2), 2, [1, 3]),
        "rank-6": ((1, 1, 2, 2, 3, 1), 4, [2, 1]),
        "to-ones": ((3, 2), 0, [1, 1, 1]),
    }
    for number, (name, (shape, axis, ratios)) in enumerate(table.items()):
        for type in TYPES if number < 3 else TYPES[number % 3 : number % 3 + 1]:
            parts = [f"y{i}" for i in range(len(ratios))]
            yield case(
                "split",
                f"{type}-{name}",
                f"Axis {axis} of {list(shape)} in the ratios {ratios}.",
                call(f"[{', '.join(parts)}] = split", "x", axis=axis, ratios=ratios),
                x=of_type(type, *shape),
            )
    table = {
        "channel": ([(2, 3, 4, 4), (2, 2, 4, 4)], 1),
        "first": ([(1, 3), (2, 3), (3, 3)], 0),
        "last": ([(2, 1), (2, 4)], 1),
        "one": ([(2, 3)], 0),
        "rank-1": ([(2,), (3,), (1,)], 0),
        "rank-3": ([(2, 1, 3), (2, 4, 3)], 1),
        "rank-5": ([(1, 2, 1, 2, 3), (1, 2, 4, 2, 3)], 2),
        "rank-6": ([(1, 1, 2, 1, 1, 2), (1, 1, 2, 1, 1, 3)], 5),
        "many": ([(2, 1)] * 9, 1),
        "same-shapes": ([(2, 3)] * 2, 0),
    }
    for number, (name, (shapes, axis)) in enumerate(table.items()):
        for type in TYPES if number < 3 else TYPES[number % 3 : number % 3 + 1]:
            yield from joined("concat", f"{type}-{name}", type, shapes, axis)
    table = {
        "first": ([(2, 3)] * 3, 0),
        "middle": ([(2, 3)] * 2, 1),
        "last": ([(2, 3)] * 2, 2),
        "one": ([(2, 3)], 1),
        "rank-0": ([()] * 4, 0),
        "rank-1": ([(3,)] * 2, 0),
        "rank-1-last": ([(3,)] * 2, 1),
        "rank-3": ([(2, 1, 3)] * 3, 2),
        "rank-5": ([(1, 2, 1, 2, 2)] * 2, 3),
        "many": ([(2,)] * 7, 1),
    }
    for number, (name, (shapes, axis)) in enumerate(table.items()):
        for type in TYPES if number < 3 else TYPES[number % 3 : number % 3 + 1]:
            yield from joined("stack", f"{type}-{name}", type, shapes, axis)
    table = {
        "first": ((3, 2, 4), 0),
        "middle": ((2, 3, 4), 1),
        "last": ((2, 3), 1),
        "one": ((1, 3), 0),
        "to-rank-0": ((4,), 0),
        "rank-5": ((1, 2, 2, 3, 2), 3),
        "rank-6": ((1, 2, 1, 2, 1, 2), 5),
    }
    for number, (name, (shape, axis)) in enumerate(table.items()):
        for type in TYPES if number < 3 else TYPES[number % 3 : number % 3 + 1]:
            parts = [f"y{i}" for i in range(shape[axis])]
            yield case(
                "unstack",
                f"{type}-{name}",
                f"Along axis {axis} of {list(shape)}.",
                call(f"[{', '.join(parts)}] = unstack", "x", axis=axis),
                x=of_type(type, *shape),
            )
    yield case(
        "concat",
        "same-tensor",
        "One tensor several times.",
        "y = concat([x, x, x], axis = 0)",
        x=normal(2, 3),
    )
    yield case(
        "concat",
        "variable-and-input",
        "An input and a variable.",
        "y = concat([x, w], axis = 1)",
        x=normal(2, 3),
        w=normal(2, 2).as_variable(),
    )
    yield case(
        "stack", "same-tensor", "One tensor several times.", "y = stack([x, x], axis = 1)", x=normal(2, 3)
    )
    yield case(
        "unstack",
        "one-used",
        "Of the parts only one is an output.",
        "[a, b, c] = unstack(x, axis = 0)\ny = copy(b)",
        x=normal(3, 2),
    )
    yield case(
        "split",
        "one-used",
        "Of the parts only one is an output.",
        "[a, b] = split(x, axis = 1, ratios = [1, 2])\ny = copy(b)",
        x=normal(2, 6),
    )


def joined(operation, name, type, shapes, axis):
    names = [f"x{i}" for i in range(len(shapes))]
    sources = {each: of_type(type, *shape) for each, shape in zip(names, shapes)}
    listed = f"{len(shapes)} tensors, the first {list(shapes[0])}, the last {list(shapes[-1])}"
    yield case(
        operation,
        name,
        f"{listed}, along axis {axis}.",
        call(f"y = {operation}", f"[{', '.join(names)}]", axis=axis),
        tags=[f"rank-{len(shapes[0])}", *([type] if type != "scalar" else [])],
        **sources,
    )


def slices():
    def of(axes, begin, end, stride=None):
        return {"axes": axes, "begin": begin, "end": end, **({} if stride is None else {"stride": stride})}

    table = {
        "one-axis": ((5, 6), of([1], [1], [4])),
        "two-axes": ((5, 6), of([0, 1], [1, 2], [3, 6])),
        "stride": ((5, 9), of([1], [0], [9], [2])),
        "stride-rounds-up": ((2, 5), of([1], [0], [5], [2])),
        "stride-3": ((10,), of([0], [1], [9], [3])),
        "stride-past-end": ((2, 5), of([1], [1], [4], [4])),
        "negative-begin": ((5, 6), of([1], [-3], [6])),
        "negative-end": ((5, 6), of([1], [1], [-1])),
        "both-negative": ((5, 6), of([1], [-4], [-2])),
        "end-zero": ((5, 6), of([1], [2], [0])),
        "end-zero-stride-1": ((5, 6), of([1], [2], [0], [1])),
        "end-beyond": ((5, 6), of([1], [2], [100])),
        "begin-first-negative": ((5, 6), of([0], [-5], [3], [2])),
        "whole": ((3, 4), of([0, 1], [0, 0], [3, 4])),
        "single": ((5, 6), of([1], [2], [3])),
        "last": ((5, 6), of([1], [-1], [6])),
        "last-to-end-zero": ((5, 6), of([1], [-1], [0])),
        "axes-not-in-order": ((3, 4, 5), of([2, 0], [1, 0], [4, 2])),
        "backwards": ((3, 5), of([1], [4], [0], [-1])),
        "backwards-all": ((3, 5), of([1], [4], [-6], [-1])),
        "backwards-all-far": ((3, 5), of([1], [100], [-100], [-1])),
        "backwards-stride-2": ((3, 6), of([1], [5], [-7], [-2])),
        "backwards-stride-2-rest": ((3, 6), of([1], [5], [1], [-2])),
        "backwards-negative": ((3, 6), of([1], [-1], [-4], [-1])),
        "backwards-two-axes": ((3, 6), of([0, 1], [2, 5], [-4, -7], [-1, -1])),
        "mixed-strides": ((4, 6), of([0, 1], [0, 5], [4, -7], [2, -3])),
        "no-axes": ((3, 4), of([], [], [])),
        "rank-1": ((7,), of([0], [2], [5])),
        "rank-4": ((2, 3, 4, 5), of([1, 3], [1, -4], [3, -1])),
        "rank-5": ((1, 3, 2, 4, 2), of([1, 3], [1, 0], [3, 4], [1, 2])),
        "rank-6": ((1, 2, 2, 3, 1, 4), of([3, 5], [0, 1], [2, 3])),
        "extent-1": ((1, 4), of([0], [0], [1])),
        "stride-ones": ((4, 5), of([0, 1], [1, 1], [3, 4], [1, 1])),
        "stride-empty": ((4, 5), of([0, 1], [1, 1], [3, 4], [])),
        "half": ((2, 8), of([1], [4], [8])),
    }
    yield from for_types("slice", table, lambda shape, a: f"{list(shape)} with {describe(a)}.")


def pad():
    shapes = {1: (6,), 2: (4, 5), 3: (2, 4, 5), 4: (2, 3, 4, 5), 5: (1, 2, 3, 4, 3), 6: (1, 2, 2, 3, 3, 3)}
    paddings = {
        "before": {
            r: [(2, 0)] + [(0, 0)] * (r - 1) if r == 1 else [(0, 0)] * (r - 1) + [(2, 0)] for r in shapes
        },
        "after": {r: [(0, 0)] * (r - 1) + [(0, 1)] for r in shapes},
        "both": {r: [(0, 0)] * (r - 2) + [(1, 2), (2, 1)][-r:] for r in shapes},
        "negative": {r: [(0, 0)] * (r - 2) + [(-1, 1), (1, -1)][-r:] for r in shapes},
    }
    for rank, border, name in product(shapes, ("constant", "replicate", "reflect", "reflect-even"), paddings):
        if rank not in (2, 4) and name in ("before", "after"):
            continue
        attributes = {"padding": paddings[name][rank]} | ({"border": border} if border != "constant" else {})
        yield case(
            "pad",
            f"rank-{rank}-{name}-{border}",
            f"{list(shapes[rank])} with padding {paddings[name][rank]}, border {border}.",
            call("y = pad", "x", **attributes),
            x=normal(*shapes[rank]),
        )
    for value in (1.5, -2.0, 0.0, 1e30):
        yield case(
            "pad",
            f"value{value:g}".replace("+", "").replace(".", "_"),
            f"The border has the value {value}.",
            call("y = pad", "x", padding=[(1, 1), (0, 2)], value=value),
            x=normal(3, 4),
        )
    yield case(
        "pad",
        "value-explicit-border",
        "The border is constant, said explicitly.",
        "y = pad(x, padding = [(1, 0), (0, 1)], border = 'constant', value = 3.0)",
        x=normal(2, 3),
    )
    yield case(
        "pad",
        "value-ignored",
        "The value counts for a constant border only.",
        "y = pad(x, padding = [(1, 1)], border = 'replicate', value = 3.0)",
        x=normal(4),
    )
    yield case("pad", "nothing", "No padding.", "y = pad(x, padding = [(0, 0), (0, 0)])", x=normal(2, 3))
    yield case("pad", "rank-0", "A tensor of rank 0.", "y = pad(x, padding = [])", x=normal())
    yield case(
        "pad", "crop", "Negative padding alone.", "y = pad(x, padding = [(-1, -2), (0, -1)])", x=normal(5, 4)
    )
    yield case(
        "pad",
        "crop-and-pad",
        "One end is cropped, the other one padded.",
        "y = pad(x, padding = [(-2, 3)], value = -1.0)",
        x=normal(5),
    )
    yield case(
        "pad",
        "batch-and-channel",
        "Padding in all dimensions.",
        "y = pad(x, padding = [(1, 0), (0, 1), (1, 1), (2, 0)], border = 'replicate')",
        x=normal(2, 3, 2, 2),
    )
    yield case(
        "pad",
        "reflect-to-the-edge",
        "A reflection up to the other edge.",
        "y = pad(x, padding = [(3, 3)], border = 'reflect')",
        x=normal(4),
    )
    yield case(
        "pad",
        "reflect-even-to-the-edge",
        "A reflection of all of the input.",
        "y = pad(x, padding = [(4, 4)], border = 'reflect-even')",
        x=normal(4),
    )
    yield case(
        "pad",
        "replicate-far",
        "Much more padding than input.",
        "y = pad(x, padding = [(5, 7)], border = 'replicate')",
        x=normal(2),
    )
    yield case(
        "pad",
        "replicate-single",
        "One element everywhere.",
        "y = pad(x, padding = [(2, 1), (1, 2)], border = 'replicate')",
        x=normal(1, 1),
    )


def tile():
    table = {
        "both": ((2, 3), {"repeats": [2, 3]}),
        "batch": ((2, 3, 4), {"repeats": [3, 1, 1]}),
        "last": ((2, 3), {"repeats": [1, 4]}),
        "ones": ((2, 3), {"repeats": [1, 1]}),
        "rank-1": ((3,), {"repeats": [3]}),
        "rank-0": ((), {"repeats": []}),
        "of-ones": ((1, 3, 1), {"repeats": [4, 1, 2]}),
        "rank-4": ((1, 2, 2, 3), {"repeats": [2, 1, 3, 2]}),
        "rank-5": ((1, 2, 1, 2, 3), {"repeats": [2, 2, 2, 1, 2]}),
        "rank-6": ((1, 2, 1, 1, 2, 1), {"repeats": [1, 2, 1, 2, 1, 3]}),
    }
    yield from for_types("tile", table, lambda shape, a: f"{list(shape)}, repeated {a['repeats']} times.")


def gather():
    table = {
        "rows": ((5, 3), (4,), None),
        "columns": ((3, 5), (4,), 1),
        "matrix-of-indices": ((5, 3), (2, 3), None),
        "one-index": ((5, 3), (1,), 0),
        "rank-0-index": ((5, 3), (), 0),
        "rank-0-index-last": ((2, 3, 4), (), 2),
        "middle": ((2, 4, 3), (5,), 1),
        "middle-matrix": ((2, 4, 3), (2, 2), 1),
        "last": ((2, 3, 6), (2, 3), 2),
        "rank-1": ((7,), (3,), 0),
        "rank-1-to-rank-0": ((7,), (), 0),
        "more-than-there-are": ((3, 2), (9,), 0),
        "rank-4": ((2, 3, 4, 5), (3,), 3),
        "rank-5": ((2, 1, 3, 2, 2), (2,), 2),
        "rank-6": ((1, 2, 3, 1, 2, 2), (4,), 2),
        "indices-rank-4": ((6, 2), (2, 1, 2, 2), 0),
    }
    for number, (name, (shape, indices, axis)) in enumerate(table.items()):
        for type in TYPES if number < 3 else TYPES[number % 3 : number % 3 + 1]:
            attributes = {} if axis is None else {"axis": axis}
            yield case(
                "gather",
                f"{type}-{name}",
                f"From axis {axis or 0} of {list(shape)}, at indices of shape {list(indices)}.",
                call("y = gather", "x", "i", **attributes),
                x=of_type(type, *shape),
                i=integers(0, shape[axis or 0] - 1, *indices),
                tags=[type] if type != "scalar" else [],
            )
    yield case(
        "gather",
        "from-the-end",
        "The last index.",
        "y = gather(x, i)",
        x=normal(4, 2),
        i=given([3, 0, 3], "integer"),
    )
    yield case(
        "gather",
        "stored-indices",
        "The indices are stored with the model.",
        "y = gather(x, i, axis = 1)",
        x=normal(2, 5),
        i=given([4, 0, 2], "integer").as_variable(),
    )
    yield case(
        "gather",
        "embedding",
        "Rows of a table of weights.",
        "y = gather(w, i)",
        w=normal(20, 6).as_variable(),
        i=integers(0, 19, 2, 5),
    )


def cast():
    for source, target in product(TYPES, TYPES):
        for shape in ((), (5,), (2, 3, 4), (1, 2, 1, 3, 2)):
            values = normal(*shape, deviation=20.0) if source == "scalar" else of_type(source, *shape)
            yield case(
                "cast",
                f"{source}-to-{target}-rank-{len(shape)}",
                f"From {source} to {target}.",
                f"y = cast<{target}>(x)",
                x=values,
            )
    yield case(
        "cast",
        "towards-zero",
        "A scalar is cut towards zero.",
        "y = cast<integer>(x)",
        x=given([0.0, 0.5, 1.5, -0.5, -1.5, 2.999, -2.999, 7.0, -7.0, 1e6, -1e6]),
    )
    yield case(
        "cast",
        "what-is-not-zero",
        "What is not zero is true, however small.",
        "y = cast<logical>(x)",
        x=given([0.0, -0.0, 1e-30, -1e-30, 2.0]),
    )
    yield case(
        "cast",
        "large-integers",
        "Integers that are scalars in single precision.",
        "y = cast<scalar>(x)",
        x=given([0, 1, -1, 16777216, -16777216, -2147483648], "integer"),
    )


def copy_n():
    for number, (times, shape) in enumerate(product((1, 2, 5), ((), (3,), (2, 3, 4), (1, 2, 1, 2, 3)))):
        type = TYPES[number % 3]
        parts = [f"y{i}" for i in range(times)]
        yield case(
            "copy_n",
            f"{type}-{times}-times-rank-{len(shape)}",
            f"{times} copies.",
            call(f"[{', '.join(parts)}] = copy_n", "x", times=times),
            x=of_type(type, *shape),
        )
    for count, shape in product((1, 2, 3, 6), ((), (4,), (2, 3, 2), (1, 2, 1, 2, 2))):
        names = [f"x{i}" for i in range(count)]
        yield case(
            "add_n",
            f"{count}-of-rank-{len(shape)}",
            f"The sum of {count} tensors of shape {list(shape)}.",
            f"y = add_n([{', '.join(names)}])",
            **{name: normal(*shape) for name in names},
            tags=[f"rank-{len(shape)}"],
        )
    yield case("add_n", "same-tensor", "One tensor three times.", "y = add_n([x, x, x])", x=normal(3, 4))
    yield case(
        "add_n",
        "of-copies",
        "The copies of a tensor, added.",
        "[a, b, c] = copy_n(x, times = 3)\ny = add_n([a, b, c])",
        x=normal(3, 4),
    )
