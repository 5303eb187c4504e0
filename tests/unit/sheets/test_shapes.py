"""The shapes that sheets of goals and KPIs have: real files through the real readers, number for number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from goalsync.model.place import Place
from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync_sheets.config.metric import SheetsMetric
from goalsync_sheets.readers import open_book
from goalsync_sheets.selection.result import Origin
from goalsync_sheets.selection.select import select
from goalsync_sheets.values.locales import locale_of
from support.peers import peer

TODAY = date(2026, 11, 21)
NOW = "2026-11-21"


def read(
    file: str, series: Mapping[str, object], *, locale: str | None = None, encoding: str | None = None
) -> MetricResult:
    """One metric of a shape, as one number per date."""
    config = SheetsMetric.model_validate({"series": series})
    request = MetricRequest("m", config, Place("mappings/metrics.yaml", 1), one_per_date=True)
    with closing(open_book(peer("data/shapes") / file, file, encoding=encoding)) as book:
        return select(book, [request], Origin("numbers", file, TODAY), locale_of(locale) if locale else None).results[0]


def rows(result: MetricResult) -> list[tuple[str, float | None]]:
    """(day, value) of every measurement."""
    return [(measurement.at, measurement.value) for measurement in result.measurements]


def expected(file: str) -> Any:
    """What must come out, from the peer's own list."""
    return json.loads((peer("data/shapes") / "expected.json").read_text())[file]


def first_day(period: str) -> str:
    """A month or quarter as the day it is dated on."""
    if "-Q" in period:
        year, quarter = period.split("-Q")
        return f"{year}-{int(quarter) * 3 - 2:02}-01"
    return period if len(period) == 10 else f"{period}-01"


def series_of(file: str, name: str) -> list[tuple[str, float | None]]:
    """An expected series; an error cell is unknown."""
    return [
        (first_day(day), None if isinstance(value, str) else value) for day, value in expected(file)["series"][name]
    ]


def errors_of(file: str, name: str) -> list[str]:
    """The errors in an expected series."""
    return [value.removeprefix("error ") for _, value in expected(file)["series"][name] if isinstance(value, str)]


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize(("column", "place"), [("Current", 1), ("Start", 2), ("Target", 3)])
def test_01_flat_register(row: int, column: str, place: int) -> None:
    """One row for each key result: its value is today's."""
    found = expected("01_flat_register.csv")["values"][row]
    result = read("01_flat_register.csv", {"value": column, "where": {"Key Result": found[0]}})
    assert rows(result) == [(NOW, found[place])]
    assert (result.whole, result.problem) == (False, None)


@pytest.mark.parametrize("row", range(5))
def test_02_merged_objectives(row: int) -> None:
    """The header is found below titles, merged objectives are filled down, blank and total rows do not count."""
    objective, name, value = expected("02_merged_objectives.xlsx")["values"][row]
    where = {"Objective": objective, "Key result": name}
    result = read("02_merged_objectives.xlsx", {"value": "Current", "where": where, "fill_down": "Objective"})
    assert rows(result) == [(NOW, value)]
    assert result.problem is None


@pytest.mark.parametrize("name", ["New qualified leads", "Survey score"])
def test_03_weekly_scorecard(name: str) -> None:
    """Weeks across: weeks to come are blank, not zero; the average at the end is no week."""
    result = read("03_weekly_scorecard.xlsx", {"dates": "across", "row": {"Measurable": name}})
    assert rows(result) == series_of("03_weekly_scorecard.xlsx", name)
    assert result.skipped["not_a_date_column"] == 3
    assert result.skipped["blank"] == 13 - len(rows(result))
    assert result.problem is None


@pytest.mark.parametrize("name", ["Revenue/Actual", "Churn/Actual"])
@pytest.mark.parametrize("year", [2026, None])
def test_04_monthly_target_actual(name: str, year: int | None) -> None:
    """Months across, two rows for each KPI; the year is given or in the sheet's name."""
    kpi, kind = name.split("/")
    series = {"dates": "across", "row": {"KPI": kpi, "Type": kind}, "fill_down": ["KPI"]}
    result = read("04_monthly_target_actual.xlsx", {**series, "year": year} if year else series)
    assert rows(result) == series_of("04_monthly_target_actual.xlsx", name)
    assert result.problem is None


@pytest.mark.parametrize("name", ["On-time delivery/Actual", "Cost per item/Actual", "NPS/Actual"])
def test_05_two_level_header(name: str) -> None:
    """Quarters merged over Target, Actual, Status; an error cell is an error with its address, not a gap."""
    kpi, kind = name.split("/")
    series = {"dates": "across", "header": [1, 2], "row": {"KPI": kpi}, "value": kind}
    result = read("05_two_level_header.xlsx", series)
    assert rows(result) == series_of("05_two_level_header.xlsx", name)
    errors = errors_of("05_two_level_header.xlsx", name)
    assert bool(errors) == bool(result.problem)
    if errors:
        assert f"Quarterly!C5 holds {errors[0]}" in (result.problem or "")


@pytest.mark.parametrize("name", ["KR-1", "KR-2"])
@pytest.mark.parametrize("locale", ["de", None])
def test_06_checkin_log(name: str, locale: str | None) -> None:
    """German numbers and dates; of two rows of a day the later one is the last of the two."""
    series = {"date": "Datum", "value": "Wert", "where": {"KR-ID": name}, "on_duplicate": "last"}
    result = read("06_checkin_log_de.csv", series, locale=locale, encoding="cp1252")
    assert sorted(dict(rows(result)).items()) == series_of("06_checkin_log_de.csv", name)
    assert result.problem is None
    if name == "KR-1":
        assert [(row.at, row.key, row.value) for row in result.measurements][-2:] == [
            ("2026-01-19", "1", 0.023),
            ("2026-01-19", "2", 0.022),
        ]


def test_06_two_rows_of_a_day_are_a_problem_unless_one_is_chosen() -> None:
    """Both cells are named."""
    series = {"date": "Datum", "value": "Wert", "where": {"KR-ID": "KR-1"}}
    result = read("06_checkin_log_de.csv", series, locale="de")
    assert "C5 and C7 both have a value for 2026-01-19" in (result.problem or "")


@pytest.mark.parametrize("name", ["Sales Revenue (USD)", "CSAT"])
def test_07_period_kpi_grouped(name: str) -> None:
    """Months filled down, `985,432` without a locale, n/a is no value, the average is skipped."""
    series = {"date": "Month", "value": "Actual Value", "where": {"KPI Name": name}}
    result = read("07_period_kpi_grouped.csv", {**series, "fill_down": "Month", "skip": "Average", "year": 2026})
    assert rows(result) == series_of("07_period_kpi_grouped.csv", name)
    assert result.skipped["skip_pattern"] == 1
    assert result.problem is None


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize(
    ("column", "place"), [("Current Value", 1), ("Metric Start Value", 2), ("Metric Target Value", 3)]
)
def test_08_tool_export(row: int, column: str, place: int) -> None:
    """Rows of one level picked by their id; a title that begins with = is text."""
    found = expected("08_tool_export.csv")["values"][row]
    where = {"Level": "Key Result", "Row ID": int(found[0])}
    result = read("08_tool_export.csv", {"value": column, "where": where})
    assert rows(result) == [(NOW, found[place])]
    assert result.problem is None


def test_08_a_title_like_a_formula_is_text() -> None:
    """It can be looked for as it stands."""
    title = '=HYPERLINK("http://x.example.test","Bounce rate")'
    assert rows(read("08_tool_export.csv", {"value": "Current Value", "where": {"Title": title}})) == [(NOW, 34)]


@pytest.mark.parametrize("name", ["Signups", "Revenue"])
@pytest.mark.parametrize("skip", ["Total", None])
def test_09_dates_down(name: str, skip: str | None) -> None:
    """Real dates, a blank row, an error cell; the total has no date and does not count, skipped or not."""
    series = {"date": "Date", "value": name}
    result = read("09_dates_down.xlsx", {**series, "skip": skip} if skip else series)
    assert rows(result) == series_of("09_dates_down.xlsx", name)
    errors = errors_of("09_dates_down.xlsx", name)
    assert [f"export!E5 holds {error}" in (result.problem or "") for error in errors] == [True] * len(errors)
    assert bool(errors) == bool(result.problem)


LIST = {"date": "Closed", "dedupe_by": "Deal"}


def test_10_raw_list() -> None:
    """Amounts, counts and shares of deduplicated rows; month-first dates are proven by their column."""
    examples = expected("10_raw_list.csv")["examples"]
    won = read("10_raw_list.csv", {**LIST, "value": "Amount", "where": {"Stage": "Won"}})
    counted = read("10_raw_list.csv", {**LIST, "where": {"Stage": "Won"}})
    closed = read("10_raw_list.csv", {**LIST, "where": {"Stage": ["Won", "Lost"]}})
    assert [won.problem, counted.problem, closed.problem] == [None] * 3
    assert sum(value or 0 for _, value in rows(won)) == examples["sum Amount where Stage=Won, dedupe by Deal"]
    number = sum(value or 0 for _, value in rows(counted))
    assert number == examples["count Stage=Won, dedupe by Deal"]
    assert number / len(rows(closed)) == examples["share Won of closed (Won+Lost), dedupe"]
    by_month: dict[str, float] = {}
    for day, value in rows(won):
        by_month[day[:7]] = by_month.get(day[:7], 0) + (value or 0)
    assert by_month == examples["sum by month"]
    assert [row.key for row in won.measurements] == ["A-1", "A-3", "A-5"]
    assert won.skipped == {"duplicate": 1, "filtered": 2}


def test_10_na_is_text_where_it_is_compared() -> None:
    """North America is no missing value."""
    result = read("10_raw_list.csv", {**LIST, "where": {"Region": "NA"}})
    assert [row.key for row in result.measurements] == ["A-1", "A-5"]
    assert result.skipped == {"duplicate": 1, "filtered": 2, "no_date": 1}
