"""Numbers as people write them."""

from __future__ import annotations

import pytest

from goalsync_sheets.book import Broken, Percent
from goalsync_sheets.values.locales import locale_of
from goalsync_sheets.values.numbers import UnclearNumber, decimal_mark, parse_number, points, read_number

ONE_READING = [
    ("42", 42),
    (" 7 ", 7),
    ("-3.5", -3.5),
    ("+125,341.0", 125341),
    ("1.5E+06", 1_500_000),
    ("1,5e3", 1500),
    ("(50,00)", -50),
    ("($500)", -500),
    ("$(500)", -500),
    ("-$5", -5),
    ("$-5", -5),
    ("5-", -5),
    ("−5", -5),
    ("–5", -5),
    ("1.234,56", 1234.56),
    ("1,234.56", 1234.56),
    ("1.234.567", 1_234_567),
    ("1,234,567", 1_234_567),
    ("1.234,567", 1234.567),
    ("12,34,567.5", 1_234_567.5),
    ("9,5", 9.5),
    (",5", 0.5),
    (".5", 0.5),
    ("0,982", 0.982),
    ("0.982", 0.982),
    ("1234,567", 1234.567),
    ("1234.567", 1234.567),
    ("1 234,5", 1234.5),
    ("1\u00a0234,5", 1234.5),
    ("1\u202f234\u202f567,5", 1_234_567.5),
    ("1'234.50", 1234.5),
    ("1’234’567", 1_234_567),
    ("€ 1.234,50", 1234.5),
    ("1.234,50 EUR", 1234.5),
    ("1 234,50 zł", 1234.5),
    ("kr 500", 500),
    ("5 000 kr.", 5000),
    ("US$ 12.5", 12.5),
    ("12.5 US$", 12.5),
    ("CHF 1'000.05", 1000.05),
    ("12.", 12),
    ("٣٤", 34),
]

PERCENT = [
    ("18%", 0.18),
    ("42,5 %", 0.425),
    ("2.2%", 0.022),
    ("29%", 0.29),
    ("(5%)", -0.05),
    ("-1.3%", -0.013),
    ("%5", 0.05),
]

BLANK = ["", "  ", "n/a", "N/A", "NA", "null", "None", "-", "–", "—", ".", "NaN"]

ERRORS = [
    "#DIV/0!",
    "#N/A",
    "#REF!",
    "#NAME?",
    "#VALUE!",
    "#NUM!",
    "#NULL!",
    "#WERT!",
    "#BEZUG!",
    "#NV",
    "#¡DIV/0!",
    "#¿NOMBRE?",
    "#VALEUR!",
    "#N/D",
    "Err:502",
    "####",
]

NO_NUMBERS = [
    "abc",
    "4+",
    ">= 40",
    "~40",
    "12 days",
    "1_000",
    "inf",
    "1,23,45",
    "1.2.3",
    "(5",
    "(-5)",
    "--5",
    "5%%",
    "12,",
    "=4*10",
    "#1",
    "1e400",
    "TRUE",
    "2026-01-05",
]


@pytest.mark.parametrize(("text", "number"), ONE_READING)
@pytest.mark.parametrize("tag", [None, "de", "en"])
def test_what_has_one_reading_is_read_whatever_the_locale(text: str, number: float, tag: str | None) -> None:
    """A locale decides only what is ambiguous."""
    assert parse_number(text, locale_of(tag) if tag else None) == number


@pytest.mark.parametrize(("text", "fraction"), PERCENT)
def test_a_percentage_is_its_fraction(text: str, fraction: float) -> None:
    """To the last digit: 2.2 % is 0.022, not 0.022000000000000002."""
    assert parse_number(text, locale_of("en")) == Percent(fraction)


@pytest.mark.parametrize("text", BLANK)
def test_words_for_nothing_are_blank(text: str) -> None:
    """Never 0."""
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ERRORS)
def test_errors_written_as_text_are_errors(text: str) -> None:
    """In a csv file as well, in any language."""
    assert parse_number(f" {text} ") == Broken(text)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_never_one(text: str) -> None:
    """It says what stood there."""
    found = parse_number(text)
    assert isinstance(found, Broken)
    assert text in found.why


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1.234", 1.234, 1234),
        ("985,432", 985_432, 985.432),
        ("(1,234)", -1234, -1.234),
        ("$12,000", 12_000, 12),
        ("1,234%", Percent(12.34), Percent(0.01234)),
    ],
)
def test_what_has_two_readings_is_decided_by_the_locale(text: str, point: object, comma: object) -> None:
    """Without one both readings are kept for the column to decide."""
    unclear = parse_number(text)
    assert isinstance(unclear, UnclearNumber)
    assert (unclear.read("."), unclear.read(",")) == (point, comma)
    assert parse_number(text, locale_of("en-GB")) == point
    assert parse_number(text, locale_of("de")) == comma
    assert parse_number(text, locale_of("de-CH")) == point


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("9,5", ","),
        ("1.234,5", ","),
        ("1.234.567", ","),
        ("12.5", "."),
        ("1,234,567", "."),
        ("0.982", "."),
        ("93.7%", "."),
        ("42", None),
        ("985,432", None),
        ("abc", None),
        ("", None),
    ],
)
def test_numbers_of_one_reading_prove_the_mark(text: str, mark: str | None) -> None:
    """Which is what the ambiguous ones of their column are read by."""
    assert decimal_mark(text) == mark


@pytest.mark.parametrize("fraction", [0.29, 0.07, 0.18, 0.57, 1.1, 0.022, 1e-7, 12.34])
def test_percent_points_move_the_decimal_point_and_nothing_else(fraction: float) -> None:
    """0.29 is 29, not 28.999999999999996."""
    assert points(Percent(fraction)) == float(f"{fraction!r}e2") if "e" not in repr(fraction) else fraction * 100


def test_cells_that_are_no_numbers() -> None:
    """Dates, times and truth values of a workbook are not taken for numbers."""
    from datetime import date, time, timedelta

    for value in (True, date(2026, 1, 5), time(12), timedelta(hours=3), float("inf"), float("nan")):
        assert isinstance(read_number(value), Broken), value
    assert read_number(3) == 3.0
    assert read_number(Percent(0.5)) == Percent(0.5)
    assert read_number(None) is None
