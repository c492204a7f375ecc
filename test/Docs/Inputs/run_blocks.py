#!/usr/bin/env python3
"""Runs the commands of a section of a page, the blocks of code that are indented, in
one folder and in order. What a block prints is not looked at, but it must succeed.

    run_blocks.py PAGE SECTION FOLDER [--skip TEXT]...

Blocks that have TEXT in them are not run.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page", type=Path)
    parser.add_argument("section")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--skip", action="append", default=[])
    options = parser.parse_args()
    sections = re.split(r"^## (.*)\n", options.page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = dict(zip(sections[1::2], sections[2::2]))[options.section]
    commands = 0
    for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE):
        if any(text in block for text in options.skip):
            continue
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=options.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if run.returncode:
            sys.exit(f"{block}ends with {run.returncode}:\n{run.stdout}")
        commands += block.replace("\\\n", "").count("\n")
    print(f"{commands} commands")


if __name__ == "__main__":
    main()
