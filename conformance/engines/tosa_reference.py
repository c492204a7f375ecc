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

from .engine import PythonEngine, Settings
from .ours import lower_to_tosa, version_of


class TosaReference(PythonEngine):
    name = "tosa-reference"
    title = "TOSA's reference model, on what nnef-mlir lowers to TOSA"
    packages = ("tosa-tools==2026.8.0",)

    def version(self):
        return f"{super().version()}, {version_of(self.settings.build)}"


NEEDS = ("tosa_reference_model",)


def version():
    return f"tosa-tools {importlib.metadata.version('tosa-tools')}"


UNSUPPORTED = re.compile(
    r"nnef-mlir refuses|TOSA cannot say|TOSA_UNPREDICTABLE|not (yet )?(supported|implemented)|[Uu]nsupported"
)


class Model:
    """A flatbuffer of TOSA: our compiler writes TOSA as MLIR, tosa-opt of the package serializes it."""

    def __init__(self, folder, build):
        serialize = Path(sysconfig.get_path("purelib"), "bin", "tosa-opt")
        with tempfile.TemporaryDirectory() as scratch:
            module, flatbuffer = Path(scratch, "model.mlir"), Path(scratch, "model.tosa")
            left, failure = lower_to_tosa(Settings(build=Path(build)), Path(folder), module)
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

        outputs, status = tosa_reference_model.run(self.flatbuffer, inputs)
        if status != tosa_reference_model.GraphStatus.TOSA_VALID:
            raise RuntimeError(f"the reference model says {status.name}")
        return outputs
