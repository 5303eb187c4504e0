"""What to do about a cell that cannot be read."""

from __future__ import annotations

from typing import Final

from goalsync_sheets.values.when import NO_YEAR

SUMMARY_WORDS: Final = frozenset(
    {"total", "totals", "subtotal", "sum", "average", "avg", "mean", "median", "ytd", "grand", "overall"}
    | {"gesamt", "summe", "gesamtsumme", "zwischensumme", "mittelwert", "durchschnitt", "schnitt"}
    | {"somme", "moyenne", "suma", "promedio", "media", "somma", "totale", "totaal", "gemiddelde", "soma", "média"}
)
"""Words in the place of a date that mark a row as a sum over others."""

MEND: Final = "mend the cell, or leave it blank while there is no value"


def holds(cell: str, why: str) -> str:
    """`KPIs!B4 holds #DIV/0!`."""
    return f"{cell} holds {'a ' if why.startswith('formula') else ''}{why}"


def remedy_for(why: str, *, date: bool) -> str:
    """The remedy for a cell that is `Broken` because of `why`."""
    if "without a stored value" in why:
        return "open the file in a spreadsheet program and save it, so that it holds the value"
    if ", which is " in why:
        return "set `locale` of the source (de, en, en-GB, …), or write the cell so that it has one reading"
    if NO_YEAR in why:
        return "give the year in the series, such as `year: 2026`"
    if "not a number" in why:
        return "write a number, or leave the cell blank while there is no value"
    if date and not why.startswith("#"):
        return "write a date such as 2026-01-31, or take the row out with `skip` or `where`"
    return MEND
