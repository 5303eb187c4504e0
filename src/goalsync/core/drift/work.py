"""Findings of work itself: its scope, what is not there any more, what lies elsewhere, what cannot be read rightly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from math import fsum
from typing import Final

from goalsync.core.drift.doubt import all_as_they_were
from goalsync.core.drift.picture import Picture, finding
from goalsync.core.wording import listed, number, percent, plural
from goalsync.model.finding import Finding
from goalsync.model.linked import Stock, WorkReading
from goalsync.model.measures import Work
from goalsync.model.survey import AbsentWork
from goalsync.model.vocabulary import Move, Presence

_SCOPE: Final = 0.1
"""Part of the work at the start that has to come or go before it is told."""
_WHY: Final = {
    Presence.UNOBSERVED.value: "missing where they were, and the limit `items_vanished` holds what they count for",
    Presence.ACCESS_LOST.value: "the source says that this token may not see them any more",
    Presence.DELETED.value: "deleted in the source while they were open",
}


def scope_change(picture: Picture) -> Iterator[Finding]:
    """Running key results of work to which a tenth of the work at their start was added, or taken from it, since."""
    for key_result in picture.configuration.goals.key_results.values():
        if not isinstance(key_result.measure, Work) or picture.snapshot.today not in key_result.period:
            continue
        readings = picture.snapshot.work.get(key_result.id, ())
        start, later = _since(picture, readings, key_result.period.start)
        if start is None:
            continue
        size = _size(start.stock, key_result.measure)
        added = fsum(_moved(one, Move.SCOPE_ADDED, key_result.measure) for one in later)
        removed = fsum(_moved(one, Move.SCOPE_REMOVED, key_result.measure) for one in later)
        if size <= 0 or added + removed < _SCOPE * size:
            continue
        what = key_result.measure.by
        yield finding(
            "scope_change",
            key_result.id,
            f"{key_result.title}: the work changed by {percent((added + removed) / size)} since it started",
            f"of {number(size)} {what} on {_day(picture, start)}: {number(added)} added, {number(removed)} taken away",
            remedy=f"Renegotiate what was promised, or put work off; `goalsync explain {key_result.id}` shows it.",
            evidence=(f"{key_result.place}: {key_result.id}",),
        )


def vanished_work(picture: Picture) -> Iterator[Finding]:
    """Linked items that were not seen any more, may not be seen any more, or were deleted while open."""
    if picture.survey is None:
        yield from all_as_they_were(picture, "vanished_work")
        return
    for one in picture.survey.absent:
        if one.presence in _WHY:
            yield finding(
                "vanished_work",
                f"{one.source}:{one.project} {one.presence}",
                f"{plural(one.count, 'linked item')} of {one.project}: {one.presence.replace('_', ' ')}",
                f"{_WHY[one.presence]}; linked to {listed(one.goals)}",
                remedy=_remedy(one),
                evidence=one.keys,
            )


def out_of_coverage(picture: Picture) -> Iterator[Finding]:
    """Places that are not pulled, in which linked items or the parents of pulled ones are."""
    if picture.survey is None:
        yield from all_as_they_were(picture, "out_of_coverage")
        return
    linked = {
        (one.source, one.project): one
        for one in picture.survey.absent
        if one.presence in (Presence.OUT_OF_COVERAGE.value, Presence.MOVED.value)
    }
    below = {(one.source, one.project): one for one in picture.survey.below}
    for place in sorted(linked.keys() | below.keys()):
        there, under = linked.get(place), below.get(place)
        source, project = place
        parts = [f"{plural(there.count, 'item')} linked to {listed(there.goals)}"] if there is not None else []
        if under is not None:
            parts.append(f"the parents of {plural(under.count, 'item')} ({listed(under.parents)})")
        settings = picture.configuration.settings.sources.get(source)
        yield finding(
            "out_of_coverage",
            f"{source}:{project}",
            f"{project} is not pulled, and work that is pulled hangs on it",
            f"it holds {' and '.join(parts)}; nothing of it counts, and nothing is inherited from it",
            remedy=f"Pull {project} too, or tie the work below it with a rule of its own.",
            evidence=(
                *((str(settings.place),) if settings is not None else ()),
                *(there.keys if there is not None else ()),
                *(under.keys if under is not None else ()),
            ),
        )


def unmapped_status(picture: Picture) -> Iterator[Finding]:
    """Statuses of which neither the tracker nor `phases:` says whether that is to do, in progress or done."""
    if picture.survey is None:
        yield from all_as_they_were(picture, "unmapped_status")
        return
    for one in picture.survey.unmapped:
        settings = picture.configuration.settings.sources.get(one.source)
        named = {word.casefold() for words in (settings.phases.values() if settings else ()) for word in words}
        if one.status.casefold() in named:
            continue
        category = "without a category" if one.category is None else f"of the category {one.category}"
        yield finding(
            "unmapped_status",
            f"{one.source}:{one.status}",
            f"{one.status}: a status {category}, read as to do",
            f"{plural(one.count, 'item of', 'items of')} {one.source} {'is' if one.count == 1 else 'are'} in it",
            remedy=f"Say what it means: `phases: {{done: [{one.status}]}}` on the source {one.source}.",
            evidence=(*((str(settings.place),) if settings is not None else ()), *one.keys),
        )


def circular_parents(picture: Picture) -> Iterator[Finding]:
    """Items that are their own ancestors."""
    linking = picture.snapshot.linking
    for keys in linking.cycles if linking is not None else ():
        way = " → ".join((*keys, keys[0]))
        yield finding(
            "circular_parents",
            keys[0],
            f"{plural(len(keys), 'item')} {'is its own ancestor' if len(keys) == 1 else 'are their own ancestors'}",
            f"{way}: what the others inherit here depends on where one starts, so that no goal should depend on it",
            remedy="Give one of them another parent in the tracker.",
            evidence=keys,
        )


def _remedy(one: AbsentWork) -> str:
    match one.presence:
        case Presence.ACCESS_LOST.value:
            return "Give the token its rights back, or take the work out of the goals."
        case Presence.DELETED.value:
            return "If that was meant, accept it (`goalsync drift --write-baseline`); else restore them."
        case _:
            return "See what became of them; if they are gone, `goalsync sync --allow items_vanished`."


def _since(
    picture: Picture, readings: tuple[WorkReading, ...], start: date
) -> tuple[WorkReading | None, tuple[WorkReading, ...]]:
    """The reading that a period began with (the first one, where it is later), and those after it."""
    begun = 0
    for index, one in enumerate(readings):
        if _day(picture, one) <= start:
            begun = index
    return (readings[begun], readings[begun + 1 :]) if readings else (None, ())


def _day(picture: Picture, reading: WorkReading) -> date:
    moment: datetime = reading.recorded_at or picture.snapshot.now
    return moment.astimezone(picture.configuration.settings.timezone).date()


def _moved(reading: WorkReading, move: Move, measure: Work) -> float:
    stock = reading.moved.get(move.value)
    return abs(_size(stock, measure)) if stock is not None else 0.0


def _size(stock: Stock, measure: Work) -> float:
    """Open and done work as the key result counts it; missing points are left out where none are known."""
    parts = (stock.open, stock.done)
    if measure.by == "items":
        return fsum(one.items for one in parts)
    return fsum(one.points + one.missing * (stock.median or 0.0) for one in parts)
