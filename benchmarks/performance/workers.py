# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Processes that keep a network and run it when they are asked to."""

import json
import os
import pathlib
import select
import signal
import subprocess
import time

from checking import Failure

PEERS = pathlib.Path(__file__).resolve().parent / "peers.py"

OURS = "nnef-mlir"
# The engines by the names of the command line, and what tables call them.
TITLES = {
    OURS: "nnef-mlir",
    "onnxruntime": "ONNX Runtime",
    "openvino": "OpenVINO",
    "iree": "IREE",
    "tract": "tract",
    "tvm": "TVM",
    "torch": "PyTorch",
    "torch-compile": "PyTorch, compiled",
    "khronos": "Khronos' interpreter",
}
# Those that can keep on disk what they have compiled.
CACHING = (OURS, "openvino")


class Worker:
    """A process that has loaded a network.

    It is stopped whenever it is not asked for something, so that it takes no
    time from the others by waiting for work.
    """

    def __init__(self, command, threads, timeout, log):
        self.timeout = timeout
        self.log = log
        environment = dict(os.environ)
        for variable in ("OMP_NUM_THREADS", "TVM_NUM_THREADS"):
            environment[variable] = str(threads)
        try:
            with log.open("wb") as errors:
                self.process = subprocess.Popen(
                    [str(word) for word in command],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=environment,
                    start_new_session=True,
                )
        except OSError as error:
            raise Failure(f"cannot be started: {error.strerror}") from error
        self.buffer = b""
        try:
            self.about = self.receive()
        except BaseException:
            self.close()
            raise
        self.signal(signal.SIGSTOP)

    def signal(self, number):
        os.killpg(self.process.pid, number)

    def receive(self):
        """The next answer, or a failure in the worker's own words."""
        deadline = time.monotonic() + self.timeout
        output = self.process.stdout
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([output], [], [], left)[0]:
                raise Failure(f"no answer in {self.timeout:g} s")
            data = os.read(output.fileno(), 1 << 16)
            if not data:
                self.process.wait()
                said = self.log.read_text(errors="replace").strip().splitlines()
                errors = [line for line in said if "error" in line.lower()] or said[-1:]
                code = self.process.returncode
                raise Failure(errors[0] if errors else f"ended with code {code}")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        answer = json.loads(line)
        if "failed" in answer:
            raise Failure(answer["failed"])
        return answer

    def ask(self, command):
        self.signal(signal.SIGCONT)
        try:
            self.process.stdin.write(f"{command}\n".encode())
            self.process.stdin.flush()
            return self.receive()
        except BrokenPipeError:
            return self.receive()
        finally:
            if self.process.poll() is None:
                self.signal(signal.SIGSTOP)

    def run(self, count):
        return self.ask(f"run {count}")["seconds"]

    def get_peak_memory(self):
        """The most memory that the process has had, or one that it has started."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        (peak,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return max(int(peak.split()[1]) * 1024, self.about.get("children", 0))

    def close(self):
        try:
            self.signal(signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Engines:
    """Starts workers of the engines."""

    def __init__(self, build, python, timeout):
        self.build = build
        self.python = python
        self.timeout = timeout

    def start(self, name, network, threads, scratch, cache=None):
        """A worker that has loaded the network; `cache` is a folder of compiled ones."""
        scratch.mkdir(parents=True, exist_ok=True)
        log = scratch / f"{name}.log"
        return Worker(
            self.get_command(name, network, threads, scratch, cache), threads, self.timeout, log
        )

    def get_command(self, name, network, threads, scratch, cache):
        if name == OURS:
            command = [self.build / "benchmarks" / "nnef-benchmark-worker", network.model]
            command += [f"--run-threads={threads}"]
            command += [f"--cache={cache}"] if cache else []
            command += [f"--input={key}={path}" for key, path in network.inputs.items()]
            return command
        job = {
            "engine": name,
            "threads": threads,
            "inputs": {key: str(path) for key, path in network.inputs.items()},
            "outputs": list(network.expected),
            "nnef": str(network.model),
            "onnx": str(network.onnx) if network.onnx else None,
            "module": str(network.module) if network.module else None,
            "scratch": str(scratch),
            # What engines compile depends on the network alone.
            "artifacts": str(scratch),
            "cache": str(cache) if cache else None,
        }
        return [self.python, PEERS, json.dumps(job)]
