"""Periods as days."""

from __future__ import annotations

from datetime import date

from goalsync.model.period import Period, parse_period
from goalsync.workspace.document import Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.written.fields import Span


def period_of(part: Part, written: str | Span, fiscal_year_starts: int, problems: Problems) -> Period | None:
    """The days of the part's `period`, or None with the problem."""
    if isinstance(written, str):
        return parse_period(written, fiscal_year_starts)
    if written.end < written.start:
        said = f"ends on {written.end}, before it starts on {written.start}"
        problems.error(part, ("period", "end"), said, rule="period", remedy="swap them, or correct one")
        return None
    return Period(written.start, written.end)


def fiscal_year_start(day: date, fiscal_year_starts: int) -> date:
    """The first day of the fiscal year that holds `day`."""
    year = day.year if day.month >= fiscal_year_starts else day.year - 1
    return date(year, fiscal_year_starts, 1)
