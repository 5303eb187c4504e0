"""What was said and computed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from goalsync.model.period import Period
from goalsync.model.run import CheckIn, Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin, Truth


@dataclass(frozen=True, slots=True)
class CheckIns:
    """All check-ins up to today's end: those stored, in recorded order, and those written in the workspace."""

    stored: Mapping[str, tuple[CheckIn, ...]]
    written: Mapping[str, tuple[CheckIn, ...]]
    today: date
    timezone: ZoneInfo

    @classmethod
    def of(cls, snapshot: Snapshot, configuration: Configuration) -> CheckIns:
        """The check-ins of a snapshot and a workspace."""
        written: dict[str, list[CheckIn]] = {}
        for one in configuration.check_ins:
            if isinstance(one, CheckIn):
                written.setdefault(one.subject, []).append(one)
        return cls(
            snapshot.check_ins,
            {subject: tuple(ones) for subject, ones in written.items()},
            snapshot.today,
            configuration.settings.timezone,
        )

    def computed(self, subject: str, was: str | None = None) -> tuple[CheckIn, ...]:
        """The computed ones of a subject, in recorded order."""
        rows = self.stored.get(subject) or self.stored.get(was or subject, ())
        return tuple(row for row in rows if row.origin is Origin.SYNC and self._day(row) <= self.today)

    def standing(self, subject: str, was: str | None = None) -> CheckIn | None:
        """The last computed one, if it knew anything: what stands while its subject is held."""
        rows = self.computed(subject, was)
        if not rows or rows[-1].truth is Truth.UNKNOWN:
            return None
        last = rows[-1]
        return last if last.value is not None or last.progress is not None else None

    def graded_at(self, subject: str, period: Period, was: str | None = None) -> datetime | None:
        """When it was graded: the first computed check-in after the last day that knew its value."""
        if self.today <= period.end:
            return None
        for row in self.computed(subject, was):
            if self._day(row) > period.end and row.truth is Truth.KNOWN:
                return row.recorded_at or _moment(row.at)
        return None

    def confidence(self, subject: str, was: str | None = None) -> float | None:
        """The newest judgement of a person."""
        stored = self.stored.get(subject) or self.stored.get(was or subject, ())
        return _newest(self._said((*self.written.get(subject, ()), *stored)))

    def _said(self, rows: Iterable[CheckIn]) -> list[tuple[date, float]]:
        return [
            (day, row.confidence)
            for row in rows
            if row.confidence is not None and (day := self._day(row)) <= self.today
        ]

    def _day(self, row: CheckIn) -> date:
        if len(row.at) <= len("2026-01-01"):
            return date.fromisoformat(row.at)
        return _moment(row.at).astimezone(self.timezone).date()


def _newest(said: list[tuple[date, float]]) -> float | None:
    """Of the newest day the last one said."""
    newest = max((day for day, _ in said), default=None)
    return next((confidence for day, confidence in reversed(said) if day == newest), None)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
