#!/usr/bin/env python3
"""Trains the digit network in models/digits and writes it as an NNEF model.

The network is trained with NumPy alone. scikit-learn is needed only for the
data: its package ships the handwritten digits that load_digits() returns.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scikit-learn
    /tmp/venv/bin/python scripts/train_digits.py

Everything random comes from one seed, so a second run on one machine writes
the same bytes. Another BLAS may round sums in another order; the weights then
differ a little.
"""

import argparse
import pathlib
import struct

import numpy as np

SEED = 1797
HELD_BACK = 450
EPOCHS = 60
BATCH = 32
LEARNING_RATE = 2e-3

CONV1_CHANNELS = 16
CONV2_CHANNELS = 32
CLASSES = 10
FEATURES = CONV2_CHANNELS * 4 * 4  # 8x8 pixels, halved once by the pool

GRAPH = f"""\
version 1.0;

# Recognizes one handwritten digit in a grey image of 8x8 pixels.
# Written, with its weights, by scripts/train_digits.py.

graph digits(image) -> (probabilities)
{{
    # Pixels go from 0.0 (paper) to 1.0 (full ink).
    image = external<scalar>(shape = [1, 1, 8, 8]);

    # Strokes: {CONV1_CHANNELS} filters of 3x3. The padding keeps the image at 8x8.
    conv1_filter = variable<scalar>(shape = [{CONV1_CHANNELS}, 1, 3, 3], label = 'conv1/filter');
    conv1_bias = variable<scalar>(shape = [1, {CONV1_CHANNELS}], label = 'conv1/bias');
    conv1 = conv(image, conv1_filter, conv1_bias, padding = [(1, 1), (1, 1)], stride = [1, 1]);
    strokes = relu(conv1);

    # Shapes: {CONV2_CHANNELS} combinations of strokes.
    conv2_filter = variable<scalar>(shape = [{CONV2_CHANNELS}, {CONV1_CHANNELS}, 3, 3], label = 'conv2/filter');
    conv2_bias = variable<scalar>(shape = [1, {CONV2_CHANNELS}], label = 'conv2/bias');
    conv2 = conv(strokes, conv2_filter, conv2_bias, padding = [(1, 1), (1, 1)], stride = [1, 1]);
    shapes = relu(conv2);

    # Halve rows and columns. The window spans all four dimensions.
    pooled = max_pool(shapes, size = [1, 1, 2, 2], border = 'ignore',
                      padding = [(0, 0), (0, 0), (0, 0), (0, 0)], stride = [1, 1, 2, 2]);

    # One row of {FEATURES} features per image: 0 keeps the batch, -1 takes the rest.
    features = reshape(pooled, shape = [0, -1]);

    # One score per digit, then one probability per digit.
    scores_filter = variable<scalar>(shape = [{CLASSES}, {FEATURES}], label = 'scores/filter');
    scores_bias = variable<scalar>(shape = [1, {CLASSES}], label = 'scores/bias');
    scores = linear(features, scores_filter, scores_bias);
    probabilities = softmax(scores, axes = [1]);
}}
"""


def load_samples():
    """Returns the digits as images [N,1,8,8] in 0..1 and labels [N]."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise SystemExit(
            "train_digits.py: scikit-learn is missing; it ships the data set.\n"
            "Install it with 'pip install scikit-learn' in a virtual environment."
        )
    digits = load_digits()
    images = (digits.images / 16.0).astype(np.float32)[:, None]
    return images, digits.target.astype(np.uint8)


def split_samples(images, labels, rng):
    """Shuffles, then holds back HELD_BACK samples that training never sees."""
    order = rng.permutation(len(images))
    train, test = order[HELD_BACK:], order[:HELD_BACK]
    return (images[train], labels[train]), (images[test], labels[test])


# ---------------------------------------------------------------------------
# The network. Every function works in the precision of its arguments.
# ---------------------------------------------------------------------------


def initial_weights(rng):
    def normal(*shape):
        fan_in = np.prod(shape[1:])
        return (rng.standard_normal(shape) * np.sqrt(2.0 / fan_in)).astype(np.float32)

    def zeros(*shape):
        return np.zeros(shape, np.float32)

    return {
        "conv1/filter": normal(CONV1_CHANNELS, 1, 3, 3),
        "conv1/bias": zeros(1, CONV1_CHANNELS),
        "conv2/filter": normal(CONV2_CHANNELS, CONV1_CHANNELS, 3, 3),
        "conv2/bias": zeros(1, CONV2_CHANNELS),
        "scores/filter": normal(CLASSES, FEATURES),
        "scores/bias": zeros(1, CLASSES),
    }


def windows(x):
    """The 3x3 neighbourhood of each pixel: [N,C,H,W] -> [N,H,W,C*9]."""
    n, c, h, w = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(n, h, w, c * 9)


def conv(x, kernel, bias):
    """Returns the convolution and what its gradient needs."""
    columns = windows(x)
    y = columns @ kernel.reshape(len(kernel), -1).T + bias[0]
    return y.transpose(0, 3, 1, 2), columns


def conv_gradients(grad, columns, kernel):
    """Gradients of the input, the kernel and the bias of a 3x3 convolution."""
    rows = grad.transpose(0, 2, 3, 1)
    flat = rows.reshape(-1, len(kernel))
    kernel_grad = (flat.T @ columns.reshape(len(flat), -1)).reshape(kernel.shape)
    bias_grad = flat.sum(axis=0)[None]
    # The input's gradient is a convolution with the kernel turned around.
    turned = kernel[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    input_grad = windows(grad) @ turned.reshape(len(turned), -1).T
    return input_grad.transpose(0, 3, 1, 2), kernel_grad, bias_grad


def tiles(x):
    """The 2x2 tiles that the pool looks at: [N,C,H,W] -> [N,C,H/2,W/2,4]."""
    n, c, h, w = x.shape
    split = x.reshape(n, c, h // 2, 2, w // 2, 2)
    return split.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)


def untiles(x):
    n, c, h, w, _ = x.shape
    split = x.reshape(n, c, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    return split.reshape(n, c, 2 * h, 2 * w)


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def forward(weights, images):
    """Returns the probabilities and the values that backward() needs."""
    conv1, columns1 = conv(images, weights["conv1/filter"], weights["conv1/bias"])
    strokes = np.maximum(conv1, 0)
    conv2, columns2 = conv(strokes, weights["conv2/filter"], weights["conv2/bias"])
    shapes = np.maximum(conv2, 0)
    pooled = tiles(shapes).max(axis=-1)
    features = pooled.reshape(len(images), -1)
    scores = features @ weights["scores/filter"].T + weights["scores/bias"]
    return softmax(scores), (columns1, strokes, columns2, shapes, pooled, features)


def backward(weights, values, probabilities, labels):
    """Gradients of the mean cross-entropy for every weight."""
    columns1, strokes, columns2, shapes, pooled, features = values
    scores_grad = probabilities.copy()
    scores_grad[np.arange(len(labels)), labels] -= 1
    scores_grad /= len(labels)
    grads = {
        "scores/filter": scores_grad.T @ features,
        "scores/bias": scores_grad.sum(axis=0)[None],
    }
    pooled_grad = (scores_grad @ weights["scores/filter"]).reshape(pooled.shape)
    # Only the largest pixel of a tile, the first one on a tie, gets a gradient.
    winner = tiles(shapes).argmax(axis=-1)[..., None] == np.arange(4)
    shapes_grad = untiles(winner * pooled_grad[..., None])
    strokes_grad, grads["conv2/filter"], grads["conv2/bias"] = conv_gradients(
        shapes_grad * (shapes > 0), columns2, weights["conv2/filter"]
    )
    _, grads["conv1/filter"], grads["conv1/bias"] = conv_gradients(
        strokes_grad * (strokes > 0), columns1, weights["conv1/filter"]
    )
    return grads


def shifted(images, rng):
    """Moves each image by up to one pixel, so that position matters less."""
    moved = np.empty_like(images)
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    for i, (dy, dx) in enumerate(rng.integers(0, 3, (len(images), 2))):
        moved[i] = padded[i, :, dy : dy + 8, dx : dx + 8]
    return moved


def train(images, labels, rng):
    """Adam, with the learning rate falling to zero along a cosine."""
    weights = initial_weights(rng)
    mean = {name: np.zeros_like(w) for name, w in weights.items()}
    square = {name: np.zeros_like(w) for name, w in weights.items()}
    steps_per_epoch = len(images) // BATCH
    step, last_step = 0, EPOCHS * steps_per_epoch
    for epoch in range(EPOCHS):
        order = rng.permutation(len(images))
        loss = 0.0
        for i in range(steps_per_epoch):
            batch = order[i * BATCH : (i + 1) * BATCH]
            inputs, targets = shifted(images[batch], rng), labels[batch]
            probabilities, values = forward(weights, inputs)
            loss -= np.log(probabilities[np.arange(BATCH), targets]).mean()
            grads = backward(weights, values, probabilities, targets)
            rate = LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * step / last_step))
            step += 1
            for name, grad in grads.items():
                mean[name] += 0.1 * (grad - mean[name])
                square[name] += 0.001 * (grad * grad - square[name])
                update = (mean[name] / (1 - 0.9**step)) / (
                    np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8
                )
                weights[name] -= (rate * update).astype(np.float32)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1:3}: training loss {loss / steps_per_epoch:.4f}")
    return weights


# ---------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------


def write_dat(path, tensor):
    """Writes a tensor of f32 as an NNEF tensor file: 128 bytes, then the data."""
    data = np.ascontiguousarray(tensor, dtype="<f4").tobytes()
    extents = list(tensor.shape) + [0] * (8 - tensor.ndim)
    # Magic, version 1.0, bytes of data, rank, 8 extents, bits per item, and
    # item type 0: float. The rest of the header is reserved.
    header = struct.pack("<2s2B2I8I2I", b"N\xef", 1, 0, len(data), tensor.ndim, *extents, 32, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.ljust(128, b"\0") + data)


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "models" / "digits"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=default, metavar="DIR",
                        help="folder to write (default: models/digits)")
    output = parser.parse_args().output

    rng = np.random.default_rng(SEED)
    (images, labels), (test_images, test_labels) = split_samples(*load_samples(), rng)
    print(f"training on {len(images)} images, holding back {len(test_images)}")
    weights = train(images, labels, rng)

    # The expected output is computed in double precision.
    exact = {name: w.astype(np.float64) for name, w in weights.items()}
    expected, _ = forward(exact, test_images.astype(np.float64))
    right = int((expected.argmax(axis=1) == test_labels).sum())
    print(f"held-back images: {right} of {len(test_labels)} right, {right / len(test_labels):.1%}")

    model = output / "model"
    model.mkdir(parents=True, exist_ok=True)
    (model / "graph.nnef").write_text(GRAPH)
    for name, weight in weights.items():
        write_dat(model / f"{name}.dat", weight)
    write_dat(output / "inputs" / "image.dat", test_images[:1])
    write_dat(output / "expected" / "probabilities.dat", expected[:1])
    (output / "test").mkdir(exist_ok=True)
    np.save(output / "test" / "images.npy", test_images)
    np.save(output / "test" / "labels.npy", test_labels)
    print(f"wrote {output}")


if __name__ == "__main__":
    main()
