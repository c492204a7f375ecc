# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small networks, and the language that they may be written in."""

from itertools import product

import numpy as np

from .table import case, given, integers, normal, uniform, weights

FRAGMENTS = "extension KHR_enable_fragment_definitions;\n"
OPERATORS = "extension KHR_enable_operator_expressions;\n"
BOTH = FRAGMENTS + OPERATORS


def cases():
    yield from convolutional()
    yield from attention()
    yield from recurrent()
    yield from quantized()
    yield from language()


def layer_norm(x, prefix, axis):
    """Statements that normalize along an axis, up to {prefix}_n."""
    return f"""
{prefix}_m, {prefix}_v = moments({x}, axes = [{axis}])
{prefix}_n = batch_normalization({x}, {prefix}_m, {prefix}_v, 0.0, 1.0, epsilon = 1e-3)
"""


def convolutional():
    for pool, activation in product(("max_pool", "avg_pool"), ("relu", "elu")):
        yield case(
            "networks",
            f"classifier-{pool}-{activation}".replace("_", "-"),
            "Two convolutions with pools, a fully connected layer, and softmax.",
            f"""
            c1 = conv(x, w1, b1, padding = [(1, 1), (1, 1)])
            a1 = {activation}(c1)
            p1 = {pool}(a1, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], border = 'ignore')
            c2 = conv(p1, w2, b2, stride = [2, 2])
            a2 = {activation}(c2)
            p2 = mean_reduce(a2, axes = [2, 3])
            flat = squeeze(p2, axes = [2, 3])
            logits = linear(flat, w3, b3)
            y = softmax(logits)
            """,
            x=normal(2, 3, 12, 12),
            w1=weights(6, 3, 3, 3, deviation=0.2),
            b1=weights(1, 6),
            w2=weights(8, 6, 3, 3, deviation=0.2),
            b2=weights(1, 8),
            w3=weights(5, 8),
            b3=weights(1, 5),
        )
    yield case(
        "networks",
        "residual",
        "Two residual blocks, the second with a projection.",
        """
        c1 = conv(x, w1, padding = [(1, 1), (1, 1)])
        n1 = batch_normalization(c1, m1, v1, o1, s1, epsilon = 1e-3)
        r1 = relu(n1)
        c2 = conv(r1, w2, padding = [(1, 1), (1, 1)])
        a1 = add(c2, x)
        r2 = relu(a1)
        c3 = conv(r2, w3, stride = [2, 2], padding = [(1, 1), (1, 1)])
        r3 = relu(c3)
        c4 = conv(r3, w4, padding = [(1, 1), (1, 1)])
        shortcut = conv(r2, w5, stride = [2, 2], padding = [(0, 0), (0, 0)])
        a2 = add(c4, shortcut)
        y = relu(a2)
        """,
        x=normal(1, 4, 8, 8),
        w1=weights(4, 4, 3, 3, deviation=0.2),
        m1=weights(1, 4),
        v1=uniform(0.5, 2, 1, 4).as_variable(),
        o1=weights(1, 4),
        s1=weights(1, 4),
        w2=weights(4, 4, 3, 3, deviation=0.2),
        w3=weights(6, 4, 3, 3, deviation=0.2),
        w4=weights(6, 6, 3, 3, deviation=0.2),
        w5=weights(6, 4, 1, 1, deviation=0.2),
    )
    yield case(
        "networks",
        "dense",
        "Each layer sees all that is before it.",
        """
        c1 = conv(x, w1)
        r1 = relu(c1)
        j1 = concat([x, r1], axis = 1)
        c2 = conv(j1, w2)
        r2 = relu(c2)
        j2 = concat([j1, r2], axis = 1)
        y = conv(j2, w3, padding = [(0, 0), (0, 0)])
        """,
        x=normal(1, 3, 6, 6),
        w1=weights(2, 3, 3, 3, deviation=0.3),
        w2=weights(2, 5, 3, 3, deviation=0.3),
        w3=weights(4, 7, 1, 1, deviation=0.3),
    )
    yield case(
        "networks",
        "inverted-bottleneck",
        "A depthwise convolution between two of single pixels, with a gate for each channel.",
        """
        e = conv(x, w1, b1)
        e6 = clamp(e, 0.0, 6.0)
        d = conv(e6, w2, b2, groups = 0, stride = [2, 2])
        d6 = clamp(d, 0.0, 6.0)
        s = mean_reduce(d6, axes = [2, 3])
        g1 = conv(s, w3)
        g2 = relu(g1)
        g3 = conv(g2, w4)
        g = sigmoid(g3)
        gated = mul(d6, g)
        y = conv(gated, w5, b5)
        """,
        x=normal(1, 4, 9, 8),
        w1=weights(12, 4, 1, 1),
        b1=weights(1, 12),
        w2=weights(12, 1, 3, 3),
        b2=weights(1, 12),
        w3=weights(3, 12, 1, 1),
        w4=weights(12, 3, 1, 1),
        w5=weights(4, 12, 1, 1),
        b5=weights(1, 4),
    )
    yield case(
        "networks",
        "inception",
        "Branches of different sizes, joined.",
        """
        a = conv(x, w1)
        b1 = conv(x, w2)
        b2 = relu(b1)
        b = conv(b2, w3, padding = [(1, 1), (1, 1)])
        c = conv(x, w4, padding = [(2, 2), (2, 2)])
        p = max_pool(x, size = [1, 1, 3, 3], padding = [(0, 0), (0, 0), (1, 1), (1, 1)], stride = [1, 1, 1, 1], border = 'ignore')
        d = conv(p, w5)
        joined = concat([a, b, c, d], axis = 1)
        n = local_response_normalization(joined, size = [1, 5, 1, 1], alpha = 0.1, beta = 0.75, bias = 1.0)
        y = relu(n)
        """,
        x=normal(1, 4, 7, 7),
        w1=weights(2, 4, 1, 1),
        w2=weights(2, 4, 1, 1),
        w3=weights(3, 2, 3, 3),
        w4=weights(2, 4, 5, 5, deviation=0.2),
        w5=weights(2, 4, 1, 1),
    )
    yield case(
        "networks",
        "shuffle",
        "Grouped convolutions with channels that change groups between.",
        """
        c1 = conv(x, w1, groups = 2)
        apart = reshape(c1, shape = [2, 3], axis_start = 1, axis_count = 1)
        turned = transpose(apart, axes = [0, 2, 1, 3, 4])
        mixed = reshape(turned, shape = [6], axis_start = 1, axis_count = 2)
        c2 = conv(mixed, w2, groups = 2)
        [left, right] = split(c2, axis = 1, ratios = [1, 1])
        y = mul(left, right)
        """,
        x=normal(1, 4, 4, 5),
        w1=weights(6, 2, 1, 1),
        w2=weights(4, 3, 1, 1),
    )
    yield case(
        "networks",
        "encoder-decoder",
        "Down and up again, with a bridge; what was pooled returns to its place.",
        """
        c1 = conv(x, w1)
        r1 = relu(c1)
        p, i = max_pool_with_index(r1, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], padding = [(0, 0), (0, 0), (0, 0), (0, 0)])
        c2 = conv(p, w2)
        r2 = relu(c2)
        u = desample(r2, i, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], padding = [(0, 0), (0, 0), (0, 0), (0, 0)])
        d = deconv(p, w3, stride = [2, 2], padding = [(0, 0), (0, 0)])
        m = multilinear_upsample(p, factor = [2, 2])
        joined = concat([r1, u, d, m], axis = 1)
        y = conv(joined, w4)
        """,
        x=normal(1, 2, 8, 6),
        w1=weights(3, 2, 3, 3),
        w2=weights(3, 3, 3, 3, deviation=0.3),
        w3=weights(3, 2, 2, 2),
        w4=weights(2, 11, 1, 1, deviation=0.3),
    )
    yield case(
        "networks",
        "detector-head",
        "Scores and their places, and a crop of each region.",
        """
        s1 = conv(x, w1)
        s = sigmoid(s1)
        best = max_reduce(s, axes = [1, 2, 3])
        where_best = argmax_reduce(s, axes = [1, 2, 3])
        crops = avg_roi_align(x, r, i, output_size = [2, 2], sampling_rate = [2, 2])
        flat = reshape(crops, shape = [0, -1])
        y = linear(flat, w2)
        """,
        ["best", "where_best", "y"],
        x=normal(2, 3, 6, 6),
        r=given([[0.5, 0.25, 4.25, 5.75], [1.0, 1.0, 3.5, 4.0], [2.25, 0.0, 6.0, 3.0]]),
        i=given([[0], [1], [0]], "integer"),
        w1=weights(1, 3, 3, 3, deviation=0.3),
        w2=weights(4, 12),
    )
    yield case(
        "networks",
        "volume",
        "Convolutions of volumes.",
        """
        c1 = conv(x, w1, b1, stride = [2, 1, 1])
        r1 = leaky_relu(c1, alpha = 0.1)
        p1 = avg_pool(r1, size = [1, 1, 2, 2, 2], stride = [1, 1, 1, 2, 2], padding = [(0, 0), (0, 0), (0, 0), (0, 0), (0, 0)])
        y = deconv(p1, w2, stride = [1, 2, 2])
        """,
        x=normal(1, 2, 6, 6, 4),
        w1=weights(3, 2, 3, 3, 3, deviation=0.3),
        b1=weights(1, 3),
        w2=weights(3, 2, 2, 2, 2, deviation=0.3),
    )
    yield case(
        "networks",
        "sound",
        "Dilated convolutions of a sequence with gates.",
        """
        a1 = conv(x, w1, dilation = [1], padding = [(2, 0)])
        b1 = conv(x, v1, dilation = [1], padding = [(2, 0)])
        t1 = tanh(a1)
        s1 = sigmoid(b1)
        g1 = mul(t1, s1)
        r1 = add(g1, x)
        a2 = conv(r1, w2, dilation = [2], padding = [(4, 0)])
        b2 = conv(r1, v2, dilation = [2], padding = [(4, 0)])
        t2 = tanh(a2)
        s2 = sigmoid(b2)
        g2 = mul(t2, s2)
        y = add(g2, r1)
        """,
        x=normal(1, 4, 16),
        w1=weights(4, 4, 3),
        v1=weights(4, 4, 3),
        w2=weights(4, 4, 3),
        v2=weights(4, 4, 3),
    )


def attention():
    for heads, masked in ((1, False), (2, False), (2, True)):
        mask = "scores = select(mask, scaled, -1e9)" if masked else "scores = copy(scaled)"
        sources = (
            {"mask": given(np.tril(np.ones((1, 1, 5, 5))) == 1, "logical").as_variable()} if masked else {}
        )
        yield case(
            "networks",
            f"attention-{heads}-heads" + "-causal" * masked,
            "A layer of attention with a residual and a normalization.",
            f"""
            q1 = matmul(x, wq)
            k1 = matmul(x, wk)
            v1 = matmul(x, wv)
            q2 = reshape(q1, shape = [{heads}, {8 // heads}], axis_start = 2)
            k2 = reshape(k1, shape = [{heads}, {8 // heads}], axis_start = 2)
            v2 = reshape(v1, shape = [{heads}, {8 // heads}], axis_start = 2)
            q = transpose(q2, axes = [0, 2, 1, 3])
            k = transpose(k2, axes = [0, 2, 1, 3])
            v = transpose(v2, axes = [0, 2, 1, 3])
            products = matmul(q, k, transposeB = true)
            scaled = mul(products, {(8 / heads) ** -0.5})
            {mask}
            p = softmax(scores, axes = [3])
            mixed = matmul(p, v)
            t = transpose(mixed, axes = [0, 2, 1, 3])
            joined = reshape(t, shape = [8], axis_start = 2)
            projected = matmul(joined, wo)
            r = add(projected, x)
            {layer_norm("r", "n", 2)}
            y = copy(n_n)
            """,
            x=normal(2, 5, 8),
            wq=weights(1, 8, 8),
            wk=weights(1, 8, 8),
            wv=weights(1, 8, 8),
            wo=weights(1, 8, 8),
            **sources,
        )
    yield case(
        "networks",
        "transformer-feed-forward",
        "The second half of a transformer's block.",
        f"""
        {layer_norm("x", "n", 2)}
        h1 = matmul(n_n, w1)
        h2 = add(h1, b1)
        h = gelu(h2)
        o = matmul(h, w2)
        y = add(o, x)
        """,
        x=normal(2, 5, 8),
        w1=weights(1, 8, 16),
        b1=weights(1, 1, 16),
        w2=weights(1, 16, 8),
    )
    yield case(
        "networks",
        "embedding",
        "Words are looked up, averaged and classified.",
        """
        e = gather(table, words)
        m = mean_reduce(e, axes = [1])
        s = squeeze(m, axes = [1])
        l = linear(s, w, b)
        y = softmax(l)
        best = argmax_reduce(l, axes = [1])
        """,
        ["y", "best"],
        words=integers(0, 29, 3, 7),
        table=weights(30, 8),
        w=weights(4, 8),
        b=weights(1, 4),
    )
    yield case(
        "networks",
        "perceptron",
        "Three fully connected layers.",
        """
        a = linear(x, w1, b1)
        s = sigmoid(a)
        b = linear(s, w2, b2)
        t = tanh(b)
        c = linear(t, w3, b3)
        y = softplus(c)
        """,
        x=normal(4, 6),
        w1=weights(10, 6),
        b1=weights(1, 10),
        w2=weights(8, 10),
        b2=weights(1, 8),
        w3=weights(3, 8),
        b3=weights(1, 3),
    )


LSTM = """
    joined = concat([x, h], axis = 1)
    gates = linear(joined, w, b)
    [i1, f1, g1, o1] = split(gates, axis = 1, ratios = [1, 1, 1, 1])
    i = sigmoid(i1)
    f = sigmoid(f1)
    g = tanh(g1)
    o = sigmoid(o1)
    kept = mul(f, c)
    added = mul(i, g)
    c2 = add(kept, added)
    ct = tanh(c2)
    h2 = mul(o, ct)
    c_new = update(c, c2)
    y = update(h, h2)
"""
GRU = """
    xg = linear(x, w, b)
    hg = linear(h, u, d)
    [xr, xz, xn] = split(xg, axis = 1, ratios = [1, 1, 1])
    [hr, hz, hn] = split(hg, axis = 1, ratios = [1, 1, 1])
    r1 = add(xr, hr)
    r = sigmoid(r1)
    z1 = add(xz, hz)
    z = sigmoid(z1)
    rh = mul(r, hn)
    n1 = add(xn, rh)
    n = tanh(n1)
    difference = sub(h, n)
    part = mul(z, difference)
    h2 = add(n, part)
    y = update(h, h2)
"""


def recurrent():
    for steps, batch in ((1, 1), (50, 1), (50, 3)):
        x = normal(*((steps,) if steps > 1 else ()), batch, 4)
        yield case(
            "networks",
            f"lstm-{steps}-steps-batch-{batch}",
            f"A long short-term memory, which remembers from one of {steps} steps to the next.",
            LSTM,
            steps=steps,
            x=x,
            h=weights(batch, 6),
            c=weights(batch, 6),
            w=weights(24, 10),
            b=weights(1, 24),
        )
        yield case(
            "networks",
            f"gru-{steps}-steps-batch-{batch}",
            f"A gated recurrent unit, which remembers from one of {steps} steps to the next.",
            GRU,
            steps=steps,
            x=x,
            h=weights(batch, 6),
            w=weights(18, 4),
            b=weights(1, 18),
            u=weights(18, 6),
            d=weights(1, 18),
        )
    yield case(
        "networks",
        "streaming-convolution",
        "A convolution of a sequence that comes item by item; the last items are remembered.",
        """
        window = concat([past, x], axis = 2)
        y = conv(window, w, padding = [(0, 0)])
        newer = slice(window, axes = [2], begin = [1], end = [3])
        n = update(past, newer)
        """,
        ["y"],
        steps=12,
        x=normal(12, 1, 3, 1),
        past=given(np.zeros((1, 3, 2))).as_variable(),
        w=weights(4, 3, 3),
    )


def quantized():
    yield case(
        "networks",
        "quantized-weights-and-activations",
        "Weights and activations are rounded to eight bits in the graph.",
        """
        wq = min_max_linear_quantize(w, -2.0, 2.0, bits = 8, signed = true, symmetric = true)
        xq = zero_point_linear_quantize(x, 0, 0.0625, bits = 8, signed = true, symmetric = false)
        y = conv(xq, wq)
        """,
        x=given(np.arange(-18, 18).reshape(1, 1, 6, 6) / 16 + 0.01),
        w=given((np.arange(18).reshape(2, 1, 3, 3) * 7 - 60) * 2 / 127 + 0.002).as_variable(),
    )
    yield case(
        "networks",
        "logarithmic-weights",
        "Weights that are powers of two.",
        "wq = logarithmic_quantize(w, 5.0, bits = 3)\ny = linear(x, wq)",
        x=normal(3, 4),
        w=given([[0.9, -1.1, 2.2, 4.1], [0.23, -0.51, 1.9, -3.8]]).as_variable(),
    )


def language():
    """Compositional documents; what they mean is written as flat ones."""
    yield case(
        "language",
        "fragment",
        "A fragment with a body.",
        "y = block(x, w, scale = 2.0)",
        prologue=BOTH + """
fragment block(x: tensor<scalar>, w: tensor<scalar>, scale: scalar = 1.0) -> (y: tensor<scalar>)
{
    y = relu(conv(x, w)) * scale;
}
""",
        flat="c = conv(x, w)\nr = relu(c)\ny = mul(r, 2.0)",
        outputs=["y"],
        x=normal(1, 2, 5, 5),
        w=weights(3, 2, 3, 3),
    )
    yield case(
        "language",
        "fragment-default",
        "A fragment with a default that is taken.",
        "y = scaled(x)",
        prologue=BOTH
        + "fragment scaled(x: tensor<scalar>, scale: scalar = 3.0) -> (y: tensor<scalar>) { y = x * scale; }\n",
        flat="y = mul(x, 3.0)",
        x=normal(2, 3),
    )
    yield case(
        "language",
        "fragment-results",
        "A fragment with two results.",
        "m, d = centered(x)",
        prologue=BOTH + """
fragment centered(x: tensor<scalar>) -> (m: tensor<scalar>, d: tensor<scalar>)
{
    m = mean_reduce(x, axes = [1]);
    d = x - m;
}
""",
        flat="m = mean_reduce(x, axes = [1])\nd = sub(x, m)",
        outputs=["m", "d"],
        x=normal(2, 3),
    )
    yield case(
        "language",
        "fragment-recursive",
        "A fragment that calls itself.",
        "y = repeated(x, n = 3)",
        prologue=BOTH + """
fragment repeated(x: tensor<scalar>, n: integer) -> (y: tensor<scalar>)
{
    y = repeated(tanh(x), n = n - 1) if n > 0 else x;
}
""",
        flat="a = tanh(x)\nb = tanh(a)\ny = tanh(b)",
        outputs=["y"],
        x=normal(2, 3),
    )
    yield case(
        "language",
        "fragment-generic",
        "A generic fragment, for scalars and for integers.",
        "a = twice(x)\nb = twice(i)",
        prologue=FRAGMENTS
        + "fragment twice<?>(x: tensor<?>) -> (y: tensor<?>) { y = concat([x, x], axis = 0); }\n".replace(
            "{ ", "{\n    "
        ).replace("; }", ";\n}"),
        flat="a = concat([x, x], axis = 0)\nb = concat([i, i], axis = 0)",
        outputs=["a", "b"],
        x=normal(2, 3),
        i=integers(-5, 5, 2),
    )
    yield case(
        "language",
        "comprehension",
        "An array made of another one.",
        "y = concat([for f in [1.0, 2.0, 0.5] yield x * f], axis = 0)",
        prologue=OPERATORS,
        flat="a = mul(x, 1.0)\nb = mul(x, 2.0)\nc = mul(x, 0.5)\ny = concat([a, b, c], axis = 0)",
        outputs=["y"],
        x=normal(2, 3),
    )
    yield case(
        "language",
        "comprehension-two-iterators",
        "Two arrays, item by item, and a condition.",
        "y = add_n([for s in [1.0, 2.0, 3.0], keep in [true, false, true] if keep yield x * s])",
        prologue=OPERATORS,
        flat="a = mul(x, 1.0)\nb = mul(x, 3.0)\ny = add_n([a, b])",
        outputs=["y"],
        x=normal(2, 3),
    )
    yield case(
        "language",
        "range",
        "A loop over the indices of an array.",
        "[a, b, c] = split(x, axis = 1, ratios = [1, 1, 1])\ny = add_n([for i in range_of([5.0, 6.0, 7.0]) yield [a, b, c][i] * scalar(i)])",
        prologue=OPERATORS,
        flat="[a, b, c] = split(x, axis = 1, ratios = [1, 1, 1])\na0 = mul(a, 0.0)\nb1 = mul(b, 1.0)\nc2 = mul(c, 2.0)\ny = add_n([a0, b1, c2])",
        outputs=["y"],
        x=normal(2, 3),
    )
    yield case(
        "language",
        "nested-invocations",
        "Invocations as arguments.",
        "y = sigmoid(add(mul(x, z), neg(x)))",
        prologue=OPERATORS,
        flat="a = mul(x, z)\nb = neg(x)\nc = add(a, b)\ny = sigmoid(c)",
        outputs=["y"],
        x=normal(2, 3),
        z=normal(2, 3),
    )
    yield case(
        "language",
        "precedence",
        "Powers before products before sums before comparisons before logic.",
        "y = x + z * x ^ 2.0 < z - 1.0 && z > 0.0",
        prologue=OPERATORS,
        flat="p = pow(x, 2.0)\nm = mul(z, p)\ns = add(x, m)\nd = sub(z, 1.0)\na = lt(s, d)\nb = gt(z, 0.0)\ny = and(a, b)",
        outputs=["y"],
        x=normal(4, 5),
        z=normal(4, 5, deviation=3.0),
    )
    yield case(
        "language",
        "compile-time-arithmetic",
        "Attributes are computed when the model is read.",
        "y = pad(x, padding = [(2 * 3 - 5, 7 / 2), (0, 2 ^ 2 - 3)], value = 1.0 / 4.0)",
        prologue=OPERATORS,
        flat="y = pad(x, padding = [(1, 3), (0, 1)], value = 0.25)",
        x=normal(2, 3),
    )
    yield case(
        "language",
        "arrays",
        "Arrays are joined, repeated and indexed.",
        "y = reshape(x, shape = [2] + [1] * 2 + [3, 4, 5][0:1] + [[4, 9][0]])",
        prologue=OPERATORS,
        flat="y = reshape(x, shape = [2, 1, 1, 3, 4])",
        x=normal(2, 12),
    )
    yield case(
        "language",
        "output-alias",
        "An output that is another name of a tensor.",
        "z = relu(x)\ny = z",
        ["z", "y"],
        prologue=OPERATORS,
        flat="z = relu(x)\ny = copy(z)",
        x=normal(2, 3),
    )
    yield case(
        "language",
        "number-as-output",
        "An output that is a number is a constant of rank 0.",
        "y = 3.5\nz = neg(x)",
        ["y", "z"],
        prologue=OPERATORS,
        flat="y = constant<scalar>(shape = [], value = [3.5])\nz = neg(x)",
        x=normal(2, 3),
    )
    yield case(
        "language",
        "comments-and-spaces",
        "Comments, blank lines, and both kinds of quotes.",
        "",
        document='version 1.0;\n# A comment.\ngraph  spaced( x )->( y )\n{\n\tx = external <scalar> ( shape=[2 ,3] ) ; # another\n\n  y=pad(x,padding=[( 1,1 ),(0 , 0)],border="replicate");\n}\n# The end.\n',
        outputs=["y"],
        x=normal(2, 3),
    )
    yield case(
        "language",
        "keyword-like-names",
        "Names of operations and parameters are names of tensors, too.",
        "add = mul(min, max)\ninput = neg(add)\ny = add(input, min)",
        ["y"],
        **{"min": normal(2, 3), "max": normal(2, 3)},
    )
