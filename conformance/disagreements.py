# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Why engines disagree with the standard: one entry for each reason.

A case that is not passed belongs to the first reason that fits.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

# Messages of engines that take a valid model for a mistake, rather than say that they lack something.
REFUSAL = re.compile(r"Parse error|Shape error")


@dataclass(frozen=True)
class Reason:
    """What the standard says in a section, what engines do, and which cases show it."""

    section: str
    standard: str
    engine: str
    # Names of engines and of operations, and patterns of the outcome and the name of the case.
    engines: str
    operations: str
    outcome: str = "wrong"
    case: str = "*"

    def fits(self, engine, case, tags, outcome):
        operation, _, name = case.partition("/")
        return (
            engine in self.engines.split()
            and any(fnmatchcase(operation, pattern) for pattern in self.operations.split())
            and any(fnmatchcase(text, pattern) for pattern in self.case.split() for text in (name, *tags))
            and re.search(self.outcome, outcome) is not None
        )


REASONS = ()
