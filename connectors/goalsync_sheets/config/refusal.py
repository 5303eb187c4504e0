"""What is wrong with a value, and what to write instead."""

from __future__ import annotations

from string import punctuation
from typing import Final

from goalsync_sheets.reference import MAX_COLUMN, MAX_ROW, address, column_number, parse_cell, parse_range, split_sheet

_LAST: Final = address(MAX_ROW, MAX_COLUMN)
_SIGNS: Final = frozenset(punctuation) - frozenset("._?\\")


class RefusedError(ValueError):
    """A value that cannot be meant; `remedy` is what to do, which `check` shows beside it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def one_cell(text: str) -> str:
    """The same text if it is one cell, or may be a name that the spreadsheet defines; raises RefusedError."""
    if parse_cell(text) is not None:
        return text
    sheet, rest = split_sheet(text)
    before = text[: len(text) - len(rest)] if sheet is not None else ""
    first = rest.partition(":")[0].strip()
    if ":" in rest and _is_range(rest):
        cell = f"{before}{first}" if parse_cell(first) else f"{before}B4"
        what = f"'{text}' is a range, and one cell is asked for"
        raise RefusedError(what, f"name one, such as {cell}; or read the range as `series: {{range: …}}`")
    if not rest:
        raise RefusedError(f"'{text}' names a sheet and no cell", f"add the cell: {text}B4")
    if _is_beyond(rest):
        raise RefusedError(f"'{text}' lies beyond the last cell of any sheet", f"rows go from 1, and to {_LAST}")
    if not _may_be_name(rest):
        what = f"'{text}' is neither a cell nor a name that a spreadsheet can define"
        raise RefusedError(what, "write a cell such as KPIs!B4 or 'My Sheet'!B4, or a defined name")
    return text


def no_pattern(text: str) -> str:
    """The same text unless it is a /pattern/, which conditions on work take; raises RefusedError."""
    if len(text) > len("//") and text.startswith("/") and text.endswith("/"):
        plain = "".join(letter for letter in text if letter.isalnum() or letter in " -_")
        what = f"'{text}' is a /pattern/; whole cells are looked for, with * for any text and ? for any sign"
        raise RefusedError(what, f"write it like {plain.strip() or 'Total'}*")
    return text


def _is_range(text: str) -> bool:
    try:
        parse_range(text)
    except ValueError:
        return False
    return True


def _is_beyond(text: str) -> bool:
    """Whether letters and digits are put as a cell's and name none: `B0`, `B1048577`."""
    bare = text.replace("$", "")
    letters = bare.rstrip("0123456789")
    digits = bare[len(letters) :]
    if not (digits and letters.isascii() and letters.isalpha() and len(letters) < len("XFDX")):
        return False
    return int(digits) == 0 or (column_number(letters) <= MAX_COLUMN and int(digits[:8]) > MAX_ROW)


def _may_be_name(text: str) -> bool:
    """Defined names begin with no digit, and hold no blanks and no signs but `.`, `_`, `?` and backslashes."""
    signs = any(letter.isspace() or letter in _SIGNS for letter in text)
    return not signs and not text[0].isdigit() and text[0] not in ".?"
