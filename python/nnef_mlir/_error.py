# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is raised when something fails."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong, and where."""

    severity: str
    """`error`, `warning`, `remark` or `note`."""

    message: str

    file: str | None = None
    """The file that it is about, if that is known."""

    line: int | None = None
    column: int | None = None
    """The place in the file, from 1 on; none if it is about the file as a whole."""

    notes: tuple[Diagnostic, ...] = ()
    """What explains it: where a fragment was invoked, or what may be meant."""

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ": ".join([":".join(place), *[self.severity, self.message]] if place else [self.severity, self.message])


class Error(Exception):
    """A model, or what was asked of it, is wrong.

    `str(error)` is what the tools print, with the lines of the source. `diagnostics` has
    the same as data, all that was found.
    """

    # Where users have it from.
    __module__ = "nnef_mlir"

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()):
        super().__init__(message)
        self.diagnostics = diagnostics or (Diagnostic("error", message),)


class NNEFWarning(UserWarning):
    """A model works, but there is something about it to know."""

    __module__ = "nnef_mlir"
