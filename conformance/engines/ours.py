# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The engines of this project: its compiler, along different ways to machine code."""

import re
import subprocess
import tempfile
from pathlib import Path

from .engine import Engine, Outcome, run_command, run_commands

# What the lowering to TOSA says of an operation that it leaves.
LEFT = re.compile(r"remark: 'nnef\.(\w+)' op stays in NNEF: (.+)")


def version_of(build):
    """The commit that was built, if the build is of a checkout of git."""
    git = ["git", "-C", str(build), "describe", "--always"]
    result = subprocess.run(git, capture_output=True, text=True)
    return f"nnef-mlir {result.stdout.strip() or 'of an unknown commit'}"


class Ours(Engine):
    ours = True
    arithmetics = {"real", "simulate", "integer"}

    def tool(self, name):
        return self.settings.build / "bin" / name

    def version(self):
        return version_of(self.settings.build)

    def nnef_run(self, model, case, outputs, *options):
        """The command that runs a case; a network with memory keeps it from one step to the next."""
        if case.steps > 1:
            options += (f"--steps={case.steps}",)
        if case.arithmetic != "real":
            options += (f"--quantization={case.arithmetic}",)
        if case.boundary == "codes":
            options += ("--quantized-io",)
        # Each case is there to be compiled, and none is compiled twice.
        command = [self.tool("nnef-run"), model, "--no-cache", "--inputs", case.inputs_folder]
        return [*command, "--outputs", outputs, *options]


class Linalg(Ours):
    name = "linalg"
    title = "nnef-mlir, through Linalg"

    def run(self, case, outputs):
        failure = run_commands([self.nnef_run(case.model, case, outputs)], self.settings)
        return failure or Outcome("ran")


class Decomposed(Ours):
    name = "decomposed"
    # Integer arithmetic is that of operations as they stand in the model.
    arithmetics = {"real", "simulate"}
    title = "nnef-mlir, all compounds decomposed, through Linalg"

    def run(self, case, outputs):
        command = self.nnef_run(case.model, case, outputs, "--passes=nnef-decompose")
        return run_commands([command], self.settings) or Outcome("ran")


class Exported(Ours):
    name = "exported"
    title = "nnef-mlir, exported as NNEF and imported again, through Linalg"

    def run(self, case, outputs):
        with tempfile.TemporaryDirectory() as folder:
            imported, exported = Path(folder, "imported.mlirbc"), Path(folder, "exported")
            commands = [
                [self.tool("nnef-translate"), "--import-nnef", case.model, "--emit-bytecode", "-o", imported],
                [self.tool("nnef-translate"), "--export-nnef", imported, "-o", exported],
                self.nnef_run(exported, case, outputs),
            ]
            return run_commands(commands, self.settings) or Outcome("ran")


class Tosa(Ours):
    name = "tosa"
    arithmetics = {"real", "integer"}
    title = "nnef-mlir, through TOSA where TOSA can say it"

    def run(self, case, outputs):
        failure = run_commands([self.nnef_run(case.model, case, outputs, "--lowering=tosa")], self.settings)
        if failure:
            return failure
        with tempfile.TemporaryDirectory() as folder:
            module = Path(folder, "tosa.mlir")
            left, failure = lower_to_tosa(
                self.settings, case.model, module, case.arithmetic, case.boundary
            )
        return failure or Outcome("ran", left and f"by Linalg: {left}")


class Vulkan(Ours):
    name = "vulkan"
    title = "nnef-mlir, on a device with Vulkan"

    def run(self, case, outputs):
        command = self.nnef_run(case.model, case, outputs, f"--device={self.name}")
        return run_commands([command], self.settings) or Outcome("ran")


class CUDA(Vulkan):
    name = "cuda"
    title = "nnef-mlir, on a CUDA device"


class CUDALibraries(Ours):
    name = "cuda-libraries"
    title = "nnef-mlir, on a CUDA device, with cuBLASLt and cuDNN"

    def run(self, case, outputs):
        command = self.nnef_run(
            case.model, case, outputs, "--device=cuda", "--cuda-libraries=cublaslt,cudnn"
        )
        return run_commands([command], self.settings) or Outcome("ran")


def lower_to_tosa(settings, model, module, arithmetic="real", boundary="real"):
    """Writes a model as TOSA; says which operations stay in NNEF and why, or as an Outcome why it fails.

    A network that computes with codes must be valid TOSA for integers alone.
    """
    imported = module.with_suffix(".mlirbc")
    tools = settings.build / "bin"
    failure, log = run_command(
        [tools / "nnef-translate", "--import-nnef", model, "--emit-bytecode", "-o", imported], settings
    )
    if not failure:
        # Bodies of custom fragments are functions, which the graphs of TOSA do not have. They are
        # inlined without simplifying what is around: that would be another lowering.
        passes = ["--nnef-to-tosa=report-left", "--inline=default-pipeline=", "--symbol-dce"]
        if arithmetic == "integer":
            profiles = "pro_int" if boundary == "codes" else "pro_int,pro_fp"
            passes = [
                f"--nnef-quantize-types=boundary={boundary}",
                f"--nnef-to-tosa=report-left profiles={profiles}",
                f"--tosa-attach-target=profiles={profiles} extensions=doubleround",
                "--tosa-validate=strict-op-spec-alignment",
            ]
        failure, log = run_command([tools / "nnef-opt", *passes, imported, "-o", module], settings)
    return "; ".join(sorted({f"{name}: {why}" for name, why in LEFT.findall(log)})), failure
