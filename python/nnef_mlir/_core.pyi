# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The extension module. What takes long lets other threads of Python run; what fails
raises `nnef_mlir.Error`."""

from typing import ClassVar, Optional, Sequence

# name, type, shape, label, (file, line, column)
TensorInfo = tuple[str, str, tuple[Optional[int], ...], Optional[str], Optional[tuple[str, int, int]]]
# name, inputs, outputs
Interface = tuple[str, list[TensorInfo], list[TensorInfo]]

class Lowering:
    linalg: ClassVar[Lowering]
    tosa: ClassVar[Lowering]

class Quantization:
    ignore: ClassVar[Quantization]
    simulate: ClassVar[Quantization]
    integer: ClassVar[Quantization]

class Program:
    def interface(self) -> Interface: ...
    def run(self, inputs: Sequence[object], outputs: Sequence[object]) -> None:
        """Runs on objects with a buffer, contiguous and as large as the tensors are."""

    def has_state(self) -> bool: ...
    def reset(self) -> None: ...
    def memory_use(self) -> tuple[int, int]: ...

class Network:
    def interface(self) -> Interface: ...
    def text(self, weights: bool, locations: bool) -> str: ...
    def bytecode(self) -> bytes: ...
    def write_model(self, path: str, keep_fragments: bool) -> None: ...
    def run_passes(self, pipeline: str) -> Network: ...
    def decompose(self, expand: list[str], keep: list[str], recipes: str) -> Network: ...
    def legalize(self, target: str, recipes: str) -> Network: ...
    def check_support(self, target: str, recipes: str, as_is: bool) -> None: ...
    def compile(
        self,
        threads: int,
        cpu: str,
        cpu_features: str,
        cache: str,
        opt_level: int,
        lowering: Lowering,
        winograd: bool,
        quantization: Quantization,
        quantized_io: bool,
        activations: bool,
    ) -> Program: ...

def read_model(
    path: str,
    freeze_vars: bool,
    input_shapes: dict[str, list[Optional[int]]],
    load_weights: bool,
    strict: bool,
) -> Network: ...
def read_mlir(path: str) -> Network: ...
def read_variable(path: str, label: str) -> tuple[str, tuple[int, ...], bytes]: ...
def default_cache_folder() -> str: ...
