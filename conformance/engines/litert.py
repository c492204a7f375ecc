# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LiteRT, with the reference kernels of TensorFlow Lite: what integer arithmetic is compared with.

Quantized graphs are translated by litert_translation.py.
"""

import importlib.metadata
import json
import re
from pathlib import Path

import numpy as np

from .engine import PythonEngine


class LiteRT(PythonEngine):
    name = "litert"
    title = "LiteRT, with its reference kernels"
    packages = ("ai-edge-litert==2.3.0",)
    arithmetics = {"integer"}
    environment = {"TF_CPP_MIN_LOG_LEVEL": "3"}


NEEDS = ("ai_edge_litert.interpreter", "ai_edge_litert.schema_py_generated")
UNSUPPORTED = re.compile(r"has no kernel|not supported|NotImplemented")


def version():
    return f"ai-edge-litert {importlib.metadata.version('ai-edge-litert')}"


class Model:
    """The translation of a model, loaded into an interpreter."""

    def __init__(self, folder, build):
        import tensor_files
        from ai_edge_litert import interpreter
        from model.graph import parse
        from model.integer import parse_entries, types_of
        from model.integer.graph import with_bounded

        from .litert_translation import Translation, array_here, array_there

        folder = Path(folder)
        self.read = lambda label: tensor_files.read(folder / f"{label}.dat")
        facts = json.loads((folder.parent / "case.json").read_text(encoding="utf-8"))
        text = facts.get("flat") or (folder / "graph.nnef").read_text(encoding="utf-8")
        entries = facts.get("flat_quantization") or (folder / "graph.quant").read_text(encoding="utf-8")
        self.graph = parse(text)
        self.entries = types_of(parse_entries(entries))
        self.types = with_bounded(self.graph, self.entries)
        self.real = facts.get("boundary") == "real"
        content = Translation(self).content
        self.interpreter = interpreter.Interpreter(
            model_content=content,
            experimental_op_resolver_type=interpreter.OpResolverType.BUILTIN_REF,
            num_threads=1,
        )
        self.interpreter.allocate_tensors()
        self.there, self.here = array_there, array_here

    def run(self, inputs):
        for details, array in zip(self.interpreter.get_input_details(), inputs, strict=True):
            self.interpreter.set_tensor(details["index"], np.ascontiguousarray(self.there(array)))
        self.interpreter.invoke()
        details = self.interpreter.get_output_details()
        return [np.array(self.here(self.interpreter.get_tensor(each["index"]))) for each in details]
