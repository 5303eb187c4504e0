"""Which metrics are read from which source, and how: pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from goalsync.model.goals import MetricCriterion
from goalsync.model.measures import takes_every_row
from goalsync.model.metric import FromSource
from goalsync.sdk.connector import MetricRequest

if TYPE_CHECKING:
    from goalsync.model.settings import Configuration
    from goalsync.sdk.connector import MetricConfig


def metric_requests(configuration: Configuration, source: str) -> tuple[MetricRequest, ...]:
    """The metrics to read from a source, in order of id."""
    single = one_per_date(configuration)
    return tuple(
        MetricRequest(
            metric=metric.id,
            config=cast("MetricConfig", metric.definition.settings),
            place=metric.place,
            percent_points=metric.unit == "%",
            one_per_date=metric.id in single,
        )
        for _, metric in sorted(configuration.mappings.metrics.items())
        if isinstance(metric.definition, FromSource) and metric.definition.source == source
    )


def one_per_date(configuration: Configuration) -> frozenset[str]:
    """The metrics that something reads as one number per date: anything but a key result that adds rows up."""
    return frozenset(_read_by_date(configuration))


def _read_by_date(configuration: Configuration) -> Iterator[str]:
    goals = configuration.goals
    for key_result in goals.key_results.values():
        if key_result.metric and not takes_every_row(key_result.measure):
            yield key_result.metric
    for kpi in goals.kpis.values():
        yield kpi.metric
    for goal in goals.goals.values():
        for criterion in goal.criteria:
            if isinstance(criterion, MetricCriterion):
                yield criterion.metric
    for metric in configuration.mappings.metrics.values():
        yield from metric.inputs
