"""Periods of days, both ends inside."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

_NAMED: Final = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})))?")


class Period(Struct, frozen=True, order=True):
    """The days from `start` to `end`, both counted; `name` is how it was written."""

    start: date
    end: date
    name: str = ""

    @property
    def days(self) -> int:
        """Length in days, both ends counted."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def holds(self, other: Period) -> bool:
        """Whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return self.name or f"{self.start} to {self.end}"


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day where it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def parse_period(text: str, fiscal_year_starts: int = 1) -> Period:
    """Read `2026`, `2026-H2`, `2026-Q4` or `2026-11`.

    Years, halves and quarters are counted from the month `fiscal_year_starts` of the year that is named;
    months are those of the calendar. Raises ValueError on anything else.
    """
    found = _NAMED.fullmatch(text)
    if not found:
        raise ValueError(f"expected a period such as 2026, 2026-H2, 2026-Q4 or 2026-11, got '{text}'")
    year, half, quarter, month = found.groups()
    if month is not None:
        if not 1 <= int(month) <= 12:
            raise ValueError(f"there is no month {month}")
        start, months = date(int(year), int(month), 1), 1
    else:
        first = date(int(year), fiscal_year_starts, 1)
        skip, months = ((int(half) - 1) * 6, 6) if half else ((int(quarter) - 1) * 3, 3) if quarter else (0, 12)
        start = add_months(first, skip)
    return Period(start, add_months(start, months) - timedelta(days=1), text)
