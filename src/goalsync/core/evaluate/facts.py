"""What people declared that holds on a day, and what is known of the items that something is done with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from goalsync.core.match.days import day_of
from goalsync.core.maths.milestone import Fact
from goalsync.core.measure.reading import Sources, broken_part
from goalsync.core.wording import listed
from goalsync.model.goals import Override
from goalsync.model.run import Snapshot
from goalsync.model.vocabulary import Presence
from goalsync.model.work import ItemFacts

_OUT = {
    Presence.DELETED.value: "was deleted",
    Presence.MOVED.value: "was moved to a place that is not pulled",
    Presence.OUT_OF_COVERAGE.value: "is in a place that is no longer pulled",
}
_UNSEEN = {
    Presence.ACCESS_LOST.value: "may not be read any more",
    Presence.UNOBSERVED.value: "has not been seen since a census did not find it",
}


def fact_of(done_when: str, snapshot: Snapshot, zone: ZoneInfo) -> Fact:
    """What is known of an item, by the name it is called in `done_when`."""
    if done_when not in snapshot.named:
        return Fact(unknown=f"no work has been pulled that could tell whether {done_when} is done")
    found = snapshot.named[done_when]
    there = [item for item in found if item.presence not in _OUT]
    if not found:
        return Fact(unknown=f"there is no item {_name(done_when)} in what has been pulled")
    if not there:
        return Fact(unknown=f"{_name(done_when)} {_OUT[found[0].presence]}")
    if len(there) > 1:
        return Fact(unknown=_ambiguous(done_when, there))
    return _fact(there[0], Sources.of(snapshot.sources), zone)


def active(override: Override | None, today: date) -> Override | None:
    """An override until the end of its last day."""
    return override if override is not None and today <= override.until else None


def _fact(item: ItemFacts, sources: Sources, zone: ZoneInfo) -> Fact:
    part = broken_part(sources, item.source, item.project)
    held, since = (part[0], part[1]) if part is not None else (None, None)
    if held is None and item.presence in _UNSEEN:
        held = f"{item.key} {_UNSEEN[item.presence]}"
    if item.phase != "done":
        return Fact(held=held, since=since, words=f"{item.key} is {item.phase} ({item.status})")
    if item.closed is None:
        return Fact(unknown=f"{item.key} is done, but {item.source} does not say since when", held=held, since=since)
    return Fact(day_of(item.closed, zone), held=held, since=since, words=f"{item.key} is done ({item.status})")


def _ambiguous(done_when: str, items: Sequence[ItemFacts]) -> str:
    """Which items have the name, and how to mean one of them."""
    sources = sorted({item.source for item in items})
    if len(sources) == len(items):
        outright = [f"item:{item.source}:{item.key}" for item in items]
        return f"{_name(done_when)} is an item in each of {listed(sources)}: write {' or '.join(outright)}"
    uids = [item.uid for item in items]
    return f"{_name(done_when)} is the name of {len(items)} items: write {' or '.join(uids)}"


def _name(done_when: str) -> str:
    return done_when.removeprefix("item:")
