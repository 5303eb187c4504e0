"""Metrics over work items: count, sum, percentile, and ratio of two counts."""

from __future__ import annotations

from goalsync.model.metric import Metric, OverWork
from goalsync.model.settings import Settings
from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.conditions import condition_of, sources_of
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.validation import validated
from goalsync.workspace.written.conditions import Condition
from goalsync.workspace.written.metrics import MetricKeys
from goalsync.workspace.written.work_metrics import (
    WORK_METRICS,
    CountMetric,
    PercentileMetric,
    SumMetric,
    WorkRatioMetric,
)


def work_metric_of(part: Part, way: str, settings: Settings, names: Names, problems: Problems) -> Metric | None:
    """The metric, or None with its problems."""
    written = validated(WORK_METRICS[way], part, problems)
    if written is None:
        return None
    field = percentile = None
    match written:
        case PercentileMetric():
            field, percentile = written.field, written.percentile
        case SumMetric():
            field = written.sum
        case _:
            pass
    selectors = _selectors(written)
    definition = OverWork(
        way,
        tuple(
            condition_of(part.at(path), condition, names, problems, of_metric=True)
            for path, condition in selectors.items()
        ),
        field,
        percentile,
        tuple(sorted({name for condition in selectors.values() for name in sources_of(condition, names)})),
    )
    unit = written.unit or ("%" if way == "ratio" else None)
    fresh = fresh_of(part, ("fresh",), written.fresh, settings.fresh, problems)
    return Metric(written.id, definition, part.place, unit, fresh)


def _selectors(written: MetricKeys) -> dict[tuple[Key, ...], Condition]:
    match written:
        case WorkRatioMetric():
            return {("ratio", index): condition for index, condition in enumerate(written.ratio)}
        case CountMetric():
            return {("count",): written.count}
        case SumMetric() | PercentileMetric():
            return {("of",): written.of}
        case _:
            return {}
