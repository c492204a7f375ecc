#!/usr/bin/env python3
"""Prints a network with an add_n of as many tensors as the argument says."""

import sys

count = int(sys.argv[1])
tensor = "tensor<2xf32>"
print(f"func.func @net(%x: {tensor}) -> {tensor} {{")
print(f"  %y = nnef.add_n {', '.join(['%x'] * count)} : ({', '.join([tensor] * count)}) -> {tensor}")
print(f"  return %y : {tensor}\n}}")
