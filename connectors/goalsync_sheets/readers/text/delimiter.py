"""What separates the columns of a text file: a `sep=` line, else the separator on which most rows agree."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from goalsync_sheets.readers.problems import unreadable

NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SPOKEN = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_CANDIDATES = "\t;,|"
"""In the order in which they win a tie: `a;1,5` has as many commas as semicolons."""
_SEP = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_SET = 'set delimiter: to the right one (such as ";" or tab)'


@dataclass(frozen=True, slots=True)
class Delimiter:
    """The separator, the usual number of columns, whether line 1 is a `sep=` line, and why it was chosen."""

    character: str
    width: int
    declared: bool
    why: str


def find_delimiter(sample: Sequence[str], file: str, explicit: str | None) -> Delimiter:
    """The separator of a file that begins with the lines `sample`. Raises SourceError for a wrong explicit one."""
    declared = _SEP.fullmatch(sample[0]) if sample else None
    lines = sample[1:] if declared else sample
    counts = {character: _widths(lines, character) for character in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda character: _score(counts[character]), default=",")
    if explicit is not None:
        return _explicit(explicit, lines, best, _score(counts[best]), declared=declared is not None, file=file)
    if declared is not None:
        character = declared[1]
        return Delimiter(character, _usual(_widths(lines, character)), True, "its first line says so")
    agreeing, width = _score(counts[best])
    if not agreeing:
        return Delimiter("," if "\t" not in "".join(sample) else "\t", 1, False, "it has one column")
    rows = sum(counts[best].values())
    why = f"{agreeing} of the first {rows} rows have {width} columns so"
    return Delimiter(best, width, False, why)


def _explicit(
    given: str, lines: Sequence[str], best: str, score: tuple[int, int], *, declared: bool, file: str
) -> Delimiter:
    character = _SPOKEN.get(given.lower(), given)
    if len(character) != 1 or character in '"\r\n':
        raise unreadable(file, f"delimiter: {given!r} is not one character", _SET)
    widths = _widths(lines, character)
    agreeing, _ = score
    if set(widths) == {1} and agreeing > 1 and agreeing * 2 > sum(widths.values()):
        what = f"delimiter: {given!r} occurs nowhere in its first lines, while {NAMES[best]} make columns"
        raise unreadable(file, what, _SET)
    return Delimiter(character, _usual(widths), declared, "as configured")


def _widths(lines: Sequence[str], character: str) -> Counter[int]:
    """How many rows have how many columns, blank rows left out."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(lines, delimiter=character):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        pass  # the rows up to there decide
    return widths


def _score(widths: Counter[int]) -> tuple[int, int]:
    """(rows that agree on a number of columns above one, that number)."""
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def _usual(widths: Counter[int]) -> int:
    return max(((count, width) for width, count in widths.items()), default=(0, 1))[1]
