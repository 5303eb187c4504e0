"""Recurring windows of days, counted from a period's start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from goalsync.model.measures import Window, WindowUnit
from goalsync.model.period import Period, add_months


def ended_windows(start: date, every: Window, out_of: int, today: date) -> Iterator[Period]:
    """Those of the first `out_of` windows whose last day has come."""
    first = start
    for number in range(1, out_of + 1):
        try:
            following = _after(start, every, number)
        except (OverflowError, ValueError):  # beyond the calendar
            return
        last = following - timedelta(days=1)
        if last > today:
            return
        yield Period(first, last)
        first = following


def windows_in(period: Period, every: Window) -> int:
    """How many windows lie wholly inside a period."""
    return sum(1 for _ in ended_windows(period.start, every, period.days, period.end))


def _after(start: date, every: Window, number: int) -> date:
    """The day after `number` windows; months and quarters end on the day before the same day of the month."""
    count = number * every.count
    match every.unit:
        case WindowUnit.DAY:
            return start + timedelta(days=count)
        case WindowUnit.WEEK:
            return start + timedelta(weeks=count)
        case WindowUnit.MONTH:
            return add_months(start, count)
        case WindowUnit.QUARTER:
            return add_months(start, 3 * count)
        case _:
            assert_never(every.unit)
