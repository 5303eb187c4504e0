"""When the ids of a partition are listed, and what is made of them: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from goalsync.model.copies import replace
from goalsync.model.plan import BrakeResult
from goalsync.model.settings import SourceSettings
from goalsync.model.vocabulary import Presence, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Connector, TakesCensus
from goalsync.store.presence import Compared
from goalsync.store.sources import StoredPartition

ITEMS_VANISHED: Final = "items_vanished"

WITHDRAWN: Final = frozenset({PullCode.FORBIDDEN, PullCode.GONE})
"""What a source says of a partition that may not be read any more, or is not there."""

_SMALL: Final = 10
"""Brakes are ignored below this many of a thing."""

_THERE: Final = frozenset({Presence.PRESENT, Presence.UNOBSERVED, Presence.OUT_OF_COVERAGE})
"""What was last known to be in its partition."""


def census_every(settings: SourceSettings, connectors: Mapping[str, Connector]) -> timedelta | str | None:
    """How often the ids of a source's items are listed: as configured, else as its connector says."""
    if settings.census is None:
        with suppress(Exception):  # one that cannot be loaded is told when its source is opened
            connector = connectors.get(settings.connector)
            return connector.census_every if isinstance(connector, TakesCensus) else None
    return settings.census


def due(
    every: timedelta | str | None, stored: Iterable[StoredPartition], now: datetime, *, full: bool
) -> frozenset[str]:
    """The partitions pulled before of which the ids are to be listed now: `every` has passed, or something is open.

    A partition that could not be read as a whole is listed when it can be, whatever `every` says.
    """
    return frozenset(part.report.name for part in stored if full or _is_due(every, part, now))


def _is_due(every: timedelta | str | None, part: StoredPartition, now: datetime) -> bool:
    if part.report.code in WITHDRAWN:
        return True
    if isinstance(every, timedelta):
        return part.report.census_at is None or now - part.report.census_at >= every
    return every == "always"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a census leads to."""

    ask: tuple[str, ...] = ()
    """Native ids of which to ask the source what became of them, in order."""
    unobserved: tuple[str, ...] = ()
    """Those of which nothing is concluded."""
    brake: BrakeResult | None = None


def decide(
    compared: Compared,
    partition: str,
    *,
    limit: float | None,
    allowed: bool,
    withdrawn: bool,
    locates: bool,
) -> Decision:
    """Ask what became of what is missing and what is new; above `limit` of what was there (None: off) only of the new.

    `withdrawn`: the partition could not be read when it was last tried, so that what it held counts as having been
    there. A source that does not `locates` leaves open what became of its items.
    """
    there = _THERE | {Presence.ACCESS_LOST} if withdrawn else _THERE
    vanished = tuple(id_ for id_, presence in compared.missing.items() if presence in there)
    brake = _brake(partition, len(vanished), sum(compared.stored.get(one, 0) for one in there), limit, allowed)
    held = brake is not None and not brake.overridden
    if not locates:
        return Decision((), vanished, brake)
    ask = set(compared.new) if held else {*compared.new, *compared.missing}
    return Decision(tuple(sorted(ask)), vanished if held else (), brake)


def placed(item: WorkItem, partitions: Collection[str]) -> WorkItem:
    """A located item with its presence: one that is now in a partition that is not pulled has moved."""
    if item.project not in partitions:
        return replace(item, presence=Presence.MOVED)
    return item


def _brake(partition: str, vanished: int, total: int, limit: float | None, allowed: bool) -> BrakeResult | None:
    if limit is None or total < _SMALL or vanished <= limit * total:
        return None
    message = (
        f"{partition}: {vanished} of {total} items vanished at once, more than {limit:.0%}; nothing is concluded of "
        f"them: check that the account still sees them, or run once with --allow {ITEMS_VANISHED} if it is true"
    )
    return BrakeResult(ITEMS_VANISHED, "hold", vanished, total, limit, message, overridden=allowed)


def unlisted(partition: str, items: int, limit: float, source: str) -> BrakeResult:
    """The brake on a partition that a source lists no more, though nobody took it out of the configuration."""
    message = (
        f"{partition}: {source} does not list it any more, though its keys are the same: nothing is concluded of its "
        f"{items} items; check that the account still sees it, or name in the source's keys what is to be pulled"
    )
    return BrakeResult(ITEMS_VANISHED, "hold", items, items, limit, message)


def unanswerable(partition: str, missing: int, new: int) -> str:
    """What a source that cannot be asked for single items leaves open."""
    return (
        f"{partition}: {missing} items are listed no more and {new} are listed that were not brought; "
        "the connector cannot be asked for single items"
    )
