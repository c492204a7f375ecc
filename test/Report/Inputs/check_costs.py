"""Compares a report with what the comments of its graph say.

usage: check_costs.py GRAPH REPORT

A comment such as `# MACs: 2 * 3` above an operation has the number as a formula; so do
`# parameters:`, `# read:` and `# written:` with numbers of elements and bytes. A number
that nobody knows is `?`.
"""

import json
import re
import sys

KEYS = {"MACs": "macs", "parameters": "parameters", "read": "bytes_read", "written": "bytes_written"}
COMMENT = re.compile(r"\s*# (\w+): (.*)")

with open(sys.argv[2]) as file:
    layers = {layer["line"]: layer for layer in json.load(file)["layers"]}
expected, compared = {}, 0
for number, line in enumerate(open(sys.argv[1]), 1):
    match = COMMENT.match(line)
    if match and match[1] in KEYS:
        expected[KEYS[match[1]]] = None if match[2].strip() == "?" else eval(match[2])
        continue
    for key, value in expected.items():
        got = layers[number][key]
        if got != value:
            sys.exit(f"line {number}: {key} is {got}, not {value}: {line.strip()}")
        compared += 1
    expected = {}
print(f"{compared} numbers agree")
