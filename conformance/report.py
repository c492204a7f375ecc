#!/usr/bin/env python3
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes docs/conformance.md and docs/support.md.

  conformance/report.py --records RECORDS.json [--output FOLDER]

The pages are made of what was measured last (results/), of the standard library
(lib/Stdlib/Stdlib.nnef) and of the definitions of operations: RECORDS.json is
what `llvm-tblgen --dump-json` writes for NNEFOps.td. Nothing is run.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import results
from disagreements import REASONS, REFUSAL

ROOT = Path(__file__).resolve().parent.parent
STDLIB = ROOT / "lib/Stdlib/Stdlib.nnef"

# Ours first; then the others.
ENGINES = (
    "linalg",
    "decomposed",
    "exported",
    "tosa",
    "tosa-reference",
    "litert",
    "khronos-cpp",
    "khronos-pytorch",
    "tract",
)
# These two show other ways through the same compiler, which the support table is about.
NOT_COMPARED = ("decomposed", "exported")
LETTERS = {"wrong": "w", "unsupported": "u", "crash": "c"}
# How an engine says that it passed a case, but not as its name says.
BY_LINALG = "by Linalg"
# The tag of cases where the standard leaves a choice.
CHOICE = "choice"


class Measured:
    """The outcomes of an engine."""

    def __init__(self, name, suite):
        content = results.load(name, suite) or {"title": name, "version": "", "date": "", "cases": {}}
        self.name, self.title = name, content["title"]
        self.version, self.date = content["version"], content["date"]
        self.outcomes = content["cases"]

    def of(self, cases):
        return [self.outcomes[case] for case in cases if case in self.outcomes]

    def whole(self, case):
        """Whether a case passed, all of it in the way that the engine stands for."""
        return self.outcomes.get(case) == "pass"


def read_chapters(text):
    """The operations of each chapter of the standard library, with whether they have a body."""
    chapters = []
    rule = r"#=+-+=+#\n"
    parts = re.split(rf"{rule}# ([\d.]+ [^\n]*)\n{rule}", text)
    for title, part in zip(parts[1::2], parts[2::2]):
        part = re.sub(r"#[^\n]*", "", part)
        fragments = re.findall(
            r"fragment\s+(\w+)\s*(?:<[^>]*>)?\s*\([^;{]*?\)\s*->\s*\([^;{]*?\)\s*([;{])", part
        )
        chapters.append((title, {name: end == "{" for name, end in fragments}))
    return chapters


def chapters_with(suite):
    """Chapters, with a last one for the cases that are not about one operation."""
    chapters = read_chapters(STDLIB.read_text(encoding="utf-8"))
    known = {operation for _, operations in chapters for operation in operations}
    others = sorted({case.partition("/")[0] for case in suite} - known)
    return [*chapters, ("Whole and quantized networks", dict.fromkeys(others, False))] if others else chapters


def cases_by_operation(suite):
    cases = {}
    for case in suite:
        cases.setdefault(case.partition("/")[0], []).append(case)
    return cases


def table(header, rows, right=()):
    """A table of Markdown; the columns in `right` are aligned to the right."""
    lines = ["| " + " | ".join(header) + " |"]
    lines.append(
        "|" + "|".join(" ---: " if index in right else " --- " for index in range(len(header))) + "|"
    )
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


# The comparison of engines.


def counted(engine, cases):
    """A cell: how many passed, and how many ended otherwise."""
    outcomes = engine.of(cases)
    if not outcomes:
        return ""
    # To refuse what is not valid says nothing of what is supported.
    valid = [case for case in cases if not case.partition("/")[2].startswith("refuse-")]
    if all(results.kind(outcome) == "unsupported" for outcome in engine.of(valid)):
        return "–"
    kinds = Counter(results.kind(outcome) for outcome in outcomes)
    by_linalg = sum(outcome.startswith(f"pass: {BY_LINALG}") for outcome in outcomes)
    parts = [str(kinds["pass"] - by_linalg)]
    parts += [f"{by_linalg}l"] if by_linalg else []
    parts += [f"{kinds[kind]}{letter}" for kind, letter in LETTERS.items() if kinds[kind]]
    return " ".join(parts)


def totals(engines, suite):
    rows = []
    for engine in engines:
        outcomes = engine.of(suite)
        kinds = Counter(results.kind(outcome) for outcome in outcomes)
        numbers = [kinds[kind] for kind in results.OUTCOMES] if outcomes else ["", "", "", ""]
        # Rounded down: only an engine that passes all has 100.0 %.
        share = f"{1000 * kinds['pass'] // len(outcomes) / 10} %" if outcomes else "not measured"
        rows.append([engine.title, f"`{engine.name}`", engine.version, engine.date, *numbers, share])
    header = ["engine", "name", "version", "measured", *results.OUTCOMES, "passes"]
    return table(header, rows, right=range(4, 9))


def by_operation(engines, suite):
    parts = []
    cases = cases_by_operation(suite)
    for title, operations in chapters_with(suite):
        chapter = [case for operation in operations for case in cases.get(operation, [])]
        asked = [engine for engine in engines if engine.of(chapter) or not engine.outcomes]
        header = ["operation", "cases", *(f"`{engine.name}`" for engine in asked)]
        rows = []
        for operation in operations:
            mine = cases.get(operation, [])
            rows.append([f"`{operation}`", len(mine), *(counted(engine, mine) for engine in asked)])
        parts.append(f"### {title}\n\n{table(header, rows, right=range(1, len(header)))}")
    return "\n\n".join(parts)


def classify(engines, suite):
    """{(engine, reason): cases} for what disagrees with the standard; the reason None is not known."""
    found = {}
    for engine in engines:
        for case, outcome in engine.outcomes.items():
            kind = results.kind(outcome)
            if kind == "pass" or kind == "unsupported" and not REFUSAL.search(results.reason(outcome)):
                continue
            tags = suite[case]
            fitting = (reason for reason in REASONS if reason.fits(engine.name, case, tags, outcome))
            found.setdefault((engine.name, next(fitting, None)), []).append(case)
    return found


def operations_of(cases):
    names = [f"`{name}`" for name in sorted({case.partition("/")[0] for case in cases})]
    more = [f"{len(names) - 7} more"] if len(names) > 8 else []
    return ", ".join([*names[:7], *more] if more else names)


def counted_by_operation(cases):
    counts = Counter(case.partition("/")[0] for case in cases)
    return ", ".join(f"`{name}` {count}" for name, count in sorted(counts.items()))


def by_section(reason):
    return [int(number) for number in re.findall(r"\d+", reason.section.partition(",")[0])]


def disagreements(engines, suite):
    found = classify(engines, suite)
    parts = []
    for engine in engines:
        if not engine.outcomes:
            continue
        rows = []
        for reason in sorted(REASONS, key=by_section):
            cases = found.get((engine.name, reason))
            if cases:
                open_ones = sum(CHOICE in suite[case] for case in cases)
                count = f"{len(cases)}, {open_ones} open" if open_ones else len(cases)
                rows.append([reason.section, reason.standard, reason.does, operations_of(cases), count])
        unknown = found.get((engine.name, None), [])
        parts.append(f"### {engine.title}\n")
        if rows:
            header = ["section", "the standard", "the engine", "operations", "cases"]
            parts.append(table(header, rows, right=[4]) + "\n")
        if unknown:
            parts.append(f"Not classified, by operation and number: {counted_by_operation(unknown)}.\n")
        if not rows and not unknown:
            parts.append("Nowhere.\n")
    return "\n".join(parts)


CONFORMANCE = """\
<!-- Written by conformance/report.py; run scripts/update_docs.sh. -->

# Engines and the standard

Which engines compute what NNEF 1.0.5 says? This page compares those that can be installed and run a
model of NNEF, on the {count} cases of the [conformance suite](../conformance/README.md). The
figures are measured, with `conformance/run --subset full --update-results`, and kept in
[conformance/results](../conformance/results).

A case is a small model of one operation, or a small network, with inputs and the outputs that the
formulas of the standard give in double precision. What is expected comes from a model of these
formulas in NumPy that shares nothing with any of the engines. The text of the standard decides;
where it leaves a choice, [Choices](Choices.md) says which is taken here and why, and that is
expected of all engines.

Quantized networks are two rows: in `quantization`, tensors are rounded as `graph.quant` says, by the
formulas of the standard; in `integer`, networks compute with codes, and what is expected, to the last
bit, are the results of TensorFlow Lite's reference kernels ([Quantized networks](quantization.md)).
Engines that do not compute so are not asked.

The outcome of a case is one of four:

- **pass**: all outputs have the right shape, and the right values within the tolerance of the case.
  Integers and truth values must be equal; how wide they are does not matter. Or it is one of {refuse}
  cases that are not valid, and was refused.
- **wrong**: there is another result.
- **unsupported**: the engine itself says that it cannot do this, or refuses the model.
- **crash**: the process dies or hangs, or ends with an error that does not say that something is
  unsupported.

Each engine is run the way its users run it: Khronos' engines may expand any compound operation that
they lack by its definition in the standard, TOSA's reference model gets the TOSA that `nnef-opt
--nnef-to-tosa` writes, and tract reads the model itself. Networks with memory are run step by step
in one session.

## Totals

{totals}

## By operation

A number is how many cases pass. Behind it stand those that end otherwise: `w` wrong, `u`
unsupported, `c` crash. A dash is an operation that the engine does not support at all. With `l`,
`tosa` counts the cases that pass because Linalg takes an operation that TOSA cannot say.

{by_operation}

## Where engines disagree with the standard

Cases that are wrong, crash, or are refused as if they were not valid, by the reason. An operation
that an engine says it does not have is not among them. "Open" are cases where the standard leaves a
choice, and the engine takes another than [Choices](Choices.md) does: it is not wrong there.

{disagreements}"""


def conformance_page(engines, suite):
    compared = [engine for engine in engines if engine.name not in NOT_COMPARED]
    return CONFORMANCE.format(
        count=len(suite),
        refuse=sum("/refuse-" in case for case in suite),
        totals=totals(engines, suite),
        by_operation=by_operation(compared, suite),
        disagreements=disagreements(compared, suite),
    )


# The support table.


def read_traits(records):
    """{operation: names of its traits and interfaces} of the dialect."""
    operations = {}
    for name in records["!instanceof"]["NNEF_Op"]:
        record = records[name]
        traits = set()
        for trait in record["traits"]:
            definition = records[trait["def"]]
            traits.add(definition.get("cppInterfaceName") or definition.get("trait") or trait["def"])
        if record["hasVerifier"]:
            traits.add("hasVerifier")
        operations[record["opName"]] = traits
    return operations


def supported(cases, good, tags_of):
    """A cell: yes, no, or for which cases not, in the words of their tags."""
    if not cases:
        return "no case"
    bad = {case for case in cases if not good(case)}
    if not bad:
        return "yes"
    if len(bad) == len(cases):
        return "no"
    tags = {}
    for case in cases:
        for tag in tags_of[case]:
            tags.setdefault(tag, set()).add(case)
    # The tags that no good case has, the largest first, until they say it all.
    telling = {tag: marked for tag, marked in tags.items() if marked <= bad}
    words, left = [], set(bad)
    while left:
        tag = max(sorted(telling), key=lambda tag: len(telling[tag] & left), default=None)
        if tag is None or not telling[tag] & left:
            return f"{len(cases) - len(bad)} of {len(cases)} cases"
        words.append(tag)
        left -= telling[tag]
    return f"not {', '.join(words)}" if len(words) <= 6 else f"{len(cases) - len(bad)} of {len(cases)} cases"


def on_codes(operation, engine, suite):
    """A cell: whether an operation computes with codes, by the cases of integer arithmetic that have it."""
    if operation in ("external", "variable"):
        return "yes"
    wanted = {f"{operation}-{kind}" for kind in ("signed", "unsigned")}
    cases = [case for case, tags in suite.items() if case.startswith("integer/") and wanted & set(tags)]
    if not cases:
        return "reals"
    return supported(cases, engine.whole, suite) if engine.outcomes else "not measured"


def support_row(operation, compound, traits, cases, engines, suite):
    inferred = {"InferTypeOpInterface", "SameOperandsAndResultType"}
    checked = inferred | {"hasVerifier", "SameOperandsAndResultShape"}

    def measured(name):
        engine = engines[name]
        return supported(cases, engine.whole, suite) if engine.outcomes else "not measured"

    if traits is None:
        known = ["as an argument"] * 3
    else:
        infers = "declared" if not traits & inferred else "yes"
        if traits & inferred and "ReifyRankedShapedTypeOpInterface" not in traits:
            infers = "static"
        known = ["yes", "yes" if traits & checked else "types", infers]
    return [
        f"`{operation}`",
        *known,
        measured("decomposed") if compound else "primitive",
        measured("linalg"),
        measured("tosa"),
        on_codes(operation, engines["linalg"], suite),
        measured("exported"),
        len(cases),
    ]


SUPPORT = """\
<!-- Written by conformance/report.py; run scripts/update_docs.sh. -->

# What is supported

All {count} operations of the standard library, from its text and the definitions of the dialect,
and what the [conformance suite](../conformance/README.md) measured last ({date}). How other engines
do is in [conformance](conformance.md).

- **import**: the operation of NNEF becomes one of the dialect. `external` becomes an argument of
  the function.
- **verify**: mistakes in shapes and attributes are found in the IR as well; `types`: only the types
  of operands.
- **infer**: shapes of results follow from those of operands, also with dynamic dimensions. The
  shape of a variable or constant is declared.
- **decompose**: `nnef-decompose` replaces the operation by its definition, with the same results. A
  primitive has none.
- **Linalg**, **TOSA**: the lowering takes it, and the results are right. What TOSA cannot say stays
  in the dialect, and Linalg takes it; so all of it runs with `nnef-run --lowering=tosa`.
- **quantized**: in integer arithmetic, the operation computes with codes, and gives what TensorFlow
  Lite's reference kernels give ([Quantized networks](quantization.md)); `reals`: it computes with what
  codes stand for.
- **export**: written as NNEF and read again, it gives the same results.
- **cases**: how many cases of the suite are about the operation.

A column that names kinds of cases means all but those; the names are the tags of cases.

{tables}

## Why operations stay out of TOSA

What the lowering says of the operations that it leaves to Linalg, on the cases of the suite. All that
it can say is in [tosa](tosa.md).

{left}
"""


def left_to_linalg(tosa):
    """A table of the operations that the lowering to TOSA leaves, and why."""
    reasons = {}
    for outcome in tosa.outcomes.values():
        _, _, left = outcome.partition(f"{BY_LINALG}: ")
        for operation in filter(None, left.split("; ")):
            reasons[operation] = reasons.get(operation, 0) + 1
    rows = []
    for operation, count in sorted(reasons.items()):
        name, _, why = operation.partition(": ")
        rows.append([f"`{name}`", why, count])
    return table(["operation", "why", "cases"], rows, right=[2]) if rows else "Not measured."


def support_page(engines, suite, records):
    traits = read_traits(records)
    cases = cases_by_operation(suite)
    engines = {engine.name: engine for engine in engines}
    header = [
        "operation",
        "import",
        "verify",
        "infer",
        "decompose",
        "Linalg",
        "TOSA",
        "quantized",
        "export",
        "cases",
    ]
    parts, count = [], 0
    for title, operations in read_chapters(STDLIB.read_text(encoding="utf-8")):
        rows = [
            support_row(operation, compound, traits.get(operation), cases.get(operation, []), engines, suite)
            for operation, compound in operations.items()
        ]
        count += len(rows)
        parts.append(f"## {title}\n\n{table(header, rows, right=[9])}")
    date = engines["linalg"].date or "nothing yet"
    return SUPPORT.format(
        count=count, date=date, tables="\n\n".join(parts), left=left_to_linalg(engines["tosa"])
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--records", type=Path, required=True, help="what llvm-tblgen --dump-json writes")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "docs", help="where the pages go (default: docs)"
    )
    arguments = parser.parse_args()

    suite = results.load_cases()
    engines = [Measured(name, suite) for name in ENGINES]
    records = json.loads(arguments.records.read_text(encoding="utf-8"))
    pages = {
        "conformance.md": conformance_page(engines, suite),
        "support.md": support_page(engines, suite, records),
    }
    for name, text in pages.items():
        (arguments.output / name).write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
