"""Follows a page of docs/ as a reader would: writes the files that it shows, and runs
the commands.

usage: follow_page.py PAGE ROOT FOLDER

A block of code with a file name behind its language, as in ```text npu.caps, is
written to FOLDER. Commands in a `console` block, behind `$ `, are run there, where
`models` is that of the repository; they must print what the block shows below them.
A line `...` stands for any lines.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.S | re.M)


def check(command, expected, folder):
    run = subprocess.run(
        ["bash", "-c", command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", expected, flags=re.M)]
    if not re.fullmatch("(?:.*\n)*?".join(parts), run.stdout):
        sys.exit(f"$ {command}\nprints\n{run.stdout}\nbut the page shows\n{expected}")


page, root, folder = (Path(argument).resolve() for argument in sys.argv[1:])
folder.mkdir(parents=True, exist_ok=True)
if not (folder / "models").exists():
    os.symlink(root / "models", folder / "models")
commands = 0
for language, name, text in BLOCK.findall(page.read_text()):
    if name:
        (folder / name).write_text(text)
    if language != "console":
        continue
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        check(command, expected, folder)
        commands += 1
print(f"{commands} commands")
