"""References to cells: `KPIs!B4`, `'My Sheet'!$B$4`, `A4:F20`, `A:F`, `2:40`, and as files store them.

What people write is told what is wrong with it; what a file stores (`area`, `ods_area`) is an area or is none.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Final

from msgspec import Struct

from goalsync_sheets.book import Area

MAX_ROW: Final = 1_048_576
NO_END: Final = sys.maxsize
"""The last row of an area without one: text files may go on beyond MAX_ROW."""
MAX_COLUMN: Final = 16_384
"""The last cell of every spreadsheet program of today is XFD1048576."""

_CORNER: Final = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]{0,6})?")
_QUOTED: Final = r"'(?:[^']|'')+'"
_STORED: Final = re.compile(rf"=?(?:({_QUOTED}|[^'!\[\](),:;\"{{}}<>=&*/^%#\s+]+)!)?(.+)", re.DOTALL)
_ODS: Final = re.compile(rf"\$?({_QUOTED}|[^.'\s]+)\.([^.:]+)(?::(?:\$?({_QUOTED}|[^.'\s]*)\.)?([^.:]+))?", re.DOTALL)
_PLAIN_SHEET: Final = re.compile(r"[^\W\d][\w.]*")


class CellReference(Struct, frozen=True):
    """One cell; rows and columns are counted from 1. `sheet` None: the only sheet."""

    sheet: str | None
    row: int
    column: int


def split_sheet(text: str) -> tuple[str | None, str]:
    """(sheet, rest) of `'My Sheet'!B4`; quotes and doubled quotes are taken off."""
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text.strip()
    return unquoted(sheet.strip()), rest.strip()


def unquoted(sheet: str) -> str:
    """A sheet's name as it is: `'It''s'` is It's."""
    return sheet[1:-1].replace("''", "'") if len(sheet) > 1 and sheet[0] == sheet[-1] == "'" else sheet


def parse_cell(text: str) -> CellReference | None:
    """The cell a reference names; None for what is no A1 reference inside the grid (perhaps a defined name)."""
    sheet, rest = split_sheet(text)
    corner = _corner(rest)
    return CellReference(sheet, corner.row, corner.column) if corner and corner.row and corner.column else None


def parse_range(text: str) -> Area:
    """The rectangle a range names, open where a row or column is left out; raises ValueError."""
    sheet, rest = split_sheet(text)
    first, colon, last = rest.partition(":")
    begin, end = _corner(first), _corner(last)
    if not colon or begin is None or end is None or begin == end == _Corner():
        message = f"'{text}' is not a range; expected something such as A4:F20, A:F or 'My Sheet'!A4:F20"
        raise ValueError(message)
    area = Area(sheet, begin.row or 1, begin.column or 1, end.row, end.column)
    if (area.last_row or MAX_ROW) < area.first_row or (area.last_column or MAX_COLUMN) < area.first_column:
        message = f"'{text}' ends before it starts"
        raise ValueError(message)
    return area


def area(text: str) -> Area | None:
    """The rectangle that a stored A1 reference names, with or without its sheet; None for anything else."""
    found = _STORED.fullmatch(text.strip())
    if found is None:
        return None
    sheet, cells = found.groups()
    first, colon, last = cells.partition(":")
    return _rectangle(unquoted(sheet) if sheet else None, first, last if colon else first, single=not colon)


def ods_area(text: str) -> Area | None:
    """The rectangle that an OpenDocument cell range address (`$Sheet1.$A$1:.$C$9`) names; None for anything else."""
    found = _ODS.fullmatch(text.strip())
    if found is None:
        return None
    sheet, first, other, last = found.groups()
    if other and unquoted(other) != unquoted(sheet):
        return None
    return _rectangle(unquoted(sheet), first, last or first, single=last is None)


class _Corner(Struct, frozen=True):
    """One end of a range; None is not said."""

    row: int | None = None
    column: int | None = None


def _corner(text: str) -> _Corner | None:
    """`$B$4`, `B`, `4`, or nothing; None for anything else, and for what lies beyond the grid."""
    found = _CORNER.fullmatch(text)
    if found is None:
        return None
    row, column = int(found[2] or 0), column_number(found[1] or "")
    return _Corner(row or None, column or None) if row <= MAX_ROW and column <= MAX_COLUMN else None


def _rectangle(sheet: str | None, first: str, last: str, *, single: bool) -> Area | None:
    """Of two corners in any order; whole rows and whole columns have neither of the other."""
    begin, end = _corner(first), _corner(last)
    if begin is None or end is None or (single and not (begin.row and begin.column)):
        return None
    rows = sorted(row for row in (begin.row, end.row) if row)
    columns = sorted(column for column in (begin.column, end.column) if column)
    if len(rows) == 1 or len(columns) == 1 or not (rows or columns):
        return None
    top, bottom = rows or (1, None)
    left, right = columns or (1, None)
    return Area(sheet, top, left, bottom, right)


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int, sheet: str = "") -> str:
    """`B4`, or `KPIs!B4` with a sheet, quoted where a spreadsheet would."""
    cell = f"{column_letters(column)}{row}"
    if not sheet:
        return cell
    if _PLAIN_SHEET.fullmatch(sheet) and not ((cell_like := _CORNER.fullmatch(sheet)) and all(cell_like.groups())):
        return f"{sheet}!{cell}"
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
