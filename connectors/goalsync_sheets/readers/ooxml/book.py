"""xlsx and xlsm: a reader of our own over expat, because of what each of the libraries loses or lets through.

openpyxl finds no sheets in strict workbooks, trusts a wrong dimension, cannot tell a formula without a stored value
from a blank without a second pass, and holds a whole row as elements, however many it has; calamine turns error cells
and such formulas into blanks. What a number format means is openpyxl's rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property

from goalsync_sheets.book import UNSTORED, Area, Broken, Fault, Percent, Raw, Value
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.numbers import number
from goalsync_sheets.readers.ooxml.merges import read_merges
from goalsync_sheets.readers.ooxml.rows import UNCACHED, read_rows
from goalsync_sheets.readers.ooxml.strings import read_strings, unescaped
from goalsync_sheets.readers.ooxml.styles import read_styles
from goalsync_sheets.readers.ooxml.workbook import Tables, read_tables, read_workbook
from goalsync_sheets.readers.problems import no_sheet
from goalsync_sheets.readers.serials import Shown, from_serial
from goalsync_sheets.reference import MAX_ROW


class OoxmlBook:
    """An xlsx or xlsm workbook; texts and styles are read when a cell first needs them."""

    is_text = False

    def __init__(self, archive: Archive, part: str) -> None:
        """Read the outline of the workbook in `part`; raises SourceError."""
        self.file = archive.file
        self.notes: Sequence[str] = ()
        self._archive = archive
        self._workbook = read_workbook(archive, part)
        self._merged: dict[str, list[Area]] = {}

    def sheets(self) -> Sequence[str]:
        """Names in order, hidden ones too."""
        return list(self._workbook.parts)

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """The rows that have cells; blank rows are left out."""
        return read_rows(self._archive, self._part(sheet), first, last or MAX_ROW)

    def read(self, raw: Raw) -> Value:
        """The value of a cell."""
        if raw is None:
            return None
        kind, style, text = raw
        match kind:
            case "n":
                return self._number(text, style)
            case "s":
                return self._string(text.strip())
            case "str" | "inlineStr":
                return unescaped(text) or None
            case "b":
                return bool(text.strip().lower() in {"1", "true"})
            case "e":
                return Broken(text.strip())
            case "d":
                return _moment(text.strip())
            case _ if kind == UNCACHED:
                return UNSTORED
        return Broken(f"a cell of the unknown type {kind[:20]!r}")

    def names(self) -> Mapping[str, Area | str]:
        """Defined names."""
        return self._workbook.names

    def tables(self) -> Tables:
        """Tables."""
        return self._tables

    def merged(self, sheet: str) -> Sequence[Area]:
        """Merged areas."""
        if sheet not in self._merged:
            self._merged[sheet] = read_merges(self._archive, sheet, self._part(sheet))
        return self._merged[sheet]

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def _part(self, sheet: str) -> str:
        try:
            return self._workbook.parts[sheet]
        except KeyError:
            raise no_sheet(self.file, sheet, list(self._workbook.parts)) from None

    def _string(self, index: str) -> str | Broken | None:
        strings = self._strings
        if index.isdecimal() and len(index) < 10 and int(index) < len(strings):
            return strings[int(index)] or None
        return Broken("a text that the file lacks")

    def _number(self, text: str, style: str) -> Value:
        value = number(text)
        if value is None or isinstance(value, Broken):
            return value
        index = int(style) if style.isdecimal() and len(style) < 9 else 0
        how = self._styles[index] if index < len(self._styles) else Shown.NUMBER
        match how:
            case Shown.NUMBER:
                return value
            case Shown.PERCENT:
                return Percent(float(value))
            case Shown.DATE | Shown.DURATION:
                return from_serial(value, how, from_1904=self._workbook.from_1904)

    @cached_property
    def _strings(self) -> list[str]:
        part = self._workbook.strings
        return read_strings(self._archive, part) if part in self._archive else []

    @cached_property
    def _styles(self) -> list[Shown]:
        part = self._workbook.styles
        return read_styles(self._archive, part) if part in self._archive else []

    @cached_property
    def _tables(self) -> Tables:
        return read_tables(self._archive, self._workbook.parts)


def _moment(text: str) -> date | datetime | time | timedelta | Broken:
    """An ISO 8601 date, time or both, as strict workbooks and some programs write them."""
    try:
        if "T" not in text and ":" not in text:
            return date.fromisoformat(text)
        if "-" not in text:
            return time.fromisoformat(text).replace(tzinfo=None)
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return Broken(f"{text[:40]!r} is not a date", Fault.NO_DATE)
    return moment.date() if moment.time() == time() else moment
