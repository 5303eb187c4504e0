"""The dated values that something may be computed from, on a day, and those that it may not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from goalsync.model.copies import replace
from goalsync.model.metric import Measurement, Point
from goalsync.model.period import Period


@dataclass(frozen=True, slots=True)
class Gap:
    """A date on which a metric should have a number and has none.

    `unreadable`: a number may stand there, but it could not be read (an error cell, two rows for one date).
    Otherwise there is none (an empty population, a division by zero).
    """

    day: date
    reason: str
    unreadable: bool
    measurements: tuple[Measurement, ...] = ()


class Excluded(NamedTuple):
    """A value that does not count, and why."""

    what: Point | Measurement
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch `start:stop` of values that do not count, and why; nothing is copied."""

    points: Sequence[Point]
    start: int
    stop: int
    reason: str

    def __iter__(self) -> Iterator[Excluded]:
        for position in range(self.start, self.stop):
            yield Excluded(self.points[position], self.reason)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a metric for a period, on a day: only those dated inside it and not after today count."""

    period: Period
    today: date
    daily: tuple[Point, ...] = ()
    """One number per date, in order."""
    rows: tuple[Point, ...] = ()
    """Every value, in order; several may share a date."""
    samples: tuple[Point, ...] = ()
    """What a trend is fitted to: the rows, or the one number per date where rows are parts of it."""
    gaps: tuple[Gap, ...] = ()
    """The dates that have no number, in order; none of them is in `daily`."""
    unread: tuple[Measurement, ...] = ()
    """Rows whose value could not be read, in order."""
    complete: bool = True
    """Whether all that there is was read: only then does "none" mean 0."""

    @property
    def last_day(self) -> date:
        """The last day whose values count."""
        return min(self.today, self.period.end)

    def within(self, points: Sequence[Point]) -> tuple[int, int]:
        """Where the values that count begin and end in `points`."""
        start = bisect_left(points, self.period.start, key=_day)
        return start, max(start, bisect_right(points, self.last_day, key=_day))

    @property
    def inside(self) -> tuple[Point, ...]:
        """The numbers that count, one per date."""
        start, stop = self.within(self.daily)
        return self.daily[start:stop]

    @property
    def events(self) -> tuple[Point, ...]:
        """The rows that count, several per date."""
        start, stop = self.within(self.rows)
        return self.rows[start:stop]

    @property
    def trend(self) -> tuple[Point, ...]:
        """The values that count for a forecast."""
        start, stop = self.within(self.samples)
        return self.samples[start:stop]

    @property
    def earlier(self) -> Point | None:
        """The last number before the period (and not after today)."""
        before = bisect_left(self.daily, self.period.start, key=_day)
        if self.today < self.period.start:
            before = bisect_right(self.daily, self.today, key=_day)
        return self.daily[before - 1] if before else None

    @property
    def current(self) -> Point | None:
        """The last number that counts, or the last earlier one until there is one."""
        start, stop = self.within(self.daily)
        return self.daily[stop - 1] if stop > start else self.earlier

    @property
    def blocking(self) -> Gap | None:
        """A date without a number that is later than every number up to today: nothing known replaces it."""
        position = bisect_right(self.gaps, self.last_day, key=lambda gap: gap.day)
        if not position:
            return None
        gap, current = self.gaps[position - 1], self.current
        return gap if current is None or gap.day > current.day else None

    @property
    def unread_inside(self) -> tuple[Measurement, ...]:
        """The rows of the period up to today whose value could not be read."""
        return tuple(row for row in self.unread if self.period.start <= row.day <= self.last_day)

    def by_row(self) -> Values:
        """The same with every row for a number of its own: several of one date are no gap."""
        unread = {row.day for row in self.unread}
        gaps = tuple(gap for gap in self.gaps if not gap.unreadable or gap.day in unread)
        return replace(self, daily=self.rows, gaps=gaps)

    def outside(self, points: Sequence[Point]) -> tuple[LeftOut, ...]:
        """The values that do not count because of their date."""
        start, stop = self.within(points)
        end = max(stop, bisect_right(points, self.period.end, key=_day))
        stretches = (
            LeftOut(points, 0, start, "before the period"),
            LeftOut(points, stop, end, "after today"),
            LeftOut(points, end, len(points), "after the period"),
        )
        return tuple(stretch for stretch in stretches if stretch.start < stretch.stop)


def as_fresh_as(point: Point) -> date:
    """The day of the oldest measurement behind a value: how fresh it is."""
    return min((measurement.day for measurement in point.measurements), default=point.day)


def where(row: Measurement) -> str:
    """Where a row stands, to go behind a sentence: ` (KPIs!B4 holds #DIV/0!)`; nothing when that is not known."""
    evidence = row.evidence
    if evidence is None:
        return ""
    cells = ", ".join(evidence.cells)
    place = "!".join(part for part in (evidence.sheet or evidence.file, cells) if part)
    holds = f"{place} holds {evidence.raw}" if place and evidence.raw else place or evidence.raw
    return f" ({holds})" if holds else ""


def _day(point: Point) -> date:
    return point.day
