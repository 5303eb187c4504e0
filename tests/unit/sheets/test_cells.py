"""A metric that is one cell."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync_sheets.book import Area, Broken, Percent
from support.books import MemoryBook, problem, read_cell, text_book, values

BOOK = MemoryBook(
    {
        "KPIs": [
            ["as of", date(2026, 11, 15)],
            ["NPS", 41],
            ["Rate", Percent(0.18)],
            ["Error", Broken("#DIV/0!")],
            ["Blank"],
        ],
        "Ünter Tabs": [["'quoted'", "1.234,5"]],
    },
    defined={
        "nps_now": Area("KPIs", 2, 2, 2, 2),
        "all": Area("KPIs", 1, 1, 2, 2),
        "odd": "is not one area of cells but 7",
    },
)


@pytest.mark.parametrize("cell", ["KPIs!B2", "kpis!$b$2", "nps_now", "NPS_Now", "'KPIs'!B2"])
def test_a_cell_is_the_value_of_today(cell: str) -> None:
    """By its address or a defined name."""
    result = read_cell(BOOK, cell)
    assert values(result) == [("2026-11-21", 41)]
    assert (result.whole, result.dated, result.looked_at, result.matched) == (False, False, 1, 1)
    evidence = result.measurements[0].evidence
    assert evidence is not None
    assert (evidence.sheet, evidence.cells, evidence.raw) == ("KPIs", ("B2",), "41")


def test_a_cell_dated_by_another() -> None:
    """Which is on the same sheet unless it says so."""
    for dated in ("B1", "KPIs!B1"):
        result = read_cell(BOOK, "KPIs!B2", dated=dated)
        assert values(result) == [("2026-11-15", 41)]
        assert result.dated


@pytest.mark.parametrize(
    ("dated", "message"),
    [
        ("A5", "KPIs!A5 holds 'Blank', not a date"),
        ("B5", "KPIs!B5, which dates KPIs!B2, is blank"),
        ("B4", "KPIs!B4 holds #DIV/0!"),
        ("B3", "KPIs!B3 holds 18%, not a date"),
    ],
)
def test_a_date_that_cannot_be_read(dated: str, message: str) -> None:
    """No measurement: it would be dated wrongly."""
    result = read_cell(BOOK, "KPIs!B2", dated=dated)
    assert result.measurements == []
    assert problem(result).startswith(message)


def test_text_is_read_with_the_locale() -> None:
    """Sheets with spaces are quoted; text that is no number is named."""
    assert values(read_cell(BOOK, "'Ünter Tabs'!B1")) == [("2026-11-21", 1234.5)]
    result = read_cell(BOOK, "'Ünter Tabs'!A1")
    assert values(result) == [("2026-11-21", None)]
    assert problem(result).startswith("'Ünter Tabs'!A1 holds ''quoted'', not a number")


@pytest.mark.parametrize("cell", ["KPIs!B5", "KPIs!ZZ2", "KPIs!B999"])
def test_a_blank_cell_is_no_value(cell: str) -> None:
    """Also beyond what is filled in."""
    result = read_cell(BOOK, cell)
    assert (result.measurements, result.skipped, result.matched, result.problem) == ([], {"blank": 1}, 1, None)


def test_an_error_cell_is_unknown_and_a_problem() -> None:
    """With its address, the file and the remedy."""
    result = read_cell(BOOK, "KPIs!B4")
    assert values(result) == [("2026-11-21", None)]
    assert problem(result) == "KPIs!B4 holds #DIV/0! (kpis); mend the cell, or leave it blank while there is no value"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("B2", "the book has 2 sheets: 'KPIs', 'Ünter Tabs' (kpis); say which with `sheet`, or as in Sheet!B4"),
        ("KPI!B2", "there is no sheet 'KPI'; did you mean 'KPIs'?"),
        ("nps_new", "there is no defined name 'nps_new'; did you mean 'nps_now'? there are 'nps_now', 'all', 'odd'"),
        ("all", "the name 'all' stands for more than one cell"),
        ("odd", "the name 'odd' is not one area of cells but 7"),
    ],
)
def test_a_cell_that_is_not_there(cell: str, message: str) -> None:
    """Lists what is there; nothing is measured."""
    result = read_cell(BOOK, cell)
    assert result.measurements == ()
    assert problem(result).startswith(message)


def test_cells_of_text_files() -> None:
    """A1 addresses count columns and rows; there are no sheets and names."""
    book = text_book("KPI;Now\nNPS;1.234", delimiter=";")
    assert values(read_cell(book, "B2", locale="de")) == [("2026-11-21", 1234)]
    assert problem(read_cell(book, "Data!B2")).startswith("a text file has no sheet 'Data'")
    assert problem(read_cell(book, "nps")).startswith("'nps' is not a cell such as B4")
