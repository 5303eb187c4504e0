"""Plans made in memory: what was recorded, what is known now, and what reconciling makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from goalsync.core.brakes import brake
from goalsync.core.drift import drift
from goalsync.core.evaluate import Evaluations, evaluate
from goalsync.core.explain import explain
from goalsync.core.measure import Series, measure
from goalsync.core.reconcile import reconcile
from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.explanation import Explanation
from goalsync.model.finding import Finding
from goalsync.model.goals import Goals
from goalsync.model.metric import Measurement, Metric
from goalsync.model.plan import Change, Plan
from goalsync.model.run import Run, Snapshot, SourceReport
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin, Truth
from support.judging import MIDDLE, configuration, snapshot, sourced


@dataclass(frozen=True)
class Situation:
    """A frozen store and a configuration, with everything that follows from them."""

    snapshot: Snapshot
    configuration: Configuration

    @cached_property
    def series(self) -> dict[str, Series]:
        """Measured."""
        return dict(measure(self.snapshot, self.configuration.mappings.metrics))

    @cached_property
    def evaluations(self) -> Evaluations:
        """Judged."""
        return evaluate(self.snapshot, self.configuration, self.series)

    def plan(self) -> Plan:
        """Reconciled."""
        return reconcile(self.snapshot, self.configuration, self.series, self.evaluations)

    def braked(self, **options: Any) -> Plan:
        """Reconciled, and the brakes looked at."""
        return brake(self.plan(), self.snapshot, self.configuration, **options)

    def drift(self) -> tuple[Finding, ...]:
        """What differs from what was declared."""
        return drift(self.snapshot, self.configuration, self.series, self.evaluations)

    def explain(self, name: str) -> Explanation:
        """One thing explained."""
        return explain(name, self.snapshot, self.configuration, self.series, self.evaluations)

    def applied(self, run: str = "run") -> Situation:
        """After its plan was applied by a run at its `now`."""
        now = self.snapshot.now
        found = self.with_check_ins(recorded(self.plan().changes, now, run))
        one = Run(run, now, now, "applied")
        return replace(found, snapshot=replace(found.snapshot, runs=(*found.snapshot.runs, one)))

    def with_check_ins(self, rows: Iterable[CheckIn]) -> Situation:
        """With more check-ins."""
        found = {subject: list(ones) for subject, ones in self.snapshot.check_ins.items()}
        for one in rows:
            found.setdefault(one.subject, []).append(one)
        check_ins = {subject: tuple(ones) for subject, ones in found.items()}
        return replace(self, snapshot=replace(self.snapshot, check_ins=check_ins))

    def later(
        self,
        today: date,
        rows: Sequence[Measurement] = (),
        *,
        goals: Goals | None = None,
        sources: tuple[SourceReport, ...] | None = None,
    ) -> Situation:
        """On another day, with more rows stored then (stamped `later`, run `later`), perhaps other goals or sources."""
        now = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
        measurements = dict(self.snapshot.measurements)
        for row in rows:
            stamped = replace(row, recorded_at=now, run="later")
            measurements[row.metric] = tuple(
                sorted((*measurements.get(row.metric, ()), stamped), key=lambda one: one.at)
            )
        then = replace(
            self.snapshot,
            now=now,
            today=today,
            measurements=measurements,
            sources=self.snapshot.sources if sources is None else sources,
        )
        return replace(
            self,
            snapshot=then,
            configuration=self.configuration if goals is None else replace(self.configuration, goals=goals),
        )


def situation(
    goals: Goals,
    rows: Sequence[Measurement] = (),
    *,
    today: date = MIDDLE,
    metrics: Iterable[Metric] = (),
    sources: tuple[SourceReport, ...] | None = None,
    **settings: Any,
) -> Situation:
    """What is known on a day; the metric `m` is there unless others are given."""
    declared = {metric.id: metric for metric in metrics} or {"m": sourced()}
    known = snapshot(today, rows, metrics=declared, sources=sources)
    return Situation(known, configuration(goals, declared, **settings))


def recorded(changes: Iterable[Change], now: datetime, run: str = "run") -> list[CheckIn]:
    """The check-ins that applying changes leaves in the store."""
    return [
        CheckIn(
            subject=change.subject,
            at=now.isoformat(),
            value=_number(change, "value"),
            progress=_number(change, "progress"),
            status=str((change.after or {})["status"]),
            truth=Truth(str((change.after or {})["truth"])),
            origin=Origin.SYNC,
            run=run,
            recorded_at=now,
        )
        for change in changes
    ]


def _number(change: Change, name: str) -> float | None:
    value = (change.after or {})[name]
    return float(value) if isinstance(value, (int, float)) else None


def key_results_of(goals: Iterable[Any]) -> Goals:
    """Key results alone."""
    return Goals(key_results={one.id: one for one in goals})
