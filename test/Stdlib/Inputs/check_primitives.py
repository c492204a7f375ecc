#!/usr/bin/env python3
"""Checks that compound operations were there, and that they are gone.

    check_primitives.py STDLIB.nnef BEFORE.mlir AFTER.mlir
"""

import re
import sys

stdlib, before, after = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
declarations = re.sub(r"#.*", "", stdlib)
compounds = set(re.findall(r"\bfragment (\w+)[^;{]*\{", declarations))
if not compounds:
    sys.exit("the standard library has no compound operation")


def operations(text):
    return set(re.findall(r"^\s+(?:%[^=]+ = )?nnef\.(\w+)", text, re.MULTILINE))


for name in sorted(compounds - operations(before)):
    print(f"nothing tests {name}")
for name in sorted(compounds & operations(after)):
    print(f"{name} is left")
print(f"{len(compounds & operations(before) - operations(after))} of {len(compounds)} are expanded")
