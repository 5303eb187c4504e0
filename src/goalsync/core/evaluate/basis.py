"""What judging rests on: the settings, the day, what is known, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goalsync.core.evaluate.check_ins import CheckIns
from goalsync.core.evaluate.facts import fact_of
from goalsync.core.evaluate.known import Cut, Knowledge
from goalsync.core.evaluate.standing import Hold
from goalsync.core.evaluate.work import LinkedWork
from goalsync.core.maths.milestone import Fact
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Values
from goalsync.core.measure import Series
from goalsync.core.periods import keys_of
from goalsync.model.goals import Goal, KeyResult, Kpi
from goalsync.model.linked import WorkReading
from goalsync.model.measures import Work
from goalsync.model.period import Period
from goalsync.model.settings import Settings
from goalsync.model.vocabulary import Mode, Status, Truth


@dataclass(frozen=True, slots=True)
class Basis:
    """All that judging needs."""

    settings: Settings
    today: date
    knowledge: Knowledge
    check_ins: CheckIns
    work: LinkedWork

    def series_of(self, metric: str | None, subject: KeyResult | Goal) -> Series | None:
        """The series that a subject is judged on; None when it reads no metric.

        Once it was graded, what was known then and corrections since; while the metric is held, what was known
        when it was last complete.
        """
        if metric is None or metric not in self.knowledge.now:
            return None
        knowledge = self.knowledge.read_by(metric, keys_of(subject, self.settings.fiscal_year_starts))
        graded = self.check_ins.graded_at(subject.id, subject.period)
        if graded is not None:
            return knowledge.series(metric, Cut(graded, corrections=True))
        return knowledge.last_complete(metric)

    def series_of_kpi(self, kpi: Kpi) -> Series | None:
        """The series that a KPI is judged on; while it is held, what was known when it was last complete."""
        if kpi.metric not in self.knowledge.now:
            return None
        keys = keys_of(kpi, self.settings.fiscal_year_starts)
        return self.knowledge.read_by(kpi.metric, keys).last_complete(kpi.metric)

    def fact_of(self, done_when: str | None, done: date | None, subject: KeyResult | Goal) -> Fact:
        """What is known of a milestone of a subject. Once it was graded as met, nothing that happens later counts."""
        if done_when is None:
            return Fact(done=done)
        if done_when in self.work.configuration.goals.initiatives:
            fact = self.work.fact(done_when)
        else:
            fact = fact_of(done_when, self.knowledge.snapshot, self.settings.timezone)
        met = self.check_ins.graded_at(subject.id, subject.period) is not None and self._stands_as_met(subject)
        if met and (fact.done is None or fact.done > subject.period.end):
            return Fact(done=subject.period.end, words="graded as met: what changed since counts no more")
        return fact

    def _stands_as_met(self, subject: KeyResult | Goal) -> bool:
        standing = self.check_ins.standing(subject.id)
        return standing is not None and standing.status == Status.MET

    def work_outcome(self, subject: KeyResult, measure: Work, term: Term) -> Outcome:
        """Progress by the linked work of a key result."""
        return self.work.outcome(subject.id, measure, term, self.check_ins.graded_at(subject.id, subject.period))

    def reading_of(self, subject: KeyResult) -> WorkReading | None:
        """The reading of that work."""
        return self.work.reading(subject.id, self.check_ins.graded_at(subject.id, subject.period))

    def hold_of(self, series: Series | None, outcome: Outcome, subject: KeyResult | Goal) -> Hold | None:
        """Why the subject is held, if it is: its metric is, its newest value or its item could not be read."""
        if outcome.held is not None:
            standing = self.check_ins.standing(subject.id)
            return Hold(outcome.held, outcome.held_since, standing, observed=subject.mode is Mode.OBSERVE)
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
