#!/usr/bin/env python3
"""Measures how fast nnef-mlir reads models, beside Khronos' Python package.

    compare_import.py --python PYTHON_WITH_NNEF [--rounds 7] [--quick]
    compare_import.py --no-peer [--quick]

Writes VGG-16 and some long graphs to a temporary folder, measures everything in
turn, several times over, each time in a process of its own, and prints a
Markdown table with the medians. Nothing else should run meanwhile; where that
cannot be helped, --cpu counts the time that processors worked on it instead of
the time that passed, except where files are written or processes started.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What the peer runs: load_graph is parse_file, and then the variables' files.
PEER = """
import json, sys, time
import nnef
clock = getattr(time, sys.argv[3])
start = clock()
graph = nnef.load_graph(sys.argv[1])
loaded = clock()
if sys.argv[2] == "infer":
    nnef.infer_shapes(graph)
print(json.dumps({
    "load": loaded - start,
    "infer": clock() - start,
    "memory": next((int(line.split()[1]) * 1024 for line in open("/proc/self/status")
                    if line.startswith("RssAnon")), 0),
}))
"""


class Measurements:
    """Times in seconds and memory in bytes, by what was measured."""

    def __init__(self):
        self.values = {}

    def add(self, key, value):
        self.values.setdefault(key, []).append(value)

    def get(self, *key):
        values = self.values.get(key)
        return statistics.median(values) if values else None


class Bench:
    def __init__(self, args, folder):
        self.args = args
        self.results = Measurements()
        self.vgg16 = folder / "vgg16"
        self.tar = folder / "vgg16.tar"
        self.bytecode = folder / "vgg16.mlirbc"
        self.copy = folder / "copy.mlirbc"
        sizes = [100, 300] if args.quick else [10_000, 30_000, 100_000, 300_000]
        self.graphs = {size: folder / f"graph{size}.nnef" for size in sizes}

    def make_models(self):
        def run(script, *arguments):
            command = [sys.executable, ROOT / "benchmarks" / script, *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        run("make_vgg16.py", self.vgg16, "--tar", self.tar, *["--quick"] * self.args.quick)
        for size, path in self.graphs.items():
            run("make_large_graph.py", str(size), path)
        # What must go to the disk should go now.
        os.sync()

    def run_ours(self, model, name):
        command = [self.args.benchmark, model, self.bytecode]
        command += [f"--benchmark_filter=^{name}/", "--benchmark_format=json"]
        start = time.perf_counter()
        # On standard error it only says what machine this is.
        output = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout
        wall = time.perf_counter() - start
        benchmarks = json.loads(output)["benchmarks"]
        if len(benchmarks) != 1 or benchmarks[0].get("error_occurred"):
            sys.exit(f"benchmark {name} of {model} failed: {benchmarks}")
        result = benchmarks[0]
        counts_cpu = self.args.cpu and name != "WriteBytecode"
        time_spent = result["cpu_time" if counts_cpu else "real_time"]
        self.results.add((model, name), time_spent / 1000)
        self.results.add((model, name, "process"), wall)
        if "peak_private_bytes" in result:
            self.results.add((model, name, "memory"), result["peak_private_bytes"])

    def run_peer(self, model, infer):
        if self.args.no_peer:
            return
        command = [self.args.python, "-c", PEER, model, "infer" if infer else ""]
        command.append("process_time" if self.args.cpu else "perf_counter")
        start = time.perf_counter()
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        wall = time.perf_counter() - start
        result = json.loads(output)
        self.results.add((model, "load"), result["load"])
        self.results.add((model, "infer"), result["infer"])
        self.results.add((model, "load", "process"), wall)
        self.results.add((model, "load", "memory"), result["memory"])

    def run_copy(self):
        start = time.perf_counter()
        subprocess.run(["cp", self.bytecode, self.copy], check=True)
        self.results.add(("copy",), time.perf_counter() - start)

    def run_round(self):
        self.run_peer(self.vgg16, infer=False)
        for model in [self.vgg16, self.tar]:
            for name in ["Import", "ImportAndRead"]:
                self.run_ours(model, name)
        for path in self.graphs.values():
            self.run_peer(path, infer=True)
            for name in ["Parse", "Check", "ImportGraph"]:
                self.run_ours(path, name)
        # Each writes a new file, with nothing else on its way to the disk.
        for path, run in [
            (self.bytecode, lambda: self.run_ours(self.vgg16, "WriteBytecode")),
            (self.copy, self.run_copy),
        ]:
            path.unlink(missing_ok=True)
            os.sync()
            run()

    def print_table(self):
        get = self.results.get

        def show_time(seconds):
            if seconds is None:
                return ""
            return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.2f} s"

        def show_memory(size):
            return "" if size is None else f"{size / 1e6:.0f} MB"

        def add_row(what, ours, theirs, memory=None, their_memory=None):
            ratio = f"{theirs / ours:.1f}" if theirs else ""
            cells = [what, show_time(ours), show_time(theirs), ratio]
            cells += [show_memory(memory), show_memory(their_memory)]
            print("| " + " | ".join(cells) + " |")

        def size_of(path):
            return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())

        load, load_memory = get(self.vgg16, "load"), get(self.vgg16, "load", "memory")
        print("| what | nnef-mlir | nnef | ratio | private memory | of nnef |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for model, kind in [(self.vgg16, "folder"), (self.tar, "tar")]:
            for name, means in [("Import", "mapped weights"), ("ImportAndRead", "every weight read")]:
                memory = get(model, name, "memory")
                add_row(f"VGG-16, {kind}, {means}", get(model, name), load, memory, load_memory)
        add_row(
            "VGG-16, folder, mapped weights, the whole process",
            get(self.vgg16, "Import", "process"),
            get(self.vgg16, "load", "process"),
        )
        for size, path in self.graphs.items():
            parse_file, infer = get(path, "load"), get(path, "infer")
            for name, what, theirs in [
                ("Parse", "parse", parse_file),
                ("Check", "parse and check", parse_file),
                ("ImportGraph", "import, nnef without shapes", parse_file),
                ("ImportGraph", "import, nnef with shapes", infer),
            ]:
                memory, their_memory = get(path, name, "memory"), get(path, "load", "memory")
                add_row(f"{size:,} operations, {what}", get(path, name), theirs, memory, their_memory)
        write, memory = get(self.vgg16, "WriteBytecode"), get(self.vgg16, "WriteBytecode", "memory")
        add_row("VGG-16, write bytecode; beside it `cp`", write, get("copy"), memory)
        speed = self.bytecode.stat().st_size / 1e9
        print(f"\nThe weights of VGG-16 take {size_of(self.vgg16) / 1e6:.1f} MB. Bytecode is", end=" ")
        print(f"written at {speed / write:.2f} GB/s, `cp` copies it at {speed / get('copy'):.2f} GB/s.")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    peer = parser.add_mutually_exclusive_group(required=True)
    peer.add_argument("--python", help="an interpreter that has the package nnef")
    peer.add_argument("--no-peer", action="store_true", help="measure nnef-mlir alone")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cpu", action="store_true", help="measure processor time, see above")
    parser.add_argument("--quick", action="store_true", help="one round with tiny models, to see that all works")
    parser.add_argument("--benchmark", type=pathlib.Path, default=ROOT / "build/benchmarks/nnef-benchmark")
    parser.add_argument("--work", help="where the temporary folder is made; needs 2.5 GB")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nnef-benchmark-", dir=args.work) as folder:
        bench = Bench(args, pathlib.Path(folder))
        bench.make_models()
        for _ in range(1 if args.quick else args.rounds):
            bench.run_round()
        bench.print_table()


if __name__ == "__main__":
    main()
