# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Documents that are not valid: an engine must say so, and compute nothing."""

from .table import case, given, integers, logicals, normal, weights

X = (2, 3, 4, 5)


def cases():
    yield from elementwise()
    yield from windows()
    yield from other()
    yield from documents()


def refuse(operation, name, why, body, **sources):
    return case(operation, f"refuse-{name}", why, body, mode="refuse", **sources)


def refuse_document(operation, name, why, document, **sources):
    return refuse(operation, name, why, "", outputs=["y"], document=document, **sources)


def elementwise():
    yield refuse(
        "add",
        "numpy-broadcast",
        "Trailing dimensions do not make shapes fit; leading ones are aligned.",
        "y = add(x, z)",
        x=normal(2, 3, 4),
        z=normal(3, 4),
    )
    yield refuse(
        "add",
        "extents-differ",
        "Extents differ, and neither is 1.",
        "y = add(x, z)",
        x=normal(2, 3),
        z=normal(2, 4),
    )
    yield refuse("add", "integer-literal", "An integer is no scalar.", "y = add(x, 1)", x=normal(2, 3))
    yield refuse(
        "add", "integers", "`add` is for scalars.", "y = add(x, z)", x=integers(0, 9, 2), z=integers(0, 9, 2)
    )
    yield refuse(
        "add", "logical-operand", "`add` is for scalars.", "y = add(x, z)", x=normal(2), z=logicals(2)
    )
    yield refuse("add", "one-operand", "An operand is missing.", "y = add(x)", x=normal(2))
    yield refuse("add", "three-operands", "An operand too many.", "y = add(x, x, x)", x=normal(2))
    yield refuse("and", "scalars", "`and` is for truth values.", "y = and(x, x)", x=normal(2))
    yield refuse("not", "integers", "`not` is for truth values.", "y = not(x)", x=integers(0, 1, 2))
    yield refuse(
        "exp", "unknown-attribute", "There is no such attribute.", "y = exp(x, base = 2.0)", x=normal(2)
    )
    yield refuse(
        "select",
        "types-differ",
        "The values have different types.",
        "y = select(c, x, i)",
        c=logicals(2),
        x=normal(2),
        i=integers(0, 9, 2),
    )
    yield refuse(
        "select",
        "scalar-condition",
        "The condition is not of truth values.",
        "y = select(x, x, x)",
        x=normal(2),
    )
    yield refuse(
        "clamp",
        "extents-differ",
        "Extents differ.",
        "y = clamp(x, a, b)",
        x=normal(2, 3),
        a=normal(2, 2),
        b=normal(1, 3),
    )


def windows():
    yield refuse(
        "conv",
        "channels-differ",
        "The filter has other channels than the input.",
        "y = conv(x, w)",
        x=normal(*X),
        w=weights(4, 2, 3, 3),
    )
    yield refuse(
        "conv",
        "groups-do-not-divide",
        "groups does not divide the number of filters.",
        "y = conv(x, w, groups = 2)",
        x=normal(1, 4, 4, 4),
        w=weights(3, 2, 3, 3),
    )
    yield refuse(
        "conv",
        "negative-groups",
        "groups is negative.",
        "y = conv(x, w, groups = -1)",
        x=normal(*X),
        w=weights(3, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "window-too-large",
        "The window is larger than the padded input.",
        "y = conv(x, w, padding = [(0, 0), (0, 0)])",
        x=normal(*X),
        w=weights(4, 3, 5, 3),
    )
    yield refuse(
        "conv",
        "padding-full-rank",
        "padding is for spatial dimensions only.",
        "y = conv(x, w, padding = [(0, 0), (0, 0), (1, 1), (1, 1)])",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "stride-too-short",
        "A stride for one dimension of two.",
        "y = conv(x, w, stride = [2])",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "zero-stride",
        "A stride of 0.",
        "y = conv(x, w, stride = [1, 0])",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "zero-dilation",
        "A dilation of 0.",
        "y = conv(x, w, dilation = [0, 1])",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "border-ignore",
        "A convolution cannot ignore its border.",
        "y = conv(x, w, border = 'ignore')",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "unknown-border",
        "There is no such border.",
        "y = conv(x, w, border = 'wrap')",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "conv",
        "ranks-differ",
        "Filter and input have different ranks.",
        "y = conv(x, w)",
        x=normal(*X),
        w=weights(4, 3, 3),
    )
    yield refuse(
        "conv",
        "bias-rank-1",
        "A bias of rank 1 with an extent for each channel lies along the batch.",
        "y = conv(x, w, b)",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
        b=weights(4),
    )
    yield refuse(
        "conv",
        "reflects-too-far",
        "A reflection beyond the other edge.",
        "y = conv(x, w, border = 'reflect', padding = [(4, 0), (0, 0)])",
        x=normal(*X),
        w=weights(4, 3, 3, 3),
    )
    yield refuse(
        "deconv",
        "channels-differ",
        "The filter has other channels than the input.",
        "y = deconv(x, w)",
        x=normal(*X),
        w=weights(4, 2, 3, 3),
    )
    yield refuse(
        "deconv",
        "output-shape-does-not-fit",
        "output_shape does not scale down to the input.",
        "y = deconv(x, w, padding = [(0, 0), (0, 0)], stride = [2, 2], output_shape = [2, 2, 4, 4])",
        x=normal(*X),
        w=weights(3, 2, 3, 3),
    )
    yield refuse(
        "deconv",
        "output-shape-spatial",
        "output_shape has all dimensions.",
        "y = deconv(x, w, output_shape = [4, 5])",
        x=normal(*X),
        w=weights(3, 2, 3, 3),
    )
    yield refuse(
        "deconv",
        "border-ignore",
        "A deconvolution cannot ignore its border.",
        "y = deconv(x, w, border = 'ignore')",
        x=normal(*X),
        w=weights(3, 2, 3, 3),
    )
    yield refuse(
        "deconv",
        "nothing-left",
        "Padding removes everything.",
        "y = deconv(x, w, padding = [(4, 4), (0, 0)])",
        x=normal(*X),
        w=weights(3, 2, 3, 3),
    )
    yield refuse(
        "box", "size-too-short", "size has all dimensions.", "y = box(x, size = [3, 3])", x=normal(*X)
    )
    yield refuse("box", "zero-size", "A window of nothing.", "y = box(x, size = [1, 1, 0, 3])", x=normal(*X))
    yield refuse(
        "max_pool",
        "window-too-large",
        "The window is larger than the padded input.",
        "y = max_pool(x, size = [1, 1, 5, 5], padding = [(0, 0), (0, 0), (0, 0), (0, 0)])",
        x=normal(*X),
    )
    yield refuse("max_pool", "no-size", "size has no default.", "y = max_pool(x)", x=normal(*X))
    yield refuse(
        "max_pool",
        "padding-spatial",
        "padding has all dimensions.",
        "y = max_pool(x, size = [1, 1, 2, 2], padding = [(0, 0), (0, 0)])",
        x=normal(*X),
    )
    yield refuse(
        "avg_pool",
        "unknown-border",
        "There is no such border.",
        "y = avg_pool(x, size = [1, 1, 3, 3], border = 'zero')",
        x=normal(*X),
    )
    yield refuse(
        "sample",
        "border-ignore",
        "There is nothing to take beyond a border that is ignored.",
        "y = sample(x, i, size = [3], border = 'ignore')",
        x=normal(4),
        i=integers(0, 2, 4),
    )
    yield refuse(
        "sample",
        "index-shape",
        "The index has another shape than the output.",
        "y = sample(x, i, size = [2], stride = [2], padding = [(0, 0)])",
        x=normal(4),
        i=integers(0, 1, 4),
    )
    yield refuse(
        "desample",
        "border",
        "The border is constant.",
        "y = desample(x, i, size = [2], border = 'replicate')",
        x=normal(4),
        i=integers(0, 1, 4),
    )
    yield refuse(
        "desample",
        "index-shape",
        "The index has another shape than the input.",
        "y = desample(x, i, size = [2])",
        x=normal(4),
        i=integers(0, 1, 3),
    )
    yield refuse(
        "nearest_downsample",
        "does-not-divide",
        "The factor does not divide the extent.",
        "y = nearest_downsample(x, factor = [3])",
        x=normal(1, 1, 4),
    )
    yield refuse(
        "area_downsample",
        "does-not-divide",
        "The factor does not divide the extent.",
        "y = area_downsample(x, factor = [3])",
        x=normal(1, 1, 4),
    )
    yield refuse(
        "nearest_upsample",
        "zero-factor",
        "A factor of 0.",
        "y = nearest_upsample(x, factor = [0])",
        x=normal(1, 1, 4),
    )
    yield refuse(
        "multilinear_upsample",
        "unknown-method",
        "There is no such method.",
        "y = multilinear_upsample(x, factor = [2], method = 'cubic')",
        x=normal(1, 1, 4),
    )
    yield refuse(
        "multilinear_upsample",
        "border-ignore",
        "There is no such border here.",
        "y = multilinear_upsample(x, factor = [2], border = 'ignore')",
        x=normal(1, 1, 4),
    )


def other():
    yield refuse(
        "sum_reduce",
        "axis-out-of-range",
        "There is no such axis.",
        "y = sum_reduce(x, axes = [2])",
        x=normal(2, 3),
    )
    yield refuse(
        "sum_reduce", "axis-twice", "An axis twice.", "y = sum_reduce(x, axes = [1, 1])", x=normal(2, 3)
    )
    yield refuse(
        "max_reduce",
        "negative-axis",
        "Axes do not count from the end.",
        "y = max_reduce(x, axes = [-1])",
        x=normal(2, 3),
    )
    yield refuse(
        "argmax_reduce",
        "axis-out-of-range",
        "There is no such axis.",
        "y = argmax_reduce(x, axes = [3])",
        x=normal(2, 3),
    )
    yield refuse(
        "any_reduce",
        "scalars",
        "`any_reduce` is for truth values.",
        "y = any_reduce(x, axes = [0])",
        x=normal(2, 3),
    )
    yield refuse(
        "softmax", "default-axis-of-rank-1", "The default axis 1 is not there.", "y = softmax(x)", x=normal(4)
    )
    yield refuse("reshape", "volume", "The volume changes.", "y = reshape(x, shape = [7])", x=normal(2, 3))
    yield refuse("reshape", "two-unknown", "-1 twice.", "y = reshape(x, shape = [-1, -1])", x=normal(2, 3))
    yield refuse(
        "reshape",
        "does-not-divide",
        "-1 is no whole number.",
        "y = reshape(x, shape = [4, -1])",
        x=normal(2, 3),
    )
    yield refuse(
        "reshape",
        "count-too-large",
        "More axes than there are.",
        "y = reshape(x, shape = [6], axis_start = 1, axis_count = 2)",
        x=normal(2, 3),
    )
    yield refuse(
        "reshape",
        "zero-without-axis",
        "0 inherits an extent that is not there.",
        "y = reshape(x, shape = [2, 3, 0])",
        x=normal(2, 3),
    )
    yield refuse("squeeze", "extent", "The extent is not 1.", "y = squeeze(x, axes = [0])", x=normal(2, 1))
    yield refuse(
        "unsqueeze",
        "axis-out-of-range",
        "There is no such axis in the output.",
        "y = unsqueeze(x, axes = [3])",
        x=normal(2, 3),
    )
    yield refuse(
        "transpose", "axis-twice", "An axis twice.", "y = transpose(x, axes = [0, 0])", x=normal(2, 3)
    )
    yield refuse(
        "transpose",
        "gap",
        "Two axes are permuted, but not the first two.",
        "y = transpose(x, axes = [0, 2])",
        x=normal(2, 3, 4),
    )
    yield refuse(
        "transpose",
        "too-many",
        "More axes than there are.",
        "y = transpose(x, axes = [1, 0, 2])",
        x=normal(2, 3),
    )
    yield refuse(
        "split",
        "does-not-divide",
        "The ratios do not divide the extent.",
        "[a, b] = split(x, axis = 1, ratios = [1, 1])",
        x=normal(2, 3),
    )
    yield refuse(
        "split", "zero-ratio", "A ratio of 0.", "[a, b] = split(x, axis = 1, ratios = [1, 0])", x=normal(2, 3)
    )
    yield refuse(
        "split",
        "results",
        "Three results for two ratios.",
        "[a, b, c] = split(x, axis = 1, ratios = [1, 2])",
        x=normal(2, 3),
    )
    yield refuse(
        "concat",
        "extents",
        "Another extent differs.",
        "y = concat([x, z], axis = 0)",
        x=normal(2, 3),
        z=normal(2, 4),
    )
    yield refuse(
        "concat", "ranks", "Ranks differ.", "y = concat([x, z], axis = 0)", x=normal(2, 3), z=normal(2)
    )
    yield refuse(
        "concat",
        "axis-out-of-range",
        "There is no such axis.",
        "y = concat([x, x], axis = 2)",
        x=normal(2, 3),
    )
    yield refuse(
        "concat", "types", "Types differ.", "y = concat([x, i], axis = 0)", x=normal(2), i=integers(0, 9, 2)
    )
    yield refuse("stack", "shapes", "Shapes differ.", "y = stack([x, z], axis = 0)", x=normal(2), z=normal(3))
    yield refuse(
        "unstack",
        "axis-out-of-range",
        "There is no such axis.",
        "[a, b] = unstack(x, axis = 2)",
        x=normal(2, 2),
    )
    yield refuse(
        "slice",
        "zero-stride",
        "A stride of 0.",
        "y = slice(x, axes = [0], begin = [0], end = [2], stride = [0])",
        x=normal(4),
    )
    yield refuse(
        "slice",
        "begin-after-end",
        "The slice begins behind its end.",
        "y = slice(x, axes = [0], begin = [3], end = [1])",
        x=normal(4),
    )
    yield refuse(
        "slice",
        "lengths",
        "Arrays of different lengths.",
        "y = slice(x, axes = [0, 1], begin = [0], end = [1, 1])",
        x=normal(4, 4),
    )
    yield refuse(
        "slice",
        "axis-out-of-range",
        "There is no such axis.",
        "y = slice(x, axes = [1], begin = [0], end = [1])",
        x=normal(4),
    )
    yield refuse(
        "pad",
        "too-short",
        "Padding for one dimension of two.",
        "y = pad(x, padding = [(1, 1)])",
        x=normal(2, 3),
    )
    yield refuse(
        "pad",
        "reflects-too-far",
        "A reflection beyond the other edge.",
        "y = pad(x, padding = [(4, 0)], border = 'reflect')",
        x=normal(4),
    )
    yield refuse(
        "pad", "integers", "`pad` is for scalars.", "y = pad(x, padding = [(1, 1)])", x=integers(0, 9, 3)
    )
    yield refuse(
        "pad",
        "nothing-left",
        "More is cropped than there is.",
        "y = pad(x, padding = [(-2, -2)])",
        x=normal(3),
    )
    yield refuse(
        "tile",
        "too-short",
        "A number for one dimension of two.",
        "y = tile(x, repeats = [2])",
        x=normal(2, 3),
    )
    yield refuse("tile", "zero", "No repetition at all.", "y = tile(x, repeats = [0, 1])", x=normal(2, 3))
    yield refuse(
        "gather",
        "axis-out-of-range",
        "There is no such axis.",
        "y = gather(x, i, axis = 2)",
        x=normal(2, 3),
        i=integers(0, 1, 2),
    )
    yield refuse(
        "gather",
        "negative-axis",
        "Axes do not count from the end.",
        "y = gather(x, i, axis = -1)",
        x=normal(2, 3),
        i=integers(0, 1, 2),
    )
    yield refuse(
        "gather",
        "scalar-indices",
        "Indices are integers.",
        "y = gather(x, i)",
        x=normal(2, 3),
        i=given([0.0]),
    )
    yield refuse(
        "avg_roi_pool",
        "output-size",
        "A size for one dimension of two.",
        "y = avg_roi_pool(x, r, i, output_size = [2])",
        x=normal(*X),
        r=normal(2, 4),
        i=integers(0, 1, 2, 1),
    )
    yield refuse(
        "max_roi_pool",
        "corners",
        "Corners in one dimension of two.",
        "y = max_roi_pool(x, r, i, output_size = [2, 2])",
        x=normal(*X),
        r=normal(2, 2),
        i=integers(0, 1, 2, 1),
    )
    yield refuse(
        "roi_resample",
        "batch-index",
        "Two regions, three indices.",
        "y = roi_resample(x, r, i, output_size = [2, 2])",
        x=normal(*X),
        r=normal(2, 4),
        i=integers(0, 1, 3, 1),
    )
    yield refuse(
        "roi_resample",
        "unknown-method",
        "There is no such method.",
        "y = roi_resample(x, r, i, output_size = [2, 2], method = 'nearest')",
        x=normal(*X),
        r=normal(2, 4),
        i=integers(0, 1, 2, 1),
    )
    yield refuse(
        "avg_roi_align",
        "sampling-rate",
        "A rate for one dimension of two.",
        "y = avg_roi_align(x, r, i, output_size = [2, 2], sampling_rate = [2])",
        x=normal(*X),
        r=normal(2, 4),
        i=integers(0, 1, 2, 1),
    )
    yield refuse("matmul", "ranks", "Ranks differ.", "y = matmul(x, z)", x=normal(2, 3, 4), z=normal(4, 5))
    yield refuse("matmul", "rank-1", "Vectors are no matrices.", "y = matmul(x, x)", x=normal(4))
    yield refuse("matmul", "extents", "The inner extents differ.", "y = matmul(x, x)", x=normal(2, 3))
    yield refuse(
        "matmul",
        "batches",
        "Batches differ, and neither is 1.",
        "y = matmul(x, z)",
        x=normal(2, 3, 4),
        z=normal(3, 4, 5),
    )
    yield refuse(
        "linear",
        "extents",
        "The filter has other extents.",
        "y = linear(x, w)",
        x=normal(2, 3),
        w=weights(4, 2),
    )
    yield refuse(
        "linear",
        "bias-rank-1",
        "A bias of rank 1 lies along the batch.",
        "y = linear(x, w, b)",
        x=normal(2, 3),
        w=weights(4, 3),
        b=weights(4),
    )
    yield refuse(
        "batch_normalization",
        "no-epsilon",
        "epsilon has no default.",
        "y = batch_normalization(x, 0.0, 1.0, 0.0, 1.0)",
        x=normal(2, 3),
    )
    yield refuse(
        "local_response_normalization",
        "size-too-short",
        "size has all dimensions.",
        "y = local_response_normalization(x, size = [3])",
        x=normal(1, 4, 2, 2),
    )
    yield refuse("leaky_relu", "no-alpha", "alpha has no default.", "y = leaky_relu(x)", x=normal(2))
    yield refuse(
        "leaky_relu", "integer-alpha", "alpha is a scalar.", "y = leaky_relu(x, alpha = 1)", x=normal(2)
    )
    yield refuse(
        "update", "not-a-variable", "Only variables are updated.", "z = neg(x)\ny = update(z, x)", x=normal(2)
    )
    yield refuse(
        "update",
        "twice",
        "A variable is updated once.",
        "y = update(v, x)\nz = update(v, x)",
        x=normal(2),
        v=weights(2),
    )
    yield refuse(
        "update", "shapes", "The value has another shape.", "y = update(v, x)", x=normal(3), v=weights(2)
    )
    yield refuse(
        "constant",
        "count",
        "Three values for four elements.",
        "y = constant(shape = [4], value = [1.0, 2.0, 3.0])",
        x=normal(2),
    )
    yield refuse(
        "constant",
        "type",
        "Integers for a tensor of scalars.",
        "y = constant(shape = [2], value = [1, 2])",
        x=normal(2),
    )
    yield refuse("add_n", "shapes", "Shapes do not fit.", "y = add_n([x, z])", x=normal(2, 3), z=normal(2, 2))
    yield refuse(
        "copy_n", "results", "Two results for three copies.", "[a, b] = copy_n(x, times = 3)", x=normal(2)
    )
    yield refuse(
        "min_max_linear_quantize",
        "missing-attribute",
        "`symmetric` has no default.",
        "y = min_max_linear_quantize(x, 0.0, 1.0, bits = 8, signed = false)",
        x=normal(2),
    )
    yield refuse(
        "zero_point_linear_quantize",
        "scalar-zero-point",
        "The zero point is an integer.",
        "y = zero_point_linear_quantize(x, 0.0, 1.0, bits = 8, signed = true, symmetric = false)",
        x=normal(2),
    )
    yield refuse(
        "language", "unknown-operation", "There is no such operation.", "y = maximum(x, 0.0)", x=normal(2)
    )
    yield refuse("language", "undefined-tensor", "A tensor that is not defined.", "y = neg(z)", x=normal(2))
    yield refuse(
        "language",
        "defined-later",
        "A tensor is used before it is defined.",
        "y = neg(z)\nz = neg(x)",
        x=normal(2),
    )
    yield refuse(
        "language", "assigned-twice", "A tensor is assigned twice.", "y = neg(x)\ny = exp(x)", x=normal(2)
    )
    yield refuse(
        "language", "attribute-as-operand", "Attributes have names.", "y = leaky_relu(x, 0.5)", x=normal(2)
    )


WITH_VARIABLE = """version 1.0;

graph g(x) -> (y)
{
    x = external(shape = [2]);
    v = variable(shape = [2], label = 'v');
    y = add(x, v);
}
"""


def documents():
    yield refuse_document(
        "language",
        "no-version",
        "The version is missing.",
        """graph g(x) -> (y)
{
    x = external(shape = [2]);
    y = neg(x);
}
""",
        x=normal(2),
    )
    yield refuse_document(
        "language",
        "output-not-assigned",
        "An output that is not assigned.",
        """version 1.0;

graph g(x) -> (y)
{
    x = external(shape = [2]);
    z = neg(x);
}
""",
        x=normal(2),
    )
    yield refuse_document(
        "language",
        "input-not-external",
        "An input that is not external.",
        """version 1.0;

graph g(x, z) -> (y)
{
    x = external(shape = [2]);
    y = neg(x);
}
""",
        x=normal(2),
    )
    yield refuse_document(
        "language",
        "not-closed",
        "A bracket is not closed.",
        """version 1.0;

graph g(x) -> (y)
{
    x = external(shape = [2]);
    y = neg(x;
}
""",
        x=normal(2),
    )
    yield refuse_document(
        "language",
        "infinite-recursion",
        "A fragment that never ends.",
        """version 1.0;
extension KHR_enable_fragment_definitions;

fragment f(x: tensor<scalar>) -> (y: tensor<scalar>)
{
    y = f(x);
}

graph g(x) -> (y)
{
    x = external(shape = [2]);
    y = f(x);
}
""",
        x=normal(2),
    )
    yield refuse_document(
        "external",
        "negative-extent",
        "A negative extent.",
        """version 1.0;

graph g(x) -> (y)
{
    x = external(shape = [-2]);
    y = neg(x);
}
""",
        x=normal(2),
    )
    yield refuse_document(
        "variable",
        "no-file",
        "The file of the variable is missing.",
        WITH_VARIABLE,
        x=normal(2),
    )
    yield refuse_document(
        "variable",
        "other-shape",
        "The file has another shape than the graph says.",
        WITH_VARIABLE,
        x=normal(2),
        v=weights(3),
    )
    yield refuse_document(
        "variable",
        "truncated",
        "The file ends too soon.",
        WITH_VARIABLE,
        x=normal(2),
        files={"v.dat": b"N\xef\x01\x00" + bytes(60)},
    )
