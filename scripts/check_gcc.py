#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that g++ takes sources which clang++ compiles, without compiling them.

    check_gcc.py BUILD FILE.cpp...

BUILD is a build folder with generated headers and compile_commands.json. The
package for Python is built with g++ on many machines, and g++ 12 refuses some
of what clang++ accepts.
"""

import itertools
import json
import os
import shlex
import subprocess
import sys

# What g++ does not know, and warnings, which are clang's to give.
OTHERS = ("-W", "-f", "-O", "--", "-c", "-o")
KEPT = ("-fno-rtti", "-fno-exceptions", "-frtti", "-fexceptions", "-fopenmp")


def get_command(entry):
    """How g++ checks what `entry` of the database compiles."""
    # The compiler comes first, perhaps behind a launcher such as ccache.
    words = itertools.dropwhile(lambda word: not word.startswith("-"), shlex.split(entry["command"]))
    command = ["g++", "-fsyntax-only", "-w"]
    for word in words:
        if word in ("-o", "-Xclang"):
            next(words)
        elif word in KEPT or not word.startswith(OTHERS):
            command.append(word)
    return command


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, files = sys.argv[1], {os.path.realpath(path) for path in sys.argv[2:]}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    known = {os.path.realpath(os.path.join(entry["directory"], entry["file"])): entry for entry in entries}
    failed = 0
    for path in sorted(files & known.keys()):
        run = subprocess.run(get_command(known[path]), cwd=known[path]["directory"])
        failed += run.returncode != 0
    sys.exit(f"g++ refuses {failed} of {len(files)} files" if failed else 0)


main()
