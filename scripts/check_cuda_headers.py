#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what we declare of NVIDIA's libraries with their headers.

    scripts/check_cuda_headers.py FOLDER...

lib/Runtime opens cuBLASLt and cuDNN at run time, and has declarations of its own for
what it uses of them. This looks for the headers and libraries in the folders and all
below, and compares values of enumerations, fields of structures, and how many
parameters functions have; and it looks whether libraries have the functions. The exit
code is 1 if something differs or is not found.

Headers and libraries are part of the packages nvidia-cublas-cu12, nvidia-cudnn-cu12
and nvidia-cuda-runtime-cu12 for Python. Neither is needed for anything but this.
"""

import argparse
import ctypes
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = {"CublasLt.cpp": "libcublasLt.so.*", "Cudnn.cpp": "libcudnn.so.*"}


def remove_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


def count_parameters(text):
    """How many parameters there are between parentheses that have none inside."""
    return 0 if text.strip() in ("", "void") else text.count(",") + 1


def get_fields(body):
    """The names of a structure's fields."""
    return re.findall(r"(\w+)\s*(?:\[\d+\])?\s*;", body)


class Headers:
    def __init__(self, folders):
        files = {path for folder in folders for path in folder.rglob("*.h")}
        self.text = "\n".join(
            remove_comments(path.read_text(errors="replace")) for path in sorted(files)
        )

    def get_value(self, name):
        found = re.search(rf"\b{name}\s*=\s*(\d+)\b", self.text)
        return found and int(found[1])

    def get_fields(self, name):
        found = re.search(rf"struct\s*\w*\s*\{{([^{{}}]*)\}}\s*{name}\b", self.text)
        return found and get_fields(found[1])

    def get_num_parameters(self, name):
        found = re.search(rf"\b{name}\s*\(([^()]*)\)\s*;", self.text)
        return found and count_parameters(found[1])


def check_source(path, headers):
    """Yields what we declare, and whether the headers say the same."""
    text = remove_comments(path.read_text())
    for values in re.findall(r"enum \{([^}]*)\}", text):
        for name, value in re.findall(r"(\w+) = (\d+)", values):
            yield name, int(value), headers.get_value(name)
    for name, body in re.findall(r"struct (\w+_t) \{([^{}]*)\}", text):
        yield name, get_fields(body), headers.get_fields(name)
    for name, parameters in get_functions(text):
        yield name, count_parameters(parameters), headers.get_num_parameters(name)


def get_functions(text):
    return re.findall(r"\(\*(\w+)\)\(([^()]*)\);", text)


def check_library(path, pattern, folders):
    """Yields the functions that a library must have, and whether it does."""
    files = [file for folder in folders for file in folder.rglob(pattern)]
    if not files:
        yield pattern, "found", None
        return
    library = ctypes.CDLL(str(files[0]))
    for name, _ in get_functions(remove_comments(path.read_text())):
        yield f"{files[0].name}: {name}", True, hasattr(library, name)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        epilog=__doc__.partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", metavar="FOLDER", type=pathlib.Path)
    folders = parser.parse_args().folders
    headers = Headers(folders)
    failed = False
    for source, library in SOURCES.items():
        path = ROOT / "lib/Runtime" / source
        rows = [*check_source(path, headers), *check_library(path, library, folders)]
        for name, ours, theirs in rows:
            if ours != theirs:
                said = "missing" if theirs is None else theirs
                print(f"{source}: {name} is {ours} here, and {said} there")
                failed = True
        print(f"{source}: {len(rows)} declarations compared")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
