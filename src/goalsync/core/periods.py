"""The period for which a reader counts work: `closed_in: period`."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from goalsync.core.measure import Keys, key_of
from goalsync.core.measure.over_work import days_of
from goalsync.core.subjects import Subject
from goalsync.model.goals import Kpi
from goalsync.model.measures import Window, WindowUnit
from goalsync.model.period import Period, add_months

_WEEK: Final = 7
_QUARTER: Final = 3


def period_of(subject: Subject, day: date, year_starts: int) -> Period:
    """That of a key result or goal; of a KPI the window of its `every` that holds the day."""
    return window_of(subject.every, day, year_starts) if isinstance(subject, Kpi) else subject.period


def keys_of(subject: Subject, year_starts: int) -> Keys:
    """Which measurements a subject takes: those of its period, a KPI those of all its windows."""
    if not isinstance(subject, Kpi):
        own = key_of(subject.period)
        return lambda key: key == own
    every = subject.every

    def of_a_window(key: str) -> bool:
        days = days_of(key)
        return days is not None and key_of(window_of(every, days[0], year_starts)) == key

    return of_a_window


def counted_periods(subject: Subject, today: date, year_starts: int) -> Iterator[Period]:
    """The periods for which its metrics are counted on a day: those that began, of a KPI this window and the last."""
    current = period_of(subject, today, year_starts)
    if isinstance(subject, Kpi) and current.start > date.min:
        yield window_of(subject.every, current.start - timedelta(days=1), year_starts)
    if current.start <= today:
        yield current


def window_of(every: Window, day: date, year_starts: int) -> Period:
    """The window that holds a day: a calendar month, a fiscal quarter, a week from Monday, a day.

    Several days or weeks are counted from the start of the fiscal year; its last window ends with it.
    """
    year = date(day.year if day.month >= year_starts else day.year - 1, year_starts, 1)
    match every.unit:
        case WindowUnit.MONTH:
            return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
        case WindowUnit.QUARTER:
            months = (day.year - year.year) * 12 + day.month - year.month
            start = add_months(year, months - months % _QUARTER)
            return Period(start, add_months(start, _QUARTER) - timedelta(days=1))
        case WindowUnit.WEEK if every.count == 1:
            start = day - timedelta(days=day.weekday())
            return Period(start, start + timedelta(days=_WEEK - 1))
        case WindowUnit.DAY | WindowUnit.WEEK:
            length = every.count * (_WEEK if every.unit is WindowUnit.WEEK else 1)
            start = year + timedelta(days=(day - year).days // length * length)
            return Period(start, min(start + timedelta(days=length), add_months(year, 12)) - timedelta(days=1))
