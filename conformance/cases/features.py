# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a case exercises, found in its flat graph."""

from inspect import Parameter, signature

from ..model import OPERATIONS
from ..model.graph import PARAMETERS, Name
from ..model.integer.graph import MOVING, RECIPES

WINDOWED = {
    "conv", "deconv", "separable_conv", "separable_deconv", "box", "debox", "argmax_pool", "sample", "desample",
    "max_pool_with_index", "max_pool", "avg_pool", "rms_pool",
}  # fmt: skip
INTRODUCING = {"external", "variable", "constant"}
ON_CODES = RECIPES.keys() | MOVING


def parameters_of(operation):
    """The names and defaults of the parameters, as the model has them."""
    if operation in ("external", "variable"):
        extra = {"label": Parameter.empty} if operation == "variable" else {}
        return {"shape": Parameter.empty, **extra}
    back = {value: key for key, value in PARAMETERS.items()}
    try:
        found = signature(OPERATIONS[operation])
    except (TypeError, ValueError):
        return {"x": Parameter.empty}  # a function of NumPy
    return {
        back.get(name, name): parameter.default
        for name, parameter in found.parameters.items()
        if parameter.kind != Parameter.VAR_POSITIONAL
    }


def features(case):
    """What a case is about, as tags: attributes off their defaults, ranks, borders, types and so on."""
    if case.mode == "refuse":
        return {"refuse"}
    found = {"steps"} if case.steps > 1 else set()
    if case.arithmetic != "real":
        found |= quantized_features(case)
    for operation in case.graph.operations if case.graph else ():
        if operation.name == case.operation:
            found |= operation_features(operation, case.sources)
    return found


def quantized_features(case):
    """Of a quantized network: which operations give which kind of codes, and what entries are about."""
    entries, found = case.flat_entries, (
        {f"{case.boundary}-boundary"} if case.arithmetic == "integer" else set()
    )
    for name, (operation, parameters) in entries.items():
        flags = {key for key in ("signed", "symmetric") if parameters.get(key)}
        found |= {operation, *flags, f"bits-{parameters['bits']}"}
        if any(isinstance(value, list) for value in parameters.values()):
            found.add("channels")
    for operation in case.graph.operations if case.graph else ():
        for name in operation.result_names():
            # What has no recipe computes with reals.
            if case.arithmetic == "integer" and operation.name in ON_CODES and name in entries:
                found.add(f"{operation.name}-{'signed' if entries[name][1].get('signed') else 'unsigned'}")
    return found


def operation_features(operation, sources):
    """What an invocation is about."""
    found = set()
    names = [argument.name for argument in operation.positional if isinstance(argument, Name)]
    operands = [sources[name] for name in names if name in sources]
    if operands:
        found.add(f"rank-{len(operands[0].shape)}")
    if any(1 in operand.shape for operand in operands):
        found.add("extent-1")
    found |= {operand.type for operand in operands} - {"scalar"}
    if operation.name in INTRODUCING:
        found.add(f"rank-{len(operation.named['shape'])}")
    if operation.type != "scalar":
        found.add(f"type-{operation.type}")
    defaults = parameters_of(operation.name)
    for key, value in operation.named.items():
        found |= attribute_features(operation.name, key, value, defaults.get(key))
    # A tensor that has a default, such as a bias.
    found |= {key for key, _ in zip(defaults, operation.positional) if defaults[key] is not Parameter.empty}
    if operation.name in WINDOWED and not operation.named.get("padding"):
        found.add("auto-padding")
    return found


def attribute_features(operation, key, value, default):
    """What the value of an attribute is about; nothing if it is the default."""
    if value == default or (default == () and value == []):
        return set()
    found = {key}
    if isinstance(value, str) and key != "label":
        found.add(f"{key}-{value}")
    if isinstance(value, bool):
        found.add(f"{key}-{str(value).lower()}")
    if key == "padding":
        if any(p != q for p, q in value):
            found.add("asymmetric-padding")
        if any(p < 0 or q < 0 for p, q in value):
            found.add("negative-padding")
        if not any(p or q for p, q in value):
            found.add("no-padding")
    if key == "groups":
        found.add("depthwise" if value == 0 else "grouped")
    if key == "dilation" and any(d > 1 for d in value):
        found.add("dilated")
    if key == "stride" and operation == "slice" and any(s < 0 for s in value):
        found.add("negative-stride")
    return found
