#!/usr/bin/env python3
"""The NPU, as long as there is no silicon.

    npu-simulate.py COMMANDS NAME=FILE.npy...

executes commands line by line. It reads the input NAME from the file, or writes
the output NAME to it. Real numbers are computed in double precision, codes as
docs/quantization.md of nnef-mlir says, but for the exponentials of softmax.
"""

import sys

import numpy as np


class Tensor:
    """Values, and of codes their scales and the code of zero."""

    def __init__(self, dtype, shape, parameters):
        self.dtype = {"f32": np.float32, "i8": np.int8, "i32": np.int32}[dtype]
        self.shape = shape
        self.scales = np.float32(parameters.get("scale", []))
        self.zero = int(parameters.get("zero", [0])[0])
        self.values = None

    @property
    def is_codes(self):
        return len(self.scales) > 0

    def exact(self):
        """The distances of codes to that of zero, or the real numbers."""
        return self.values.astype(np.int64) - self.zero if self.is_codes else self.values.astype(np.float64)


def parse(line):
    """NAME NUMBER TYPE SHAPE, and then parameters: a word, and numbers."""
    name, number, dtype, shape, *rest = line.split()
    parameters, values = {}, []
    for word in rest:
        try:
            values.append(float(word))
        except ValueError:
            values = parameters[word] = []
    tensor = Tensor(dtype, [int(extent) for extent in shape.split("x")], parameters)
    return name, int(number), tensor, parameters, rest[-1]


def multiply(x, factor):
    """x times a factor as a mantissa of 31 bits and an exponent, rounded twice."""
    mantissa, exponent = np.frexp(factor)
    mantissa = np.floor(mantissa * 2.0**31 + 0.5).astype(np.int64)
    x = (x * 2 ** np.maximum(exponent, 0) * mantissa + 2**30) >> 31
    divisor = 2 ** np.maximum(-exponent, 0)
    return np.sign(x) * ((2 * np.abs(x) + divisor) // (2 * divisor))


def windows(x, size, stride, padding, border):
    """The windows of rows and columns: (N, C, y, x, height, width)."""
    top, bottom, left, right = padding
    x = np.pad(x, [(0, 0), (0, 0), (top, bottom), (left, right)], constant_values=border)
    x = np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))
    return x[:, :, :: stride[0], :: stride[1]]


def layer(command, y, x, filter, bias, parameters):
    """conv and dense: products with weights, a bias, and an activation."""
    weights = filter.exact()
    if command == "conv":
        view = windows(x.exact(), weights.shape[2:], parameters["stride"], parameters["padding"], 0)
        sums = np.einsum("ncyxij,fcij->nfyx", view, weights, optimize=True)
    else:
        sums = x.exact() @ weights.T
    channels = [1, -1] + [1] * (sums.ndim - 2)
    sums = sums + bias.values.astype(sums.dtype).reshape(channels)
    if y.is_codes:
        factor = (np.float64(x.scales) * filter.scales / y.scales).reshape(channels)
        product = sums * factor
        # Matrix products are rounded once, convolutions twice.
        once = np.sign(product) * np.floor(np.abs(product) + 0.5)
        sums = y.zero + (once if command == "dense" else multiply(sums, factor))
    if "relu" in parameters:
        sums = np.maximum(sums, y.zero)
    return np.clip(sums, -128, 127) if y.is_codes else sums


def softmax(y, x):
    distances = x.exact() * (x.scales[0] if x.is_codes else 1)
    exps = np.exp(distances - distances.max(1, keepdims=True))
    result = exps / exps.sum(1, keepdims=True)
    return np.clip(np.round(result / y.scales[0]) + y.zero, -128, 127) if y.is_codes else result


def execute(command, y, operands, parameters):
    x = operands[0]
    if command in ("conv", "dense"):
        return layer(command, y, *operands, parameters)
    if command == "max_pool":
        size, stride, padding = (parameters[name] for name in ("size", "stride", "padding"))
        lowest = -np.inf if not x.is_codes else -128
        return windows(x.values.astype(np.float64), size, stride, padding, lowest).max((4, 5))
    if command == "softmax":
        return softmax(y, x)
    if command == "relu":
        return np.maximum(x.values, y.zero)
    if command == "hard_swish":
        return x.exact() * np.clip(x.exact() + 3, 0, 6) / 6
    if command == "view":
        return x.values
    sys.exit(f"npu-simulate: error: unknown command '{command}'")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    files = dict(argument.split("=", 1) for argument in sys.argv[2:])
    memory = {}
    for line in open(sys.argv[1]):
        command, number, tensor, parameters, name = parse(line)
        if command in ("input", "output") and name not in files:
            sys.exit(f"npu-simulate: error: {command} '{name}' needs {name}=FILE.npy")
        if command == "output":
            np.save(files[name], memory[number].values)
            continue
        if command == "input":
            values = np.load(files[name])
        elif command == "weights":
            values = np.array(parameters["="])
        else:
            integers = {name: [int(value) for value in values] for name, values in parameters.items()}
            operands = [memory[operand] for operand in integers["="]]
            values = execute(command, tensor, operands, integers)
        tensor.values = values.astype(tensor.dtype).reshape(tensor.shape)
        memory[number] = tensor


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as error:
        sys.exit(f"npu-simulate: error: {error}")
