"""Metrics over work items: count, sum, percentile, and ratio of two counts."""

from __future__ import annotations

from goalsync.model.metric import Metric, OverWork
from goalsync.model.settings import Settings
from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import both
from goalsync.workspace.translate.conditions import condition_of, may_match, sources_of
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.translate.references import check_references
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
        check_references(part, names, problems)
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
    for path, condition in selectors.items():
        _check_work(part.at(path), condition, names, problems)
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


def _check_work(part: Part, condition: Condition, names: Names, problems: Problems) -> None:
    """A problem where a selector names sources, and none of them ever brings work: its count could only be 0."""
    texts = condition.source
    known = texts is not None and any(may_match(text, name) for text in texts for name in names.sources)
    if texts is not None and known and not sources_of(condition, names):
        said = f"{both(texts)} brings no work items" if len(texts) == 1 else f"{both(texts)} bring no work items"
        remedy = "name the source of a tracker, or leave it out"
        problems.error(part, ("source",), said, rule="no-work", remedy=remedy)
