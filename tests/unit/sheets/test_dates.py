"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from goalsync_sheets.book import Broken, Percent
from goalsync_sheets.values.dates import date_order, parse_date, read_date
from goalsync_sheets.values.locales import locale_of
from goalsync_sheets.values.when import Grain, UnclearDate, When

FIFTH = date(2026, 1, 5)
DAYS = [
    "2026-01-05",
    "2026-01-05T23:30:00-08:00",
    "2026-01-05 13:00",
    "2026/1/5",
    "2026.01.05",
    "20260105",
    "05.01.2026",
    "5.1.2026",
    "05.01.26",
    "5. 1. 2026",
    "Mo 05.01.2026",
    "05.01.2026 08:15",
    "5 Jan 2026",
    "5-Jan-26",
    "January 5th, 2026",
    "Monday, January 5, 2026",
    "5. Januar 2026",
    "5 janvier 2026",
    "5 de enero de 2026",
    "5 gennaio 2026",
    "5 januari 2026",
    "5 de janeiro de 2026",
    "46027",
    "2026-W02-1",
]
PERIODS = [
    ("2026-03", date(2026, 3, 1), Grain.MONTH),
    ("03/2026", date(2026, 3, 1), Grain.MONTH),
    ("202603", date(2026, 3, 1), Grain.MONTH),
    ("March 2026", date(2026, 3, 1), Grain.MONTH),
    ("März 2026", date(2026, 3, 1), Grain.MONTH),
    ("mrt 2026", date(2026, 3, 1), Grain.MONTH),
    ("août 2026", date(2026, 8, 1), Grain.MONTH),
    ("Mar-26", date(2026, 3, 1), Grain.MONTH),
    ("Mar '26", date(2026, 3, 1), Grain.MONTH),
    ("Q2 2026", date(2026, 4, 1), Grain.QUARTER),
    ("2026-Q2", date(2026, 4, 1), Grain.QUARTER),
    ("Q2/26", date(2026, 4, 1), Grain.QUARTER),
    ("H2 2026", date(2026, 7, 1), Grain.HALF),
    ("KW 5 2026", date(2026, 1, 26), Grain.WEEK),
    ("2026-W05", date(2026, 1, 26), Grain.WEEK),
    ("Week 5, 2026", date(2026, 1, 26), Grain.WEEK),
    ("2026", date(2026, 1, 1), Grain.YEAR),
]
WITHOUT_YEAR = [
    ("January", date(2026, 1, 1)),
    ("Okt", date(2026, 10, 1)),
    ("Q3", date(2026, 7, 1)),
    ("KW 5", date(2026, 1, 26)),
    ("5 Jan", FIFTH),
    ("5-Jan", FIFTH),
    ("Jan 5", FIFTH),
    ("05.01.", FIFTH),
]
NO_DATES = [
    "Total",
    "Avg",
    "31.02.2026",
    "2026-02-30",
    "2026-13",
    "0202-01-01",
    "9999-12-31",
    "45",
    "KW 60 2026",
    "Q5 2026",
]


@pytest.mark.parametrize("text", DAYS)
def test_days(text: str) -> None:
    """Times of day are dropped; dots put the day first everywhere."""
    found = parse_date(text)
    assert isinstance(found, When)
    assert (found.day, found.grain) == (FIFTH, Grain.DAY)


@pytest.mark.parametrize(("text", "day", "grain"), PERIODS)
def test_periods_are_dated_on_their_first_day(text: str, day: date, grain: Grain) -> None:
    """Months, quarters, halves, years, ISO weeks."""
    assert parse_date(text) == When(day, grain)


@pytest.mark.parametrize(("text", "day"), WITHOUT_YEAR)
def test_dates_without_a_year_need_one(text: str, day: date) -> None:
    """And say so."""
    found = parse_date(text, None, 2026)
    assert isinstance(found, When)
    assert found.day == day
    assert parse_date(text) in (
        Broken(f"'{text}', a date without a year"),
        Broken(f"'{text}', not a date"),
    )


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_never_one(text: str) -> None:
    """Impossible days are not moved to the next possible one."""
    assert parse_date(text, None, 2026) == Broken(f"'{text}', not a date")


def test_two_readings_are_decided_by_the_locale() -> None:
    """Without one both are kept for the column to decide."""
    unclear = parse_date("03/04/2025")
    assert unclear == UnclearDate("03/04/2025", date(2025, 4, 3), date(2025, 3, 4))
    assert parse_date("03/04/2025", locale_of("fr")) == When(date(2025, 4, 3))
    assert parse_date("03/04/2025", locale_of("en-GB")) == When(date(2025, 4, 3))
    assert parse_date("03/04/2025", locale_of("en")) == When(date(2025, 3, 4))
    assert parse_date("03/04/2025", locale_of("en-CA")) == unclear
    assert parse_date("04/04/2025") == When(date(2025, 4, 4))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("25/11/2025", "day first"),
        ("11-25-2025", "month first"),
        ("03/04/2025", None),
        ("25.11.2025", None),
        ("x", None),
    ],
)
def test_a_part_above_twelve_proves_the_order(text: str, order: str | None) -> None:
    """Dotted dates prove nothing: they have one reading anywhere."""
    assert date_order(text) == order


def test_a_year_of_two_digits_among_dashes_is_refused() -> None:
    """05-01-26 may begin with its year."""
    assert parse_date("05-01-26") == Broken("'05-01-26', a date whose year is not clear (write yyyy-mm-dd)")


def test_blanks_and_errors() -> None:
    """As in numbers."""
    assert parse_date("n/a") is None
    assert parse_date(" #REF! ") == Broken("#REF!")


def test_cells_of_a_workbook() -> None:
    """Serial numbers, years and yyyymmdd are dates in a column of dates; durations and truth values are not."""
    assert read_date(datetime(2026, 1, 5, 13, 0)) == When(FIFTH)  # noqa: DTZ001 - cells know no time zones
    assert read_date(FIFTH) == When(FIFTH)
    assert read_date(46027) == When(FIFTH)
    assert read_date(46027.75) == When(FIFTH)
    assert read_date(2026) == When(date(2026, 1, 1), Grain.YEAR)
    assert read_date(20260105.0) == When(FIFTH)
    for value in (True, Percent(0.5), time(12), timedelta(days=2), 12.5):
        assert isinstance(read_date(value), Broken), value
    assert read_date(Broken("#N/A")) == Broken("#N/A")


@pytest.mark.parametrize("tag", ["", "xx", "deutsch", "de_", "1"])
def test_unknown_locales_are_refused(tag: str) -> None:
    """With what is expected."""
    with pytest.raises(ValueError, match="expected a language such as de"):
        locale_of(tag)


@pytest.mark.parametrize(
    ("tag", "decimal", "order"),
    [
        ("de", ",", "day first"),
        ("pt_BR", ",", "day first"),
        ("de-CH", ".", "day first"),
        ("es-MX", ".", "day first"),
        ("en", ".", "month first"),
        ("en-GB", ".", "day first"),
        ("en-ZA", ",", "day first"),
        ("ja", ".", None),
    ],
)
def test_locales(tag: str, decimal: str, order: str | None) -> None:
    """The decimal mark goes with language and region, the order of day and month too."""
    locale = locale_of(tag)
    assert (locale.decimal, locale.order) == (decimal, order)
