"""Makes an MLIR file of the examples in the documentation of the operations.

usage: extract_examples.py DIALECT.md > EXAMPLES.mlir

Each operation must have an example. Values that an example uses without
defining them become arguments of a function around it, with the types that the
operations state. Part boundaries are `// -----` lines, as for
--split-input-file.
"""

import re
import sys

SECTION = re.compile(r"^### `nnef\.(\w+)`.*?(?=^### |^## |\Z)", re.M | re.S)
EXAMPLE = re.compile(r"```mlir\n(.*?)```", re.S)
# The type of the elements may have brackets of its own.
TENSOR = re.compile(r"tensor<(?:[^<>]|<[^<>]*>)*>")


def operands_and_types(line):
    """The operands of an operation and their types."""
    right = line.split("= nnef.", 1)[1]
    operands = re.findall(r"%(\w+)", right)
    types = right.rsplit(" : ", 1)[1].split(" -> ")[0].strip()
    if not types.startswith("("):
        return operands, [types] * len(operands)
    return operands, TENSOR.findall(types)


def results_and_types(line):
    """The results of an operation and their types."""
    left, right = line.split("= nnef.", 1)
    types = TENSOR.findall(right.rsplit(" : ", 1)[1].split(" -> ")[-1])
    names = []
    for result in left.strip().split(", "):
        name, _, count = result.partition(":")
        names += [f"{name}#{i}" for i in range(int(count))] if count else [name]
    return names, types


def wrap(example):
    """Puts a function around statements that returns their last results."""
    if "func.func" in example:
        return example
    defined, arguments = set(), {}
    for line in example.splitlines():
        if "= nnef." not in line:
            continue
        for operand, kind in zip(*operands_and_types(line)):
            if operand not in defined:
                arguments.setdefault(operand, kind)
        defined |= set(re.findall(r"%(\w+)", line.split("=")[0]))
        results, types = map(", ".join, results_and_types(line))
    parameters = ", ".join(f"%{name}: {kind}" for name, kind in arguments.items())
    body = "".join("  " + line + "\n" for line in example.splitlines())
    return f"func.func @example({parameters}) -> ({types}) {{\n{body}  return {results} : {types}\n}}\n"


def main():
    parts = []
    for section in SECTION.finditer(open(sys.argv[1]).read()):
        examples = EXAMPLE.findall(section.group(0))
        if not examples:
            sys.exit(f"error: nnef.{section.group(1)} has no example")
        parts += [f"// nnef.{section.group(1)}\n" + wrap(e) for e in examples]
    print("// -----\n".join(parts))


if __name__ == "__main__":
    main()
