"""Checks that an object file has the weights of a file.

    check_weights.py OBJECT WEIGHTS
"""

import sys

DIGEST = 32
code, weights = (open(path, "rb").read() for path in sys.argv[1:])
assert len(weights) > 2 * DIGEST and weights[:-DIGEST] in code
