#!/usr/bin/env python3
"""Counts the tests that lit and CTest ran, and ends with one line:

    N passed, N failed[, N skipped]

Each runner is given as its result file and its exit status. A runner that
leaves no readable results, runs nothing, or fails without a failed test counts
as one failure more. The exit status is 0 only when nothing failed.
"""

import argparse
import json
import sys
import xml.etree.ElementTree as ElementTree

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"

# Whatever is not listed failed: FAIL, TIMEOUT, UNRESOLVED, and XPASS, a test
# that was expected to fail. Debian's lit lets XPASS through, so neither its
# exit status nor its XML results would tell.
LIT_CODES = {
    "PASS": PASSED,
    "FLAKYPASS": PASSED,
    "XFAIL": PASSED,
    "UNSUPPORTED": SKIPPED,
    "EXCLUDED": SKIPPED,
    "SKIPPED": SKIPPED,
}


def read_lit(path):
    """The tests of lit's JSON results, as pairs of name and outcome."""
    with open(path, encoding="utf-8") as file:
        tests = json.load(file)["tests"]
    return [(test["name"], LIT_CODES.get(test["code"], FAILED)) for test in tests]


def ctest_outcome(case):
    status = case.get("status")
    if status == "run" and case.find("failure") is None:
        return PASSED
    if status == "disabled":
        return SKIPPED
    # CTest also says "notrun" of a test whose program or fixture is missing.
    # Only these messages mean that the test itself asked to be skipped.
    skipped = case.find("skipped")
    if skipped is not None and skipped.get("message", "").startswith("SKIP_"):
        return SKIPPED
    return FAILED


def read_ctest(path):
    """The tests of CTest's JUnit results, as pairs of name and outcome."""
    cases = ElementTree.parse(path).getroot().iter("testcase")
    return [(case.get("name"), ctest_outcome(case)) for case in cases]


def collect(runner, read, path, status):
    """The tests of one runner, with one failure more if the runner itself failed."""
    try:
        tests = read(path)
    except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
        return [(f"{runner} left no readable results: {error}", FAILED)]
    outcomes = [outcome for _, outcome in tests]
    if PASSED not in outcomes and FAILED not in outcomes:
        tests.append((f"{runner} ran no tests", FAILED))
    elif status != 0 and FAILED not in outcomes:
        tests.append((f"{runner} ended with status {status} though no test failed", FAILED))
    return tests


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for runner in ("lit", "ctest"):
        parser.add_argument(f"--{runner}", nargs=2, required=True, metavar=("FILE", "STATUS"))
    args = parser.parse_args()

    tests = collect("lit", read_lit, args.lit[0], int(args.lit[1]))
    tests += collect("CTest", read_ctest, args.ctest[0], int(args.ctest[1]))

    failures = [name for name, outcome in tests if outcome == FAILED]
    skipped = sum(outcome == SKIPPED for _, outcome in tests)
    for name in failures:
        print(f"FAILED: {name}")
    line = f"{len(tests) - len(failures) - skipped} passed, {len(failures)} failed"
    print(line + (f", {skipped} skipped" if skipped else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
