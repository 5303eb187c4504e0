"""Declares, measures and judges one thing in memory: the same functions that a run calls, nothing replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from goalsync.core.evaluate import (
    Evaluations,
    GoalEvaluation,
    KeyResultEvaluation,
    KpiEvaluation,
    evaluate,
)
from goalsync.core.measure import measure
from goalsync.model.check_in import CheckIn
from goalsync.model.goals import Goal, Goals, KeyResult, Kpi, Objective
from goalsync.model.measures import Measure
from goalsync.model.metric import FromSource, Measurement, Metric
from goalsync.model.period import Period
from goalsync.model.place import Place
from goalsync.model.run import MetricRead, PartitionReport, Run, Snapshot, SourceReport
from goalsync.model.settings import Configuration, Mappings, Settings
from goalsync.model.vocabulary import OnDuplicate, Origin, PullState

PLACE = Place("config/goals/company.yaml", 1)
RECORDED = datetime(2025, 1, 1, tzinfo=UTC)
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31), "2026-Q1")
MIDDLE = date(2026, 2, 14)
"""The day on which half of QUARTER is over."""


def day(text: str) -> date:
    """A day written as YYYY-MM-DD."""
    return date.fromisoformat(text)


def row(at: str, value: float | None, *, metric: str = "m", key: str = "1", **more: Any) -> Measurement:
    """One stored row, recorded long ago unless said otherwise."""
    return Measurement(metric, at, value, key, **{"recorded_at": RECORDED, **more})


def rows(*dated: tuple[str, float | None], metric: str = "m") -> tuple[Measurement, ...]:
    """Stored rows of dates and values, numbered among those of their date."""
    count: dict[str, int] = {}
    found = []
    for at, value in dated:
        count[at] = count.get(at, 0) + 1
        found.append(row(at, value, metric=metric, key=str(count[at])))
    return tuple(found)


def sourced(name: str = "m", on_duplicate: OnDuplicate = OnDuplicate.LAST, **more: Any) -> Metric:
    """A metric read from the source `numbers`."""
    return Metric(name, FromSource("numbers", None, events=True, on_duplicate=on_duplicate), PLACE, **more)


def read(metric: str = "m", **more: Any) -> MetricRead:
    """How a metric was read."""
    return MetricRead(metric, "numbers", "kpis.csv", **{"looked_at": 9, "matched": 9, "ever_matched": True, **more})


def pulled(reads: Iterable[MetricRead], state: PullState = PullState.COMPLETE, **more: Any) -> tuple[SourceReport, ...]:
    """The source `numbers` with one partition."""
    return (SourceReport("numbers", "sheets", (PartitionReport("kpis.csv", state, reads=tuple(reads), **more),)),)


def snapshot(
    today: date,
    measurements: Sequence[Measurement] = (),
    *,
    metrics: Mapping[str, Metric],
    sources: tuple[SourceReport, ...] | None = None,
    check_ins: Mapping[str, tuple[CheckIn, ...]] | None = None,
    runs: tuple[Run, ...] = (),
) -> Snapshot:
    """What a store would hold; every metric was read completely unless `sources` says otherwise."""
    by_metric: dict[str, list[Measurement]] = {}
    for one in measurements:
        by_metric.setdefault(one.metric, []).append(one)
    return Snapshot(
        now=datetime(today.year, today.month, today.day, 12, tzinfo=UTC),
        today=today,
        measurements={name: tuple(found) for name, found in by_metric.items()},
        check_ins=check_ins or {},
        sources=pulled([read(name) for name in metrics]) if sources is None else sources,
        runs=runs,
    )


def configuration(goals: Goals, metrics: Mapping[str, Metric], **settings: Any) -> Configuration:
    """A workspace that declares these goals and metrics."""
    check_ins = settings.pop("configured", ())
    return Configuration(
        Settings(sources={}, **settings), goals, Mappings(metrics=metrics), "digest", check_ins=check_ins
    )


def key_result(measure: Measure, period: Period = QUARTER, name: str = "O1.KR1", **more: Any) -> KeyResult:
    """A key result of objective O1."""
    return KeyResult(name, "A title", "sam", "O1", period, measure, PLACE, **more)


def everything(
    goals: Goals,
    today: date = MIDDLE,
    measurements: Sequence[Measurement] = (),
    *,
    metrics: Iterable[Metric] = (),
    sources: tuple[SourceReport, ...] | None = None,
    check_ins: Mapping[str, tuple[CheckIn, ...]] | None = None,
    runs: tuple[Run, ...] = (),
    **settings: Any,
) -> Evaluations:
    """Measure and evaluate; the metric `m` is there unless others are given."""
    declared = {metric.id: metric for metric in metrics} or {"m": sourced()}
    picture = snapshot(today, measurements, metrics=declared, sources=sources, check_ins=check_ins, runs=runs)
    workspace = configuration(goals, declared, **settings)
    return evaluate(picture, workspace, measure(picture, declared))


def judge(
    declared: KeyResult | Measure, today: date = MIDDLE, measurements: Sequence[Measurement] = (), **more: Any
) -> KeyResultEvaluation:
    """Judge one key result."""
    one = declared if isinstance(declared, KeyResult) else key_result(declared)
    return everything(Goals(key_results={one.id: one}), today, measurements, **more).key_results[one.id]


def judge_goal(
    declared: Goal, today: date = MIDDLE, measurements: Sequence[Measurement] = (), **more: Any
) -> GoalEvaluation:
    """Judge one pass/fail goal."""
    return everything(Goals(goals={declared.id: declared}), today, measurements, **more).goals[declared.id]


def judge_kpi(
    declared: Kpi, today: date = MIDDLE, measurements: Sequence[Measurement] = (), **more: Any
) -> KpiEvaluation:
    """Judge one KPI."""
    return everything(Goals(kpis={declared.id: declared}), today, measurements, **more).kpis[declared.id]


def objective_of(*key_results: KeyResult, period: Period = QUARTER, **more: Any) -> Goals:
    """Goals of one objective O1 with these key results."""
    ids = tuple(one.id for one in key_results)
    return Goals(
        objectives={"O1": Objective("O1", "An aim", "dana", period, ids, PLACE, **more)},
        key_results={one.id: one for one in key_results},
    )


def check_in(at: str, *, recorded_at: datetime | None = None, **more: Any) -> CheckIn:
    """A computed check-in of O1.KR1, recorded at noon of its day unless said otherwise."""
    moment = recorded_at or datetime.fromisoformat(at[:10]).replace(tzinfo=UTC) + timedelta(hours=12)
    return CheckIn(**{"subject": "O1.KR1", "at": at, "origin": Origin.SYNC, "recorded_at": moment, **more})
