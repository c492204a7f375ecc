# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""TOSA's reference model, on the TOSA that this project's compiler writes."""

import importlib.metadata
import re
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import numpy as np

from .engine import PythonEngine, Settings
from .ours import lower_to_tosa, version_of


class TosaReference(PythonEngine):
    name = "tosa-reference"
    title = "TOSA's reference model, on what nnef-mlir lowers to TOSA"
    packages = ("tosa-tools==2026.8.0",)
    arithmetics = {"real", "integer"}

    def version(self):
        return f"{super().version()}, {version_of(self.settings.build)}"

    def options(self, case):
        return {"arithmetic": case.arithmetic, "boundary": case.boundary}


NEEDS = ("tosa_reference_model",)


def version():
    return f"tosa-tools {importlib.metadata.version('tosa-tools')}"


UNSUPPORTED = re.compile(
    r"nnef-mlir refuses|TOSA cannot say|TOSA_UNPREDICTABLE|not (yet )?(supported|implemented)|[Uu]nsupported"
)


def output_types(build, folder):
    """The types of the outputs of a network that gives codes, as our compiler names them."""
    command = [build / "bin" / "nnef-run", folder, "--quantization=integer", "--quantized-io"]
    result = subprocess.run([*command, "--print-signature"], capture_output=True, text=True, check=True)
    return re.findall(r"^ *output \S+: (\w+)\[", result.stdout, re.M)


class Model:
    """A flatbuffer of TOSA: our compiler writes TOSA as MLIR, tosa-opt of the package serializes it."""

    def __init__(self, folder, build, arithmetic, boundary):
        self.types = output_types(Path(build), folder) if boundary == "codes" else []
        serialize = Path(sysconfig.get_path("purelib"), "bin", "tosa-opt")
        with tempfile.TemporaryDirectory() as scratch:
            module, flatbuffer = Path(scratch, "model.mlir"), Path(scratch, "model.tosa")
            left, failure = lower_to_tosa(
                Settings(build=Path(build)), Path(folder), module, arithmetic, boundary
            )
            if failure:
                verb = "refuses it" if failure.kind == "unsupported" else "fails"
                raise RuntimeError(f"nnef-mlir {verb}: {failure.message}")
            if left:
                raise RuntimeError(f"TOSA cannot say {left}")
            # Newer versions of MLIR cannot read this attribute, which says what was lowered for.
            text = re.sub(r"(, )?tosa\.target_env = #tosa\.target_env<.*?>", "", module.read_text())
            module.write_text(text)
            result = subprocess.run(
                [serialize, module, "--tosa-serialize", f"--tosa-flatbuffer-filename={flatbuffer}"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            if result.returncode != 0:
                errors = [line for line in result.stderr.splitlines() if "error: " in line]
                raise RuntimeError(f"tosa-opt: {(errors or ['no message'])[0].split('error: ', 1)[-1]}")
            self.flatbuffer = flatbuffer.read_bytes()

    def run(self, inputs):
        import tosa_reference_model

        # TOSA has no other bytes than signed ones.
        inputs = [x.view(np.int8) if x.dtype == np.uint8 else x for x in inputs]
        outputs, status = tosa_reference_model.run(self.flatbuffer, inputs)
        if status != tosa_reference_model.GraphStatus.TOSA_VALID:
            raise RuntimeError(f"the reference model says {status.name}")
        unsigned = [i for i, name in enumerate(self.types) if name == "uint8"]
        return [y.view(np.uint8) if i in unsigned else y for i, y in enumerate(outputs)]
