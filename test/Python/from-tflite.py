# The recipe for models of TensorFlow Lite gives the numbers that its interpreter gives.
# REQUIRES: converter-tflite
# RUN: rm -rf %t && mkdir %t && cd %t
# RUN: %python %src/examples/python/from_tflite.py | FileCheck %s
# CHECK: largest difference: {{[0-9.]+e-0[5-9]|0\.0}}
