# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantized graphs as models of TensorFlow Lite, operation by operation.

Tensors of rank 4 have their channels last over there, all others are as in NNEF.
Only loaded where the package of LiteRT is.
"""

from math import ceil, prod

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from model.graph import Name

from .tflite import Writer


class Unsupported(RuntimeError):
    def __init__(self, what):
        super().__init__(f"LiteRT has no kernel for {what}")


LAST = {4: (0, 2, 3, 1)}  # where dimensions come from over there
AXIS = {0: 0, 1: 3, 2: 1, 3: 2}


def permuted(items, rank=None):
    """Extents, or what else there is for each dimension, in the order over there."""
    return [items[axis] for axis in LAST.get(rank or len(items), range(len(items)))]


def axis_there(axis, rank):
    return AXIS[axis] if rank == 4 else axis


def array_there(array):
    return np.transpose(array, LAST[4]) if array.ndim == 4 else array


def array_here(array):
    return np.transpose(array, np.argsort(LAST[4])) if array.ndim == 4 else array


class Value:
    """A tensor on both sides: the shape here, the type of its codes, the number there."""

    def __init__(self, shape, type, number=None, codes=None):
        self.shape, self.type, self.number, self.codes = tuple(shape), type, number, codes


class Translation:
    def __init__(self, model):
        self.model, self.writer, self.values = model, Writer(), {}
        graph = model.graph
        inputs, self.skipped = [], set()
        for operation in graph.operations:
            if operation.result_names()[0] in self.skipped:
                continue
            if operation.name == "external":
                inputs.append(self.external(operation))
            elif operation.name == "variable" and operation.results not in model.types:
                raise Unsupported("real variables")
            elif operation.name == "variable":
                codes = model.read(operation.named["label"])
                self.values[operation.results] = Value(
                    codes.shape, model.types[operation.results], codes=codes
                )
            else:
                self.translate(operation)
        outputs = []
        for name in graph.outputs:
            value = self.values[name]
            if model.real:
                number = self.writer.tensor(permuted(value.shape), np.float32)
                self.writer.operator("DEQUANTIZE", [value.number], [number])
                outputs.append(number)
            else:
                outputs.append(value.number)
        self.content = self.writer.finish(inputs, outputs)

    # -- tensors ------------------------------------------------------------

    def external(self, operation):
        name, shape = operation.results, operation.named["shape"]
        value = self.values[name] = self.new(shape, self.model.types[name])
        if not self.model.real:
            return value.number
        real = self.writer.tensor(permuted(shape), np.float32)
        self.writer.operator("QUANTIZE", [real], [value.number])
        return real

    def new(self, shape, type):
        """A tensor that an operator gives."""
        if type.high - type.low != 255:
            raise Unsupported("such codes")
        number = self.writer.tensor(permuted(shape), type.stored, [type.scale], [type.zero])
        return Value(shape, type, number)

    def number(self, value, rank=None):
        """The number of an operand, with dimensions of extent 1 behind it up to a rank."""
        rank = rank or len(value.shape)
        shape = value.shape + (1,) * (rank - len(value.shape))
        if value.codes is not None:
            type = value.type
            scale, zero = np.ravel(type.scale), np.ravel(type.zero)
            if scale.size != 1 or zero.size != 1:
                raise Unsupported("scales along an axis here")
            array = array_there(value.codes.reshape(shape))
            return self.writer.tensor(array.shape, type.stored, scale, zero, data=array)
        if rank == len(value.shape):
            return value.number
        if len(value.shape) > 2:
            raise Unsupported("operands of such ranks")
        return self.reshaped(value.number, permuted(shape), value.type)

    def reshaped(self, number, shape, type):
        """What is in a tensor in another shape, both as they are there."""
        result = self.writer.tensor(shape, type.stored, [type.scale], [type.zero])
        self.writer.operator("RESHAPE", [number, self.writer.constant(shape)], [result])
        return result

    def transposed(self, number, shape, axes, type):
        """The result has this shape there."""
        result = self.writer.tensor(shape, type.stored, [type.scale], [type.zero])
        self.writer.operator("TRANSPOSE", [number, self.writer.constant(axes)], [result])
        return result

    def moved_to(self, out, shape, operand, emit):
        """The result of an operator that keeps the type of its operand; codes are translated after it."""
        same = operand.type == out
        value = self.new(shape, operand.type)
        emit(value.number)
        if same:
            return value
        result = self.new(shape, out)
        self.writer.operator("QUANTIZE", [value.number], [result.number])
        return result

    # -- operations ---------------------------------------------------------

    def translate(self, operation):
        def resolved(argument):
            if isinstance(argument, Name):
                return self.values[argument.name]
            if isinstance(argument, list):
                return [resolved(item) for item in argument]
            return argument

        function = getattr(self, f"do_{operation.name}", None)
        if function is None:
            raise Unsupported(operation.name)
        self.fused = self.fusable(operation)
        arguments = [resolved(argument) for argument in operation.positional]
        named = {key: resolved(value) for key, value in operation.named.items()}
        results = operation.result_names()
        out = self.model.types.get(results[0])
        found = function(*arguments, out=out, **named)
        self.values.update(zip(results, found if isinstance(found, list) else [found], strict=True))
        if self.fused:
            user = self.fused[1]
            self.values[user] = self.values[results[0]]
            self.skipped.add(user)

    def fusable(self, operation):
        """(the fused activation, the name of its result) if the result has no entry of its own."""
        if operation.result_names()[0] in self.model.entries:
            return None
        if operation.name not in ("conv", "linear", "add", "sub", "mul", "avg_pool", "max_pool"):
            return None
        for user in self.model.graph.operations:
            if any(getattr(argument, "name", None) == operation.results for argument in user.positional):
                if user.name == "relu":
                    return "RELU", user.results
                bounds = tuple(user.positional[1:])
                names = {(0.0, 6.0): "RELU6", (-1.0, 1.0): "RELU_N1_TO_1"}
                if user.name == "clamp" and bounds in names:
                    return names[bounds], user.results
        raise Unsupported("results without an entry")

    @property
    def activation(self):
        return getattr(schema.ActivationFunctionType, self.fused[0] if self.fused else "NONE")

    def bias(self, bias, input, filter_scale):
        """A bias of 32 bits; zeros if there is none."""
        count = len(filter_scale)
        if isinstance(bias, Value):
            codes, scale = np.ravel(bias.codes), np.ravel(bias.type.scale)
        else:
            codes, scale = np.zeros(count, np.int32), input.type.scale * filter_scale
        codes = np.broadcast_to(codes, (count,))
        scale = np.unique(scale) if np.unique(scale).size == 1 else scale
        return self.writer.tensor([count], np.int32, scale, [0] * len(scale), data=codes)

    def filter(self, filter, order, channel_axis, axis_of):
        """A filter in another order of dimensions; its scales along the channels of the result."""
        type = filter.type
        scales = type.along(axis_of, filter.shape[axis_of])
        array = order(filter.codes)
        if np.size(type.scale) == 1:
            scale, zero = np.ravel(type.scale), np.ravel(type.zero)[:1]
        else:
            scale, zero = scales, np.zeros(len(scales))
        # Fewer bits are computed with as eight.
        dtype = np.int8 if type.signed else np.uint8
        return self.writer.tensor(array.shape, dtype, scale, zero, channel_axis, array), scales

    def padded(self, input, size, padding, stride, dilation):
        """The input, perhaps with a border, and the kind of padding of the window."""
        extents = input.shape[2:]
        same = []
        for x, f, s, d in zip(extents, size, stride, dilation):
            total = max((ceil(x / s) - 1) * s + (f - 1) * d + 1 - x, 0)
            same.append((total // 2, total - total // 2))
        if not padding or list(padding) == same:
            return input.number, schema.Padding.SAME
        if any(pair != (0, 0) for pair in padding):
            pairs = [(0, 0), (0, 0), *padding]
            shape = [x + p + q for x, (p, q) in zip(input.shape, pairs)]
            bordered = self.new(shape, input.type)
            self.writer.operator(
                "PAD", [input.number, self.writer.constant(permuted(pairs))], [bordered.number], "PadOptions"
            )
            return bordered.number, schema.Padding.VALID
        return input.number, schema.Padding.VALID

    def out_extents(self, extents, size, padding, stride, dilation):
        pads = padding or [None] * len(size)
        return [
            ceil(x / s) if pad is None else (x + sum(pad) - (f - 1) * d - 1) // s + 1
            for x, f, pad, s, d in zip(extents, size, pads, stride, dilation)
        ]

    def do_conv(
        self, input, filter, bias=0.0, *, out, border="constant", padding=(), stride=(), dilation=(), groups=1
    ):
        if border != "constant" or len(input.shape) != 4:
            raise Unsupported("this border or rank")
        (c, per_group, *size), channels = filter.shape, input.shape[1]
        stride, dilation = list(stride) or [1, 1], list(dilation) or [1, 1]
        depthwise = groups == 0 or groups == channels > 1
        if depthwise:
            number, scales = self.filter(filter, lambda w: np.transpose(w, (1, 2, 3, 0)), 3, 0)
        else:
            number, scales = self.filter(filter, lambda w: np.transpose(w, (0, 2, 3, 1)), 0, 0)
        source, kind = self.padded(input, size, padding, stride, dilation)
        shape = [input.shape[0], c, *self.out_extents(input.shape[2:], size, padding, stride, dilation)]
        result = self.new(shape, out)
        fields = {
            "padding": kind,
            "strideH": stride[0],
            "strideW": stride[1],
            "dilationHFactor": dilation[0],
            "dilationWFactor": dilation[1],
            "fusedActivationFunction": self.activation,
        }
        name, options = "CONV_2D", "Conv2DOptions"
        if depthwise:
            name, options = "DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions"
            fields["depthMultiplier"] = c // channels
        operands = [source, number, self.bias(bias, input, scales)]
        self.writer.operator(name, operands, [result.number], options, **fields)
        return result

    def do_deconv(
        self,
        input,
        filter,
        bias=0.0,
        *,
        out,
        border="constant",
        padding=(),
        stride=(),
        dilation=(),
        output_shape=(),
        groups=1,
    ):
        if border != "constant" or groups != 1 or any(d != 1 for d in dilation):
            raise Unsupported("such a deconvolution")
        (_, channels, *size), stride = filter.shape, list(stride) or [1, 1]
        extents = input.shape[2:]
        if not padding:
            up, kind = output_shape[2:] or [x * s for x, s in zip(extents, stride)], schema.Padding.SAME
        elif all(pair == (0, 0) for pair in padding):
            up = output_shape[2:] or [(x - 1) * s + f for x, s, f in zip(extents, stride, size)]
            kind = schema.Padding.VALID
        else:
            raise Unsupported("such a padding")
        number, scales = self.filter(filter, lambda w: np.transpose(w, (1, 2, 3, 0)), 0, 1)
        result = self.new([input.shape[0], channels, *up], out)
        operands = [self.writer.constant(permuted(result.shape)), number, input.number]
        operands.append(self.bias(bias, input, scales))
        fields = {"padding": kind, "strideH": stride[0], "strideW": stride[1]}
        self.writer.operator("TRANSPOSE_CONV", operands, [result.number], "TransposeConvOptions", **fields)
        return result

    def do_linear(self, input, filter, bias=0.0, *, out):
        number, scales = self.filter(filter, lambda w: w, 0, 0)
        result = self.new([input.shape[0], filter.shape[0]], out)
        operands = [self.number(input), number, self.bias(bias, input, scales)]
        fields = {"fusedActivationFunction": self.activation, "keepNumDims": True}
        self.writer.operator("FULLY_CONNECTED", operands, [result.number], "FullyConnectedOptions", **fields)
        return result

    def do_matmul(self, A, B, *, out, transposeA=False, transposeB=False):
        if len(A.shape) == 4 or len(B.shape) == 4:
            raise Unsupported("matrices of rank 4")
        if not out.signed:
            raise Unsupported("products of unsigned matrices")
        rows = A.shape[-1] if transposeA else A.shape[-2]
        columns = B.shape[-2] if transposeB else B.shape[-1]
        batch = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
        result = self.new([*batch, rows, columns], out)
        fields = {"adjX": transposeA, "adjY": transposeB}
        operands = [self.number(A), self.number(B)]
        self.writer.operator("BATCH_MATMUL", operands, [result.number], "BatchMatMulOptions", **fields)
        return result

    def binary(self, name, options, x, y, out, **fields):
        if not (isinstance(x, Value) and isinstance(y, Value)):
            raise Unsupported("operands that are literals")
        rank = max(len(x.shape), len(y.shape))
        shapes = [value.shape + (1,) * (rank - len(value.shape)) for value in (x, y)]
        result = self.new(np.broadcast_shapes(*shapes), out)
        operands = [self.number(x, rank), self.number(y, rank)]
        self.writer.operator(name, operands, [result.number], options, **fields)
        return result

    def do_add(self, x, y, *, out):
        return self.binary("ADD", "AddOptions", x, y, out, fusedActivationFunction=self.activation)

    def do_sub(self, x, y, *, out):
        return self.binary("SUB", "SubOptions", x, y, out, fusedActivationFunction=self.activation)

    def do_mul(self, x, y, *, out):
        return self.binary("MUL", "MulOptions", x, y, out, fusedActivationFunction=self.activation)

    def do_max(self, x, y, *, out, name="MAXIMUM"):
        if not (isinstance(x, Value) and isinstance(y, Value) and x.type == y.type == out):
            raise Unsupported(f"{name} with several types")
        return self.binary(name, "MaximumMinimumOptions", x, y, out)

    def do_min(self, x, y, *, out):
        return self.do_max(x, y, out=out, name="MINIMUM")

    def unary(self, name, x, out, options=None, **fields):
        result = self.new(x.shape, out)
        self.writer.operator(name, [x.number], [result.number], options, **fields)
        return result

    def do_copy(self, x, *, out):
        return self.unary("QUANTIZE", x, out)

    def do_relu(self, x, *, out):
        return self.unary("RELU", x, out)

    def do_clamp(self, x, a, b, *, out):
        names = {(0.0, 6.0): "RELU6", (-1.0, 1.0): "RELU_N1_TO_1", (0.0, 1.0): "RELU_0_TO_1"}
        if (a, b) not in names:
            raise Unsupported(f"clamp to {a}, {b}")
        return self.unary(names[a, b], x, out)

    def do_leaky_relu(self, x, alpha, *, out):
        return self.unary("LEAKY_RELU", x, out, "LeakyReluOptions", alpha=alpha)

    def do_prelu(self, x, alpha, *, out):
        rank = len(x.shape)
        result = self.new(x.shape, out)
        self.writer.operator("PRELU", [x.number, self.number(alpha, rank)], [result.number])
        return result

    def do_sigmoid(self, x, *, out):
        return self.unary("LOGISTIC", x, out)

    def do_tanh(self, x, *, out):
        return self.unary("TANH", x, out)

    def do_exp(self, x, *, out):
        if not out.signed:
            raise Unsupported("unsigned exp")
        return self.unary("EXP", x, out)

    def do_log(self, x, *, out):
        if not out.signed:
            raise Unsupported("unsigned log")
        return self.unary("LOG", x, out)

    def do_abs(self, x, *, out):
        if not out.signed:
            raise Unsupported("unsigned abs")
        return self.unary("ABS", x, out)

    def do_softmax(self, x, axes=(1,), *, out):
        if [axis_there(axis, len(x.shape)) for axis in axes] != [len(x.shape) - 1]:
            raise Unsupported("softmax along other axes than the last")
        return self.unary("SOFTMAX", x, out, "SoftmaxOptions", beta=1.0)

    def pool(self, name, input, out, size, border, padding, stride, dilation):
        stride, dilation = list(stride) or [1] * 4, list(dilation) or [1] * 4
        padding = list(padding)
        constant = border == "constant" and padding and any(pair != (0, 0) for pair in padding)
        if len(size) != 4 or list(size[:2]) != [1, 1] or list(stride[:2]) != [1, 1] or set(dilation) != {1}:
            raise Unsupported("this window")
        if padding and list(padding[:2]) != [(0, 0), (0, 0)]:
            raise Unsupported("this padding")
        if constant:
            pairs, source = padding, self.new([x + sum(p) for x, p in zip(input.shape, padding)], input.type)
            self.writer.operator(
                "PAD", [input.number, self.writer.constant(permuted(pairs))], [source.number], "PadOptions"
            )
            input, padding = source, [(0, 0)] * 4
        elif border not in ("ignore", "constant") or (border == "constant" and not padding):
            raise Unsupported(f"the border {border}")
        window = (size[2:], padding[2:], stride[2:], dilation[2:])
        before = len(self.writer.operators)
        number, kind = self.padded(input, *window)
        if len(self.writer.operators) != before:
            raise Unsupported("this padding")
        shape = [*input.shape[:2], *self.out_extents(input.shape[2:], *window)]
        fields = {
            "padding": kind,
            "strideH": stride[2],
            "strideW": stride[3],
            "filterHeight": size[2],
            "filterWidth": size[3],
            "fusedActivationFunction": self.activation,
        }
        return self.moved_to(
            out,
            shape,
            input,
            lambda result: self.writer.operator(name, [number], [result], "Pool2DOptions", **fields),
        )

    def do_avg_pool(self, input, *, out, size, border="constant", padding=(), stride=(), dilation=()):
        return self.pool("AVERAGE_POOL_2D", input, out, size, border, padding, stride, dilation)

    def do_area_downsample(self, input, factor, *, out):
        size = [1, 1, *factor]
        return self.do_avg_pool(input, out=out, size=size, padding=[(0, 0)] * len(size), stride=size)

    def do_box(self, input, *, out, normalize=False, **attributes):
        if not normalize:
            raise Unsupported("sums of windows")
        return self.do_avg_pool(input, out=out, **attributes)

    def do_max_pool(self, input, *, out, size, border="constant", padding=(), stride=(), dilation=()):
        return self.pool("MAX_POOL_2D", input, out, size, border, padding, stride, dilation)

    def reduce(self, name, input, out, axes):
        axes_there = [axis_there(axis, len(input.shape)) for axis in axes]
        shape = [1 if axis in axes else extent for axis, extent in enumerate(input.shape)]
        operands = [input.number, self.writer.constant(axes_there)]

        def emit(result):
            self.writer.operator(name, operands, [result], "ReducerOptions", keepDims=True)

        if name in ("MEAN", "SUM"):
            result = self.new(shape, out)
            emit(result.number)
            return result
        return self.moved_to(out, shape, input, emit)

    def do_mean_reduce(self, input, *, out, axes):
        return self.reduce("MEAN", input, out, axes)

    def do_sum_reduce(self, input, *, out, axes, normalize=False):
        if not normalize and out.signed:
            # They are read as unsigned ones.
            raise Unsupported("sums of signed codes")
        return self.reduce("MEAN" if normalize else "SUM", input, out, axes)

    def do_max_reduce(self, input, *, out, axes):
        return self.reduce("REDUCE_MAX", input, out, axes)

    def do_min_reduce(self, input, *, out, axes):
        return self.reduce("REDUCE_MIN", input, out, axes)

    def resized(self, name, options, input, out, extents, **fields):
        operands = [input.number, self.writer.constant(extents)]
        return self.moved_to(
            out,
            [*input.shape[:2], *extents],
            input,
            lambda result: self.writer.operator(name, operands, [result], options, **fields),
        )

    def do_multilinear_upsample(self, input, factor, *, out, method="symmetric", border="replicate"):
        if border != "replicate" or len(input.shape) != 4:
            raise Unsupported("this border or rank")
        fields = {"alignCorners": method == "aligned", "halfPixelCenters": method == "symmetric"}
        extents = [x * f for x, f in zip(input.shape[2:], factor)]
        return self.resized("RESIZE_BILINEAR", "ResizeBilinearOptions", input, out, extents, **fields)

    def do_nearest_upsample(self, input, factor, *, out):
        extents = [x * f for x, f in zip(input.shape[2:], factor)]
        out = out or input.type
        return self.resized("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions", input, out, extents)

    def do_nearest_downsample(self, input, factor, *, out):
        extents = [x // f for x, f in zip(input.shape[2:], factor)]
        out = out or input.type
        return self.resized("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions", input, out, extents)

    def do_pad(self, input, padding, *, out, border="constant", value=0.0):
        if border != "constant" or value != 0.0:
            raise Unsupported("this border")
        shape = [x + p + q for x, (p, q) in zip(input.shape, padding)]
        operands = [input.number, self.writer.constant(permuted(padding))]
        return self.moved_to(
            out, shape, input, lambda result: self.writer.operator("PAD", operands, [result], "PadOptions")
        )

    def do_concat(self, values, axis, *, out):
        operands = []
        for value in values:
            number = self.number(value)
            if out.signed and value.type != out:
                translated = self.new(value.shape, out)
                self.writer.operator("QUANTIZE", [number], [translated.number])
                number = translated.number
            operands.append(number)
        shape = list(values[0].shape)
        shape[axis] = sum(value.shape[axis] for value in values)
        result = self.new(shape, out)
        axis = axis_there(axis, len(shape))
        self.writer.operator("CONCATENATION", operands, [result.number], "ConcatenationOptions", axis=axis)
        return result

    # -- moving -------------------------------------------------------------

    def as_here(self, value):
        """The number of a tensor whose dimensions are in the order of here."""
        if len(value.shape) != 4:
            return value.number
        return self.transposed(value.number, value.shape, np.argsort(LAST[4]), value.type)

    def rearranged(self, input, out, shape):
        """A tensor with the elements of another in the same order, as they are here."""
        number = self.reshaped(self.as_here(input), shape, input.type)

        def emit(result):
            if len(shape) == 4:
                self.writer.operator("TRANSPOSE", [number, self.writer.constant(LAST[4])], [result])
            else:
                self.writer.operator("RESHAPE", [number, self.writer.constant(shape)], [result])

        return self.moved_to(out or input.type, shape, input, emit)

    def do_reshape(self, input, shape, *, out, axis_start=0, axis_count=-1):
        if axis_start or axis_count != -1:
            raise Unsupported("reshaping a part")
        new = [extent or input.shape[i] for i, extent in enumerate(shape)]
        if -1 in new:
            new[new.index(-1)] = prod(input.shape) // -prod(new)
        return self.rearranged(input, out, new)

    def do_squeeze(self, input, *, out, axes):
        return self.rearranged(input, out, [x for i, x in enumerate(input.shape) if i not in axes])

    def do_unsqueeze(self, input, *, out, axes):
        extents = iter(input.shape)
        rank = len(input.shape) + len(axes)
        return self.rearranged(input, out, [1 if i in axes else next(extents) for i in range(rank)])

    def do_transpose(self, input, axes, *, out):
        axes = [*axes, *range(len(axes), len(input.shape))]
        shape = [input.shape[axis] for axis in axes]
        # There, dimension i is LAST[i] of here.
        order = LAST.get(len(shape), tuple(range(len(shape))))
        there = [order.index(axes[i]) for i in order]
        operands = [input.number, self.writer.constant(there)]
        return self.moved_to(
            out or input.type,
            shape,
            input,
            lambda result: self.writer.operator("TRANSPOSE", operands, [result], "TransposeOptions"),
        )

    def do_slice(self, input, *, out, axes, begin, end, stride=()):
        rank = len(input.shape)
        bounds = [(0, extent, 1) for extent in input.shape]
        for axis, b, e, s in zip(axes, begin, end, stride or [1] * len(axes)):
            extent = input.shape[axis]
            if s < 1:
                raise Unsupported("slices backwards")
            b, e = b + extent * (b < 0), e + extent * (e <= 0)
            bounds[axis] = (b, e, s)
        shape = [len(range(*each)) for each in bounds]
        operands = [
            input.number,
            *(self.writer.constant(list(each)) for each in zip(*permuted(bounds, rank))),
        ]
        return self.moved_to(
            out or input.type,
            shape,
            input,
            lambda result: self.writer.operator("STRIDED_SLICE", operands, [result], "StridedSliceOptions"),
        )

    def do_tile(self, input, repeats, *, out):
        operands = [input.number, self.writer.constant(permuted(repeats))]
        return self.moved_to(
            out or input.type,
            [x * r for x, r in zip(input.shape, repeats)],
            input,
            lambda result: self.writer.operator("TILE", operands, [result], "TileOptions"),
        )
