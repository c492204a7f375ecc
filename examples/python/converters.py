"""What the recipes share: Khronos' converter, and a look at the results."""

import subprocess
import sys

import numpy as np


def convert(model, source_format, output, *flags):
    """Converts a model file to NNEF with `nnef_tools`, as one would in a shell."""
    command = [sys.executable, "-m", "nnef_tools.convert", "--input-format", source_format]
    command += ["--output-format", "nnef", "--input-model", model, "--output-model", output, *flags]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode or "Written" not in result.stdout:
        sys.exit(f"nnef_tools.convert failed:\n{result.stdout}{result.stderr}")
    return output


def compare(found, expected):
    """Prints how far results are from those of the framework that the model comes from."""
    assert found.shape == expected.shape, (found.shape, expected.shape)
    print(f"largest difference: {np.abs(found - expected).max():.1e}")
