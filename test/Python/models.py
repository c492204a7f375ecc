# The models in the folders that NNEF_TEST_MODELS lists give the numbers that they should.
# RUN: %python %s

import os
from pathlib import Path

import numpy as np
from common import read_dat

import nnef_mlir

# Small ones, with one output and with several.
NAMES = {"hello_deepa", "ch_ppocr_mobile_v2.0_cls_infer", "face_detection_short_range"}

for folder in filter(None, os.environ["NNEF_TEST_MODELS"].split(":")):
    for model in sorted(Path(folder).iterdir()):
        if model.name not in NAMES:
            continue
        exe = nnef_mlir.from_nnef(model / "model").compile()
        inputs = {info.name: read_dat(model / "inputs" / f"{info.name}.dat") for info in exe.inputs}
        for name, result in exe(**inputs).items():
            expected = read_dat(model / "expected" / f"{name}.dat")
            np.testing.assert_allclose(result, expected, rtol=1e-3, atol=1e-4)
