"""Ambiguous text: the locale, else what its column proves, else English where it is safe, else a problem."""

from __future__ import annotations

from datetime import date

import pytest

from support.books import MemoryBook, problem, read_all, read_cell, read_series, requested, sheet, text_book, values


def numbers(*cells: str, delimiter: str = ",", locale: str | None = None, **keys: object) -> list[float | None]:
    """The column as it is read."""
    rows = [["Day", "x"], *([f"2026-01-{day:02}", cell] for day, cell in enumerate(cells, start=1))]
    book = MemoryBook({"": rows}, is_text=True, delimiter=delimiter)
    return [value for _, value in values(read_series(book, locale=locale, date="Day", value="x", **keys))]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("1.234", "9,5"), [1234, 9.5]),
        (("1.234", "9.5"), [1.234, 9.5]),
        (("1,234", "9,5"), [1.234, 9.5]),
        (("985,432", "93.7%"), [985_432, 0.937]),
        (("1.234", "1.234.567"), [1234, 1_234_567]),
        (("1,234", "1,234,567"), [1234, 1_234_567]),
        (("1.234", "0.982"), [1.234, 0.982]),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_column_decides(cells: tuple[str, ...], read: list[float], delimiter: str) -> None:
    """By any cell of it that has only one reading, before or after."""
    assert numbers(*cells, delimiter=delimiter) == read
    assert numbers(*reversed(cells), delimiter=delimiter) == read[::-1]


@pytest.mark.parametrize(("locale", "read"), [("de", [1234, 1.234]), ("en", [1.234, 1234])])
def test_the_locale_decides(locale: str, read: list[float]) -> None:
    """Where the column says nothing."""
    assert numbers("1.234", "1,234", locale=locale) == read


@pytest.mark.parametrize(
    ("cells", "locale"), [(("1.234", "12.5"), "de"), (("1,234", "9,5"), "en"), (("1.234", "9,5", "9.5"), None)]
)
def test_contradictions_are_refused(cells: tuple[str, ...], locale: str | None) -> None:
    """A locale that the column disproves, or a column that proves both: unknown, never a number."""
    assert numbers(*cells, locale=locale)[0] is None
    assert numbers(*cells, locale=locale)[1:] != [None] * (len(cells) - 1)


def test_where_nothing_decides() -> None:
    """Commas between columns: English. Semicolons: refused. Workbooks: 1,234 is English, 1.234 is refused."""
    assert numbers("1.234", "985,432") == [1.234, 985_432]
    assert numbers("1.234", "985,432", delimiter=";") == [None, None]
    assert numbers("1.234", "985,432", delimiter="\t") == [None, 985_432]
    workbook = sheet(["Day", "x"], ["2026-01-01", "1.234"], ["2026-01-02", "985,432"])
    assert [value for _, value in values(read_series(workbook, date="Day", value="x"))] == [None, 985_432]


def test_reading_as_in_english_is_noted() -> None:
    """A few times at most, however many metrics there are."""
    book = text_book("KPI,Now\n" + "\n".join(f"k{n},1.234" for n in range(10)))
    requests = [requested({"series": {"value": "Now", "where": {"KPI": f"k{n}"}}}, f"m{n}") for n in range(10)]
    notes = read_all(book, requests).notes
    assert notes[0] == "B2: '1.234' was read as in English; set `locale` to be sure"
    assert notes[3:] == ("and 7 metrics more like it",)
    assert read_all(book, requests, "en").notes == ()


def test_the_refusal_says_both_readings_and_the_remedy() -> None:
    """So that a person can decide."""
    book = text_book("Day;x\n2026-01-01;1.234", delimiter=";")
    assert problem(read_series(book, date="Day", value="x")) == (
        "B2 holds '1.234', which is 1.234 or 1234 (kpis); "
        "set `locale` of the source (de, en, en-GB, …), or write the cell so that it has one reading"
    )
    book = text_book("Day;x\n2026-01-01;1.234\n2026-01-02;12.5", delimiter=";")
    text = problem(read_series(book, locale="de", date="Day", value="x"))
    assert "(the locale de has a decimal comma, but B3 has a decimal point)" in text
    assert problem(read_cell(book, "B2")).startswith("B2 holds '1.234', which is 1.234 or 1234")


def test_other_rows_of_the_column_prove_what_the_selected_do_not() -> None:
    """A second pass, made only when it is needed, and once for all."""
    book = text_book("KPI;Now\nSales;1.234\nRate;9,5\nCost;7", delimiter=";")
    assert values(read_series(book, value="Now", where={"KPI": "Sales"})) == [("2026-11-21", 1234)]
    assert book.passes == {"": 2}
    assert values(read_series(book, value="Now", where={"KPI": "Cost"})) == [("2026-11-21", 7)]
    assert book.passes == {"": 3}


DATES = text_book("id,Day,x\n1,03/04/2025,100\n2,07/08/2025,200\n3,25/11/2025,300")


def test_dates_are_proven_by_their_column() -> None:
    """A part above 12 in any row, selected or not."""
    assert values(read_series(DATES, date="Day", value="x")) == [
        ("2025-04-03", 100),
        ("2025-08-07", 200),
        ("2025-11-25", 300),
    ]
    assert values(read_series(DATES, date="Day", value="x", where={"id": 1})) == [("2025-04-03", 100)]


def test_dates_that_nothing_proves_are_refused() -> None:
    """With both readings; the locale decides."""
    book = text_book("Day,x\n03/04/2025,100\n07/08/2025,200")
    result = read_series(book, date="Day", value="x")
    assert result.measurements == []
    assert problem(result).startswith("A2 holds '03/04/2025', which is 2025-04-03 or 2025-03-04, and 1 more like it")
    assert values(read_series(book, locale="en", date="Day", value="x"))[0] == ("2025-03-04", 100)
    assert values(read_series(book, locale="de", date="Day", value="x"))[0] == ("2025-04-03", 100)


@pytest.mark.parametrize("locale", ["en", None])
def test_dates_that_contradict_are_refused(locale: str | None) -> None:
    """The locale and a cell, or two cells; what has one reading is read."""
    book = text_book("Day,x\n03/04/2025,1\n25/11/2025,2" + ("" if locale else "\n11/25/2025,3"))
    result = read_series(book, locale=locale, date="Day", value="x")
    assert ("2025-11-25", 2) in values(result)
    assert "03/04/2025" in problem(result)


def test_real_dates_prove_nothing_about_text() -> None:
    """A workbook where some dates became text: only text says how text was written."""
    book = sheet(["Day", "x"], [date(2026, 1, 13), 1], ["03/04/2026", 2], ["01/14/2026", 3])
    assert values(read_series(book, date="Day", value="x")) == [("2026-01-13", 1), ("2026-03-04", 2), ("2026-01-14", 3)]
