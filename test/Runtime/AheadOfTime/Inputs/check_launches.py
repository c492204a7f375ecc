"""Checks that the files of a network for a device fit together.

    check_launches.py NETWORK.json NETWORK.ptx

Each launch must be of a kernel that the code has, with as many operands, each of which
is part of a memory; weights and initial states must be in the file of weights.
"""

import json
import math
import os
import re
import sys

BYTES = {"float32": 4, "int32": 4, "float16": 2, "bool": 1, "int8": 1, "uint8": 1}


def main():
    path, code = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        plan = json.load(file)
    with open(code, encoding="utf-8") as file:
        entries = {
            name: parameters.count(".param")
            for name, parameters in re.findall(r"\.entry (\w+)\((.*?)\)", file.read(), re.DOTALL)
        }

    def tensor_bytes(tensor):
        return math.prod(tensor["shape"]) * BYTES[tensor["type"]]

    memories = {
        "input": [tensor_bytes(tensor) for tensor in plan["inputs"]],
        "output": [tensor_bytes(tensor) for tensor in plan["outputs"]],
        "weight": [weight["bytes"] for weight in plan["weights"]],
        "state": [state["bytes"] for state in plan["states"]],
        "arena": [plan["arena"]],
    }
    written = os.path.getsize(os.path.splitext(path)[0] + ".weights")
    end = 0
    for data in plan["weights"] + plan["states"]:
        assert data["offset"] >= end and data["offset"] % 256 == 0, data
        end = data["offset"] + data["bytes"]
    assert end <= written, written

    assert plan["launches"]
    for launch in plan["launches"]:
        assert entries[launch["kernel"]] == len(launch["operands"]), launch
        assert 0 < math.prod(launch["block"]) <= 1024, launch
        for operand in launch["operands"]:
            size = memories[operand["memory"]][operand["index"]]
            assert 0 < operand["offset"] + operand["bytes"] <= size, operand
            assert operand["offset"] % 256 == 0, operand
    assert {launch["kernel"] for launch in plan["launches"]} == set(entries)
    print(f"{len(plan['launches'])} launches of {len(entries)} kernels")


main()
