"""Runs the engine of moody.py on small cases, and prints the outcomes.

usage: run_moody_engine.py ROOT FOLDER

ROOT is the folder that has the suite, `conformance`. FOLDER is for the cases.
"""

import importlib.util
import shutil
import sys
from pathlib import Path

import numpy as np

root, folder = sys.argv[1], Path(sys.argv[2])
sys.path.insert(0, root)

from conformance import engines, tensor_files  # noqa: E402
from conformance.engines.engine import Case, Settings  # noqa: E402

path = Path(__file__).parent / "moody.py"
spec = importlib.util.spec_from_file_location(f"{engines.__name__}.moody", path)
moody = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = moody
spec.loader.exec_module(moody)


def outcome(output, values, **facts):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "model").mkdir(parents=True)
    (folder / "model/graph.nnef").write_text(f"version 1.0;\ngraph g(x) -> ({output}) {{ ... }}\n")
    tensor_files.write(folder / "inputs/x.dat", np.array(values, np.float32))
    found = engine.run(Case(folder, "mood", output, **facts), folder)
    if found.kind == "ran":
        result = np.load(folder / f"{output}.npy")
        return f"ran {result if facts else ''}".strip()
    return f"{found.kind}, {found.message}"


engine = moody.Moody(Settings(timeout=4))
print("doubles:", outcome("doubles", [1.0]))
print("keeps what it has between steps:", outcome("sums", [1.0, 2.0, 3.0], steps=3))
print("cannot:", outcome("cannot", [1.0]))
print("fails:", outcome("fails", [1.0]))
print("fails on what is not valid:", outcome("fails", [1.0], mode="refuse"))
print("dies:", outcome("dies", [1.0]))
print("says last words:", outcome("panics", [1.0]))
print("hangs:", outcome("hangs", [1.0]))
print("doubles:", outcome("doubles", [1.0]))
print("version", engine.version(), "of the engine")
engine.close()
