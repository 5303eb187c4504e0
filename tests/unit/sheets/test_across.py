"""Dates across: each column is a date, the row is picked."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync_sheets.book import Broken
from support.books import MemoryBook, problem, read_series, sheet, text_book, values


def test_the_row_is_picked_and_only_dates_are_read() -> None:
    """Blank cells are no data; what is no date (Who, Goal, Avg) is left out and counted."""
    book = sheet(
        ["Who", "KPI", "Goal", date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), "Avg"],
        ["Ana", "Leads", ">= 40", 38, None, 44, 41],
        ["Ben", "Tickets", "<= 5", 7, 5, 4, 5.3],
    )
    result = read_series(book, dates="across", row={"KPI": "leads"})
    assert values(result) == [("2026-01-05", 38), ("2026-01-19", 44)]
    assert (result.looked_at, result.matched) == (2, 1)
    assert result.skipped == {"blank": 1, "filtered": 1, "not_a_date_column": 3}
    assert result.measurements[1].evidence.cells == ("F2",)  # type: ignore[union-attr]
    assert result.whole


@pytest.mark.parametrize(("name", "year"), [("KPIs 2026", None), ("KPIs", 2026), ("2025 and 2026", 2026)])
def test_months_take_their_year_from_the_series_or_the_sheet(name: str, year: int | None) -> None:
    """A year that is given wins."""
    book = sheet(["KPI", "Jan", "Februar", "mars", "YTD"], ["NPS", 1, 2, 3, 6], name=name)
    result = read_series(book, dates="across", row={"KPI": "NPS"}, **({"year": year} if year else {}))
    assert values(result) == [("2026-01-01", 1), ("2026-02-01", 2), ("2026-03-01", 3)]


@pytest.mark.parametrize("name", ["KPIs", "2025 and 2026"])
def test_months_without_a_year_are_a_problem(name: str) -> None:
    """Which year it is is never guessed."""
    text = problem(read_series(sheet(["KPI", "Jan"], ["NPS", 1], name=name), dates="across", row={"KPI": "NPS"}))
    assert "holds 'Jan', a date without a year" in text
    assert "`year: 2026`" in text


def test_sums_of_other_columns_are_left_out() -> None:
    """A quarter among its months would count twice; last year's is another date."""
    book = sheet(["KPI", 2025, "Jan", "Feb", "Mar", "Q1", "H1", "2026"], ["Sales", 9, 1, 2, 3, 6, 6, 6])
    result = read_series(book, dates="across", row={"KPI": "Sales"}, year=2026)
    assert values(result) == [("2025-01-01", 9), ("2026-01-01", 1), ("2026-02-01", 2), ("2026-03-01", 3)]
    assert result.skipped == {"sum_of_other_columns": 3}


def test_a_quarter_without_its_months_counts() -> None:
    """A KPI that is only measured by quarter, in a table that has months as well."""
    book = sheet(["KPI", "Jan", "Feb", "Mar", "Q1"], ["NPS", None, "n/a", "", 41])
    result = read_series(book, dates="across", row={"KPI": "NPS"}, year=2026)
    assert values(result) == [("2026-01-01", 41)]
    assert result.skipped == {"blank": 3}


def test_row_and_where_and_fill_down() -> None:
    """Two rows for each KPI, its name only on the first."""
    book = sheet(
        ["KPI", "Type", "2026-01"],
        ["Sales", "Target", 10],
        [None, "Actual", 9],
        ["Churn", "Target", 3],
        [None, "Actual", 4],
    )
    for keys in ({"row": {"KPI": "Churn", "Type": "Actual"}}, {"row": {"KPI": "Churn"}, "where": {"Type": "Actual"}}):
        assert values(read_series(book, dates="across", fill_down="KPI", **keys)) == [("2026-01-01", 4)]


TWO_LEVELS = text_book("KPI,Q1 2026,,Q2 2026,\n,Target,Actual,Target,Actual\nNPS,40,38,42,41")


def test_value_names_one_column_of_each_date() -> None:
    """The other columns of a date are another value."""
    result = read_series(TWO_LEVELS, dates="across", header=[1, 2], row={"KPI": "NPS"}, value="actual")
    assert values(result) == [("2026-01-01", 38), ("2026-04-01", 41)]
    assert result.skipped == {"another_value": 2}


def test_value_in_one_header_row() -> None:
    """`Jan Actual`, `Actual Jan`."""
    book = text_book("KPI,Jan Target,Jan Actual,Actual Feb\nNPS,40,38,41")
    result = read_series(book, dates="across", row={"KPI": "NPS"}, value="Actual", year=2026)
    assert values(result) == [("2026-01-01", 38), ("2026-02-01", 41)]


def test_a_real_date_above_the_name_of_the_value() -> None:
    """Merged dates over Target and Actual."""
    book = sheet(["KPI", date(2026, 1, 5), None], [None, "Target", "Actual"], ["NPS", 40, 38])
    result = read_series(book, dates="across", header=[1, 2], row={"KPI": "NPS"}, value="Actual")
    assert values(result) == [("2026-01-05", 38)]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"header": [1, 2]}, "say with `value` which of the columns of each date"),
        ({"header": [1, 2], "value": "Forecast"}, "there is no date with 'Forecast' in rows 1 and 2"),
        ({"header": 2}, "there is no header 'KPI' in row 2"),
    ],
)
def test_no_column_that_is_a_date(keys: dict[str, object], message: str) -> None:
    """Lists what is there."""
    text = problem(read_series(TWO_LEVELS, dates="across", row={"KPI": "NPS"}, **keys))
    assert message in text
    assert "'Target'" in text or "'Q1 2026 Target'" in text


def test_a_broken_header_is_a_problem() -> None:
    """A column that lost its date may not be left out in silence."""
    book = sheet(["KPI", date(2026, 1, 5), Broken("#REF!")], ["NPS", 1, 2])
    assert problem(read_series(book, dates="across", row={"KPI": "NPS"})).startswith("Data!C1 holds #REF!")


def test_ambiguous_headers_are_proven_by_each_other() -> None:
    """Or refused."""
    proven = text_book("KPI,05/01/2026,12/01/2026,19/01/2026\nNPS,1,2,3")
    assert values(read_series(proven, dates="across", row={"KPI": "NPS"})) == [
        ("2026-01-05", 1),
        ("2026-01-12", 2),
        ("2026-01-19", 3),
    ]
    unclear = text_book("KPI,05/01/2026,12/01/2026\nNPS,1,2")
    text = problem(read_series(unclear, dates="across", row={"KPI": "NPS"}))
    assert "B1 holds '05/01/2026', which is 2026-01-05 or 2026-05-01" in text
    assert "set `locale`" in text
    assert values(read_series(unclear, locale="fr", dates="across", row={"KPI": "NPS"}))[0] == ("2026-01-05", 1)


def test_two_rows_that_match_are_a_problem_with_both_cells() -> None:
    """Where one number per date is needed; else every one is kept under a key of its own."""
    book = sheet(["KPI", "2026-01", "2026-02"], ["NPS", 1, None], ["NPS", 2, 3])
    result = read_series(book, dates="across", row={"KPI": "NPS"}, one_per_date=True)
    assert problem(result).startswith("Data!B2 and Data!B3 both have a value for 2026-01-01")
    result = read_series(book, dates="across", row={"KPI": "NPS"})
    assert result.problem is None
    assert [(row.at, row.key, row.value) for row in result.measurements] == [
        ("2026-01-01", "1", 1),
        ("2026-01-01", "2", 2),
        ("2026-02-01", "1", 3),
    ]


def test_error_cells_are_unknown_and_the_others_stand() -> None:
    """With the cell."""
    book = MemoryBook({"Data": [["KPI", "2026-01", "2026-02"], ["NPS", Broken("#N/A"), 3]]})
    result = read_series(book, dates="across", row={"KPI": "NPS"})
    assert values(result) == [("2026-01-01", None), ("2026-02-01", 3)]
    assert problem(result).startswith("Data!B2 holds #N/A")
