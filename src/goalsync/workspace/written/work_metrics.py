"""Metrics over work items as they are written; imported only where there are some."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from goalsync.workspace.written.conditions import Condition
from goalsync.workspace.written.fields import Name
from goalsync.workspace.written.metrics import PAIR, MetricKeys, read_pair


class WorkRatioMetric(MetricKeys):
    """100 · numerator ÷ denominator of two counts of work items, in percent points."""

    ratio: Annotated[list[Condition], BeforeValidator(read_pair)] = Field(
        description="[numerator, denominator]", json_schema_extra=PAIR
    )


class CountMetric(MetricKeys):
    """How many work items there are."""

    count: Condition


class SumMetric(MetricKeys):
    """The sum of a field over work items."""

    sum: Name = Field(description="points, or a named numeric field.")
    of: Condition


class PercentileMetric(MetricKeys):
    """A percentile of a field over work items, by nearest rank."""

    percentile: Annotated[float, Field(gt=0, le=100)]
    field: Name = Field(description="cycle_days, lead_days, age_days, points, or a named numeric field.")
    of: Condition


WORK_METRICS: Final[Mapping[str, type[MetricKeys]]] = {
    "ratio": WorkRatioMetric,
    "count": CountMetric,
    "sum": SumMetric,
    "percentile": PercentileMetric,
}
"""The key that tells what is measured of work items → its model."""
