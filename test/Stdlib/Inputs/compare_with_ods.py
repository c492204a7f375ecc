"""Compares the signatures of the standard library with the ODS definitions.

usage: compare_with_ods.py Stdlib.nnef RECORDS.json

RECORDS.json is what `llvm-tblgen --dump-json` writes for NNEFOps.td. Each
operation must have the operands, attributes, defaults and results of its
fragment, in the same order and with the same names.
"""

import json
import re
import sys

# What an ODS constraint is in the language of the standard.
TYPES = {
    "NNEF_ScalarTensor": "tensor<scalar>",
    # Operators apply to more types than explicit invocations.
    "NNEF_NumberTensor": "tensor<scalar>",
    "NNEF_ComparableTensor": "tensor<scalar>",
    "NNEF_IntegerTensor": "tensor<integer>",
    "NNEF_LogicalTensor": "tensor<logical>",
    "NNEF_Tensor": "tensor<?>",
    "NNEF_StoredTensor": "tensor<?>",
    "NNEF_Integer": "integer",
    "F64Attr": "scalar",
    "BoolAttr": "logical",
    "DenseI64ArrayAttr": "integer[]",
    "NNEF_Padding": "(integer,integer)[]",
    "NNEF_BorderModeAttr": "string",
    "NNEF_InterpolationMethodAttr": "string",
    "StrAttr": "string",
}

# `external` is an argument of a function. A shape is part of the result type,
# and a constant has its values in one attribute together with their shape.
WITHOUT_OPERATION = {"external"}
# Operations that belong to no fragment of the standard.
WITHOUT_FRAGMENT = {"call", "dequantize", "quantize", "storage_cast"}
ONLY_IN_FRAGMENT = {"variable": {"shape"}, "constant": {"shape"}}
ONLY_IN_ODS = {"variable": {"value"}}
DIFFERENT_TYPE = {("constant", "value")}
DIFFERENT_NAME = {"is_signed": "signed"}


def split(text):
    """Splits at the commas that are not inside brackets."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character in "([<") - (character in ")]>")
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [part.strip() for part in parts + [current] if part.strip()]


def read_fragments(path):
    """Gives {name: (parameters, results)}, each a list of (name, type, default)."""
    text = re.sub(r"#.*", "", open(path).read())
    fragments = {}
    for match in re.finditer(
        r"fragment\s+(\w+)\s*(?:<[^>]*>)?\s*\((.*?)\)\s*->\s*\((.*?)\)\s*[;{]",
        text,
        re.S,
    ):
        name, parameters, results = match.groups()

        def parse(declaration):
            head, _, default = declaration.partition("=")
            parameter, _, kind = head.partition(":")
            kind = re.sub(r"\s", "", kind)
            return parameter.strip(), kind, default.strip() or None

        assert name not in fragments, f"{name} is declared twice"
        fragments[name] = (
            [parse(part) for part in split(parameters)],
            [parse(part) for part in split(results)],
        )
    return fragments


def read_default(value):
    """An ODS default value in the language of the standard."""
    value = value.strip()
    if "::" in value:
        return "'" + value.rsplit("::", 1)[1].lower() + "'"
    return value.replace("{", "[").replace("}", "]")


def read_argument(records, argument):
    """The (name, type, default) of an entry in an ODS list."""
    record, name = records[argument[0]["def"]], argument[1]
    supers, default, array = record["!superclasses"], None, ""
    if "DefaultValuedAttr" in supers:
        default = read_default(record["defaultValue"])
        record = records[record["baseAttr"]["def"]]
    elif "OptionalAttr" in supers:
        record = records[record["baseAttr"]["def"]]
    elif "Variadic" in supers:
        array = "[]"
        record = records[record["baseType"]["def"]]
    kind = TYPES.get(record["!name"], record["!name"])
    return DIFFERENT_NAME.get(name, name), kind + array, default


def read_operations(path):
    records = json.load(open(path))
    operations = {}
    for name in records["!instanceof"]["NNEF_Op"]:
        record = records[name]
        operations[record["opName"]] = (
            [read_argument(records, a) for a in record["arguments"]["args"]],
            [read_argument(records, a) for a in record["results"]["args"]],
        )
    return operations


def same_default(have, want):
    if have is None or want is None:
        return have is want
    try:
        return float(have) == float(want)
    except ValueError:
        return re.sub(r"\s", "", have) == re.sub(r"\s", "", want)


def compare(name, have, want, errors):
    """Compares two lists of (name, type, default)."""
    have = [a for a in have if a[0] not in ONLY_IN_ODS.get(name, ())]
    want = [a for a in want if a[0] not in ONLY_IN_FRAGMENT.get(name, ())]
    if [a[0] for a in have] != [a[0] for a in want]:
        errors.append(
            f"{name}: ODS has {[a[0] for a in have]}, "
            f"the standard {[a[0] for a in want]}"
        )
        return
    for (argument, kind, default), (_, wanted, wanted_default) in zip(have, want):
        wanted = wanted.replace("tensor<>", "tensor<?>")
        if kind != wanted and (name, argument) not in DIFFERENT_TYPE:
            errors.append(f"{name}.{argument}: ODS has {kind}, the standard {wanted}")
        # The default of a tensor is a constant that the importer makes.
        if kind.startswith("tensor"):
            continue
        if not same_default(default, wanted_default):
            errors.append(
                f"{name}.{argument}: ODS has the default {default}, "
                f"the standard {wanted_default}"
            )


def main():
    fragments = read_fragments(sys.argv[1])
    operations = read_operations(sys.argv[2])
    errors = []
    for name in fragments.keys() - operations.keys() - WITHOUT_OPERATION:
        errors.append(f"{name}: no operation")
    for name in operations.keys() - fragments.keys() - WITHOUT_FRAGMENT:
        errors.append(f"{name}: no fragment")
    for name in operations.keys() & fragments.keys():
        compare(name, operations[name][0], fragments[name][0], errors)
        compare(name, operations[name][1], fragments[name][1], errors)
    for error in sorted(errors):
        print("error:", error)
    print(f"compared {len(operations.keys() & fragments.keys())} operations")
    return 1 if errors or len(fragments) != 119 else 0


if __name__ == "__main__":
    sys.exit(main())
