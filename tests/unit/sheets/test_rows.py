"""Dates down: which rows count, and why the others do not."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync.model.metric import Evidence
from goalsync_sheets.book import UNSTORED, Area, Broken, Percent
from support.books import MemoryBook, problem, read_all, read_series, requested, sheet, text_book, values

DEALS = text_book(
    """
Deal,Closed,Stage,Amount,Region
A-1,2026-01-15,Won,100,EMEA
A-2,2026-01-20, won ,50.5,NA
A-3,2026-02-03,Lost,70,EMEA

A-4,,Won,20,NA
A-5,2026-02-10,WON,n/a,EMEA
"""
)


def test_every_row_is_accounted_for() -> None:
    """Looked at = matched + filtered; of the matched some are blank or have no date; blank rows do not count."""
    result = read_series(DEALS, date="Closed", value="Amount", where={"Stage": "Won"})
    assert values(result) == [("2026-01-15", 100), ("2026-01-20", 50.5)]
    assert (result.looked_at, result.matched) == (5, 4)
    assert result.skipped == {"blank": 1, "filtered": 1, "no_date": 1}
    assert result.whole
    assert result.problem is None


def test_evidence_leads_to_the_cell() -> None:
    """Source, file, cell and what stood there; a text file has no sheet."""
    result = read_series(DEALS, date="Closed", value="Amount", where={"Deal": "A-2"})
    assert result.measurements[0].evidence == Evidence("numbers", "kpis", None, ("D3",), "50.5")
    result = read_series(sheet(["Day", "NPS"], ["2026-01-05", Percent(0.18)]), date="Day", value="NPS")
    assert result.measurements[0].evidence == Evidence("numbers", "kpis", "Data", ("B2",), "18%")


def test_without_a_value_each_row_counts_one() -> None:
    """The cell shown is that of the date."""
    result = read_series(DEALS, date="Closed", where={"Stage": "Won"})
    assert values(result) == [("2026-01-15", 1), ("2026-01-20", 1), ("2026-02-10", 1)]
    assert result.measurements[0].evidence == Evidence("numbers", "kpis", None, ("B2",), "2026-01-15")


@pytest.mark.parametrize(
    ("where", "days"),
    [
        ({"Stage": ["won", "Lost"]}, ["15", "20", "03"]),
        ({"Stage": "Won", "Region": "emea"}, ["15"]),
        ({"Stage": ["Won", "Lost"], "Region": ["EMEA", "APAC"]}, ["15", "03"]),
        ({"Stage": "Won", "Region": "APAC"}, []),
    ],
)
def test_where_is_equality_or_a_list_per_column(where: dict[str, object], days: list[str]) -> None:
    """All columns must fit; trimmed, without case."""
    result = read_series(DEALS, date="Closed", value="Amount", where=where)
    assert [day[-2:] for day, _ in values(result)] == days
    assert result.problem is None


def test_where_compares_cells_of_any_type() -> None:
    """Numbers, truth values, dates and blanks by what they say."""
    book = sheet(
        ["Day", "NPS", "Key"],
        ["2026-01-05", 1, 7],
        ["2026-01-06", 2, 7.0],
        ["2026-01-07", 3, "7"],
        ["2026-01-08", 4, True],
        ["2026-01-09", 5, date(2026, 1, 5)],
        ["2026-01-10", 6, None],
        ["2026-01-11", 7],
    )
    for key, expected in ((7, [1, 2, 3]), ("7", [1, 2, 3]), (True, [4]), ("2026-01-05", [5]), (None, [6, 7])):
        assert [
            value for _, value in values(read_series(book, date="Day", value="NPS", where={"Key": key}))
        ] == expected


def test_no_row_that_matches_is_no_problem() -> None:
    """It is a count of nothing."""
    result = read_series(DEALS, date="Closed", value="Amount", where={"Stage": "Stalled"})
    assert (result.looked_at, result.matched, result.measurements, result.problem) == (5, 0, [], None)


def test_fill_down_means_as_above() -> None:
    """In the columns that say so, for dates and for conditions; skipped rows fill nothing."""
    book = text_book(
        """
Month,KPI,Actual
January,Sales,10
,CSAT,20
Average,,15
,Churn,30
February,Sales,40
"""
    )
    keys = {"date": "Month", "value": "Actual", "year": 2026, "skip": "Average"}
    assert values(read_series(book, fill_down="Month", **keys)) == [
        ("2026-01-01", 10),
        ("2026-01-01", 20),
        ("2026-01-01", 30),
        ("2026-02-01", 40),
    ]
    without = read_series(book, **keys)
    assert values(without) == [("2026-01-01", 10), ("2026-02-01", 40)]
    assert without.skipped == {"no_date": 2, "skip_pattern": 1}


def test_fill_down_of_merged_cells() -> None:
    """The value stands in the first of them, whatever the width of the rows below."""
    book = sheet(
        ["Goal", "KPI", "Now"], ["Grow", "Signups", 1], [None, "Active", 2], [], ["Delight", "NPS", 3], ["", "CSAT", 4]
    )
    for goal, kpi, value in (("Grow", "Active", 2), ("Delight", "CSAT", 4)):
        result = read_series(book, value="Now", where={"Goal": goal, "KPI": kpi}, fill_down="Goal")
        assert values(result) == [("2026-11-21", value)]


@pytest.mark.parametrize(
    ("skip", "left"),
    [
        ("total", [1, 4, 5, 6]),
        (["Total", "Average"], [1, 5, 6]),
        ("Total*", [1, 4]),
        (["?otal"], [1, 4, 5, 6]),
        ("tot", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_skip_names_whole_first_cells(skip: object, left: list[float]) -> None:
    """Without case, with * and ?, a colon after it is free. `Total` does not skip the KPI `Total revenue`."""
    book = sheet(
        ["KPI", "Now"], ["NPS", 1], ["Total", 2], [" TOTAL: ", 3], ["Average", 4], ["Total revenue", 5], ["Totals", 6]
    )
    result = read_series(book, value="Now", on_duplicate="sum", skip=skip, where={"Now": [1, 2, 3, 4, 5, 6]})
    assert result.measurements[0].value == sum(left)
    assert result.skipped.get("skip_pattern", 0) == 6 - len(left)


def test_the_first_cell_is_the_first_that_is_not_blank() -> None:
    """A sum under a group stands in the second column."""
    book = sheet(["Region", "KPI", "Now"], ["EMEA", "NPS", 1], [None, "Total", 2])
    assert values(read_series(book, value="Now", skip="Total", where={"Region": ["EMEA", None]})) == [("2026-11-21", 1)]


def test_rows_of_sums_without_a_date_are_left_out_and_counted() -> None:
    """Total, Average and the like in the place of a date, in several languages; and a header that is repeated."""
    book = sheet(["Day", "NPS"], ["2026-01-05", 1], ["Total", 2], ["Durchschnitt:", 3], ["Grand total", 4], ["Day", 5])
    result = read_series(book, date="Day", value="NPS")
    assert values(result) == [("2026-01-05", 1)]
    assert result.skipped == {"repeated_header": 1, "summary_row": 3}
    assert result.problem is None


def test_any_other_text_in_the_place_of_a_date_is_a_problem() -> None:
    """A day that does not exist is a mistake of a person, not a row to leave out."""
    book = sheet(["Day", "NPS"], ["2026-01-05", 1], ["31.02.2026", 2], ["soon", 3])
    result = read_series(book, date="Day", value="NPS")
    assert values(result) == [("2026-01-05", 1)]
    assert problem(result) == (
        "Data!A3 holds '31.02.2026', not a date, and 1 more like it (kpis); "
        "write a date such as 2026-01-31, or take the row out with `skip` or `where`"
    )


def test_error_cells_are_unknown_and_a_problem() -> None:
    """Never 0, never a gap: the cell is named, the other rows stand beside it."""
    book = sheet(["Day", "NPS"], ["2026-01-05", 1], ["2026-01-12", Broken("#DIV/0!")], ["2026-01-19", 3])
    result = read_series(book, date="Day", value="NPS")
    assert values(result) == [("2026-01-05", 1), ("2026-01-12", None), ("2026-01-19", 3)]
    assert problem(result) == ("Data!B3 holds #DIV/0! (kpis); mend the cell, or leave it blank while there is no value")


@pytest.mark.parametrize("cell", ["#N/A", "#WERT!", "about 40", "TRUE", "12 days"])
def test_text_that_is_no_number_is_unknown_and_a_problem(cell: str) -> None:
    """In a text file as well."""
    result = read_series(text_book(f"Day,NPS\n2026-01-05,{cell}"), date="Day", value="NPS")
    assert values(result) == [("2026-01-05", None)]
    assert f"B2 holds {cell}" in problem(result) or f"B2 holds '{cell}', not a number" in problem(result)


def test_a_formula_without_a_stored_value() -> None:
    """Is unknown; the remedy is to save the file in a spreadsheet program."""
    book = sheet(["Day", "NPS"], ["2026-01-05", UNSTORED])
    text = problem(read_series(book, date="Day", value="NPS"))
    assert text.startswith("Data!B2 holds a formula without a stored value")
    assert "open the file in a spreadsheet program and save it" in text


def test_percent_cells_follow_the_unit_of_the_metric() -> None:
    """Fractions, or percent points where the unit is %; plain numbers as they stand."""
    book = sheet(["Day", "Rate"], ["2026-01-05", Percent(0.29)], ["2026-01-12", "18 %"], ["2026-01-19", 0.18])
    assert [value for _, value in values(read_series(book, date="Day", value="Rate"))] == [0.29, 0.18, 0.18]
    in_points = read_series(book, date="Day", value="Rate", percent_points=True)
    assert [value for _, value in values(in_points)] == [29, 18, 0.18]


def test_a_sum_among_its_parts_is_a_problem() -> None:
    """A quarter between its months would count twice; a year of its own is only another date."""
    book = sheet(["When", "Sales"], ["2025", 9], ["Jan 2026", 1], ["Feb 2026", 2], ["Q1 2026", 3])
    result = read_series(book, date="When", value="Sales")
    assert values(result) == [("2025-01-01", 9), ("2026-01-01", 1), ("2026-02-01", 2)]
    assert "Data!A5 is a quarter that holds other dates of the series" in problem(result)


def test_areas_tables_and_names() -> None:
    """Only their rows and columns are read; a table has its header in its first row."""
    rows = [
        ["Day", "NPS", None, "Day", "NPS"],
        ["2026-01-05", 1, None, "2026-01-05", 10],
        ["2026-01-12", 2, None, "2026-01-12", 20],
        ["2026-01-19", 3, None, "2026-01-19", 30],
    ]
    left, right = Area("Data", 1, 1, 3, 2), Area("Data", 1, 4, 4, 5)
    book = MemoryBook({"Data": rows, "Other": []}, defined={"left": left}, of_tables={"Scores": right})
    for keys, expected in (
        ({"name": "LEFT"}, [1, 2]),
        ({"table": "scores"}, [10, 20, 30]),
        ({"range": "Data!D1:E3"}, [10, 20]),
        ({"range": "Data!A:B"}, [1, 2, 3]),
        ({"range": "Data!A2:B4", "header": 1}, [1, 2, 3]),
    ):
        result = read_series(book, date="Day", value="NPS", **keys)
        assert [value for _, value in values(result)] == expected, keys
    assert "the header 'Day' stands in Data!A1 and Data!D1" in problem(
        read_series(book, date="Day", value="NPS", sheet="Data")
    )


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"sheet": "Wekly"}, "there is no sheet 'Wekly'; did you mean 'Weekly'? there are 'Weekly', 'Notes'"),
        ({}, "the book has 2 sheets: 'Weekly', 'Notes'"),
        ({"name": "nsp"}, "there is no defined name 'nsp'; did you mean 'nps'? there are 'nps', 'total'"),
        ({"name": "total"}, "the name 'total' is not one area of cells but SUM(A1:A9)"),
        ({"table": "Scores"}, "there is no table 'Scores'; there are none"),
    ],
)
def test_a_place_that_is_not_there_lists_what_is(keys: dict[str, object], message: str) -> None:
    """A renamed tab, name or table."""
    book = MemoryBook(
        {"Weekly": [["Day", "NPS"]], "Notes": []},
        defined={"nps": Area("Weekly", 1, 1, 1, 1), "total": "is not one area of cells but SUM(A1:A9)"},
    )
    assert problem(read_series(book, date="Day", value="NPS", **keys)).startswith(message)


def test_sheets_match_without_case() -> None:
    """As spreadsheet programs name them."""
    book = MemoryBook({"Weekly": [["Day", "NPS"], ["2026-01-05", 1]], "Notes": []})
    assert values(read_series(book, date="Day", value="NPS", sheet=" weekly")) == [("2026-01-05", 1)]


def test_a_sheet_is_read_once_for_all_its_metrics() -> None:
    """Whatever columns and conditions they have; a broken one leaves the others."""
    book = MemoryBook(
        {"A": [["Day", "KPI", "x", "y"], ["2026-01-05", "a", 1, 2], ["2026-01-05", "b", 3, 4]], "B": [["z"], [5]]}
    )
    keys = [
        {"series": {"sheet": "A", "date": "Day", "value": "x", "where": {"KPI": "a"}}},
        {"series": {"sheet": "A", "date": "Day", "value": "y", "where": {"KPI": "b"}}},
        {"series": {"sheet": "A", "date": "Day", "value": "w"}},
        {"series": {"sheet": "A", "value": "y", "where": {"KPI": "a", "x": 1}}},
        {"cell": "A!D2"},
        {"cell": "B!A2"},
        {"cell": "C!A2"},
    ]
    requests = [requested(one, f"m{number}") for number, one in enumerate(keys)]
    results = read_all(book, requests).results
    assert [result.metric for result in results] == [f"m{number}" for number in range(7)]
    assert [[value for _, value in values(result)] for result in results] == [[1], [4], [], [2], [2], [5], []]
    assert [bool(result.problem) for result in results] == [False, False, True, False, False, False, True]
    assert book.passes == {"A": 1, "B": 1}


def test_many_metrics_pick_their_rows_by_one_look_up() -> None:
    """2,000 metrics of one row each: the work grows with the rows, not with rows times metrics."""
    rows = [["KPI", "Now"], *([f"kpi {number}", number] for number in range(2000))]
    requests = [requested({"series": {"value": "Now", "where": {"KPI": f"KPI {n}"}}}, f"m{n}") for n in range(2000)]
    results = read_all(sheet(*rows), requests).results
    assert [result.measurements[0].value for result in results] == list(range(2000))
