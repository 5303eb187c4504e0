"""Jira's times and days. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def moment(text: str | None) -> datetime | None:
    """`2026-03-01T09:30:00.123+0530` in UTC, with its milliseconds; None for anything but a time with an offset."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is UTC:
            return found
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970, as JQL compares them; `at` has a time zone."""
    return (at - _EPOCH) // _MILLISECOND


def day(text: str | None) -> str | None:
    """`2026-03-01` as it is; None for anything else."""
    if not text:
        return None
    try:
        return text if date.fromisoformat(text).isoformat() == text else None
    except ValueError:
        return None
