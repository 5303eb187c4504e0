"""What people write, and what they are told when it does not fit."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from goalsync.model.vocabulary import OnDuplicate
from goalsync_sheets.config.metric import SheetsMetric
from goalsync_sheets.config.source import DEFAULT_LIMIT, SheetsSource

CREDENTIALS = "file:service-account.json"


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        ({"path": "kpis.csv"}, ("kpis.csv",)),
        ({"path": ["a.csv", "b.xlsx"]}, ("a.csv", "b.xlsx")),
        ({"url": "https://example.test/kpis.csv"}, ("https://example.test/kpis.csv",)),
        ({"url": ["env:KPI_URL", "file:kpi-url.txt"]}, ("env:KPI_URL", "file:kpi-url.txt")),
        ({"google": "1AbC", "credentials": CREDENTIALS}, ("1AbC",)),
    ],
)
def test_a_source_has_one_place(keys: dict[str, object], places: tuple[str, ...]) -> None:
    """A file or several, an address, a Google spreadsheet; each is named as it is written."""
    assert SheetsSource.model_validate(keys).places == places


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "needs one of `path`, `url` or `google`"),
        ({"path": "a.csv", "url": "https://example.test/b.csv"}, "path and url exclude each other"),
        ({"path": ["a.csv", "a.csv"]}, "names the same file twice"),
        ({"path": []}, "at least 1 item"),
        ({"url": "ftp://example.test/a.csv"}, "https:// or http://"),
        ({"url": "file:///tmp/a.csv"}, "https:// or http://"),
        ({"url": "env:"}, "or env:NAME"),
        ({"url": "https://[::1/a.csv"}, "https:// or http://"),
        ({"google": "1AbC", "credentials": CREDENTIALS, "base_url": "env:X"}, "https:// or http://"),
        ({"google": "1AbC"}, "needs `credentials`"),
        ({"google": "1AbC", "credentials": "hunter2"}, "must be a reference"),
        ({"google": "1AbC", "credentials": CREDENTIALS, "delimiter": ";"}, "is for text files"),
        ({"path": "a.csv", "credentials": CREDENTIALS}, "goes with `google` only"),
        ({"path": "a.csv", "locale": "klingon"}, "not a known locale"),
        ({"path": "a.csv", "encoding": "cp9999"}, "not a known encoding"),
        ({"path": "a.csv", "delimiter": ";;"}, "expected one character"),
        ({"path": "a.csv", "limit": "many"}, "expected a size such as 50 MB"),
    ],
)
def test_what_is_wrong_with_a_source(keys: dict[str, object], message: str) -> None:
    """A plain sentence."""
    with pytest.raises(ValidationError) as refused:
        SheetsSource.model_validate(keys)
    assert message in str(refused.value)
    assert "hunter2" not in "".join(problem["msg"] for problem in refused.value.errors())


def test_sizes_and_delimiters_as_people_write_them() -> None:
    """`50 MB`, `tab`."""
    source = SheetsSource.model_validate({"path": "a.tsv", "limit": "1.5 GiB", "delimiter": "tab"})
    assert (source.limit, source.delimiter) == (1_610_612_736, "\t")
    assert SheetsSource.model_validate({"path": "a.csv"}).limit == DEFAULT_LIMIT


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "exactly one of `cell` and `series`"),
        ({"cell": "B4", "series": {"value": "NPS"}}, "exactly one of `cell` and `series`"),
        ({"series": {"value": "NPS"}, "dated": "B1"}, "a series has its own column of dates"),
        ({"series": {}}, "needs `date`, `value` or `where`"),
        ({"series": {"sheet": "A", "table": "T", "value": "NPS"}}, "sheet and table exclude each other"),
        ({"series": {"range": "A4", "value": "NPS"}}, "is not a range"),
        ({"series": {"value": "NPS", "header": 0}}, "expected a row number"),
        ({"series": {"value": "NPS", "header": [4, 6]}}, "two rows that follow each other"),
        ({"series": {"value": "NPS", "row": {"KPI": "NPS"}}}, "`row` goes with `dates: across`"),
        ({"series": {"dates": "across"}}, "needs `row`"),
        ({"series": {"dates": "across", "row": {"KPI": "NPS"}, "date": "Week"}}, "leave it out"),
        (
            {"series": {"dates": "across", "row": {"KPI": "NPS"}, "where": {"KPI": "x"}}},
            "stands twice",
        ),
        ({"series": {"value": "NPS", "where": {"Team": "A", " team": "B"}}}, "'team' stands twice"),
        ({"series": {"value": "NPS", "where": {"Team": []}}}, "an empty list"),
        ({"series": {"value": "NPS", "where": {"Team": {"a": 1}}}}, "expected a text, a number"),
        ({"series": {"date": "Day", "percentile": 95}}, "`percentile` needs `value`"),
        ({"series": {"value": "NPS", "year": 26}}, "1900"),
        ({"series": {"value": "NPS", "valeu": "x"}}, "Extra inputs"),
    ],
)
def test_what_is_wrong_with_a_metric(keys: dict[str, object], message: str) -> None:
    """A plain sentence."""
    with pytest.raises(ValidationError) as refused:
        SheetsMetric.model_validate(keys)
    assert message in str(refused.value)


def test_only_series_with_dates_are_events() -> None:
    """A series without dates, like a cell, is a level: it cannot be accumulated."""
    assert not SheetsMetric.model_validate({"cell": "B4"}).events()
    assert not SheetsMetric.model_validate({"series": {"value": "NPS"}}).events()
    dated = SheetsMetric.model_validate({"series": {"date": "Week", "value": "NPS", "on_duplicate": "last"}})
    assert dated.events()
    assert dated.duplicates() is OnDuplicate.LAST
    assert SheetsMetric.model_validate({"series": {"dates": "across", "row": {"KPI": "NPS"}}}).events()


def test_names_that_look_like_numbers() -> None:
    """A header 2026 and a value 7 need no quotes."""
    series = SheetsMetric.model_validate({"series": {"value": 2026, "where": {"Row": [7, "x", None, True]}}}).series
    assert series is not None
    assert series.value == "2026"
    assert series.where == {"Row": ("7", "x", "", "true")}


@pytest.mark.parametrize(
    ("source", "metric", "path", "message"),
    [
        ({"path": "a.csv"}, {"cell": "B4", "file": "b.csv"}, ("file",), "has no file 'b.csv'"),
        ({"path": ["a.csv", "b.csv"]}, {"cell": "B4"}, ("file",), "say which with `file:`"),
        ({"path": "a.csv"}, {"cell": "KPIs!B4"}, ("cell",), "a text file without sheets: write 'B4'"),
        ({"path": "a.csv"}, {"cell": "nps_now"}, ("cell",), "not a cell such as B4"),
        ({"path": "a.csv"}, {"series": {"sheet": "A", "value": "x"}}, ("series", "sheet"), "leave `sheet` out"),
    ],
)
def test_what_fits_only_together(
    source: dict[str, object], metric: dict[str, object], path: tuple[str, ...], message: str
) -> None:
    """Found before anything is read."""
    found = list(SheetsMetric.model_validate(metric).problems(SheetsSource.model_validate(source)))
    assert [where for where, _ in found] == [path]
    assert message in found[0][1]


@pytest.mark.parametrize(
    ("source", "metric"),
    [
        ({"path": "a.xlsx"}, {"cell": "KPIs!B4"}),
        ({"path": "a.xlsx"}, {"cell": "nps_now"}),
        ({"path": ["a.csv", "b.csv"]}, {"cell": "B4", "file": "b.csv"}),
        ({"path": ["./a.csv", "b.csv"]}, {"cell": "B4", "file": "a.csv"}),
        ({"path": "data/*.csv"}, {"cell": "B4", "file": "data/new.csv"}),
        ({"google": "1AbC", "credentials": CREDENTIALS}, {"cell": "KPIs!B4"}),
    ],
)
def test_what_fits_together(source: dict[str, object], metric: dict[str, object]) -> None:
    """Only the directory can tell what a glob matches."""
    assert not list(SheetsMetric.model_validate(metric).problems(SheetsSource.model_validate(source)))


def test_the_name_of_a_reference_tells_nothing_of_the_file() -> None:
    """A `url` that is kept in a text file may well be a workbook."""
    source = SheetsSource.model_validate({"url": "file:kpi-url.txt"})
    assert list(SheetsMetric.model_validate({"cell": "KPIs!B4"}).problems(source)) == []


def test_addresses_are_listed_without_their_secrets() -> None:
    """Also those that are refused elsewhere."""
    source = SheetsSource.model_validate({"url": ["https://example.test/a?token=hunter2", "https://example.test/b"]})
    for file in (None, "https://example.test/c?token=hunter2"):
        ((_, told),) = SheetsMetric.model_validate({"cell": "B4", "file": file}).problems(source)
        assert "token=…" in told
        assert "hunter2" not in told
