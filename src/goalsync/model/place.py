"""Where something stands in a file, and what is wrong there."""

from __future__ import annotations

from msgspec import Struct

from goalsync.model.vocabulary import Severity


class Place(Struct, frozen=True, order=True):
    """A position in a workspace file: path relative to the workspace, line and column counted from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in a workspace or a command: where, what, and what to do about it.

    `path` is the place in the document (`objectives[0].key_results[1].target`), `rule` the stable name of the
    check that found it (`unknown-key`, `dangling-id`, …).
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    rule: str = "invalid"
    severity: Severity = Severity.ERROR
    remedy: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        what = f"{self.path}: {self.message}" if self.path else self.message
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{where}{mark}{what}"
