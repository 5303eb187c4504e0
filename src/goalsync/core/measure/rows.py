"""From rows as they were recorded to values: which count, and what the one number of a date is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Final

from goalsync.core.maths.compare import total
from goalsync.core.maths.values import Gap, where
from goalsync.model.metric import Measurement, Point
from goalsync.model.vocabulary import OnDuplicate

_DAY: Final = len("2026-11-21")


@dataclass(frozen=True, slots=True)
class Live:
    """The rows that count: with a value, without one, and the one number of each date or why there is none."""

    points: tuple[Point, ...]
    unknowns: tuple[Measurement, ...]
    per_date: tuple[Point, ...]
    gaps: tuple[Gap, ...]


def live(rows: Iterable[Measurement], on_duplicate: OnDuplicate) -> Live:
    """Sort out recorded rows, given in recorded order. Linear in the rows when they come in order of date."""
    recorded = rows if isinstance(rows, Sequence) else tuple(rows)
    plain = _one_a_day(recorded)
    if plain is not None:
        return Live(plain, (), plain, ())
    points: list[Point] = []
    unknowns: list[Measurement] = []
    per_date: list[Point] = []
    gaps: list[Gap] = []
    for day, group in groupby(_counting(recorded), key=_day):
        dated = list(group)
        if len(dated) == 1 and (value := dated[0].value) is not None:  # nearly all dates are so
            point = Point(day, value, (dated[0],))
            points.append(point)
            per_date.append(point)
            continue
        valued = [Point(day, row.value, (row,)) for row in dated if row.value is not None]
        points.extend(valued)
        unknowns.extend(row for row in dated if row.value is None)
        match _one(day, dated, valued, on_duplicate):
            case Point() as point:
                per_date.append(point)
            case gap:
                gaps.append(gap)
    whole = tuple(points)
    same = len(per_date) == len(points) and all(map(_is, per_date, points))
    return Live(whole, tuple(unknowns), whole if same else tuple(per_date), tuple(gaps))


def _one_a_day(rows: Sequence[Measurement]) -> tuple[Point, ...] | None:
    """The points where every row has a value and a day of its own, in order, as in nearly all series; else None."""
    points: list[Point] = []
    last = ""
    for row in rows:
        at, value = row.at[:_DAY], row.value
        if at <= last or row.retracted or value is None or not math.isfinite(value):
            return None
        points.append(Point(date.fromisoformat(at), value, (row,)))
        last = at
    return tuple(points)


def _counting(rows: Sequence[Measurement]) -> Iterator[Measurement]:
    """The latest recorded row of each at and key that is not retracted, in order of at and key."""
    ordered = rows
    if any(earlier.at > later.at for earlier, later in pairwise(ordered)):
        ordered = sorted(ordered, key=attrgetter("at"))
    for _, group in groupby(ordered, key=attrgetter("at")):
        latest: dict[str, Measurement] = {}
        for row in group:
            before = latest.get(row.key)
            if before is None or not _earlier(row, before):
                latest[row.key] = row
        for key in latest if len(latest) == 1 else sorted(latest, key=_row_number):
            if not latest[key].retracted:
                yield _finite(latest[key])


def _earlier(row: Measurement, other: Measurement) -> bool:
    if row.recorded_at is None or other.recorded_at is None:
        return False
    return row.recorded_at < other.recorded_at


def _row_number(key: str) -> tuple[int, int]:
    """Numbered rows by number; those with a key of their own stay in recorded order (the sort is stable)."""
    return (0, int(key)) if key.isdecimal() else (1, 0)


def _finite(row: Measurement) -> Measurement:
    if row.value is None or math.isfinite(row.value):
        return row
    return Measurement(row.metric, row.at, None, row.key, evidence=row.evidence, note="not a finite number")


def _one(day: date, dated: Sequence[Measurement], valued: Sequence[Point], on_duplicate: OnDuplicate) -> Point | Gap:
    """The one number of a date."""
    unknown = [row for row in dated if row.value is None]
    if len(dated) > 1 and on_duplicate is OnDuplicate.ERROR:
        return Gap(day, f"{len(dated)} rows for one date", unreadable=True, measurements=tuple(dated))
    if on_duplicate is OnDuplicate.SUM and len(valued) > 1 and not unknown:
        rows = tuple(row for point in valued for row in point.measurements)
        return Point(day, total(point.value for point in valued), rows)
    if on_duplicate is OnDuplicate.SUM and unknown:
        return _unreadable(day, unknown[0])
    return _unreadable(day, dated[-1]) if dated[-1].value is None else valued[-1]


def _unreadable(day: date, row: Measurement) -> Gap:
    return Gap(day, f"the value could not be read{where(row)}", unreadable=True, measurements=(row,))


def _day(row: Measurement) -> date:
    return row.day


def _is(one: Point, other: Point) -> bool:
    return one is other
