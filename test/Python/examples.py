# The example reads handwritten digits as well as it says, and draws a picture.
# REQUIRES: python-matplotlib
# RUN: %python %src/examples/python/digits.py %t.png | FileCheck %s
# RUN: %python -c "from PIL import Image; assert min(Image.open(r'%t.png').size) > 400"
# CHECK: 445 of 450 digits read correctly
