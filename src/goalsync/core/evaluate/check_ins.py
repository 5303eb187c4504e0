"""What was said and computed before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from goalsync.core.subjects import written
from goalsync.model.check_in import CheckIn
from goalsync.model.period import Period
from goalsync.model.run import Run, Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin, Truth

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CheckIns:
    """All check-ins up to today's end: those stored, in recorded order, and those written in the workspace."""

    stored: Mapping[str, tuple[CheckIn, ...]]
    written: Mapping[str, tuple[CheckIn, ...]]
    applied: tuple[Run, ...]
    """The runs that applied their plan, by their start."""
    today: date
    timezone: ZoneInfo

    @classmethod
    def of(cls, snapshot: Snapshot, configuration: Configuration) -> CheckIns:
        """The check-ins of a snapshot and a workspace."""
        applied = (run for run in snapshot.runs if run.outcome == "applied")
        return cls(
            snapshot.check_ins,
            written(configuration),
            tuple(sorted(applied, key=_started)),
            snapshot.today,
            configuration.settings.timezone,
        )

    def computed(self, subject: str) -> tuple[CheckIn, ...]:
        """The computed ones of a subject, in recorded order."""
        rows = self.stored.get(subject, ())
        return tuple(row for row in rows if row.origin is Origin.SYNC and row.day(self.timezone) <= self.today)

    def standing(self, subject: str) -> CheckIn | None:
        """The last computed one, if it knew anything: what stands while its subject is held."""
        rows = self.computed(subject)
        if not rows or rows[-1].truth is Truth.UNKNOWN:
            return None
        last = rows[-1]
        return last if last.value is not None or last.progress is not None else None

    def graded_at(self, subject: str, period: Period) -> datetime | None:
        """When it was graded: by the first applied run after the last day for which it was known.

        A run records a check-in only where something differs; where it recorded none, and did not hold the subject,
        what was recorded before is what it found.
        """
        if self.today <= period.end:
            return None
        after = datetime.combine(period.end + timedelta(days=1), time(), self.timezone)
        for row, following in pairwise((*self.computed(subject), None)):
            if row is None or row.truth is not Truth.KNOWN or row.recorded_at is None:
                continue
            replaced = following.recorded_at or _NEVER if following is not None else _NEVER
            found = self._first_for(subject, max(after, row.recorded_at), replaced)
            if found is not None:
                return found.started
        return None

    def confidence(self, subject: str) -> float | None:
        """The newest judgement of a person."""
        rows = (*self.written.get(subject, ()), *self.stored.get(subject, ()))
        said = [
            (day, row.confidence)
            for row in rows
            if row.confidence is not None and (day := row.day(self.timezone)) <= self.today
        ]
        newest = max((day for day, _ in said), default=None)
        return next((confidence for day, confidence in reversed(said) if day == newest), None)

    def _first_for(self, subject: str, start: datetime, end: datetime) -> Run | None:
        """The first applied run from `start` and before `end` that did not hold the subject."""
        for run in self.applied[bisect_left(self.applied, start, key=_started) :]:
            if run.started >= end or run.started.astimezone(self.timezone).date() > self.today:
                return None
            if subject not in run.held:
                return run
        return None


def _started(run: Run) -> datetime:
    return run.started
