"""Writes numbers as codes of 8 bits: encode.py NUMBERS CODES SCALE ZERO."""

import sys

import numpy as np

numbers, codes, scale, zero = sys.argv[1:]
rounded = np.floor(np.load(numbers) / np.float32(scale) + 0.5) + int(zero)
np.save(codes, np.clip(rounded, -128, 127).astype(np.int8))
