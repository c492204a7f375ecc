"""The formulas of the NNEF 1.0.5 specification, in float64 and plain loops.

What tests compare compiled code with. It follows the text of the specification,
whose sections the comments cite, and shares nothing with the compiler. Names and
parameters are those of the standard. Only what is no one-liner in NumPy is here.
"""

from fractions import Fraction
from math import ceil, floor, prod

import numpy as np

# ---------------------------------------------------------------------------
# 2.2 Tensors: broadcasting
# ---------------------------------------------------------------------------


def lead(tensor, rank):
    """The tensor with as many dimensions of extent 1 behind it as it takes."""
    tensor = np.asarray(tensor)
    return tensor.reshape(tensor.shape + (1,) * (rank - tensor.ndim))


def align(*tensors):
    """The tensors with a common rank: their first dimensions belong together."""
    rank = max(np.ndim(tensor) for tensor in tensors)
    return [lead(tensor, rank) for tensor in tensors]


# ---------------------------------------------------------------------------
# 3.3.3 Operators on integers: what NumPy means something else by
# ---------------------------------------------------------------------------


def of_integers(formula, x, y):
    return np.vectorize(formula, otypes=[np.int64])(*align(x, y))


def integer_quotient(x, y):
    """The quotient cut towards zero, and 0 where there is none."""
    return of_integers(lambda x, y: int(Fraction(int(x), int(y))) if y else 0, x, y)


def integer_power(x, y):
    """The power up to a multiple of 2^32; a fraction is cut towards zero."""

    def power(x, y):
        if y >= 0:
            return pow(int(x), int(y), 2**32)
        return int(x) ** -int(y) if abs(x) == 1 else 0

    return of_integers(power, x, y)


def select(condition, true_value, false_value):
    """4.2.3"""
    return np.where(*align(condition, true_value, false_value))


# ---------------------------------------------------------------------------
# 4.3 Sliding windows: border modes and extents
# ---------------------------------------------------------------------------


def index_at_border(i, extent, border):
    """Where the value at i comes from, None if it is not in the input."""
    if 0 <= i < extent:
        return i
    if border == "replicate":
        return 0 if i < 0 else extent - 1
    if border == "reflect":
        j = -i if i < 0 else extent - 1 - (i - extent + 1)
    elif border == "reflect-even":
        j = -i - 1 if i < 0 else extent - 1 - (i - extent)
    else:
        return None
    assert 0 <= j < extent, "the reflection goes beyond the other edge"
    return j


def extended(tensor, index, border, value=0.0):
    """The element of the input and what surrounds it; None where it is ignored."""
    source = [index_at_border(*pair, border) for pair in zip(index, tensor.shape)]
    if None in source:
        return None if border == "ignore" else value
    return tensor[tuple(source)]


def down_scaled(X, f, pads, s, d):
    """The extent x that a window of size f makes of the extent X."""
    if pads is None:
        return ceil(Fraction(X, s))
    p, q = pads
    dilated = (f - 1) * d + 1
    assert p + X + q >= dilated
    return floor(Fraction(p + X + q - dilated, s)) + 1


def up_scaled(x, f, pads, s, d):
    """The extent X that the reverse makes of the extent x."""
    if pads is None:
        return x * s
    p, q = pads
    return (x - 1) * s + (f - 1) * d + 1 - (p + q)


def auto_padding(X, x, f, s, d):
    total = max((x - 1) * s + (f - 1) * d + 1 - X, 0)
    return floor(Fraction(total, 2)), ceil(Fraction(total, 2))


class Window:
    """How a window moves: per dimension its size, stride, dilation and padding."""

    def __init__(self, size, padding, stride, dilation, down=None, up=None):
        self.size = tuple(size)
        rank = len(self.size)
        self.stride = tuple(stride) or (1,) * rank
        self.dilation = tuple(dilation) or (1,) * rank
        pads = list(padding) or [None] * rank
        for array in (self.stride, self.dilation, pads):
            assert len(array) == rank
        steps = list(zip(self.size, pads, self.stride, self.dilation))
        if down is None:
            down = [down_scaled(X, *step) for X, step in zip(up, steps)]
        if up is None:
            up = [up_scaled(x, *step) for x, step in zip(down, steps)]
        self.down, self.up = tuple(down), tuple(up)
        assert self.down == tuple(down_scaled(X, *step) for X, step in zip(up, steps))
        self.before = [
            auto_padding(X, x, f, s, d)[0] if pad is None else pad[0]
            for X, x, (f, pad, s, d) in zip(up, down, steps)
        ]

    def positions(self):
        """The places inside the window, in row-major order."""
        return np.ndindex(*self.size)

    def forward(self, i, j):
        """The place in the up-scaled space under position j of the window at i."""
        return tuple(
            i * s + j * d - p
            for i, j, s, d, p in zip(i, j, self.stride, self.dilation, self.before)
        )

    def backward(self, i, j):
        """The window that has up-scaled place i at its position j, if any."""
        shifted = [
            i + p - j * d for i, j, d, p in zip(i, j, self.dilation, self.before)
        ]
        if any(place % s != 0 for place, s in zip(shifted, self.stride)):
            return None
        return tuple(place // s for place, s in zip(shifted, self.stride))


# ---------------------------------------------------------------------------
# 4.3.1 Convolution and deconvolution
# ---------------------------------------------------------------------------


def conv(input, filter, bias=0.0, border="constant", padding=(), stride=(), dilation=(), groups=1):
    window = Window(filter.shape[2:], padding, stride, dilation, up=input.shape[2:])
    c, per_group = filter.shape[:2]
    groups = groups or input.shape[1]
    assert per_group * groups == input.shape[1] and c % groups == 0
    output = np.zeros((input.shape[0], c) + window.down)
    for b, k2, *i in np.ndindex(*output.shape):
        group = k2 // (c // groups)
        for k1 in range(per_group):
            for j in window.positions():
                place = (b, group * per_group + k1) + window.forward(i, j)
                output[(b, k2, *i)] += extended(input, place, border) * filter[(k2, k1, *j)]
    return output + lead(bias, input.ndim)


def deconv(
    input,
    filter,
    bias=0.0,
    border="constant",
    padding=(),
    stride=(),
    dilation=(),
    output_shape=(),
    groups=1,
):
    window = Window(
        filter.shape[2:], padding, stride, dilation, down=input.shape[2:], up=output_shape[2:] or None
    )
    # The filter is (c, C / groups, f...): c are the channels of the input here.
    c, per_group = filter.shape[:2]
    groups = groups or (output_shape[1] if output_shape else c)
    assert c == input.shape[1] and c % groups == 0
    output = np.zeros((input.shape[0], per_group * groups) + window.up)
    for b, channel, *i in np.ndindex(*output.shape):
        group, k1 = divmod(channel, per_group)
        for j in window.positions():
            place = window.backward(i, j)
            if place is None:
                continue
            for k2 in range(group * (c // groups), (group + 1) * (c // groups)):
                output[(b, channel, *i)] += extended(input, (b, k2) + place, border) * filter[(k2, k1, *j)]
    return output + lead(bias, input.ndim)


def separable_conv(input, plane_filter, point_filter, bias=0.0, groups=1, **window):
    """4.9.2"""
    filtered = conv(input, plane_filter, groups=0, **window)
    return conv(filtered, point_filter, bias, groups=groups)


def separable_deconv(input, plane_filter, point_filter, bias=0.0, groups=1, **window):
    """4.9.2"""
    filtered = deconv(input, point_filter, groups=groups)
    return deconv(filtered, plane_filter, bias, groups=0, **window)


# ---------------------------------------------------------------------------
# 4.3.2 Box filter, 4.3.3 index based sampling, 4.9.3 pooling
# ---------------------------------------------------------------------------


def values_in_windows(input, size, border, padding, stride, dilation):
    """For each place of the window the values in it, with their positions."""
    window = Window(size, padding, stride, dilation, up=input.shape)
    for i in np.ndindex(*window.down):
        values = [
            (position, extended(input, window.forward(i, j), border))
            for position, j in enumerate(window.positions())
        ]
        yield i, [(position, x) for position, x in values if x is not None]


def pooled(input, size, border, padding, stride, dilation, function, dtype=float):
    window = Window(size, padding, stride, dilation, up=input.shape)
    output = np.zeros(window.down, dtype)
    for i, values in values_in_windows(input, size, border, padding, stride, dilation):
        output[i] = function(values)
    return output


def box(input, size, border="constant", padding=(), stride=(), dilation=(), normalize=False):
    def total(values):
        result = sum(x for _, x in values)
        if not normalize:
            return result
        # The volume of the kernel; of what is not ignored where there is less.
        # A window with nothing in it has the average 0.
        return result / max(len(values), 1)

    return pooled(input, size, border, padding, stride, dilation, total)


def debox(
    input, size, border="constant", padding=(), stride=(), dilation=(), output_shape=(), normalize=False
):
    window = Window(size, padding, stride, dilation, down=input.shape, up=output_shape or None)
    output = np.zeros(window.up)
    for i in np.ndindex(*window.up):
        for j in window.positions():
            place = window.backward(i, j)
            if place is not None:
                output[i] += extended(input, place, border)
    return output / prod(size) if normalize else output


def argmax_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    def first_maximum(values):
        return max(values, key=lambda pair: (pair[1], -pair[0]))[0]

    return pooled(input, size, border, padding, stride, dilation, first_maximum, int)


def max_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    def maximum(values):
        return max(x for _, x in values)

    return pooled(input, size, border, padding, stride, dilation, maximum)


def avg_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    return box(input, size, border, padding, stride, dilation, normalize=True)


def rms_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    return np.sqrt(avg_pool(input**2, size, border, padding, stride, dilation))


def sample(input, index, size, border="constant", padding=(), stride=(), dilation=()):
    window = Window(size, padding, stride, dilation, up=input.shape)
    assert index.shape == window.down
    positions = list(window.positions())
    output = np.zeros(window.down)
    for i in np.ndindex(*window.down):
        output[i] = extended(input, window.forward(i, positions[index[i]]), border)
    return output


# ---------------------------------------------------------------------------
# 4.3.4 Up and down-sampling
# ---------------------------------------------------------------------------


def nearest_downsample(input, factor):
    return input[(..., *(slice(None, None, f) for f in factor))]


def area_downsample(input, factor):
    size = [1, 1, *factor]
    return box(input, size, padding=[(0, 0)] * input.ndim, stride=size, normalize=True)


def nearest_upsample(input, factor):
    for axis, f in enumerate(factor, start=2):
        input = np.repeat(input, f, axis)
    return input


def multilinear_upsample(input, factor, method="symmetric", border="replicate"):
    for axis, f in enumerate(factor, start=2):
        input = np.moveaxis(linear_upsample(np.moveaxis(input, axis, 0), f, method, border), 0, axis)
    return input


def linear_upsample(input, f, method, border):
    """Along the first axis."""
    x = input.shape[0]
    output = np.zeros((x * f,) + input.shape[1:])
    for i in range(x * f):
        if method == "asymmetric":
            place = Fraction(i, f)
        elif method == "symmetric":
            place = (i - Fraction(f - 1, 2)) / f
        elif x > 1:
            place = i / Fraction(x * f - 1, x - 1)
        else:
            place = Fraction(0)  # aligned, where the formula divides by zero
        j = floor(place)
        u = float(place - j)
        for weight, source in ((1 - u, j), (u, j + 1)):
            source = index_at_border(source, x, border) if weight else j
            if source is not None:
                output[i] += weight * input[source]
    return output


# ---------------------------------------------------------------------------
# 4.4 Reductions, and what is made of them (4.9.1, 4.9.4, 4.9.6)
# ---------------------------------------------------------------------------


def sum_reduce(input, axes, normalize=False):
    volume = prod(input.shape[axis] for axis in axes)
    return input.sum(tuple(axes), keepdims=True) / (volume if normalize else 1)


def mean_reduce(input, axes):
    return sum_reduce(input, axes, normalize=True)


def max_reduce(input, axes):
    return input.max(tuple(axes), keepdims=True)


def min_reduce(input, axes):
    return input.min(tuple(axes), keepdims=True)


def arg_reduce(input, axes, function):
    """The row-major position along the axes, of the first one if several match."""
    kept = [axis for axis in range(input.ndim) if axis not in axes]
    moved = np.transpose(input, kept + sorted(axes))
    flat = moved.reshape(moved.shape[: len(kept)] + (-1,))
    return np.expand_dims(function(flat, axis=-1), tuple(sorted(axes)))


def argmax_reduce(input, axes):
    return arg_reduce(input, axes, np.argmax)


def argmin_reduce(input, axes):
    return arg_reduce(input, axes, np.argmin)


def any_reduce(input, axes):
    return input.any(tuple(axes), keepdims=True)


def all_reduce(input, axes):
    return input.all(tuple(axes), keepdims=True)


def moments(input, axes):
    mean = mean_reduce(input, axes)
    return mean, mean_reduce((input - mean) ** 2, axes)


def softmax(x, axes=(1,)):
    e = np.exp(x - max_reduce(x, axes))
    return e / sum_reduce(e, axes)


def local_response_normalization(input, size, alpha=1.0, beta=0.5, bias=1.0):
    sigma = bias + alpha * box(input**2, size, normalize=True)
    return input / sigma**beta


def local_mean_normalization(input, size):
    return input - box(input, size, normalize=True)


def local_variance_normalization(input, size, bias=0.0, epsilon=0.0):
    sigma = box(input**2, size, normalize=True)
    return input / np.maximum(np.sqrt(sigma) + bias, epsilon)


def local_contrast_normalization(input, size, bias=0.0, epsilon=0.0):
    centered = local_mean_normalization(input, size)
    return local_variance_normalization(centered, size, bias, epsilon)


def l1_normalization(input, axes, bias=0.0, epsilon=0.0):
    sigma = sum_reduce(np.abs(input), axes)
    return input / np.maximum(sigma + bias, epsilon)


def l2_normalization(input, axes, bias=0.0, epsilon=0.0):
    sigma = sum_reduce(input**2, axes)
    return input / np.maximum(np.sqrt(sigma) + bias, epsilon)


def batch_normalization(input, mean, variance, offset, scale, epsilon):
    input, mean, variance, offset, scale = align(input, mean, variance, offset, scale)
    return offset + scale * (input - mean) / np.sqrt(variance + epsilon)


# ---------------------------------------------------------------------------
# 4.2.1 round, 4.5.8 cast, 4.9.1 activations
# ---------------------------------------------------------------------------


def round(x):
    return np.floor(x + 0.5)


def cast_integer(input):
    """Toward zero; the specification leaves open how scalars are rounded."""
    return np.trunc(input).astype(int)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


# ---------------------------------------------------------------------------
# 4.5 Shape operations
# ---------------------------------------------------------------------------


def reshape(input, shape, axis_start=0, axis_count=-1):
    axis_end = input.ndim if axis_count == -1 else axis_start + axis_count
    new = [extent or input.shape[axis_start + i] for i, extent in enumerate(shape)]
    if -1 in new:
        volume = prod(input.shape[axis_start:axis_end])
        new[new.index(-1)] = volume // prod(extent for extent in new if extent != -1)
    return input.reshape((*input.shape[:axis_start], *new, *input.shape[axis_end:]))


def transpose(input, axes):
    """Trailing dimensions that are not listed stay where they are."""
    return np.transpose(input, [*axes, *range(len(axes), input.ndim)])


def squeeze(input, axes):
    return np.squeeze(input, tuple(axes))


def unsqueeze(input, axes):
    return np.expand_dims(input, tuple(axes))


def split(value, axis, ratios):
    unit, rest = divmod(value.shape[axis], sum(ratios))
    assert rest == 0
    bounds = np.cumsum([0, *ratios]) * unit
    return [
        value[(slice(None),) * axis + (slice(begin, end),)] for begin, end in zip(bounds, bounds[1:])
    ]


def unstack(value, axis):
    return [np.squeeze(part, axis) for part in split(value, axis, [1] * value.shape[axis])]


def slice_(input, axes, begin, end, stride=()):
    """`slice`, which Python has a use for."""
    to_the_end = all(s == 1 for s in stride)
    picked = [list(range(extent)) for extent in input.shape]
    for axis, b, e, s in zip(axes, begin, end, stride or [1] * len(axes)):
        extent = input.shape[axis]
        if e == 0 and to_the_end:
            e = extent
        b, e = (
            max(min(bound + extent if bound < 0 else bound, extent), -1) for bound in (b, e)
        )
        # What lies at -1 or at the extent is outside.
        picked[axis] = [i for i in range(b, e, s) if 0 <= i < extent]
    return input[np.ix_(*picked)]


def pad(input, padding, border="constant", value=0.0):
    shape = [extent + p + q for extent, (p, q) in zip(input.shape, padding)]
    output = np.zeros(shape)
    for i in np.ndindex(*shape):
        output[i] = extended(input, [i - p for i, (p, _) in zip(i, padding)], border, value)
    return output


def tile(input, repeats):
    output = np.zeros([x * r for x, r in zip(input.shape, repeats)], input.dtype)
    for i in np.ndindex(*output.shape):
        output[i] = input[tuple(i % x for i, x in zip(i, input.shape))]
    return output


def gather(input, indices, axis=0):
    shape = input.shape[:axis] + indices.shape + input.shape[axis + 1 :]
    output = np.zeros(shape, input.dtype)
    for place in np.ndindex(*shape):
        behind = axis + indices.ndim
        index = indices[place[axis:behind]]
        output[place] = input[place[:axis] + (index,) + place[behind:]]
    return output


# ---------------------------------------------------------------------------
# 4.7 Matrix multiplication, 4.9.2 linear
# ---------------------------------------------------------------------------


def matmul(A, B, transposeA=False, transposeB=False):
    if transposeA:
        A = np.swapaxes(A, -1, -2)
    if transposeB:
        B = np.swapaxes(B, -1, -2)
    assert A.ndim == B.ndim and A.shape[-1] == B.shape[-2]
    batch = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    C = np.zeros(batch + (A.shape[-2], B.shape[-1]))
    for *b, i, j in np.ndindex(*C.shape):
        in_A = tuple(min(place, extent - 1) for place, extent in zip(b, A.shape))
        in_B = tuple(min(place, extent - 1) for place, extent in zip(b, B.shape))
        for k in range(A.shape[-1]):
            C[(*b, i, j)] += A[(*in_A, i, k)] * B[(*in_B, k, j)]
    return C


def linear(input, filter, bias=0.0):
    return matmul(input, filter, transposeB=True) + lead(bias, 2)
