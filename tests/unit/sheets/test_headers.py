"""Finding the header row and the columns of a series."""

from __future__ import annotations

import pytest

from goalsync_sheets.book import Area
from support.books import MemoryBook, problem, read_all, read_series, requested, sheet, text_book, values


def test_the_header_is_the_first_row_with_all_names() -> None:
    """Titles, notes and blank rows above it do not matter, nor does a row with only some of the names."""
    book = sheet(["NPS of 2026"], [], ["Week", "note"], ["Team", "Week", "NPS"], ["A", "2026-01-05", 41])
    request = requested({"series": {"date": "Week", "value": "NPS"}})
    selected = read_all(book, [request])
    assert values(selected.results[0]) == [("2026-01-05", 41)]
    assert selected.notes == ("sheet 'Data': headers found in row 4",)


def test_names_match_trimmed_and_without_case() -> None:
    """Line breaks and runs of spaces count as one space."""
    book = sheet([" WEEK ", "Net\npromoter  score"], ["2026-01-05", 41])
    assert values(read_series(book, date="week", value="net promoter score")) == [("2026-01-05", 41)]


def test_an_exact_name_wins_over_one_of_another_case() -> None:
    """Then the name is not there twice."""
    book = sheet(["Week", "STATUS", "Status"], ["2026-01-05", 1, 2])
    assert values(read_series(book, date="Week", value="Status")) == [("2026-01-05", 2)]


def test_a_name_that_is_there_twice_is_a_problem_with_both_cells() -> None:
    """Never the first."""
    book = sheet(["Week", "Actual", "actual "], ["2026-01-05", 1, 2])
    assert problem(read_series(book, date="Week", value="ACTUAL")) == (
        "the header 'ACTUAL' stands in Data!B1 and Data!C1 (kpis); "
        "rename one of them, or take only one of them in with `range`"
    )


def test_blank_and_repeated_headers_that_nobody_names_do_not_matter() -> None:
    """Real sheets are full of them."""
    book = sheet(["Week", None, "x", "x", "", "NPS"], ["2026-01-05", 1, 2, 3, 4, 41])
    assert values(read_series(book, date="Week", value="NPS")) == [("2026-01-05", 41)]


def test_a_renamed_header_lists_what_is_there() -> None:
    """With what may have been meant."""
    book = sheet(["Scorecard"], ["Week", "NPS score", "Team"], ["2026-01-05", 41, "A"])
    assert problem(read_series(book, date="Week", value="NPS scores")) == (
        "there is no header 'NPS scores' in row 2 of sheet 'Data'; did you mean 'NPS score'? "
        "there are 'Week', 'NPS score', 'Team' (kpis); correct the name in the mapping or in the sheet"
    )


def test_a_header_that_is_given_is_not_looked_for() -> None:
    """`header: 3` holds even if another row fits as well; what is missing there is said."""
    book = sheet(["Week", "NPS"], ["2025-12-29", 1], ["Week", "NPS"], ["2026-01-05", 41])
    assert values(read_series(book, date="Week", value="NPS", header=3)) == [("2026-01-05", 41)]
    assert problem(read_series(book, date="Week", value="NPS", header=4)).startswith(
        "there is no header 'Week', 'NPS' in row 4 of sheet 'Data'; there are '2026-01-05', '41'"
    )


@pytest.mark.parametrize("header", [9, [9, 10]])
def test_a_header_below_the_sheet(header: object) -> None:
    """Says so."""
    book = sheet(["Week", "NPS"], ["2026-01-05", 41])
    assert "has no row" in problem(read_series(book, date="Week", value="NPS", header=header))


def test_a_given_header_row_that_is_blank() -> None:
    """Readers leave blank rows out."""
    book = sheet(["Week", "NPS"], [], ["2026-01-05", 41])
    assert problem(read_series(book, date="Week", value="NPS", header=2)).startswith("row 2 of sheet 'Data' is empty")


def test_nothing_that_looks_like_the_header() -> None:
    """The names that were looked for."""
    book = sheet(["a"], ["b"])
    assert problem(read_series(book, date="Week", value="NPS")) == (
        "no row of sheet 'Data' has the header 'Week', 'NPS' (kpis); correct the name"
    )
    assert problem(read_series(text_book("a\nb"), date="Week", value="NPS")).startswith("no row of the file has")


def test_the_search_ends_after_a_thousand_rows() -> None:
    """A renamed header of a long file is told at once."""
    rows = [["a", "b"]] * 5000
    book = MemoryBook({"": rows}, is_text=True, delimiter=",")
    result = read_series(book, date="a", value="c")
    assert "there is no header 'c' in row 1; there are 'a', 'b'" in problem(result)


MERGED_TOP = (
    ["KPI", "Q1 2026", None, "Q2 2026", None, None],
    [None, "Target", "Actual", "Target", "Actual", "Notes"],
    ["NPS", 40, 38, 42, 41, "fine"],
)


def test_two_levels_are_joined_and_merged_cells_spread() -> None:
    """The group stands over all its columns; a column beside the merged cells stays without it."""
    merges = {"Data": [Area("Data", 1, 1, 2, 1), Area("Data", 1, 2, 1, 3), Area("Data", 1, 4, 1, 5)]}
    book = MemoryBook({"Data": MERGED_TOP}, merges=merges)
    results = read_all(
        book,
        [
            requested({"series": {"header": [1, 2], "value": "Q2 2026 Actual", "where": {"KPI": "NPS"}}}, "actual"),
            requested({"series": {"header": [1, 2], "value": "q1 2026 target", "where": {"KPI": "NPS"}}}, "target"),
            requested({"series": {"header": [1, 2], "value": "Notes", "where": {"KPI": "NPS"}}}, "notes"),
        ],
    ).results
    assert [values(result) for result in results[:2]] == [[("2026-11-21", 41)], [("2026-11-21", 40)]]
    assert "Data!F3 holds 'fine', not a number" in problem(results[2])


def test_two_levels_without_merged_cells_are_filled_to_the_right() -> None:
    """As in a text file, which has none."""
    book = text_book("KPI,Q1 2026,,Q2 2026,\n,Target,Actual,Target,Actual\nNPS,40,38,42,41")
    series = {"header": [1, 2], "value": "Q2 2026 Actual", "where": {"KPI": "NPS"}}
    assert values(read_series(book, **series)) == [("2026-11-21", 41)]
