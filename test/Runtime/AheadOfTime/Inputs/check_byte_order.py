"""Checks that two files have the same numbers of 32 bits, in both orders of bytes.

    check_byte_order.py LITTLE BIG
"""

import sys

DIGEST = 32
little, big = (open(path, "rb").read()[:-DIGEST] for path in sys.argv[1:])
assert len(little) == len(big) > 0 and any(little)
for i in range(0, len(little), 4):
    assert little[i : i + 4] == big[i : i + 4][::-1], f"at byte {i}"
