# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a network of quantized convolutions, and the codes that it computes.

  make_byte_products.py FOLDER

writes FOLDER/net.mlir, x.npy and y.npy. Numbers of channels are those of blocks and
others, and codes those for which four products of bytes exceed 16 bits."""

import pathlib
import sys

import numpy as np

RANDOM = np.random.default_rng(7)


def multiply(x, factor):
    """Rounded twice, as docs/quantization.md has it."""
    fraction, exponent = np.frexp(np.float64(factor))
    mantissa = np.round(fraction * 2.0**31).astype(np.int64)
    left, right = np.maximum(exponent, 0), np.maximum(-exponent, 0)
    high = ((x << left) * mantissa + (1 << 30)) >> 31
    half = np.where(right > 0, 1 << np.maximum(right - 1, 0), 0)
    return (high + half - ((high < 0) & (right > 0))) >> right


def to_codes(steps, zero):
    return np.clip(steps + zero, -128, 127)


class Network:
    def __init__(self):
        self.lines, self.resources = [], []

    def name(self):
        return f"%{len(self.lines)}"

    def emit(self, text):
        name = self.name()
        self.lines.append(f"  {name} = {text}")
        return name

    def constant(self, values, kind):
        name = f"w{len(self.resources)}"
        blob = "01000000" + values.tobytes().hex().upper()
        self.resources.append(f'      {name}: "0x{blob}"')
        shape = "x".join(map(str, values.shape))
        kind_of_bytes = f"tensor<{shape}x{values.dtype.name.replace('nt', '')}>"
        stored = self.emit(f"nnef.constant dense_resource<{name}> : {kind_of_bytes}")
        return self.emit(
            f"nnef.storage_cast {stored} : ({kind_of_bytes}) -> tensor<{shape}x{kind}>"
        )

    def conv(self, x, channels, size, stride=1, pad=0, depthwise=False):
        """`x`: its name, codes, scale and zero point. Gives the same of the result."""
        name, codes, scale, zero = x
        inputs = codes.shape[1]
        shape = (channels, 1 if depthwise else inputs, size, size)
        weights = RANDOM.integers(-128, 128, shape).astype(np.int8)
        weights[::3] = -128
        scales = RANDOM.uniform(0.001, 0.02, channels).astype(np.float32)
        bias = RANDOM.integers(-4000, 4000, (1, channels)).astype(np.int32)

        padded = np.pad(codes - zero, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        extent = (padded.shape[2] - size) // stride + 1
        sums = np.zeros((1, channels, extent, extent), np.int64) + bias[..., None, None]
        for i in range(size):
            for j in range(size):
                part = padded[:, :, i : i + stride * extent : stride, j : j + stride * extent : stride]
                part = part[:, :, :extent, :extent]
                taps = weights[:, :, i, j].astype(np.int64)
                if depthwise:
                    sums += part * taps[:, 0][None, :, None, None]
                else:
                    sums += np.einsum("nchw,oc->nohw", part, taps)
        to_scale = np.float32(sums.std() * float(scale) * float(scales.mean()) / 60)
        to_zero = int(RANDOM.integers(-128, 20))
        factors = float(scale) * scales.astype(float) / float(to_scale)
        result = to_codes(multiply(sums, factors[None, :, None, None]), to_zero)

        listed = ", ".join(repr(float(each)) for each in scales)
        filters = f"!quant.uniform<i8:f32:0, {{{listed}}}>"
        biases = ", ".join(repr(float(scale) * float(each)) for each in scales)
        bias_type = f"!quant.uniform<i32:f32:1, {{{biases}}}>"
        w = self.constant(weights, filters)
        b = self.constant(bias, bias_type)
        y_type = tensor(result, to_scale, to_zero)
        y = self.emit(
            f"nnef.conv {name}, {w}, {b} padding = [({pad}, {pad}), ({pad}, {pad})] "
            f"stride = [{stride}, {stride}] groups = {0 if depthwise else 1} : "
            f"({tensor(codes, scale, zero)}, tensor<{'x'.join(map(str, shape))}x{filters}>, "
            f"tensor<1x{channels}x{bias_type}>) -> {y_type}"
        )
        return y, result, to_scale, to_zero

    def add(self, x, y):
        (x_name, x_codes, x_scale, x_zero), (y_name, y_codes, y_scale, y_zero) = x, y
        scale, zero = np.float32(max(x_scale, y_scale) * 1.3), 5
        largest = float(np.float32(2 * max(x_scale, y_scale)))
        a = multiply((x_codes - x_zero) << 20, float(x_scale) / largest)
        b = multiply((y_codes - y_zero) << 20, float(y_scale) / largest)
        steps = multiply(a + b, largest / float(np.float32(2**20 * scale)))
        result = to_codes(steps, zero)
        name = self.emit(
            f"nnef.add {x_name}, {y_name} : ({tensor(x_codes, x_scale, x_zero)}, "
            f"{tensor(y_codes, y_scale, y_zero)}) -> {tensor(result, scale, zero)}"
        )
        return name, result, scale, zero

    def copy(self, x):
        """The same numbers as other codes, which is a table."""
        name, codes, scale, zero = x
        to_scale, to_zero = np.float32(scale * 0.7), -20
        result = to_codes(multiply(codes - zero, float(scale) / float(to_scale)), to_zero)
        name = self.emit(
            f"nnef.copy {name} : ({tensor(codes, scale, zero)}) -> "
            f"{tensor(result, to_scale, to_zero)}"
        )
        return name, result, to_scale, to_zero


def tensor(codes, scale, zero):
    shape = "x".join(map(str, codes.shape))
    return f"tensor<{shape}x!quant.uniform<i8:f32, {float(scale)!r}:{zero}>>"


def main():
    folder = pathlib.Path(sys.argv[1])
    network = Network()
    codes = RANDOM.integers(-128, 128, (1, 3, 17, 17))
    codes[:, :, :4] = 127
    codes[:, :, -3:] = -128
    x_type = tensor(codes, np.float32(0.05), -7)
    name = network.emit(f"nnef.storage_cast %x : (tensor<1x3x17x17xi8>) -> {x_type}")
    x = name, codes, np.float32(0.05), -7
    first = network.conv(x, 32, 3, stride=2, pad=1)
    x = network.conv(first, 32, 3, pad=1, depthwise=True)
    x = network.conv(x, 24, 1)
    x = network.copy(network.conv(x, 96, 1))
    x = network.conv(x, 32, 3, pad=1)
    x = network.add(x, first)
    y, expected, scale, zero = network.conv(x, 10, 2)
    y_type = tensor(expected, scale, zero)
    plain = f"tensor<{'x'.join(map(str, expected.shape))}xi8>"
    y = network.emit(f"nnef.storage_cast {y} : ({y_type}) -> {plain}")
    lines = "\n".join(network.lines)
    resources = ",\n".join(network.resources)
    (folder / "net.mlir").write_text(
        f'func.func @net(%x: tensor<1x3x17x17xi8> {{nnef.name = "x"}}) -> '
        f'({plain} {{nnef.name = "y"}}) {{\n{lines}\n  return {y} : {plain}\n}}\n'
        f"{{-#\n  dialect_resources: {{\n    builtin: {{\n{resources}\n    }}\n  }}\n#-}}\n"
    )
    np.save(folder / "x.npy", codes.astype(np.int8))
    np.save(folder / "y.npy", expected.astype(np.int8))


main()
