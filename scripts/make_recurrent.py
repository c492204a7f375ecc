#!/usr/bin/env python3
"""Writes the recurrent networks of models/recurrent, but for their graphs and README.

For each network: its weights and the state it starts from, and a sequence of inputs with
the outputs that they must give, computed in double precision. The numbers are random, from
a fixed seed.
"""

import argparse
import pathlib
import struct

import numpy as np

STEPS = 50
BATCH = 2
FEATURES = 4
UNITS = 8


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, weights):
    """The outputs of a long short-term memory over time."""
    h, c = weights["h"], weights["c"]
    for step in x:
        gates = step @ weights["input_filter"].T + h @ weights["state_filter"].T + weights["bias"]
        i, f, g, o = np.split(gates, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        yield h


def gru(x, weights):
    """The outputs of a gated recurrent unit over time."""
    h = weights["h"]
    for step in x:
        from_input = step @ weights["input_filter"].T + weights["input_bias"]
        from_state = h @ weights["state_filter"].T + weights["state_bias"]
        r, z, n = np.split(from_input, 3, axis=1)
        hr, hz, hn = np.split(from_state, 3, axis=1)
        n = np.tanh(n + sigmoid(r + hr) * hn)
        z = sigmoid(z + hz)
        h = (1 - z) * n + z * h
        yield h


# By network: what computes it, and the shapes of its variables.
NETWORKS = {
    "lstm": (
        lstm,
        {
            "input_filter": (4 * UNITS, FEATURES),
            "state_filter": (4 * UNITS, UNITS),
            "bias": (1, 4 * UNITS),
            "h": (BATCH, UNITS),
            "c": (BATCH, UNITS),
        },
    ),
    "gru": (
        gru,
        {
            "input_filter": (3 * UNITS, FEATURES),
            "input_bias": (1, 3 * UNITS),
            "state_filter": (3 * UNITS, UNITS),
            "state_bias": (1, 3 * UNITS),
            "h": (BATCH, UNITS),
        },
    ),
}


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
    default = pathlib.Path(__file__).resolve().parent.parent / "models" / "recurrent"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=default, metavar="DIR",
                        help="where to write (default: models/recurrent)")
    output = parser.parse_args().output
    for name, (compute, shapes) in NETWORKS.items():
        rng = np.random.default_rng(2022)
        # What the files hold is what both implementations start from.
        def normal(shape, scale=1.0):
            return rng.normal(scale=scale, size=shape).astype(np.float32).astype(np.float64)

        weights = {label: normal(shape, 0.5) for label, shape in shapes.items()}
        x = normal((STEPS, BATCH, FEATURES))
        y = np.stack(list(compute(x, weights)))
        for label, tensor in weights.items():
            write_dat(output / name / "model" / name / f"{label}.dat", tensor)
        write_dat(output / name / "inputs" / "x.dat", x)
        write_dat(output / name / "expected" / "y.dat", y)


if __name__ == "__main__":
    main()
