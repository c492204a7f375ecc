# The recipe for models of onnx gives the numbers that onnx gives.
# REQUIRES: converter-onnx
# RUN: rm -rf %t && mkdir %t && cd %t
# RUN: %python %src/examples/python/from_onnx.py | FileCheck %s
# CHECK: largest difference: {{[0-9.]+e-0[5-9]|0\.0}}
