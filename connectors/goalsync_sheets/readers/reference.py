"""Places in a sheet as spreadsheets write them: `B4`, `$A$1:$C$9`, `'My sheet'!A:C`, `$Sheet1.$A$1:.$C$9`."""

from __future__ import annotations

import re

from goalsync_sheets.book import Area
from goalsync_sheets.cell_reference import column_number
from goalsync_sheets.readers.limits import GRID_COLUMNS, GRID_ROWS

_QUOTED = r"'(?:[^']|'')+'"
_EXCEL = re.compile(rf"=?(?:({_QUOTED}|[^'!\[\](),:;\"{{}}<>=&*/^%#\s+]+)!)?(.+)", re.DOTALL)
_ODS = re.compile(rf"\$?({_QUOTED}|[^.'\s]+)\.([^.:]+)(?::(?:\$?({_QUOTED}|[^.'\s]*)\.)?([^.:]+))?", re.DOTALL)
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?")


def unquoted(sheet: str) -> str:
    """A sheet's name as it is: `'It''s'` is It's."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def area(text: str) -> Area | None:
    """The rectangle that an A1 reference names, with or without its sheet; None for anything else."""
    found = _EXCEL.fullmatch(text.strip())
    if found is None:
        return None
    sheet, cells = found.groups()
    first, colon, last = cells.partition(":")
    return _rectangle(unquoted(sheet) if sheet else None, first, last if colon else first, single=not colon)


def ods_area(text: str) -> Area | None:
    """The rectangle that an OpenDocument cell range address names; None for anything else."""
    found = _ODS.fullmatch(text.strip())
    if found is None:
        return None
    sheet, first, other, last = found.groups()
    if other and unquoted(other) != unquoted(sheet):
        return None
    return _rectangle(unquoted(sheet), first, last or first, single=last is None)


def _rectangle(sheet: str | None, first: str, last: str, *, single: bool) -> Area | None:
    begin, end = _CORNER.fullmatch(first), _CORNER.fullmatch(last)
    if begin is None or end is None:
        return None
    columns = [column_number(letters) for letters in (begin[1], end[1]) if letters]
    rows = [int(digits) for digits in (begin[2], end[2]) if digits]
    if single and not (columns and rows):
        return None
    if len(columns) == 1 or len(rows) == 1 or not (columns or rows):
        return None
    if columns and max(columns) > GRID_COLUMNS:
        return None
    if rows and (max(rows) > GRID_ROWS or min(rows) < 1):
        return None
    return Area(
        sheet,
        min(rows, default=1),
        min(columns, default=1),
        max(rows) if rows else None,
        max(columns) if columns else None,
    )
