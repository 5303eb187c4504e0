"""What calamine does not tell of xls and xlsb, taken from their records: errors, percentages, names."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from goalsync_sheets.book import UNSTORED, Area
from goalsync_sheets.readers.binary.frames import Name
from goalsync_sheets.reference import MAX_COLUMN

IS_PERCENT = ""
"""The fact that a number is shown as a percentage; every other fact is the text of an error."""

UNCACHED = UNSTORED.why

Facts = dict[tuple[int, int], str]
"""(row, column), from 0 → what is known of the cell besides its value."""

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

_REFERENCE = frozenset({0x3A, 0x5A, 0x7A})
_AREA = frozenset({0x3B, 0x5B, 0x7B})
_COLUMN = 0x3FFF
"""The upper two bits of a column say whether it is relative."""


@dataclass(slots=True)
class Known:
    """The outline of a binary workbook: how to get at the facts of a sheet by its name; names; merged areas."""

    sheets: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    facts: Callable[[str], Facts] = lambda _: {}
    merges: Callable[[str], list[tuple[int, int, int, int]]] | None = None


def error_text(code: int) -> str:
    """The text of an error by its code."""
    return ERRORS.get(code, "#ERROR!")


def defined_name(name: str, formula: bytes, sheets: Sequence[str | None], *, wide: bool) -> Name:
    """A defined name by its formula; `sheets` are the targets of 3D references, `wide` has rows of 32 bits."""
    place = _place(formula, sheets, wide=wide)
    if place is None:
        return Name(name, None, "it is a formula, a constant or several areas")
    return Name(name, (place.sheet or "", place.first_row, place.first_column, place.last_row or 0, _last(place)))


def _last(place: Area) -> int:
    return place.last_column or MAX_COLUMN


def _place(formula: bytes, sheets: Sequence[str | None], *, wide: bool) -> Area | None:
    row = "I" if wide else "H"
    try:
        if formula[0] in _REFERENCE and len(formula) == struct.calcsize(f"<BH{row}H"):
            _, target, first, left = struct.unpack(f"<BH{row}H", formula)
            last, right = first, left
        elif formula[0] in _AREA and len(formula) == struct.calcsize(f"<BH{row}{row}HH"):
            _, target, first, last, left, right = struct.unpack(f"<BH{row}{row}HH", formula)
        else:
            return None
        sheet = sheets[target]
    except (struct.error, IndexError):
        return None
    if sheet is None:
        return None
    return Area(sheet, first + 1, (left & _COLUMN) + 1, last + 1, (right & _COLUMN) + 1)
