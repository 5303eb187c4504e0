"""ods: a reader of our own over expat; calamine loses percentages and errors, and refuses pretty-printed files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from goalsync_sheets.book import UNSTORED, Area, Broken, Fault, Percent, Raw, Value
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.numbers import number
from goalsync_sheets.readers.ods.outline import read_outline
from goalsync_sheets.readers.ods.rows import ERROR, UNCACHED, read_merges, read_rows
from goalsync_sheets.readers.problems import no_sheet
from goalsync_sheets.reference import MAX_ROW

_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:[.,][0-9]{1,20})?)S)?)?"
)


class OdsBook:
    """An OpenDocument spreadsheet."""

    is_text = False

    def __init__(self, archive: Archive) -> None:
        """Read the outline; raises SourceError."""
        self.file = archive.file
        self.notes: Sequence[str] = ()
        self._archive = archive
        self._outline = read_outline(archive)
        self._merged: dict[str, list[Area]] = {}

    def sheets(self) -> Sequence[str]:
        """Names in order, hidden ones too."""
        return list(self._outline.sheets)

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """The rows that hold something; rows that are repeated come as often as they are."""
        return read_rows(self._archive, self._index(sheet), first, last or MAX_ROW)

    def read(self, raw: Raw) -> Value:
        """The value of a cell."""
        if raw is None:
            return None
        kind, stored, text = raw
        if kind == ERROR:
            return Broken(text.strip() or "an error")
        if kind == UNCACHED:
            return UNSTORED
        if stored is None:
            return text or None
        match kind:
            case "float" | "currency":
                return number(stored)
            case "percentage":
                fraction = number(stored)
                return Percent(float(fraction)) if isinstance(fraction, int | float) else fraction
            case "date":
                return _moment(stored)
            case "time":
                return _duration(stored)
            case "boolean":
                return bool(stored.lower() == "true")
        return stored or text or None

    def names(self) -> Mapping[str, Area | str]:
        """Named ranges and expressions."""
        return self._outline.names

    def tables(self) -> Mapping[str, Area]:
        """Database ranges."""
        return self._outline.tables

    def merged(self, sheet: str) -> Sequence[Area]:
        """Merged areas."""
        if sheet not in self._merged:
            self._merged[sheet] = read_merges(self._archive, sheet, self._index(sheet))
        return self._merged[sheet]

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def _index(self, sheet: str) -> int:
        try:
            return self._outline.sheets.index(sheet)
        except ValueError:
            raise no_sheet(self.file, sheet, self._outline.sheets) from None


def _moment(text: str) -> date | datetime | Broken:
    """An office:date-value: a day without a time is a date."""
    try:
        if "T" not in text:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return Broken(f"{text[:40]!r} is not a date", Fault.NO_DATE)
    return moment.date() if moment.time() == time() else moment


def _duration(text: str) -> timedelta | Broken:
    """An office:time-value, which may be longer than a day."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return Broken(f"{text[:40]!r} is not a duration")
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    try:
        length = timedelta(days, hours=hours, minutes=minutes, seconds=float((found[5] or "0").replace(",", ".")))
    except OverflowError:
        return Broken(f"the duration {text[:40]!r} is too long")
    return -length if found[1] else length
