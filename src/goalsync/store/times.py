"""Times as the store keeps them: ISO 8601 UTC text that sorts as the times do."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(time: datetime) -> str:
    """`2026-11-21T23:00:00+00:00`; a fraction, if there is one, sorts after the whole second. Needs a time zone."""
    if time.tzinfo is None:
        raise ValueError(f"a time without a time zone: {time}")
    return time.astimezone(UTC).isoformat()


def optional_text(time: datetime | None) -> str | None:
    """The same, None for None."""
    return None if time is None else to_text(time)


def to_time(text: str | None) -> datetime | None:
    """The time behind a text of the store."""
    return None if text is None else datetime.fromisoformat(text)
