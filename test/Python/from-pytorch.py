# The recipe for models of pytorch gives the numbers that pytorch gives.
# REQUIRES: converter-pytorch
# RUN: rm -rf %t && mkdir %t && cd %t
# RUN: %python %src/examples/python/from_pytorch.py | FileCheck %s
# CHECK: largest difference: {{[0-9.]+e-0[5-9]|0\.0}}
