# ===- corpus.py - Reads the documents of the acceptance tests -------------===#
#
# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Documents that are to be accepted or rejected.

A file of the corpus holds documents with lines of `# -----` between them. A
document begins with comments that say what is expected:

    # accept: what it shows           or  # reject: what it shows
    # strict: rejected                accepted with a warning, but not strictly
    # message: part of our diagnostic
    # khronos: rejects, because ...   what Khronos' parser does if it differs:
    #   the reason may go on            accepts, rejects, crashes, or loses (it
                                        accepts, but an output is missing)

A document that is to be rejected has the name of the rule that it breaks. A
line of `# graph.quant:` separates the graph from its quantization file.
"""

import dataclasses
import pathlib
import re

SPLIT = "# -----\n"
QUANTIZATION = "# graph.quant:\n"
DECISION = r"(accepts|rejects|crashes|loses), because (.*)"
FOLDER = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Document:
    file: str
    line: int  # that of the `# -----` above it, or the first one
    title: str
    accepted: bool
    graph: str
    quantization: str | None
    strict: bool = True
    message: str | None = None
    khronos: str | None = None
    reason: str | None = None

    @property
    def name(self):
        return f"{self.file}: {self.title}"


def parse(file, line, text):
    """Reads a document; its comments stay part of it."""
    graph, separator, quantization = text.partition(QUANTIZATION)
    keys = {}
    last = None
    for comment in graph.lstrip("\n").split("\n"):
        if match := re.fullmatch(r"# (\w+): (.*)", comment):
            last = match[1]
            if last in keys:
                raise ValueError(f"{file}: two lines of '{last}' in\n{text}")
            keys[last] = match[2]
        elif last and comment.startswith("#   "):
            keys[last] += " " + comment[4:]
        else:
            break
    kinds = keys.keys() & {"accept", "reject"}
    unknown = keys.keys() - {"accept", "reject", "strict", "message", "khronos"}
    if len(kinds) != 1 or unknown or keys.get("strict", "rejected") != "rejected":
        raise ValueError(f"{file}: cannot read the comments of\n{text}")
    kind = kinds.pop()
    khronos = reason = None
    if "khronos" in keys:
        match = re.fullmatch(DECISION, keys["khronos"])
        if not match:
            raise ValueError(f"{file}: cannot read '{keys['khronos']}'")
        khronos, reason = match.groups()
    return Document(
        file,
        line,
        keys[kind],
        kind == "accept",
        graph,
        quantization if separator else None,
        "strict" not in keys,
        keys.get("message"),
        khronos,
        reason,
    )


def read(folder=FOLDER):
    """Reads the documents of all files of the corpus."""
    documents = []
    for path in sorted(pathlib.Path(folder).glob("*.nnef")):
        # Line ends are part of what is tested.
        line = 1
        for text in path.read_bytes().decode().split(SPLIT):
            documents.append(parse(path.name, line, text))
            line += text.count("\n") + (line > 1)
    names = [document.name for document in documents]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two documents are called '{name}'")
    return documents


def by_file(documents):
    """The documents of each file, by the name of the file."""
    files = {}
    for document in documents:
        files.setdefault(document.file, []).append(document)
    return files
