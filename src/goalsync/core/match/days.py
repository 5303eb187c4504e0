"""Days of the workspace as texts of times, to compare with those of items."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def text_of(moment: datetime) -> str:
    """A time as the store writes it: ISO 8601 in UTC, which sorts as the times do."""
    return moment.astimezone(UTC).isoformat()


def start_of(day: date, zone: ZoneInfo) -> str:
    """The moment at which a day begins in a zone. Of the first and last days that there are, the calendar's end."""
    try:
        return text_of(datetime.combine(day, time(), zone))
    except OverflowError:
        return text_of(datetime.min.replace(tzinfo=UTC) if day.year == 1 else datetime.max.replace(tzinfo=UTC))


def end_of(day: date, zone: ZoneInfo) -> str:
    """The moment at which the next day begins."""
    if day == date.max:
        return text_of(datetime.max.replace(tzinfo=UTC))
    return start_of(day + timedelta(days=1), zone)


def day_of(text: str, zone: ZoneInfo) -> date:
    """The day of a time in a zone."""
    return datetime.fromisoformat(text).astimezone(zone).date()
