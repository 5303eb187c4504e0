"""One way to ask what was computed of a key result, goal or KPI."""

from __future__ import annotations

from collections.abc import Mapping

from goalsync.core.evaluate import Evaluations
from goalsync.core.measure import Series
from goalsync.core.subjects import Subject, metrics_of
from goalsync.model.goals import Goal, KeyResult
from goalsync.model.run import Verdict
from goalsync.model.vocabulary import Truth


def verdict_of(subject: Subject, evaluations: Evaluations) -> Verdict:
    """What was computed of it."""
    if isinstance(subject, KeyResult):
        return evaluations.key_results[subject.id].verdict
    if isinstance(subject, Goal):
        return evaluations.goals[subject.id].verdict
    return evaluations.kpis[subject.id].verdict


def is_held(subject: Subject, verdict: Verdict, series: Mapping[str, Series]) -> bool:
    """Whether a source it needs is incomplete now: also where it never had a value that could stand."""
    if verdict.truth is Truth.HELD:
        return True
    return any(series[metric].truth is Truth.HELD for metric in metrics_of(subject) if metric in series)
