"""Findings of initiatives: bets without work, work without effect, effect without work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from goalsync.core.drift.doubt import as_it_was, in_doubt
from goalsync.core.drift.picture import Picture, finding
from goalsync.core.wording import dated, number, percent, plural
from goalsync.model.finding import Finding
from goalsync.model.goals import Expectation, Initiative
from goalsync.model.linked import WorkReading
from goalsync.model.metric import Point
from goalsync.model.vocabulary import Truth

_IDLE: Final = timedelta(days=30)
"""How long the work of an initiative may stand still."""
_FLAT: Final = 0.1
"""Less than this part of the expected change is none."""


def idle_initiative(picture: Picture) -> Iterator[Finding]:
    """Active initiatives with no open work, or none that moved for a month."""
    for initiative in _active(picture):
        reading = _last(picture, initiative.id)
        if in_doubt(picture, reading.places if reading is not None else ()):
            yield from as_it_was(picture, "idle_initiative", initiative.id)
        elif picture.snapshot.linking is not None and (why := _idle(picture, reading)) is not None:
            yield finding(
                "idle_initiative",
                initiative.id,
                f"{initiative.title}: {why[0]}",
                why[1],
                remedy="Tie its work with a rule, or say what became of it: `status: done`, `dropped` or `candidate`.",
                evidence=(f"{initiative.place}: {initiative.id}",),
            )


def busy_but_flat(picture: Picture) -> Iterator[Finding]:
    """Work of an initiative was done, and what it should move did not within the time that was declared."""
    for initiative, expect in _bets(picture):
        points = _points(picture, expect)
        start = picture.snapshot.today - expect.within
        done = _done_by(picture, initiative.id, start)
        moved = _moved(points, start)
        if points is None or in_doubt(picture, _places(picture, initiative.id)):
            yield from as_it_was(picture, "busy_but_flat", initiative.id)
        elif done and moved is not None and moved / expect.change < _FLAT:
            yield finding(
                "busy_but_flat",
                initiative.id,
                f"{initiative.title}: {plural(done, 'item')} done, and {expect.metric} did not move",
                f"expected to change by {number(expect.change)} within {plural(expect.within.days, 'day')}"
                f"; since {start} it changed by {number(moved)}",
                remedy="Ask whether the bet holds; then change the work, or the hypothesis.",
                evidence=(f"{initiative.place}: {initiative.id}", dated(points[-1])),
            )


def moved_without_work(picture: Picture) -> Iterator[Finding]:
    """What an initiative should move did, though none of the work linked to it is done: something else moved it."""
    for initiative, expect in _bets(picture):
        points, reading = _points(picture, expect), _last(picture, initiative.id)
        start = picture.snapshot.today - expect.within
        moved = _moved(points, start)
        if points is None or in_doubt(picture, _places(picture, initiative.id)):
            yield from as_it_was(picture, "moved_without_work", initiative.id)
        elif moved is None or reading is None or not reading.linked or moved / expect.change < 1:
            continue
        elif not reading.stock.done.count:
            yield finding(
                "moved_without_work",
                initiative.id,
                f"{initiative.title}: {expect.metric} moved, and none of its work is done",
                f"{expect.metric} changed by {number(moved)} since {start}: {percent(moved / expect.change)} of what "
                "the initiative should bring",
                remedy="Find out what moved it; tie that work, or drop the bet.",
                evidence=(f"{initiative.place}: {initiative.id}", dated(points[-1])),
            )


def _active(picture: Picture) -> Iterator[Initiative]:
    yield from (one for one in picture.configuration.goals.initiatives.values() if one.status == "active")


def _bets(picture: Picture) -> Iterator[tuple[Initiative, Expectation]]:
    for one in _active(picture):
        if one.expect is not None and one.expect.change:
            yield one, one.expect


def _last(picture: Picture, subject: str) -> WorkReading | None:
    readings = picture.snapshot.work.get(subject, ())
    return readings[-1] if readings else None


def _places(picture: Picture, subject: str) -> tuple[tuple[str, str], ...]:
    reading = _last(picture, subject)
    return reading.places if reading is not None else ()


def _idle(picture: Picture, reading: WorkReading | None) -> tuple[str, str] | None:
    """Title and detail; None: it is not idle."""
    if reading is None or not reading.linked:
        return "no work is linked", "it is active, and no item is linked to it"
    stock = reading.stock
    if not stock.open.count:
        closed = f"; the last was closed on {reading.last_closed[:10]}" if reading.last_closed else ""
        detail = f"it is active, and all of its {plural(reading.linked, 'item')} are closed or dropped{closed}"
        return "no open work", detail
    moved = picture.snapshot.now if reading.recorded_at is None else reading.recorded_at
    if picture.snapshot.now - moved > _IDLE:
        return "its work stands still", f"of {plural(stock.open.count, 'open item')} none moved since {moved:%Y-%m-%d}"
    return None


def _done_by(picture: Picture, subject: str, day: date) -> int:
    """How many of its items had been done by a day."""
    zone = picture.configuration.settings.timezone
    done = 0
    for one in picture.snapshot.work.get(subject, ()):
        if one.recorded_at is not None and one.recorded_at.astimezone(zone).date() > day:
            break
        done = one.stock.done.count
    return done


def _points(picture: Picture, expect: Expectation) -> Sequence[Point] | None:
    """The values of what is expected to move; None while they cannot be read."""
    series = picture.series.get(expect.metric)
    if series is None:
        return ()
    return None if series.truth is Truth.HELD else series.per_date


def _moved(points: Sequence[Point] | None, start: date) -> float | None:
    """How far a metric came since a day; None where it had no value by then, or none since."""
    before = [one for one in points or () if one.day <= start]
    if not points or not before or points[-1].day <= start:
        return None
    return points[-1].value - before[-1].value
