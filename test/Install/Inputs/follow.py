"""Follows a page of documentation: runs its blocks of shell commands in one
shell, and compares what each prints with the block of text behind it, if there
is one. Blocks of code must be parts of files in the folder EXAMPLE.

    follow.py PAGE EXAMPLE
"""

import pathlib
import re
import subprocess
import sys

CODE = ("cpp", "tablegen", "cmake", "mlir", "nnef", "python")
MARK = "=== end of block"

page, example = map(pathlib.Path, sys.argv[1:])
blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(), re.M | re.S)
texts = [path.read_text(errors="replace") for path in example.rglob("*") if path.is_file()]
problems = [f"not in the example:\n{text}" for kind, text in blocks if kind in CODE and not any(text in t for t in texts)]

commands = [(text, blocks[i + 1 : i + 2]) for i, (kind, text) in enumerate(blocks) if kind == "sh"]
script = "".join(f"{text}echo '{MARK}'\n" for text, _ in commands)
run = subprocess.run(["bash", "-euo", "pipefail", "-c", script], stdout=subprocess.PIPE, text=True)
outputs = run.stdout.split(MARK + "\n")
if run.returncode:
    problems.append(f"exit code {run.returncode} of:\n{commands[len(outputs) - 1][0]}{outputs[-1]}")
for (text, following), output in zip(commands, outputs):
    if following and following[0][0] == "text" and output != following[0][1]:
        problems.append(f"output of:\n{text}is:\n{output}")

print("\n".join(problems) or f"followed {len(commands)} blocks of commands")
sys.exit(bool(problems))
