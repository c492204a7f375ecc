"""Checks that docs/Diagnostics.md lists the messages that the code has.

usage: check_diagnostics.py ROOT NNEF-TRANSLATE

1. Each text of two words or more in the sources that report something is part
   of a message of the page.
2. Each message of the page is expected by a test.
3. Each message of the page is made of texts of those sources.
4. The examples of the page give the output that they show.

In the page, words in CAPITALS stand for what varies.
"""

import ast
import math
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

# What reports about models and their files. Messages of other tools and of
# passes are not in the page.
SOURCES = [
    "include/NNEF/Syntax/TokenKinds.def",
    "include/NNEF/Syntax/Suggestions.h",
    "lib/Syntax/*.cpp",
    "lib/Translate/*.cpp",
    "lib/Model/*.cpp",
    "lib/Dialect/NNEF/IR/*.cpp",
    "tools/nnef-translate/*.cpp",
]

# What passes say of quantization, and no import or export.
NOT_SOURCES = ["lib/Dialect/NNEF/IR/UniformQuantization.cpp"]

# Texts in those sources that are no part of a message of their own.
KINDS = "a kind of thing, which stands for a word in CAPITALS"
EXPORTED = "the text of an export"
NOT_LISTED = {
    "an error": "a type that is never shown",
    "end of file": KINDS,
    "integer literal": KINDS,
    "scalar literal": KINDS,
    "string literal": KINDS,
    "tar archive": KINDS,
    "gzip-compressed tar archive": KINDS,
    "bzip2-compressed tar archive": KINDS,
    "xz-compressed tar archive": KINDS,
    "zstd-compressed tar archive": KINDS,
    "a hard link": KINDS,
    "a symbolic link": KINDS,
    "a special file": KINDS,
    "quantized uint": KINDS,
    "quantized int": KINDS,
    "unknown error": "where libarchive gives no reason",
    "unknown error of libarchive": "as above",
    "cannot assign to this expression": "the syntax has no other targets",
    "version 1.0;": EXPORTED,
    "extension KHR_enable_fragment_definitions;": EXPORTED,
    "extension KHR_enable_operator_expressions;": EXPORTED,
    "', 'fortran_order': False, 'shape': (": "the header of a file",
}

# Messages that no test can provoke.
LIBARCHIVE = "libarchive finds this first, in the formats that are read"
MEMORY = "needs a file of many GiB"
UNREACHABLE = "callers make sure of this"
NOT_TESTED = {
    "damaged ARCHIVE: a file is shorter than announced": LIBARCHIVE,
    "damaged ARCHIVE: a file is longer than announced": LIBARCHIVE,
    "damaged ARCHIVE: an entry has no name that can be read": LIBARCHIVE,
    "this is a ARCHIVE, which libarchive was built without": "it has them",
    "libarchive was built without support for ENDING": "it has them",
    "the archive changed while it was read": "a race",
    "only graphs and tensor files are unpacked": UNREACHABLE,
    "the tensor does not fit into memory": MEMORY,
    "a tensor file holds at most 4 GiB": MEMORY,
    "operation 'NAME' is not supported": "all of the standard's are",
    "needs at least one operand": UNREACHABLE,
    "padding consists of pairs": UNREACHABLE,
    "cannot write 'FILE'": "MLIR writes all that an import gives",
}

# Statements that report nothing: what cannot happen, and descriptions of
# options.
SILENT = re.compile(
    r"\b(assert|static_assert|llvm_unreachable|DefaultUnreachable|opt|list"
    r"|OptionCategory|ParseCommandLineOptions|clEnumValN|SetVector)\b[^;{}]*$"
)

PLACEHOLDER = re.compile(r"(?:\b|(?<=0x))(?!NNEF\b|UTF-8)[A-Z]{2,}[0-9]?\b")
# What varies in a text of the sources, as for printf.
CONVERSION = re.compile(r"%(?:u|s|lld|llu|zu)")
# Where a text was expected to vary in a test.
ANYTHING = "\0"

# How tests say what they expect.
EXPECTED = re.compile(r"expected-(?:error|warning|note).*?\{\{(.*)\}\}")
CHECKED = re.compile(r"[#/ ]*(?!RUN|DEFINE|REDEFINE)[A-Z][A-Z0-9_-]*(?<!-NOT):(.*)")

CPP_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|#include[^\n]*|'(?:\\.|[^'\\\n])+'"
    r'|"(?P<text>(?:\\.|[^"\\\n])*)"',
    re.S,
)


def cpp_strings(path):
    """The strings of a C++ file, and the code in front of each."""
    code = path.read_text()
    strings, before, position, is_adjacent = [], "", 0, False
    for token in CPP_TOKEN.finditer(code):
        between = code[position : token.start()]
        position = token.end()
        before = (before + between)[-300:]
        is_adjacent &= not between.strip()
        if token["text"] is None:
            is_adjacent &= token[0].startswith("/")
            continue
        text = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), token["text"])
        if is_adjacent:
            text = strings.pop()[0] + text
        strings.append((text, before))
        is_adjacent = True
    return strings


def has_two_words(text):
    return len(re.findall(r"(?<![\w.])[A-Za-z]\w+", text)) > 1 and " " in text.strip()


def source_texts(root):
    """The fixed texts of the sources, and which of them have to be listed."""
    texts, listed = {""}, {}
    left_out = {root / name for name in NOT_SOURCES}
    for pattern in SOURCES:
        for path in sorted(set(root.glob(pattern)) - left_out):
            for string, before in cpp_strings(path):
                for text in CONVERSION.split(string):
                    for part in PLACEHOLDER.split(text):
                        texts.add(part)
                    if SILENT.search(before) or text.strip() in NOT_LISTED:
                        continue
                    if has_two_words(text):
                        listed.setdefault(text, path.relative_to(root))
    return texts, listed


def messages(page):
    """The messages of the page: the first column of its tables."""
    for line in page.read_text().splitlines():
        row = re.match(r"\| (`+)(.*?)\1 \|", line)
        if row:
            yield row[2].replace("\\|", "|").strip()


def is_made_of(piece, texts):
    """Whether a piece is a sequence of texts, but for space at its ends."""
    longest = max(map(len, texts))
    for whole in [piece, " " + piece, piece + " ", " " + piece + " "]:
        reached = {0}
        for end in range(1, len(whole) + 1):
            if any(
                whole[start:end] in texts
                for start in reached
                if end - start <= longest
            ):
                reached.add(end)
        if len(whole) in reached:
            return True
    return not has_two_words(piece)


def expectations(root):
    """The texts that tests expect, one a line."""
    lines = []
    for path in sorted((root / "test").rglob("*")):
        if path.suffix == ".py" and path.name != "check_diagnostics.py":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    lines.append(node.value)
        if path.suffix not in (".nnef", ".mlir", ".test"):
            continue
        for line in path.read_text(errors="replace").splitlines():
            diagnostic = EXPECTED.search(line)
            check = CHECKED.match(line)
            message = re.match(r"# message: (.*)", line)
            if diagnostic:
                lines.append(diagnostic[1])
            elif check:
                lines.append(re.sub(r"\{\{.*?\}\}|\[\[.*?\]\]", ANYTHING, check[1]))
            elif message:
                lines.append(message[1])
    for path in sorted((root / "unittests").rglob("*.cpp")):
        lines += [string for string, _ in cpp_strings(path)]
    return "\n".join(lines)


# A document, and what stands in front of it if it has a tensor file.
EXAMPLE_INPUT = re.compile(
    r"^(?:<!-- (?P<file>\S+): (?P<type>float|uint) (?P<bits>\d+) "
    r"\[(?P<shape>[\d, ]+)\] -->\n)?```nnef\n(?P<graph>.*?)^```\n",
    re.M | re.S,
)
EXAMPLE = re.compile(
    EXAMPLE_INPUT.pattern + r"\n```text\n(?P<output>.*?)^```\n", re.M | re.S
)


def run_example(example, translate):
    """What an import of the document of an example reports."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "graph.nnef").write_text(example["graph"])
        if example["file"]:
            shape = [int(extent) for extent in example["shape"].split(",")]
            bits = int(example["bits"])
            size = math.prod(shape) * bits // 8
            header = struct.pack(
                "<2sBB2I8I2I76x",
                b"N\xef",
                1,
                0,
                size,
                len(shape),
                *shape,
                *[0] * (8 - len(shape)),
                bits,
                ["float", "uint"].index(example["type"]),
            )
            Path(folder, example["file"]).write_bytes(header + bytes(size))
        return subprocess.run(
            [translate, "--import-nnef", "graph.nnef", "-o", "/dev/null"],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        ).stderr


def main():
    root = Path(sys.argv[1])
    page = root / "docs" / "Diagnostics.md"
    listed_messages = list(messages(page))
    pieces = [
        piece
        for message in listed_messages
        for piece in PLACEHOLDER.split(message)
    ]
    texts, to_be_listed = source_texts(root)
    problems = []

    for text, path in to_be_listed.items():
        for part in PLACEHOLDER.split(text):
            if has_two_words(part) and not any(part.strip() in p for p in pieces):
                problems.append(f"{path}: not in the page: {text!r}")
                break

    expected = expectations(root)
    for message in listed_messages:
        fixed = PLACEHOLDER.split(message)
        pattern = ".*?".join(map(re.escape, fixed))
        if message not in NOT_TESTED and not re.search(pattern, expected):
            problems.append(f"no test expects: {message}")
        for piece in fixed:
            if not is_made_of(piece.strip(), texts):
                problems.append(f"not in the code: {piece!r} of {message}")

    for message in sorted(set(listed_messages)):
        if listed_messages.count(message) > 1:
            problems.append(f"listed twice: {message}")
    for message in NOT_TESTED:
        if message not in listed_messages:
            problems.append(f"not in the page, but excepted: {message}")
    examples = 0
    for example in EXAMPLE.finditer(page.read_text()):
        examples += 1
        output = run_example(example, sys.argv[2])
        if output != example["output"]:
            problems.append(f"the output of an example is now:\n{output}")
    for problem in problems:
        print(problem)
    print(
        f"{len(listed_messages)} messages, {len(NOT_TESTED)} without a test, "
        f"{examples} examples"
    )
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
