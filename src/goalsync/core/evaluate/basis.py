"""What judging rests on: the settings, the day, what is known, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from goalsync.core.evaluate.check_ins import CheckIns
from goalsync.core.evaluate.known import Cut, Knowledge
from goalsync.core.evaluate.standing import Hold
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.values import Values
from goalsync.core.measure import Series
from goalsync.model.period import Period
from goalsync.model.settings import Settings
from goalsync.model.vocabulary import Mode, Truth


class Judged(Protocol):
    """What is judged over a period and graded after it: a key result or a goal."""

    @property
    def id(self) -> str: ...
    @property
    def period(self) -> Period: ...
    @property
    def mode(self) -> Mode: ...


@dataclass(frozen=True, slots=True)
class Basis:
    """All that judging needs."""

    settings: Settings
    today: date
    knowledge: Knowledge
    check_ins: CheckIns

    def series_of(self, metric: str | None, subject: Judged) -> Series | None:
        """The series that a subject is judged on; None when it reads no metric.

        Once it was graded, what was known then and corrections since; while the metric is held, what was known
        when it was last complete.
        """
        if metric is None or metric not in self.knowledge.now:
            return None
        series = self.knowledge.now[metric]
        graded = self.check_ins.graded_at(subject.id, subject.period)
        if graded is not None:
            return self.knowledge.series(metric, Cut(graded, corrections=True))
        return self.last_complete(series)

    def last_complete(self, series: Series) -> Series:
        """The series, while it is held as it was when it was last complete."""
        if series.truth is Truth.HELD and series.held_since is not None:
            return self.knowledge.series(series.metric.id, Cut(series.held_since, corrections=False))
        return series

    def hold_of(self, series: Series | None, outcome: Outcome, subject: Judged) -> Hold | None:
        """Why the subject is held, if it is: its metric is, or its newest value could not be read."""
        reason = held_reason(series, outcome.unreadable)
        if series is None or reason is None:
            return None
        since = series.held_since if series.truth is Truth.HELD else None
        return Hold(reason, since, self.check_ins.standing(subject.id), observed=subject.mode is Mode.OBSERVE)


def held_reason(series: Series | None, unreadable: str | None) -> str | None:
    """Why what is computed from a series is held; None when it is not.

    `unreadable` is why its newest number could not be read, if so.
    """
    if series is None:
        return None
    if series.truth is Truth.HELD:
        return series.reason or f"a source that {series.metric.id} needs is incomplete"
    return f"{series.metric.id}: {unreadable}" if unreadable is not None else None


def values_of(series: Series, period: Period, today: date) -> Values:
    """The values of a series, for a period and a day."""
    return Values(
        period=period,
        today=today,
        daily=series.per_date,
        rows=series.points,
        samples=series.samples,
        gaps=series.gaps,
        unread=series.unknowns,
        complete=series.complete,
    )
