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
from goalsync.pull.holding import SMALL
from goalsync.sdk.connector import Connector, TakesCensus
from goalsync.store.presence import Compared
from goalsync.store.sources import StoredPartition

ITEMS_VANISHED: Final = "items_vanished"

WITHDRAWN: Final = frozenset({PullCode.FORBIDDEN, PullCode.GONE})
"""What a source says of a partition that may not be read any more, or is not there."""

_THERE: Final = frozenset({Presence.PRESENT, Presence.UNOBSERVED, Presence.OUT_OF_COVERAGE})
"""What was last known to be in its partition."""

_AWAY: Final = frozenset({Presence.ACCESS_LOST, Presence.ARCHIVED})
"""What the items of a partition become that is out of reach as a whole."""


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

    One of whose items something is left open is listed as soon as it can be, whatever `every` says.
    """
    return frozenset(part.report.name for part in stored if full or _is_due(every, part, now))


def _is_due(every: timedelta | str | None, part: StoredPartition, now: datetime) -> bool:
    if part.report.census_at is None or every == "always":
        return True
    return isinstance(every, timedelta) and now - part.report.census_at >= every


@dataclass(frozen=True, slots=True)
class Decision:
    """What a census leads to."""

    ask: tuple[str, ...] = ()
    """Native ids of which to ask the source what became of them, in order."""
    unobserved: tuple[str, ...] = ()
    """Those of which nothing is concluded."""
    brake: BrakeResult | None = None
    doubted: tuple[str, ...] = ()
    """Those that an edit of the source's keys may have put out of it: what is found of them says if the brake holds."""
    there: int = 0
    """How many there were, where some are doubted."""


def decide(
    compared: Compared,
    partition: str,
    *,
    limit: float | None,
    allowed: bool,
    withdrawn: bool,
    locates: bool,
    edited: bool = False,
) -> Decision:
    """Ask what became of what is missing and what is new; above `limit` of what was there (None: off) only of the new.

    `withdrawn`: the partition as a whole was out of reach since its ids were last listed, so that what it held counts
    as having been there. A source that does not `locates` leaves open what became of its items. `edited`: the source's
    own keys are others than when it was last pulled, which may have put any number of items out of what it pulls: then
    all are asked for, and `cannot_be_found` decides of those that are nowhere.
    """
    there = _THERE | _AWAY if withdrawn else _THERE
    vanished = tuple(id_ for id_, presence in compared.missing.items() if presence in there)
    total = sum(compared.stored.get(one, 0) for one in there)
    brake = _brake(partition, len(vanished), total, limit, allowed)
    held = brake is not None and not brake.overridden
    if held and edited and locates:
        return Decision(tuple(sorted({*compared.new, *compared.missing})), doubted=vanished, there=total)
    if not locates:
        return Decision((), vanished, brake)
    ask = set(compared.new) if held else {*compared.new, *compared.missing}
    return Decision(tuple(sorted(ask)), vanished if held else (), brake)


def cannot_be_found(partition: str, nowhere: int, total: int, limit: float | None) -> BrakeResult | None:
    """The brake on items that are nowhere after the source's keys were edited, of `total` that were there."""
    return _brake(partition, nowhere, total, limit, allowed=False, after=" after the source's keys were edited")


def placed(item: WorkItem, partitions: Collection[str]) -> WorkItem:
    """A located item with its presence: one that is now in a partition that is not pulled has moved."""
    if item.project not in partitions:
        return replace(item, presence=Presence.MOVED)
    return item


def _brake(
    partition: str, vanished: int, total: int, limit: float | None, allowed: bool, after: str = ""
) -> BrakeResult | None:
    if limit is None or total < SMALL or vanished <= limit * total:
        return None
    message = (
        f"{partition}: {vanished} of {total} items vanished at once{after}, more than {limit:.0%}; "
        "nothing is concluded of them: check that the account still sees them, or run once with "
        f"--allow {ITEMS_VANISHED} if it is true"
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
