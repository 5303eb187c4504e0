"""JQL for what to look through, and for what was updated since. Pure.

JQL compares `updated` with milliseconds since 1970 in no zone at all, or with a minute in the account's own time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SECOND: Final = 1000
_MINUTE: Final = 60 * _SECOND
_NEAR: Final = timedelta(hours=3)
_HOUR: Final = timedelta(hours=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def bounds(project: str, jql: str | None) -> str:
    """What is pulled of a project."""
    return f'project = "{project}"' + (f" AND ({jql})" if jql else "")


def updated_since(start: int, zones: Iterable[tzinfo] | None) -> str:
    """The clause for updates from `start` (milliseconds since 1970) on, and possibly some before.

    `zones` None: in milliseconds, rounded down to the second that an index keeps. Else as a minute that is not later
    than `start` in any of the zones, also in a night when clocks are set back.
    """
    if zones is None:
        return f"updated >= {start - start % _SECOND}"
    return f'updated >= "{min(literal(start, zone) for zone in zones)}"'


def literal(start: int, zone: tzinfo) -> str:
    """The minute of a time in a zone as JQL writes it; an hour earlier near a change of clocks."""
    moment = _EPOCH + timedelta(milliseconds=start)
    offsets = {(moment + step).astimezone(zone).utcoffset() for step in (-_NEAR, timedelta(), _NEAR)}
    if len(offsets) > 1:
        moment -= _HOUR
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def minute(start: int) -> int:
    """The beginning of a time's minute (offsets of zones are whole minutes)."""
    return start - start % _MINUTE


def zones_of(account: str | None, server_time: str | None) -> tuple[tzinfo, ...]:
    """The zones that a site may read dates in: the account's, and the server's as its clock tells.

    Where the account's is not known, the earliest on Earth is taken: too much is found then, never too little.
    """
    found: list[tzinfo] = []
    try:
        found.append(ZoneInfo(account or ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.append(ZoneInfo("Etc/GMT+12"))
    try:
        offset = datetime.fromisoformat(server_time or "").tzinfo
    except ValueError:
        offset = None
    return (*found, offset) if offset is not None else tuple(found)
