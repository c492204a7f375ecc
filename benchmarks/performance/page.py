# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes docs/performance.md, and the chart in it, from docs/performance.json."""

import json
import statistics

import chart
from checking import format_megabytes, format_row
from tensors import TOLERANCE
from workers import CACHING, OURS, TITLES

MARKER = "<!-- The rest is written by benchmarks/compare_engines.py. -->\n"


def format_time(seconds):
    if seconds is None:
        return ""
    if seconds >= 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def format_table(header, rows):
    return [format_row(header), "| --- |" + " ---: |" * (len(header) - 1)] + [
        format_row(row) for row in rows
    ]


def count(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


class Results:
    """What docs/performance.json has."""

    def __init__(self, record):
        self.record = record
        self.cases = list(record["cases"].values())
        self.settings = sorted({(c["batch"], c["threads"]) for c in self.cases})
        found = {name for case in self.cases for name in case["engines"]}
        self.peers = [name for name in TITLES if name in found and name != OURS]

    def get_cases(self, setting):
        return [c for c in self.cases if (c["batch"], c["threads"]) == setting]

    @staticmethod
    def get_median(case, name):
        return case["engines"].get(name, {}).get("median")

    def get_ratios(self, case):
        """Our time by theirs."""
        ours = self.get_median(case, OURS)
        found = {name: self.get_median(case, name) for name in self.peers}
        return {name: ours / theirs for name, theirs in found.items() if ours and theirs}

    def get_mean(self, setting, name):
        """The geometric mean of the ratios, and of how many networks."""
        ratios = [self.get_ratios(case) for case in self.get_cases(setting)]
        ratios = [r[name] for r in ratios if name in r]
        return (statistics.geometric_mean(ratios), len(ratios)) if ratios else (None, 0)


def describe_setting(setting):
    batch, threads = setting
    return f"batch {batch}, {count(threads, 'thread')}"


def write_peak(peak):
    lines = [
        "## The machine",
        "",
        f"The most that it does, as `nnef-benchmark-peak` measures it, with {peak['instructions']}. "
        "Memory is read and written by each thread in a range of its own, of the size that the "
        "table says.",
        "",
    ]
    sizes = list(next(iter(peak["threads"].values()))["read"])
    picked = [size for size in sizes if int(size) in (1 << 20, 1 << 24, 1 << 28)] or sizes
    header = ["threads", "float32", "int8"]
    for what in ("read", "write"):
        header += [f"{what}, {int(size) >> 20} MiB" for size in picked]
    rows = []
    for threads, found in peak["threads"].items():
        row = [threads, f"{found['f32'] / 1e9:.0f} GFLOP/s"]
        row.append(f"{found['int8'] / 1e9:.0f} GOP/s" if "int8" in found else "")
        for what in ("read", "write"):
            row += [f"{found[what][size] / 1e9:.0f} GB/s" for size in picked]
        rows.append(row)
    return lines + format_table(header, rows) + [""]


def write_summary(results):
    header = ["our time / theirs"] + [TITLES[name] for name in results.peers]
    rows = []
    for setting in results.settings:
        row = [describe_setting(setting)]
        for name in results.peers:
            mean, networks = results.get_mean(setting, name)
            row.append(f"{mean:.2f} ({networks})" if mean else "")
        rows.append(row)
    return ["## All networks", "", "Geometric means, and of how many networks:", ""] + (
        format_table(header, rows) + ["", "![The ratios](images/performance.svg)", ""]
    )


def write_setting(results, setting, peak):
    lines = [f"## {describe_setting(setting).capitalize()}", ""]
    header = ["network", "GFLOP", "nnef-mlir", "GFLOP/s", "of peak"]
    header += [f"/ {TITLES[name]}" for name in results.peers]
    rows = []
    most = peak["threads"].get(str(setting[1]), {}).get("f32")
    for case in results.get_cases(setting):
        ours = results.get_median(case, OURS)
        speed = case["operations"] / ours if ours else None
        row = [case["title"], f"{case['operations'] / 1e9:.3g}", format_time(ours) or "failed"]
        row.append(f"{speed / 1e9:.1f}" if speed else "")
        row.append(f"{100 * speed / most:.0f} %" if speed and most else "")
        ratios = results.get_ratios(case)
        for name in results.peers:
            theirs = results.get_median(case, name)
            if name in ratios:
                row.append(f"{ratios[name]:.2f} ({format_time(theirs)})")
            else:
                row.append("failed" if "failed" in case["engines"].get(name, {}) else "")
        rows.append(row)
    return lines + format_table(header, rows) + [""]


def write_rest(results, setting):
    """What does not depend on the number of threads, from the measurements of one setting."""
    names = [OURS] + results.peers
    lines = ["## Compiling, and memory", ""]
    lines += [
        f"From the file to the first run, {describe_setting(setting)}. Two engines can keep on "
        "disk what they have compiled; the second time is from there. Memory is the most that the "
        "process had, with Python and its packages for all but nnef-mlir.",
        "",
    ]
    header = ["network", "weights"]
    for name in names:
        header.append(TITLES[name])
        header += ["again"] * (name in CACHING)
    header += [f"memory, {TITLES[name]}" for name in names]
    rows = []
    for case in results.get_cases(setting):
        row = [case["title"], format_megabytes(case["size"])]
        found = [(name, case["engines"].get(name, {})) for name in names]
        for name, engine in found:
            row.append(format_time(engine.get("compile")))
            row += [format_time(engine.get("cached"))] * (name in CACHING)
        row += [format_megabytes(e["peak"]) if e.get("peak") else "" for _, e in found]
        rows.append(row)
    return lines + format_table(header, rows) + [""]


def write_errors(results):
    errors, failures = {}, []
    for case in results.cases:
        what = f"{case['title']}, {describe_setting((case['batch'], case['threads']))}"
        for name, engine in case["engines"].items():
            if "failed" in engine:
                failures.append((name, engine["failed"], what))
            elif "error" in engine:
                errors.setdefault(name, []).append((engine["error"], what))
    lines = [
        "## Do the outputs agree?",
        "",
        f"The largest relative error of an output; up to {TOLERANCE:g} is a match. What is "
        "expected, and how an error is relative, is told in [models.md](models.md).",
        "",
    ]
    rows = []
    for name in TITLES:
        if name in errors:
            worst, what = max(errors[name])
            matches = sum(error <= TOLERANCE for error, _ in errors[name])
            rows.append([TITLES[name], f"{matches} of {len(errors[name])}", f"{worst:.1e}", what])
    lines += format_table(["engine", "matches", "largest error", "of"], rows) + [""]
    if failures:
        lines += ["What failed:", ""]
        reasons = {}
        for name, reason, what in failures:
            reasons.setdefault((name, reason), []).append(what)
        for (name, reason), cases in reasons.items():
            where = cases[0] if len(cases) == 1 else f"{len(cases)} of the measurements"
            lines.append(f"- {TITLES[name]}, {where}: {reason}")
        lines.append("")
    return lines


def write_layers(rows):
    """The table of the layers of a network."""
    header = ["layer", "times", "MFLOP", "nnef-mlir", "GFLOP/s", "of what is possible", "bound by"]
    header += ["oneDNN", "ratio", "oneDNN's code"]
    lines = []
    for row in rows:
        ours, theirs = row.get("ours"), row.get("onednn")
        cells = [row["layer"], str(row["count"]), f"{row['operations'] / 1e6:.0f}"]
        if not ours or ours <= 0:
            lines.append(cells + [row.get("failed", "too fast to measure")] + [""] * 6)
            continue
        cells += [format_time(ours), f"{row['operations'] / ours / 1e9:.0f}"]
        cells += [f"{100 * row['least'] / ours:.0f} %", row["bound"]]
        if theirs:
            cells += [format_time(theirs), f"{ours / theirs:.2f}", row["implementation"]]
        else:
            cells += ["", "", row.get("failed", "")]
        lines.append(cells)
    return format_table(header, lines)


def write_compiling(rows):
    """The table of chains of convolutions."""
    header = ["layers", "are", "weights", "compiled in", "per layer", "again", "memory", "again"]
    lines = []
    for row in rows:
        line = [str(row["layers"]), "equal" if row["equal"] else "different"]
        line += [format_megabytes(row["size"]), format_time(row["compile"])]
        line += [format_time(row["compile"] / row["layers"]), format_time(row["cached"])]
        line += [format_megabytes(row[f"{key}_peak"]) for key in ("compile", "cached")]
        lines.append(line)
    return format_table(header, lines)


def write_tables(record):
    results = Results(record)
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    lines = [f"{versions}; {record['machine']}; {record['date']}.", ""]
    lines += write_peak(record["peak"]) + write_summary(results)
    for setting in results.settings:
        lines += write_setting(results, setting, record["peak"])
    # The first with the most threads.
    batch = results.settings[0][0]
    lines += write_rest(results, max(s for s in results.settings if s[0] == batch))
    if "compiling" in record:
        lines += [
            "Chains of convolutions of 1 x 1, all of one shape or each of another "
            "(`benchmarks/measure_compiling.py`):",
            "",
        ]
        lines += write_compiling(record["compiling"]) + [""]
    lines += write_errors(results)
    for title, rows in record.get("layers", {}).items():
        lines += [f"## The layers of {title}", ""] + write_layers(rows) + [""]
    return "\n".join(lines)


def write_chart(record):
    results = Results(record)
    batch = results.settings[0][0]
    panels = []
    for setting in results.settings:
        if setting[0] == batch:
            ratios = {c["title"]: results.get_ratios(c) for c in results.get_cases(setting)}
            panels.append((describe_setting(setting), ratios))
    return chart.draw(panels, TITLES)


def write_page(docs):
    """The texts that the page and its chart should have, by file."""
    page = docs / "performance.md"
    intro, marker, _ = page.read_text().partition(MARKER)
    if not marker:
        raise SystemExit(f"{page}: has no line '{MARKER.strip()}'")
    results = docs / "performance.json"
    if not results.is_file():
        return {page: intro + marker}
    record = json.loads(results.read_text())
    return {
        page: intro + marker + "\n" + write_tables(record),
        docs / "images" / "performance.svg": write_chart(record),
    }
