# The recipe for models of tensorflow gives the numbers that tensorflow gives.
# REQUIRES: converter-tensorflow
# RUN: rm -rf %t && mkdir %t && cd %t
# RUN: %python %src/examples/python/from_tensorflow.py | FileCheck %s
# CHECK: largest difference: {{[0-9.]+e-0[5-9]|0\.0}}
