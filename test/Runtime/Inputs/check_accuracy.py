#!/usr/bin/env python3
"""Checks that a network gives most samples their right class.

    check_accuracy.py PROBABILITIES.npy LABELS.npy SHARE
"""

import sys

import numpy as np

probabilities, labels = (np.load(path) for path in sys.argv[1:3])
share = float(sys.argv[3])
assert probabilities.shape[:1] == labels.shape
right = int(np.sum(np.argmax(probabilities, axis=1) == labels))
print(f"{right} of {len(labels)} are right")
sys.exit(right < share * len(labels))
