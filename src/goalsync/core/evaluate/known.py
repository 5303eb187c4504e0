"""Series as they were known at an earlier moment: for what is held, and for what was graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from goalsync.core.measure import Keys, Series, measure, needed, of_period
from goalsync.model.copies import replace
from goalsync.model.metric import Measurement, Metric
from goalsync.model.run import Snapshot
from goalsync.model.vocabulary import Origin, Truth


@dataclass(frozen=True, slots=True)
class Cut:
    """What counts: rows recorded up to a moment, and afterwards at most corrections."""

    moment: datetime
    corrections: bool

    def admits(self, row: Measurement) -> bool:
        """Whether a row counts."""
        if row.recorded_at is None or row.recorded_at <= self.moment:
            return True
        return self.corrections and row.origin is Origin.CORRECTION


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The series of now, and those of earlier moments, each computed once when asked for."""

    snapshot: Snapshot
    metrics: Mapping[str, Metric]
    now: Mapping[str, Series]
    keys: Keys | None = None
    """Which keys count of metrics that are counted for a period."""
    _then: dict[tuple[str, Cut], Series] = field(default_factory=dict)

    def series(self, metric: str, cut: Cut) -> Series:
        """The series of a declared metric as cut; its truth is that of now. Raises KeyError for any other metric."""
        if (metric, cut) not in self._then:
            self._then[metric, cut] = self._measured(self.now[metric], cut)
        return self._then[metric, cut]

    def read_by(self, metric: str, keys: Keys) -> Knowledge:
        """What a reader knows of a declared metric: where it depends on the reader's period, of that one."""
        if not of_period(self.metrics, metric):
            return self
        wanted = needed(self.metrics, [metric])
        return Knowledge(self.snapshot, self.metrics, measure(self.snapshot, wanted, keys), keys)

    def last_complete(self, metric: str) -> Series:
        """The series of a declared metric; while it is held as it was when it was last complete."""
        series = self.now[metric]
        if series.truth is Truth.HELD and series.held_since is not None:
            return self.series(metric, Cut(series.held_since, corrections=False))
        return series

    def _measured(self, current: Series, cut: Cut) -> Series:
        wanted = needed(self.metrics, [current.metric.id])
        rows = {name: self.snapshot.measurements.get(name, ()) for name in wanted}
        admitted = {name: tuple(row for row in ones if cut.admits(row)) for name, ones in rows.items()}
        if all(len(admitted[name]) == len(rows[name]) for name in wanted):
            return current
        then = measure(replace(self.snapshot, measurements=admitted), wanted, self.keys)[current.metric.id]
        return replace(then, truth=current.truth, reason=current.reason, held_since=current.held_since)
