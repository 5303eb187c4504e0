"""A1 references: `KPIs!B4`, `'My Sheet'!$B$4`, `A4:F20`, `A:F`, `2:40`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from goalsync_sheets.book import Area

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_CORNER: Final = r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,6})?"
_RANGE: Final = re.compile(f"{_CORNER}:{_CORNER}")
_PLAIN_SHEET: Final = re.compile(r"[^\W\d][\w.]*")


@dataclass(frozen=True, slots=True)
class CellReference:
    """One cell; rows and columns are counted from 1. `sheet` None: the only sheet."""

    sheet: str | None
    row: int
    column: int


def split_sheet(text: str) -> tuple[str | None, str]:
    """(sheet, rest) of `'My Sheet'!B4`; quotes and doubled quotes are taken off."""
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text.strip()
    sheet = sheet.strip()
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest.strip()


def parse_cell(text: str) -> CellReference | None:
    """The cell a reference names; None for what is no A1 reference inside the grid (perhaps a defined name)."""
    sheet, rest = split_sheet(text)
    found = _CELL.fullmatch(rest)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return CellReference(sheet, row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


def parse_range(text: str) -> Area:
    """The rectangle a range names, open where a row or column is left out; raises ValueError."""
    sheet, rest = split_sheet(text)
    found = _RANGE.fullmatch(rest)
    if not found or not any(found.groups()):
        message = f"'{text}' is not a range; expected something such as A4:F20, A:F or 'My Sheet'!A4:F20"
        raise ValueError(message)
    left, top, right, bottom = found.groups()
    area = Area(
        sheet,
        int(top) if top else 1,
        column_number(left) if left else 1,
        int(bottom) if bottom else None,
        column_number(right) if right else None,
    )
    if (area.last_row or MAX_ROW) < area.first_row or (area.last_column or MAX_COLUMN) < area.first_column:
        message = f"'{text}' ends before it starts"
        raise ValueError(message)
    return area


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


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
    if _PLAIN_SHEET.fullmatch(sheet) and not _CELL.fullmatch(sheet):
        return f"{sheet}!{cell}"
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
