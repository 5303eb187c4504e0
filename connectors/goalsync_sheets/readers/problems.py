"""The one kind of error a reader raises."""

from __future__ import annotations

from collections.abc import Sequence

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError

MEND = "open it in a spreadsheet program, save it again, and check that the copy is complete"


def unreadable(file: str, what: str, remedy: str = MEND) -> SourceError:
    """A SourceError of one line that names the file, what is wrong with it, and the remedy."""
    return SourceError(PullCode.UNREADABLE, " ".join(f"{file}: {what}".split()), remedy=remedy)


def no_sheet(file: str, sheet: str, sheets: Sequence[str]) -> SourceError:
    """There is no such sheet: lists those that are there."""
    return unreadable(file, f"no sheet {sheet!r}", f"the sheets are: {', '.join(map(repr, sheets))}")
