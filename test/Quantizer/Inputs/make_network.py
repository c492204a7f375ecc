# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a network with all that the quantizer has rules for, and samples for it.

  make_network.py FOLDER

The model is in FOLDER/model, seven samples of its two inputs in FOLDER/samples.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from conformance import tensor_files

GRAPH = """\
version 1.0;

graph net(x, z) -> (probabilities, dead)
{
    x = external<scalar>(shape = [1, 2, 6, 6]);
    z = external<scalar>(shape = [1, 3, 6, 6]);
    f1 = variable<scalar>(shape = [4, 2, 3, 3], label = 'c1/filter');
    b1 = variable<scalar>(shape = [1, 4], label = 'c1/bias');
    c1 = conv(x, f1, b1, padding = [(1, 1), (1, 1)]);
    r1 = relu(c1);
    f2 = variable<scalar>(shape = [4, 1, 3, 3], label = 'c2/filter');
    c2 = conv(r1, f2, 0.0, padding = [(1, 1), (1, 1)], groups = 0);
    mean = variable<scalar>(shape = [1, 4], label = 'bn/mean');
    variance = variable<scalar>(shape = [1, 4], label = 'bn/variance');
    offset = variable<scalar>(shape = [1, 4], label = 'bn/offset');
    scale = variable<scalar>(shape = [1, 4], label = 'bn/scale');
    normal = batch_normalization(c2, mean, variance, offset, scale, epsilon = 0.001);
    limited = clamp(normal, 0.0, 6.0);
    sum = add(limited, 3.0);
    factor = variable<scalar>(shape = [1, 4], label = 'factor');
    product = mul(sum, factor);
    f3 = variable<scalar>(shape = [4, 3, 2, 2], label = 'c3/filter');
    b3 = variable<scalar>(shape = [1, 3], label = 'c3/bias');
    larger = deconv(product, f3, b3, padding = [(0, 0), (0, 0)], stride = [2, 2]);
    pooled = max_pool(larger, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], border = 'ignore',
                      padding = [(0, 0), (0, 0), (0, 0), (0, 0)]);
    joined = concat([pooled, z], axis = 1);
    gates = sigmoid(joined);
    waves = tanh(joined);
    halves = slice(waves, axes = [1], begin = [0], end = [3]);
    both = concat([gates, halves], axis = 1);
    means = mean_reduce(both, axes = [2, 3]);
    features = reshape(means, shape = [1, 9]);
    below = sub(features, 10.0);
    dead = relu(below);
    f4 = variable<scalar>(shape = [5, 9], label = 'scores/filter');
    b4 = variable<scalar>(shape = [1, 5], label = 'scores/bias');
    scores = linear(features, f4, b4);
    probabilities = softmax(scores);
}
"""

folder = Path(sys.argv[1])
rng = np.random.default_rng(41)
(folder / "model").mkdir(parents=True, exist_ok=True)
(folder / "model" / "graph.nnef").write_text(GRAPH)
weights = {
    "c1/filter": rng.normal(size=(4, 2, 3, 3)),
    "c1/bias": rng.normal(size=(1, 4)),
    "c2/filter": rng.normal(size=(4, 1, 3, 3)),
    "bn/mean": rng.normal(size=(1, 4)),
    "bn/variance": rng.uniform(0.5, 2, (1, 4)),
    "bn/offset": rng.normal(size=(1, 4)),
    "bn/scale": rng.normal(size=(1, 4)),
    "factor": rng.uniform(-1, 2, (1, 4)),
    "c3/filter": rng.normal(size=(4, 3, 2, 2)),
    "c3/bias": rng.normal(size=(1, 3)),
    "scores/filter": rng.normal(size=(5, 9)),
    "scores/bias": rng.normal(size=(1, 5)),
}
# A channel of zeros, which has a bias.
weights["c1/filter"][2] = 0
for label, weight in weights.items():
    tensor_files.write(folder / "model" / f"{label}.dat", weight.astype(np.float32))
# Samples along a dimension in front, and along that of the batch.
samples = folder / "samples"
samples.mkdir(exist_ok=True)
np.save(samples / "x.npy", rng.normal(size=(7, 1, 2, 6, 6)).astype(np.float32))
np.save(samples / "z.npy", rng.uniform(-20, 1, (7, 3, 6, 6)).astype(np.float32))
