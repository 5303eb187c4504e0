"""Numbers and dates, whatever they look like: written in a locale they come back, and nothing is made up."""

from __future__ import annotations

from datetime import date
from math import isfinite

from hypothesis import example, given
from hypothesis import strategies as st

from goalsync_sheets.book import Broken, Percent
from goalsync_sheets.values.dates import parse_date
from goalsync_sheets.values.locales import locale_of
from goalsync_sheets.values.numbers import UnclearNumber, decimal_mark, parse_number
from goalsync_sheets.values.when import When

LOCALES = {
    "de": (".", ","),
    "en": (",", "."),
    "fr": ("\u202f", ","),
    "de-CH": ("’", "."),
    "pl": ("\u00a0", ","),
    "sv": (" ", ","),
}
ERRORS = ["#DIV/0!", "#N/A", "#REF!", "#WERT!", "#NV", "#¡VALOR!", "Err:502", "#NAME?"]
DAY_FIRST = ["{d:02}.{m:02}.{y}", "{d}.{m}.{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}"]


def written(value: int, decimals: int, tag: str, style: str, *, grouped: bool) -> str:
    """`value` / 10^decimals as people of a locale write it."""
    thousands, mark = LOCALES[tag]
    digits = str(abs(value)).rjust(decimals + 1, "0")
    whole, rest = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    if grouped:
        whole = f"{int(whole):,}".replace(",", thousands)
    text = style.replace("N", whole + (mark + rest if rest else ""))
    return text if value >= 0 else f"-{text}" if "(" not in style else text


@given(
    st.integers(-(10**12), 10**12),
    st.integers(0, 6),
    st.sampled_from(sorted(LOCALES)),
    st.sampled_from(["N", " N ", "€ N", "N EUR", "$N"]),
    st.booleans(),
)
def test_a_number_written_in_a_locale_comes_back(
    value: int, decimals: int, tag: str, style: str, grouped: bool
) -> None:
    """To the last digit, grouped or not, with a currency or without."""
    text = written(value, decimals, tag, style, grouped=grouped)
    assert parse_number(text, locale_of(tag)) == float(f"{value}e-{decimals}"), text


@given(st.integers(-(10**6), 10**6), st.integers(0, 4), st.sampled_from(sorted(LOCALES)))
def test_a_percentage_written_in_a_locale_comes_back(value: int, decimals: int, tag: str) -> None:
    """As its fraction."""
    text = written(value, decimals, tag, "N %", grouped=True)
    assert parse_number(text, locale_of(tag)) == Percent(float(f"{value}e-{decimals + 2}")), text


@given(st.integers(1, 10**9), st.integers(0, 4), st.sampled_from(sorted(LOCALES)))
def test_without_a_locale_a_number_is_right_or_unclear(value: int, decimals: int, tag: str) -> None:
    """Never another number: an unclear one has the right reading among its two, a clear one proves its mark."""
    text = written(value, decimals, tag, "N", grouped=True)
    read = parse_number(text)
    expected = float(f"{value}e-{decimals}")
    if isinstance(read, UnclearNumber):
        assert expected in (read.as_decimal, read.as_thousands)
        assert decimal_mark(text) is None
    else:
        assert read == expected
        assert decimal_mark(text) in (None, LOCALES[tag][1])


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,-+()%$€ '#eE/", max_size=12))
@example("1e400")
@example("١٢٣")
@example("²")
def test_no_text_breaks_the_parsers(text: str) -> None:
    """A number that is finite, a date, blank, or what it is instead."""
    for locale in (None, locale_of("de"), locale_of("en")):
        number = parse_number(text, locale)
        assert number is None or isinstance(number, Percent | UnclearNumber | Broken) or isfinite(number)
        parse_date(text, locale, 2026)


@given(st.sampled_from(ERRORS), st.sampled_from(["", " ", "\t"]), st.sampled_from([None, *sorted(LOCALES)]))
def test_an_error_is_never_a_number(error: str, space: str, tag: str | None) -> None:
    """Nor a date, nor blank."""
    locale = locale_of(tag) if tag else None
    assert parse_number(space + error + space, locale) == Broken(error)
    assert parse_date(space + error + space, locale) == Broken(error)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(DAY_FIRST))
def test_a_date_written_day_first_comes_back(day: date, form: str) -> None:
    """With a locale; without one it is the same day or unclear, and never another day."""
    text = form.format(d=day.day, m=day.month, y=day.year)
    read = parse_date(text, locale_of("de"))
    assert isinstance(read, When)
    assert read.day == day
    without = parse_date(text)
    assert not isinstance(without, When) or without.day == day


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%B %d, %Y"]),
)
def test_a_date_with_one_reading_comes_back(day: date, form: str) -> None:
    """Whatever the locale."""
    for tag in (None, "de", "en"):
        read = parse_date(day.strftime(form), locale_of(tag) if tag else None)
        assert isinstance(read, When)
        assert read.day == day
