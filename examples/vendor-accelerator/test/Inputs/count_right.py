"""Prints how many images have their label as the class of highest probability."""

import sys

import numpy as np

probabilities, labels = (np.load(path) for path in sys.argv[1:])
print((probabilities.argmax(1) == labels).sum(), "of", len(labels))
