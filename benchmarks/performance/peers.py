# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a network with another engine whenever a line of the input says so.

  peers.py '{"engine": "onnxruntime", "threads": 1, "inputs": {"image": "image.npy"},
             "onnx": "model.onnx", ...}'

This is to the other engines what nnef-benchmark-worker.cpp is to nnef-mlir: it
loads the network, answers with a line of JSON, and then takes the same
commands. It runs in the virtual environment that has the engines' packages.

All compute in float32. What is timed begins with inputs that are in memory, in
the engine's own form if it has one, and ends when the outputs can be read.
"""

import importlib
import importlib.metadata
import json
import os
import pathlib
import re
import resource
import sys
import time

import numpy as np

# PyTorch's own file of a network refers to a class of the script that wrote it.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "models"))


class Unavailable(Exception):
    """An engine does not take the network."""


def need(job, form):
    if not job.get(form):
        raise Unavailable(f"the network is not there as {form}")
    return job[form]


class Engine:
    """The packages whose versions matter, and the modules that are imported before the
    clock is started; and what takes a network and runs it."""

    packages = ()
    modules = ()
    # Of what was compiled by an earlier process and only loaded by this one.
    earlier = {"compile": 0, "children": 0}

    def get_versions(self):
        return {package: importlib.metadata.version(package) for package in self.packages}

    def compile_once(self, job, extension, compile):
        """A file that `compile` writes, if no process has done so before."""
        versions = "-".join(self.get_versions().values())
        path = pathlib.Path(job["artifacts"]) / f"{job['engine']}-{versions}.{extension}"
        record = path.with_suffix(".json")
        if record.is_file():
            self.earlier = json.loads(record.read_text())
            return path
        start = time.perf_counter()
        compile(path)
        seconds = time.perf_counter() - start
        record.write_text(json.dumps({"compile": seconds, "children": get_children_memory()}))
        return path

    def load(self, job, inputs):
        """Prepares the network. Everything up to the first run is the time to compile."""
        raise NotImplementedError

    def run(self):
        """Runs the network once. Returns the outputs in a form of the engine."""
        raise NotImplementedError

    def get_outputs(self, results, names):
        """The outputs as arrays by name; `names` are in the order of the network."""
        return dict(zip(names, (np.asarray(result) for result in results)))


class OnnxRuntime(Engine):
    packages = ("onnxruntime",)
    modules = ("onnxruntime",)

    def load(self, job, inputs):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = job["threads"]
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            need(job, "onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.inputs = inputs

    def run(self):
        return self.session.run(None, self.inputs)

    def get_outputs(self, results, names):
        return super().get_outputs(results, [o.name for o in self.session.get_outputs()])


class OpenVino(Engine):
    packages = ("openvino",)
    modules = ("openvino",)

    def load(self, job, inputs):
        import openvino

        core = openvino.Core()
        options = {
            "INFERENCE_NUM_THREADS": job["threads"],
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            # Otherwise it computes in bfloat16 where the processor can.
            "INFERENCE_PRECISION_HINT": "f32",
            "ENABLE_HYPER_THREADING": False,
        }
        if job.get("cache"):
            options["CACHE_DIR"] = job["cache"]
        self.model = core.compile_model(need(job, "onnx"), "CPU", options)
        self.request = self.model.create_infer_request()
        self.inputs = inputs

    def run(self):
        return self.request.infer(self.inputs, share_inputs=True, share_outputs=True)

    def get_outputs(self, results, names):
        return {output.any_name: np.array(results[output]) for output in self.model.outputs}


class Iree(Engine):
    packages = ("iree-base-compiler", "iree-base-runtime")
    modules = ("iree.compiler.tools.import_onnx", "iree.runtime")
    # Convolutions are a quarter faster with channels last.
    OPTIONS = [
        "--iree-opt-level=O3",
        "--iree-llvmcpu-target-cpu=host",
        "--iree-preprocessing-pass-pipeline="
        "builtin.module(util.func(iree-preprocessing-convert-conv-to-channels-last))",
    ]

    def load(self, job, inputs):
        from iree import runtime

        module = self.compile_once(job, "vmfb", lambda path: self.compile(job, path))
        driver = "local-task"
        if job["threads"] == 1:
            driver = "local-sync"
        else:
            runtime.flags.parse_flags(f"--task_topology_group_count={job['threads']}")
        config = runtime.Config(driver)
        vm_module = runtime.VmModule.mmap(config.vm_instance, str(module))
        bound = runtime.load_vm_module(vm_module, config)
        names = [name for name in vm_module.function_names if not name.startswith("__")]
        # Of each function there is a version for asynchronous calls.
        (name,) = [name for name in names if not name.endswith("$async")]
        self.function = bound[name]
        self.inputs = [runtime.asdevicearray(config.device, value) for value in inputs.values()]

    @staticmethod
    def compile(job, path):
        from iree import compiler
        from iree.compiler.tools.import_onnx import __main__ as importer

        text = str(pathlib.Path(job["scratch"]) / "model.mlir")
        arguments = [need(job, "onnx"), "-o", text, "--opset-version", "17"]
        importer.main(importer.parse_arguments(arguments))
        compiler.compile_file(
            text,
            output_file=str(path),
            input_type="onnx",
            target_backends=["llvm-cpu"],
            extra_args=Iree.OPTIONS,
        )

    def run(self):
        results = self.function(*self.inputs)
        results = results if isinstance(results, (tuple, list)) else [results]
        return [result.to_host() for result in results]


class Tract(Engine):
    packages = ("tract",)
    modules = ("tract",)

    def load(self, job, inputs):
        import tract

        if job["threads"] != 1:
            raise Unavailable("the Python package computes with one thread")
        self.model = tract.onnx().load(need(job, "onnx")).into_model().into_runnable()
        self.inputs = list(inputs.values())

    def run(self):
        return self.model.run(self.inputs)

    def get_outputs(self, results, names):
        return super().get_outputs([result.to_numpy() for result in results], names)


class Tvm(Engine):
    """As it compiles by default: searching for schedules takes hours for each network."""

    packages = ("apache-tvm",)
    modules = ("tvm.relax.frontend.onnx",)

    def load(self, job, inputs):
        import tvm
        from tvm import relax

        library = self.compile_once(job, "so", lambda path: self.compile(job, path))
        device = tvm.cpu()
        self.machine = relax.VirtualMachine(tvm.runtime.load_module(str(library)), device)
        self.inputs = [tvm.runtime.tensor(value, device) for value in inputs.values()]

    @staticmethod
    def compile(job, path):
        import onnx
        import tvm
        from tvm import relax
        from tvm.relax.frontend.onnx import from_onnx

        module = from_onnx(onnx.load(need(job, "onnx")), keep_params_in_input=False)
        processor = tvm.target.codegen.llvm_get_system_cpu()
        target = tvm.target.Target({"kind": "llvm", "mcpu": processor})
        with target:
            module = relax.get_pipeline("zero")(module)
        tvm.compile(module, target).export_library(str(path))

    def run(self):
        results = self.machine["main"](*self.inputs)
        return [results] if hasattr(results, "numpy") else list(results)

    def get_outputs(self, results, names):
        return super().get_outputs([result.numpy() for result in results], names)


class Torch(Engine):
    """PyTorch as it is used: operation by operation."""

    packages = ("torch",)
    modules = ("torchvision",)

    def load(self, job, inputs):
        import torch

        torch.set_num_threads(job["threads"])
        torch.set_num_interop_threads(1)
        torch.set_grad_enabled(False)
        self.module = self.prepare(torch.load(need(job, "module"), weights_only=False).eval())
        self.inputs = [torch.from_numpy(value) for value in inputs.values()]
        # What is compiled is so when it is run.
        self.run()

    def prepare(self, module):
        return module

    def run(self):
        results = self.module(*self.inputs)
        return results if isinstance(results, (tuple, list)) else [results]

    def get_outputs(self, results, names):
        return super().get_outputs([result.numpy() for result in results], names)


class TorchCompile(Torch):
    """PyTorch with its compiler, and constant weights."""

    def prepare(self, module):
        import torch
        import torch._inductor.config

        torch._inductor.config.freezing = True
        return torch.compile(module)


class Khronos(Torch):
    """The interpreter of Khronos' converter, which is made of PyTorch's operations."""

    packages = ("nnef_tools", "torch")
    modules = ("nnef_tools.interpreter.pytorch",)

    def load(self, job, inputs):
        import torch
        from nnef_tools.interpreter.pytorch import NNEFModule

        torch.set_num_threads(job["threads"])
        torch.set_num_interop_threads(1)
        torch.set_grad_enabled(False)
        # It has no rules for fragments that a model brings along.
        text = (pathlib.Path(need(job, "nnef")) / "graph.nnef").read_text()
        fragments = re.findall(r"^fragment +(\w+)", text, re.MULTILINE)
        self.module = NNEFModule(job["nnef"], decomposed=fragments)
        self.inputs = [torch.from_numpy(value) for value in inputs.values()]


ENGINES = {
    "onnxruntime": OnnxRuntime,
    "openvino": OpenVino,
    "iree": Iree,
    "tract": Tract,
    "tvm": Tvm,
    "torch": Torch,
    "torch-compile": TorchCompile,
    "khronos": Khronos,
}




def get_children_memory():
    """The most memory that a program has had which this one has started."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def serve(job, answer):
    engine = ENGINES[job["engine"]]()
    inputs = {name: np.load(path) for name, path in job["inputs"].items()}
    for module in engine.modules:
        importlib.import_module(module)
    start = time.perf_counter()
    engine.load(job, inputs)
    compiled = time.perf_counter() - start + engine.earlier["compile"]
    children = max(get_children_memory(), engine.earlier["children"])
    versions = engine.get_versions()
    answer({"compile": compiled, "versions": versions, "children": children})
    results = None
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "run":
            seconds = []
            for _ in range(int(argument)):
                start = time.perf_counter()
                results = engine.run()
                seconds.append(time.perf_counter() - start)
            answer({"seconds": seconds})
        elif command == "write":
            for name, value in engine.get_outputs(results, job["outputs"]).items():
                np.save(pathlib.Path(argument) / f"{name}.npy", value)
            answer({})


def main():
    # The engines print what they like, but answers stay among themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(record):
        answers.write(json.dumps(record) + "\n")
        answers.flush()

    try:
        serve(json.loads(sys.argv[1]), answer)
    except ImportError as error:
        answer({"failed": f"not installed: {error}"})
    except Exception as error:
        said = [line for line in str(error).splitlines() if line.strip()]
        answer({"failed": said[0] if said else type(error).__name__})
        if not isinstance(error, Unavailable):
            raise


if __name__ == "__main__":
    main()
