"""Check-ins: dated statements about key results, goals and KPIs, computed or a person's."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from msgspec import Struct

from goalsync.model.vocabulary import Origin, Truth


class CheckIn(Struct, frozen=True):
    """One dated statement about a key result, goal or KPI: computed (origin sync) or a person's (manual)."""

    subject: str
    at: str
    """ISO 8601: a day or a UTC time."""
    value: float | None = None
    progress: float | None = None
    expected_progress: float | None = None
    status: str | None = None
    truth: Truth | None = None
    reason: str | None = None
    confidence: float | None = None
    note: str | None = None
    """A person's words: changed, impediments, next, one per line as `changed: …`."""
    by: str | None = None
    origin: Origin = Origin.SYNC
    run: str | None = None
    recorded_at: datetime | None = None

    def day(self, zone: tzinfo) -> date:
        """The day it is of: as it says, or of its time in a time zone."""
        if len(self.at) <= len("2026-11-21"):
            return date.fromisoformat(self.at)
        return datetime.fromisoformat(self.at).astimezone(zone).date()
