"""A metric with its values, as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goalsync.core.maths.values import Gap
from goalsync.model.metric import FromSource, Manual, Measurement, Metric, Point
from goalsync.model.run import MetricRead
from goalsync.model.vocabulary import OnDuplicate, Truth


@dataclass(frozen=True, slots=True)
class Series:
    """The values of a metric.

    `points` are all live rows that have a value (the latest recorded per at and key, not retracted), in order of
    date and row; of a formula or ratio, one per date. `truth` is HELD while something it reads is incomplete:
    `held_since` is when that was last complete.
    """

    metric: Metric
    points: tuple[Point, ...] = ()
    unknowns: tuple[Measurement, ...] = ()
    """Live rows without a value (error cells), in order."""
    per_date: tuple[Point, ...] = ()
    """One number per date, by the metric's `on_duplicate`, in order."""
    gaps: tuple[Gap, ...] = ()
    """Dates that have no one number, in order, each with its reason."""
    truth: Truth = Truth.UNKNOWN
    reason: str | None = None
    held_since: datetime | None = None
    complete: bool = False
    """Whether all there is was read when it was last read: only then does "none" mean 0."""
    read: tuple[MetricRead, ...] = ()
    """What was looked at, matched and skipped, per partition."""
    formula: str = ""
    """How its values come about, in words."""

    @property
    def samples(self) -> tuple[Point, ...]:
        """What a trend is fitted to: every row, unless rows of one date are parts of its number."""
        return self.points if duplicates(self.metric) is OnDuplicate.LAST else self.per_date


def duplicates(metric: Metric) -> OnDuplicate:
    """What two rows of one date mean for its one number: of what people record, the later one counts."""
    match metric.definition:
        case FromSource(on_duplicate=on_duplicate):
            return on_duplicate
        case Manual():
            return OnDuplicate.LAST
        case _:
            return OnDuplicate.ERROR
