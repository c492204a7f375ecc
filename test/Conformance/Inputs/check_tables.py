#!/usr/bin/env python3
"""Checks that the tables of conformance cases leave nothing out.

    check_tables.py STDLIB.nnef

What there is to exercise comes from the signatures in STDLIB.nnef, and from what
the specification says of borders, methods and ranks.
"""

import re
import sys
from fnmatch import fnmatchcase
from inspect import Parameter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from conformance.cases import all_cases, elementwise
from conformance.cases.sections import SECTION_OF
from conformance.cases.choices import CHOICES
from conformance.cases.features import INTRODUCING, parameters_of
from conformance.model import OPERATIONS
from conformance.model.graph import Parser
from conformance.model.integer.graph import RECIPES
from conformance.model.integer.operations import TABLES

FRAGMENT = re.compile(r"^fragment (\w+)(?:<[^>]*>)?\s*\((.*?)\)\s*->", re.MULTILINE | re.DOTALL)
PARAMETER = re.compile(
    r"(\w+):\s*((?:tensor<[^>]*>|\((?:\w+, )*\w+\)|\w+|\?)(?:\[\])?)(?:\s*=\s*([^,\]]+|\[[^\]]*\]))?(?:,|$)"
)

ALL = {"constant", "replicate", "reflect", "reflect-even"}
BORDERS = {
    **dict.fromkeys(
        ("conv", "deconv", "separable_conv", "separable_deconv", "sample", "multilinear_upsample", "pad"), ALL
    ),
    **dict.fromkeys(
        ("box", "debox", "argmax_pool", "max_pool_with_index", "max_pool", "avg_pool", "rms_pool"),
        ALL | {"ignore"},
    ),
    "desample": {"constant"},
}
METHODS = {
    "multilinear_upsample": "method",
    "roi_resample": "method",
    "avg_roi_align": "resize_method",
    "max_roi_align": "resize_method",
}
# What is a table of the same sort as others is not seen with both kinds of codes.
ONE_KIND = {f"{name}-{kind}" for name in TABLES for kind in ("signed", "unsigned")} - {
    f"{name}-{kind}" for name in ("sigmoid", "tanh") for kind in ("signed", "unsigned")
}
BINARY = (*elementwise.ARITHMETIC, *elementwise.COMPARISONS, "and", "or", "min", "max")
# The ranks that each operation must be seen with.
RANKS = {
    **dict.fromkeys((*elementwise.UNARY, "copy", "not", "softabs", "leaky_relu", "prelu"), range(7)),
    **dict.fromkeys(("conv", "deconv"), (2, 3, 4, 5, 6)),
    **dict.fromkeys(("separable_conv", "separable_deconv"), (3, 4, 5)),
    **dict.fromkeys(
        ("box", "debox", "argmax_pool", "max_pool_with_index", "max_pool", "avg_pool", "rms_pool"),
        range(1, 7),
    ),
    **dict.fromkeys(("sample", "desample"), range(1, 6)),
    **dict.fromkeys(
        ("nearest_downsample", "area_downsample", "nearest_upsample", "multilinear_upsample"), range(2, 7)
    ),
    **dict.fromkeys(("sum_reduce", "mean_reduce", "max_reduce", "min_reduce", "moments"), range(7)),
    **dict.fromkeys(("argmax_reduce", "argmin_reduce", "any_reduce", "all_reduce"), range(1, 7)),
    **dict.fromkeys(("reshape", "transpose", "tile", "pad", "external", "variable", "constant"), range(7)),
    **dict.fromkeys(("squeeze", "unsqueeze"), (2, 3, 4)),
    **dict.fromkeys(("split", "concat", "slice", "gather"), (1, 2, 3, 4, 5, 6)),
    **dict.fromkeys(("stack", "unstack"), (1, 2, 3)),
    **dict.fromkeys(
        ("avg_roi_pool", "max_roi_pool", "roi_resample", "avg_roi_align", "max_roi_align"), (3, 4, 5)
    ),
    "matmul": range(2, 7),
    "softmax": (0, 1, 2, 3, 4, 5),
    "add_n": (0, 1, 3, 5),
    "copy_n": (0, 1, 3, 5),
    "batch_normalization": range(1, 6),
}

mistakes = []


def check(condition, message):
    if not condition:
        mistakes.append(message)


def signatures(text):
    """Of each fragment the parameters: name, type, and default as text or None."""
    text = re.sub(r"#.*", "", text)
    return {
        name: [match.groups() for match in PARAMETER.finditer(" ".join(parameters.split()))]
        for name, parameters in FRAGMENT.findall(text)
    }


def same_default(text, value):
    """Whether a default in the text is what the model has."""
    if text is None:
        return value is Parameter.empty
    literal = Parser(text.replace("lambda", "")).value()
    return (list(value) if isinstance(value, tuple) else value) == literal


def check_model(operation, parameters):
    """The model has the operation, with the same parameters in the same order, and the same defaults."""
    if operation in ("external", "variable"):
        return
    if operation not in OPERATIONS:
        mistakes.append(f"the model has no {operation}")
        return
    of_model = parameters_of(operation)
    if "type" in of_model:
        del of_model["type"]
    if len(of_model) == 1 and len(parameters) <= 3 and set(of_model) == {"x"}:
        return  # a function of NumPy, with positional parameters
    names = [name for name, _, _ in parameters]
    if operation not in BINARY and operation != "select":
        check(
            list(of_model) == names,
            f"the model's {operation} has the parameters {list(of_model)}, not {names}",
        )
    for name, _, default in parameters:
        if name in of_model:
            check(
                same_default(default, of_model[name]),
                f"the model's {operation} has another default for {name}",
            )


def check_attributes(operation, parameters, cases):
    """Each parameter with a default is seen with another value; each other attribute with two values."""
    tags = {tag for case in cases for tag in case.tags}
    for name, type, default in parameters:
        if default is not None:
            # The only border that `desample` may have is the default.
            if (operation, name) != ("desample", "border"):
                check(name in tags, f"no case of {operation} has another {name} than by default")
        elif not type.startswith("tensor") and operation not in INTRODUCING:
            values = {
                repr(invocation.named.get(name))
                for case in cases
                if case.graph
                for invocation in case.graph.operations
                if invocation.name == operation
            }
            check(len(values) > 1, f"all cases of {operation} have the same {name}")


def check_quantized(of):
    """Quantized networks are seen with all algorithms and operations that compute with codes."""
    for chapter, least in (("quantization", 150), ("integer", 200)):
        found = of.get(chapter, [])
        check(len(found) >= least, f"{chapter} has only {len(found)} cases")
        tags = {tag for case in found for tag in case.tags}
        needed = {"signed", "symmetric", "channels", "zero_point_linear_quantize", "min_max_linear_quantize"}
        if chapter == "quantization":
            needed |= {"linear_quantize", "logarithmic_quantize"} | {f"bits-{bits}" for bits in range(1, 9)}
        else:
            needed |= {"codes-boundary", "real-boundary"}
            needed |= {f"{operation}-{kind}" for operation in RECIPES for kind in ("signed", "unsigned")} - ONE_KIND
        check(needed <= tags, f"{chapter} lacks {', '.join(sorted(needed - tags))}")


def main():
    cases = all_cases()
    run = [case for case in cases if case.mode == "run"]
    of = {}
    for case in run:
        of.setdefault(case.operation, []).append(case)
    fragments = signatures(Path(sys.argv[1]).read_text(encoding="utf-8"))
    check(len(fragments) == 119, f"there are {len(fragments)} fragments")
    for operation, parameters in fragments.items():
        found = of.get(operation, [])
        check(len(found) >= 5, f"{operation} has only {len(found)} cases")
        check(operation in SECTION_OF, f"{operation} has no section")
        check_model(operation, parameters)
        check_attributes(operation, parameters, found)
        tags = {tag for case in found for tag in case.tags}
        # What is there by default is not a tag.
        for border in BORDERS.get(operation, set()) - {
            "replicate" if operation == "multilinear_upsample" else "constant"
        }:
            check(f"border-{border}" in tags, f"no case of {operation} has the border {border}")
        if operation in METHODS:
            for method in ("asymmetric", "aligned"):
                check(
                    f"{METHODS[operation]}-{method}" in tags,
                    f"no case of {operation} has the method {method}",
                )
        for rank in RANKS.get(operation, ()):
            check(f"rank-{rank}" in tags, f"no case of {operation} has rank {rank}")
        if operation in BINARY:
            for name in elementwise.BROADCASTS:
                check(f"broadcast-{name}" in tags, f"no case of {operation} repeats as {name}")
        check(any("default" in case.tags for case in found), f"{operation} is not in the default subset")
        first = parameters[0][1]
        if first == "tensor<?>" and operation not in ("update", "cast"):
            check({"integer", "logical"} <= tags, f"{operation} is not seen with all types")
        if operation in ("conv", "deconv", "separable_conv", "separable_deconv", "box", "debox", "max_pool"):
            needed = {
                "auto-padding",
                "no-padding",
                "asymmetric-padding",
                "negative-padding",
                "dilated",
                "stride",
            }
            check(needed <= tags, f"{operation} lacks {', '.join(sorted(needed - tags))}")
        if operation in ("conv", "deconv"):
            check({"grouped", "depthwise"} <= tags, f"{operation} is not seen with groups")
    for operation, patterns in CHOICES.items():
        for pattern in patterns.split():
            found = any(fnmatchcase(case.name, pattern) for case in of[operation])
            check(found, f"no case of {operation} is a choice {pattern}")
    for case in run:
        check(any(not source.is_variable for source in case.sources.values()), f"{case.id} has no input")
        check(case.what.endswith("."), f"{case.id} does not say what it is in a sentence")
    default = sum("default" in case.tags for case in cases)
    check(len(cases) >= 1500, f"there are only {len(cases)} cases")
    check(500 <= default <= 700, f"the default subset has {default} cases")
    check_quantized(of)
    check(sum(case.mode == "refuse" for case in cases) >= 100, "there are few documents to refuse")
    check(sum(case.steps > 1 for case in cases) >= 10, "there are few networks with memory")
    print("\n".join(mistakes) or f"{len(cases)} cases, {default} by default, leave nothing out")
    return bool(mistakes)


if __name__ == "__main__":
    sys.exit(main())
