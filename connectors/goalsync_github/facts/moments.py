"""GitHub's times and days. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime


def moment(text: str | None) -> datetime | None:
    """`2026-03-01T09:30:00Z` in UTC; None for anything but a time with an offset."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is UTC:
            return found
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def due_day(text: str | None) -> str | None:
    """The day that a milestone is due: the one written in front.

    People choose a day; GitHub keeps it as a time of 00:00, 07:00 or 08:00 UTC, depending on when and how it was set.
    """
    found = text[:10] if text else ""
    return day(found)


def day(text: str) -> str | None:
    """`2026-03-01` as it is; None for anything else."""
    try:
        return text if text and date.fromisoformat(text).isoformat() == text else None
    except ValueError:
        return None
