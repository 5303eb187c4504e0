"""Dates as people write them, down to the day: ISO, 05.01.2026, 1/15/2026, 5 Jan 2026, Q1 2026, KW 5 2026, January.

A period (a month, a quarter, a week) is dated on its first day. `03/04/2025` has two readings: the locale decides,
else it is `UnclearDate`, for the rest of its column to decide. Times of day are dropped.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from goalsync_sheets.book import Broken, Fault, Percent, Value
from goalsync_sheets.values.date_forms import parse_form
from goalsync_sheets.values.locales import Locale, Order
from goalsync_sheets.values.months import plain
from goalsync_sheets.values.text import cited, error_text, is_blank, shown
from goalsync_sheets.values.when import FIRST_YEAR, LAST_YEAR, Dated, UnclearDate, When


def parse_date(text: str, locale: Locale | None = None, year: int | None = None) -> Dated:
    """The date a text says; `year` is the year of months, quarters and days that are written without one."""
    if len(text) == 10 and text[4] == "-" and (found := _iso(text)) is not None:
        return found
    return _cached(text, locale.order if locale else None, year)


def read_date(value: Value, locale: Locale | None = None, year: int | None = None) -> Dated:
    """The date in a cell; a bare number is a serial date, a year, or written as yyyymmdd."""
    match value:
        case str():
            return parse_date(value, locale, year)
        case datetime():
            return When(value.date())
        case date():
            return When(value)
        case None | Broken():
            return value
        case bool() | Percent() | time() | timedelta():
            return Broken(f"{shown(value)}, not a date", Fault.NO_DATE)
        case int() | float():
            return _cached(shown(float(int(value))), None, year)


def date_order(text: str) -> Order | None:
    """The order of day and month that a date proves by having only one reading, if it does."""
    found = parse_date(text)
    return found.proves if isinstance(found, When) else None


@lru_cache(maxsize=50_000)
def _iso(text: str) -> Dated:
    """The date that a text such as 2026-11-21 says; None where it is of another form."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return When(day) if FIRST_YEAR <= day.year <= LAST_YEAR else _not_a_date(text)


@lru_cache(maxsize=50_000)
def _cached(text: str, order: Order | None, year: int | None) -> Dated:
    stripped = " ".join(text.split())
    if is_blank(stripped):
        return None
    if error := error_text(stripped):
        return Broken(error)
    try:
        found = parse_form(plain(stripped), year)
    except ValueError:
        found = None
    match found:
        case UnclearDate():
            return found.read(order) if order else UnclearDate(stripped, found.day_first, found.month_first)
        case When() if FIRST_YEAR <= found.day.year <= LAST_YEAR:
            return found
        case Broken(why=why, fault=fault):
            return Broken(f"{cited(stripped)}, {why}", fault)
        case _:
            return _not_a_date(stripped)


def _not_a_date(text: str) -> Broken:
    return Broken(f"{cited(text)}, not a date", Fault.NO_DATE)
