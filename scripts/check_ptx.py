#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Assembles the kernels of networks for CUDA devices with NVIDIA's ptxas.

    scripts/check_ptx.py [--ptxas FILE] [--chips sm_80,sm_90a] [--tensor-cores KIND] MODEL...

Compiles each model to PTX, for each kind of device, and lets ptxas make machine code
of all kernels. A table shows how many there are, and what they take. The exit code is
1 if something fails.

ptxas is looked for in CUDA_HOME/bin, CUDA_PATH/bin and PATH. It is part of the CUDA
toolkit, and of the package nvidia-cuda-nvcc-cu12 for Python. Neither is needed for
anything but this.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Failure(Exception):
    """What is wrong with a network."""


def find_ptxas():
    for variable in ("CUDA_HOME", "CUDA_PATH"):
        if folder := os.environ.get(variable):
            if found := shutil.which("ptxas", path=os.path.join(folder, "bin")):
                return found
    return shutil.which("ptxas")


def run(*command, **options):
    finished = subprocess.run(
        [str(word) for word in command], capture_output=True, check=False, **options
    )
    if finished.returncode != 0:
        lines = finished.stderr.decode(errors="replace").strip().splitlines()
        raise Failure(next((line for line in lines if "error" in line), "\n".join(lines[:3])))
    return finished


def compile_network(model, args, folder):
    """Makes code for devices. Returns the number of launches, and the files by chip."""
    chips = ",".join(args.chips)
    path = folder / "network.ptx"
    options = ["--target=nvptx", f"--chip={chips}", f"--tensor-cores={args.tensor_cores}"]
    run(args.build / "bin/nnef-compile", model, *options, "-o", path)
    launches = json.loads(path.with_suffix(".json").read_text())["launches"]
    if len(args.chips) == 1:
        return len(launches), {args.chips[0]: path}
    return len(launches), {chip: path.with_suffix(f".{chip}.ptx") for chip in args.chips}


def assemble(ptxas, chip, path):
    """Makes machine code. Returns the number of kernels, and what ptxas says about them: the
    most registers of a thread, and the bytes that there are no registers for."""
    said = run(ptxas, "-v", f"-arch={chip}", path, "-o", path.with_suffix(".cubin")).stderr.decode()
    registers = [int(count) for count in re.findall(r"Used (\d+) registers", said)]
    spilled = [int(count) for count in re.findall(r"(\d+) bytes spill stores", said)]
    text = path.read_text()
    if ".extern" in text:
        raise Failure(f"code for {chip} needs what is not in it")
    if len(registers) != text.count(".entry "):
        raise Failure(f"ptxas compiled {len(registers)} of {text.count('.entry ')} kernels")
    return len(registers), max(registers, default=0), sum(spilled)


def check(model, args):
    """Yields a row of the table for each kind of device."""
    with tempfile.TemporaryDirectory() as folder:
        launches, files = compile_network(model, args, pathlib.Path(folder))
        for chip, path in files.items():
            kernels, registers, spilled = assemble(args.ptxas, chip, path)
            size = path.stat().st_size / 1000
            yield f"{chip:8} {launches:8} {kernels:7} {size:8.0f} {registers:9} {spilled:7}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        epilog=__doc__.partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("models", nargs="+", metavar="MODEL", type=pathlib.Path)
    parser.add_argument("--ptxas", default=find_ptxas(), help="the program to assemble with")
    parser.add_argument(
        "--chips",
        default="sm_80,sm_90a",
        type=lambda text: text.split(","),
        help="the kinds of devices, as LLVM names them (default: %(default)s)",
    )
    parser.add_argument(
        "--tensor-cores",
        default="none",
        choices=("none", "tf32", "f16"),
        help="what tensor cores round factors to (default: %(default)s)",
    )
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path, help="what was built")
    args = parser.parse_args()
    if not args.ptxas:
        sys.exit("check_ptx.py: error: there is no ptxas; see --help")
    names = [model.parent.name if model.name == "model" else model.name for model in args.models]
    width = max(map(len, names))
    print(f"{'network':{width}} chip     launches kernels   PTX kB registers spilled")
    failed = False
    for model, name in zip(args.models, names):
        try:
            for row in check(model, args):
                print(f"{name:{width}} {row}", flush=True)
        except Failure as failure:
            print(f"{name:{width}} FAILED: {failure}", flush=True)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
