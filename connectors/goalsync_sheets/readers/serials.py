"""What a number in a cell stands for by its number format: a number, a percentage, a date, a duration.

Imports openpyxl, whose rules for formats and dates these are.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from goalsync_sheets.book import Broken, Value
from goalsync_sheets.readers.formats import is_percent


class Shown(Enum):
    """How a number is shown."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"


_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Formats that every file has in Chinese, Japanese and Korean; openpyxl knows the western ones."""


def builtin(number: int) -> str:
    """The code of a format that every file has without defining it."""
    return "yyyy-mm-dd" if number in _EAST_ASIAN_DATES else BUILTIN_FORMATS.get(number, "General")


def shown(code: str) -> Shown:
    """What a format code makes of a number; its first section decides."""
    if is_timedelta_format(code):
        return Shown.DURATION
    if is_date_format(code):
        return Shown.DATE
    return Shown.PERCENT if is_percent(code) else Shown.NUMBER


def from_serial(serial: float, how: Shown, *, from_1904: bool) -> Value:
    """The date, time or duration that a serial number stands for.

    A day without a time is a date, less than a day a time, and what lies before the calendar a duration.
    """
    epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    try:
        if how is Shown.DURATION or serial < 0:
            return timedelta(days=serial)
        moment = from_excel(serial, epoch)
    except (OverflowError, ValueError):
        return Broken(f"{serial!r} shown as a date is beyond the calendar")
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date()
    return moment if isinstance(moment, date | time | timedelta) else None
