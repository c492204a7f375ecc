"""Writes a model with a convolution that Winograd's algorithm needs much memory for.

    make_convolution.py FOLDER
"""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../.."))
from conformance import tensor_files

folder = sys.argv[1]
os.makedirs(folder)
with open(os.path.join(folder, "graph.nnef"), "w") as file:
    file.write(
        """version 1.0;
graph convolution(x) -> (y)
{
    x = external<scalar>(shape = [1, 96, 96, 96]);
    filter = variable<scalar>(shape = [96, 96, 3, 3], label = 'filter');
    y = conv(x, filter, padding = [(1, 1), (1, 1)]);
}
"""
    )
filter = np.random.default_rng(1).standard_normal((96, 96, 3, 3), np.float32)
tensor_files.write(os.path.join(folder, "filter.dat"), filter)
