"""What to do about a cell that cannot be read."""

from __future__ import annotations

from typing import Final, assert_never

from goalsync_sheets.book import Broken, Fault

SUMMARY_WORDS: Final = frozenset(
    {"total", "totals", "subtotal", "sum", "average", "avg", "mean", "median", "ytd", "grand", "overall"}
    | {"gesamt", "summe", "gesamtsumme", "zwischensumme", "mittelwert", "durchschnitt", "schnitt"}
    | {"somme", "moyenne", "suma", "promedio", "media", "somma", "totale", "totaal", "gemiddelde", "soma", "média"}
)
"""Words in the place of a date that mark a row as a sum over others."""

MEND: Final = "mend the cell, or leave it blank while there is no value"


def holds(cell: str, broken: Broken) -> str:
    """`KPIs!B4 holds #DIV/0!`."""
    return f"{cell} holds {'a ' if broken.fault is Fault.UNSTORED else ''}{broken.why}"


def remedy_for(broken: Broken, *, date: bool) -> str:
    """The remedy for a cell that is broken where a date, or a number, is read."""
    match broken.fault:
        case Fault.ERROR:
            return MEND
        case Fault.UNSTORED:
            return "open the file in a spreadsheet program and save it, so that it holds the value"
        case Fault.UNCLEAR:
            return "set `locale` of the source (de, en, en-GB, …), or write the cell so that it has one reading"
        case Fault.NO_YEAR:
            return "give the year in the series, such as `year: 2026`"
        case Fault.NO_DATE | Fault.NO_NUMBER:
            if date:
                return "write a date such as 2026-01-31, or take the row out with `skip` or `where`"
            return "write a number, or leave the cell blank while there is no value"
        case _:
            assert_never(broken.fault)
