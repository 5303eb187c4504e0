"""The server's clock beside ours, and the time zone of the account. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from goalsync.sdk.connector import Examination, Soundness
from goalsync_jira.facts.moments import moment

_SAME: Final = timedelta(minutes=1)
"""Less is the age of the answer, the second that a header is cut to, and what was asked before."""


def clock(server_time: str | None, date: str | None, now: datetime) -> Examination:
    """How far the server's clock (`serverTime`, else the header Date) is from `now`, which may be `--now`."""
    said = moment(server_time) or http_date(date)
    if said is None:
        return Examination("clock", Soundness.NOTE, "the server does not tell its time")
    ahead = said - now
    if abs(ahead) <= _SAME:
        return Examination("clock", Soundness.OK, f"the server's clock agrees with this run's ({_seconds(ahead):+d} s)")
    way = "ahead of" if ahead > timedelta() else "behind"
    found = f"the server's clock ({said.isoformat(timespec='seconds')}) is {_span(abs(ahead))} {way} this run's"
    remedy = "set both clocks right: pulls go by the server's own times, ages and deadlines by the run's"
    return Examination("clock", Soundness.WARNING, found, remedy)


def time_zone(name: str | None) -> Examination:
    """The zone in which Jira reads dates in queries."""
    if not name:
        return Examination("time zone", Soundness.NOTE, "the account has none that Jira tells")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found = f"{name}, which this machine does not know"
        return Examination("time zone", Soundness.WARNING, found, "update tzdata, or set another zone in the account")
    return Examination("time zone", Soundness.OK, name)


def http_date(text: str | None) -> datetime | None:
    """The time of a header such as Date, in UTC; None for none, and for anything else."""
    try:
        found = parsedate_to_datetime(text or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _span(span: timedelta) -> str:
    seconds = _seconds(span)
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
