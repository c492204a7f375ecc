#!/usr/bin/env python3
"""Compares the list in README.md with the tests beside it.

    check_list.py FOLDER

Traps are numbered without a gap. Each has a test whose name begins with its
number, and each such test, or the one whose errors it shows, is in its line.
"""

import re
import sys
from pathlib import Path

ERRORS = "-errors"


def main():
    folder = Path(sys.argv[1])
    text = (folder / "README.md").read_text(encoding="utf-8")
    listed = {}
    for number, names in re.findall(r"^\| (\d+) \|.*\| (.*) \|$", text, re.MULTILINE):
        listed[int(number)] = re.findall(r"`([^`]+)`", names)
    tests = {path.stem for path in folder.glob("[0-9]*") if path.suffix in (".nnef", ".test")}

    problems = []
    if list(listed) != list(range(1, len(listed) + 1)):
        problems.append("the traps are not numbered one after the other")
    for number, names in listed.items():
        if not names:
            problems.append(f"trap {number} names no test")
        for name in names:
            if not name.startswith(f"{number:02}-"):
                problems.append(f"trap {number} names {name}")
            if name not in tests:
                problems.append(f"trap {number} names {name}, which does not exist")
    known = {name for names in listed.values() for name in names}
    for name in sorted(tests - known):
        if name.removesuffix(ERRORS) not in known:
            problems.append(f"{name} is not in the list")
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
