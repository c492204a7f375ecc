"""Formats copies of all .nnef files of a folder, twice: the second time changes
nothing, and each file that can be imported gives the same operations.

    format_all.py SOURCE SCRATCH
"""

import pathlib
import re
import shutil
import subprocess
import sys


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def import_structure(path):
    """The operations of a file, without their places; None if it has errors."""
    imported = run("nnef-translate", "--import-nnef", "--no-weights", str(path))
    if imported.returncode:
        return None
    module = run("nnef-opt", "-", input=imported.stdout)
    if module.returncode:
        sys.exit(module.stderr)
    # The texts of fragments are an attribute of the module.
    string = r'"(?:[^"\\]|\\.)*"'
    return re.sub(r"nnef\.fragments = \[%s(?:, %s)*\]" % (string, string), "", module.stdout)


def main():
    source, scratch = map(pathlib.Path, sys.argv[1:])
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    formatted = compared = 0
    for number, path in enumerate(sorted(source.rglob("*.nnef"))):
        if any(part.startswith("build") for part in path.relative_to(source).parts):
            continue
        copy = scratch / str(number) / "graph.nnef"
        copy.parent.mkdir()
        shutil.copy(path, copy)
        if run("nnef-format", "-i", str(copy)).returncode:
            if copy.read_bytes() != path.read_bytes():
                sys.exit("%s has errors, but was changed" % path)
            continue
        formatted += 1
        again = run("nnef-format", "--check", str(copy))
        if again.returncode:
            sys.exit("%s: formatting it again changes it" % path)
        if copy.read_bytes() == path.read_bytes():
            continue
        after = import_structure(copy)
        shutil.copy(path, copy)
        if import_structure(copy) != after:
            sys.exit("%s: formatting changes what it means" % path)
        compared += after is not None
    print("%d files formatted, %d networks compared" % (formatted, compared))
    if formatted < 100 or compared < 50:
        sys.exit("too few files were found")


main()
