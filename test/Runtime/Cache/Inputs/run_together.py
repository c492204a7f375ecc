"""Runs a command N times at once; each time what it writes must be the same.

run_together.py N FOLDER COMMAND...

The command is given `--outputs FOLDER/i`.
"""

import pathlib
import subprocess
import sys

count, folder, command = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
outputs = [folder / str(i) for i in range(count)]
processes = [subprocess.Popen([*command, "--outputs", output]) for output in outputs]
if any([process.wait() for process in processes]):
    sys.exit("a process has failed")
contents = [
    [(path.name, path.read_bytes()) for path in sorted(output.iterdir())] for output in outputs
]
if not contents[0] or any(content != contents[0] for content in contents):
    sys.exit("the outputs differ")
