"""Compares the cases of the conformance suite with those in its results.

usage: compare_results.py ROOT [RESULTS]

ROOT is the folder that has the suite, `conformance`. RESULTS is read in place
of the suite's folder `results`.
"""

import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from conformance import cases, results  # noqa: E402

if len(sys.argv) > 2:
    results.FOLDER = Path(sys.argv[2])

suite = {f"{case.operation}/{case.name}": list(case.tags) for case in cases.all_cases()}
errors = []

known = results.load_cases()
for case in sorted(suite.keys() - known.keys()):
    errors.append(f"cases.json does not have {case}")
for case in sorted(known.keys() - suite.keys()):
    errors.append(f"cases.json has {case}, which is not in the suite")
for case in sorted(known.keys() & suite.keys()):
    if known[case] != suite[case]:
        errors.append(f"cases.json has other tags of {case}")

# The results of an operation count only if its cases are the same.
measured = results.load("linalg", suite)["cases"]
for case in sorted(suite.keys() - measured.keys()):
    errors.append(f"linalg.json has no outcome of {case}")
for case in sorted(measured.keys() - suite.keys()):
    errors.append(f"linalg.json has an outcome of {case}, which is not in the suite")

for error in errors[:20]:
    print(error)
if errors:
    print(f"{len(errors)} differences; measure again with conformance/run --subset full --update-results")
    sys.exit(1)
print(f"the results are of these {len(suite)} cases")
