"""Two rows of one date, one id twice, percentiles, series without dates."""

from __future__ import annotations

import pytest

from goalsync_sheets.book import Broken
from goalsync_sheets.selection.result import nearest_rank
from support.books import problem, read_series, sheet, text_book, values

LOG = sheet(
    ["Day", "Id", "NPS"], ["2026-01-05", "a", 1], ["2026-01-12", "b", 2], ["2026-01-12", "c", 4], ["2026-01-12", "a", 1]
)


def keys(result: object) -> list[tuple[str, str, float | None]]:
    """(day, key, value) of every measurement."""
    return [(row.at, row.key, row.value) for row in result.measurements]  # type: ignore[attr-defined]


def test_rows_of_a_date_are_told_apart_by_their_number() -> None:
    """In order of the sheet; a series that is accumulated takes every row."""
    result = read_series(LOG, date="Day", value="NPS")
    assert keys(result) == [
        ("2026-01-05", "1", 1),
        ("2026-01-12", "1", 2),
        ("2026-01-12", "2", 4),
        ("2026-01-12", "3", 1),
    ]
    assert result.problem is None


def test_two_rows_of_a_date_are_a_problem_where_one_number_is_needed() -> None:
    """Both cells are named; never the first."""
    result = read_series(LOG, date="Day", value="NPS", one_per_date=True)
    assert problem(result) == (
        "Data!C3 and Data!C4 both have a value for 2026-01-12 (kpis); "
        "narrow `where`, name `dedupe_by`, or set `on_duplicate: last` or `sum`"
    )


@pytest.mark.parametrize("how", ["last", "sum"])
def test_on_duplicate_allows_them(how: str) -> None:
    """All rows are kept: which number they make of a date is said when it is measured."""
    result = read_series(LOG, date="Day", value="NPS", one_per_date=True, on_duplicate=how)
    assert result.problem is None
    assert len(result.measurements) == 4


def test_dedupe_by_counts_an_id_once() -> None:
    """The key is the id; ids are compared as they are written."""
    book = sheet(
        ["Day", "Id", "NPS"],
        ["2026-01-05", "a", 1],
        ["2026-01-05", " a ", 1],
        ["2026-01-05", "A", 2],
        ["2026-01-12", 7, 3],
    )
    result = read_series(book, date="Day", value="NPS", dedupe_by="Id")
    assert keys(result) == [("2026-01-05", "a", 1), ("2026-01-05", "A", 2), ("2026-01-12", "7", 3)]
    assert result.skipped == {"duplicate": 1}


def test_rows_without_an_id_are_all_kept() -> None:
    """Two blanks are not the same thing."""
    book = sheet(["Day", "Id", "NPS"], ["2026-01-05", None, 1], ["2026-01-05", "", 1])
    assert keys(read_series(book, date="Day", value="NPS", dedupe_by="Id")) == [
        ("2026-01-05", "(1)", 1),
        ("2026-01-05", "(2)", 1),
    ]


def test_an_id_with_two_values_is_a_problem() -> None:
    """Unknown under its id, both cells named; or the last one where that is asked for."""
    result = read_series(LOG, date="Day", value="NPS", dedupe_by="Id")
    assert keys(result) == [("2026-01-05", "a", None), ("2026-01-12", "b", 2), ("2026-01-12", "c", 4)]
    assert problem(result).startswith("Data!C2 and Data!C5 differ, and both are 'a' in Id")
    result = read_series(LOG, date="Day", value="NPS", dedupe_by="Id", on_duplicate="last")
    assert result.problem is None
    assert keys(result)[0] == ("2026-01-12", "a", 1)


def test_percentile_makes_one_number_of_a_date() -> None:
    """Nearest rank; unknown where one of its cells is."""
    rows = [["2026-01-05", n] for n in (5, 1, 4, 2, 3)] + [["2026-01-12", 7], ["2026-01-12", Broken("#N/A")]]
    book = sheet(["Day", "Hours"], *rows)
    for percentile, value in ((50, 3), (95, 5), (100, 5), (1, 1), (40, 2), (41, 3)):
        result = read_series(book, date="Day", value="Hours", percentile=percentile, one_per_date=True)
        assert values(result) == [("2026-01-05", value), ("2026-01-12", None)]
        assert "Data!B8 holds #N/A" in problem(result)
    assert result.measurements[0].evidence.cells == ("B2", "B3", "B4", "B5", "B6")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("percentile", "count", "rank"),
    [
        (7, 100, 7),
        (7, 101, 8),
        (55, 100, 55),
        (99.9, 1000, 999),
        (0.1, 1000, 1),
        (2.3, 1000, 23),
        (33.3, 1000, 333),
        (0.01, 3, 1),
        (50, 1, 1),
        (50, 2, 1),
        (50, 3, 2),
        (95, 20, 19),
        (95, 21, 20),
        (100, 7, 7),
    ],
)
def test_nearest_rank_is_exact(percentile: float, count: int, rank: int) -> None:
    """The smallest rank with at least that share at or below it, without the dust of binary fractions."""
    assert nearest_rank(percentile, count) == rank


def test_every_whole_percentile_of_a_hundred_is_its_own_rank() -> None:
    """1 to 100, none off by one."""
    assert [nearest_rank(percentile, 100) for percentile in range(1, 101)] == list(range(1, 101))


REGISTER = text_book("KPI,Owner,Now\nNPS,ana,41\nCSAT,ben,93%\nCost,ben,n/a\nChurn,cy,#REF!")


def test_a_series_without_dates_is_the_value_of_today() -> None:
    """Of exactly one row."""
    result = read_series(REGISTER, value="Now", where={"KPI": "NPS"})
    assert values(result) == [("2026-11-21", 41)]
    assert not result.whole
    assert (result.looked_at, result.matched, result.skipped) == (4, 1, {"filtered": 3})


def test_two_rows_of_today_are_a_problem() -> None:
    """And no measurement: a number of the wrong row is worse than none."""
    result = read_series(REGISTER, value="Now", where={"KPI": ["NPS", "CSAT"]})
    assert result.measurements == []
    assert problem(result).startswith("2 rows match: C2 and C3 both have a value")


@pytest.mark.parametrize(("how", "value"), [("last", 0.93), ("sum", 41.93)])
def test_on_duplicate_of_today(how: str, value: float) -> None:
    """The last, or all of them added up; blank ones are no values."""
    result = read_series(REGISTER, value="Now", where={"KPI": ["NPS", "CSAT", "Cost"]}, on_duplicate=how)
    assert values(result) == [("2026-11-21", value)]
    assert result.skipped == {"blank": 1, "filtered": 1}


def test_a_sum_over_an_error_is_unknown() -> None:
    """Not the sum of the others."""
    result = read_series(REGISTER, value="Now", where={"KPI": ["NPS", "Churn"]}, on_duplicate="sum")
    assert values(result) == [("2026-11-21", None)]
    assert "C5 holds #REF!" in problem(result)


def test_a_blank_value_of_today_is_no_measurement() -> None:
    """The row is there, so nothing vanished."""
    result = read_series(REGISTER, value="Now", where={"KPI": "Cost"})
    assert (result.measurements, result.matched, result.problem) == ([], 1, None)


def test_rows_are_counted_without_dates_and_values() -> None:
    """How many of them there are today, with the first cells as evidence."""
    result = read_series(REGISTER, where={"Owner": "ben"})
    assert values(result) == [("2026-11-21", 2)]
    assert result.measurements[0].evidence.cells == ("B3", "B4")  # type: ignore[union-attr]
    many = text_book("Owner\n" + "ben\n" * 30)
    evidence = read_series(many, where={"Owner": "ben"}).measurements[0].evidence
    assert evidence is not None
    assert (len(evidence.cells), evidence.note, evidence.raw) == (20, "and 10 more cells", "30 cells")
